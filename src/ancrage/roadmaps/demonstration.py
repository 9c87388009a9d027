"""Made-up roadmaps and action sheets for the demonstration, said to be so.

Most are written at once; those of the Arve valley are made by the real commands, so that each
persona has something to do.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction
from django.utils.timezone import localdate

from ancrage.catalogue.queries import basket_at
from ancrage.geography.models import Commune
from ancrage.kernel.rights import Actor, host
from ancrage.kernel.text import typeset
from ancrage.matching.queries.places import Held, territories_at
from ancrage.people.demonstration import territory_holding
from ancrage.people.queries import actor_named
from ancrage.roadmaps.actions.following import (
    Progress,
    comment_sheet,
    report_progress,
    share_sheet,
)
from ancrage.roadmaps.actions.invented import Invented, add_invented
from ancrage.roadmaps.actions.money import Declared, declare_funding
from ancrage.roadmaps.actions.roadmaps import write_roadmap
from ancrage.roadmaps.actions.steps import decide_sheet, lead_sheet, submit_sheet
from ancrage.roadmaps.actions.writing import reserve_sheet, start_sheet, write_sheet
from ancrage.roadmaps.definitions import workflow
from ancrage.roadmaps.invented import Draw, Ground
from ancrage.roadmaps.models import ActionSheet
from ancrage.roadmaps.queries.sheets import everything

ARVE = "200033116"
PERSONAS = {
    "elected": "elue.arve@demo.example",
    "manager": "projet.arve@demo.example",
    "committee": "secretariat.aura@demo.example",
}
CONTACT = "contact.decolletage@demo.example"
DECISIONS = frozenset({"validate", "postpone", "refuse"})
STAGES = {"promise": "promised", "grant": "granted", "pay": "paid"}


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Add them once, where the list and the people that they rest on are there."""
    if ActionSheet.objects.filter(is_demonstration=True).exists():
        return
    lands = grounds(localdate(now), perimeter)
    if not lands:
        return
    with transaction.atomic():
        measures = frozenset(basket_at(localdate(now)).measures)
        drawn = Draw(told(), localdate(now), now, measures)
        _draw_all(drawn, lands, now, apart=territory_holding(ARVE, perimeter))
        _live(drawn, lands, now, perimeter)


@lru_cache(maxsize=1)
def told() -> dict[str, Any]:
    """The made-up content, and how much of it."""
    path = files("ancrage.roadmaps") / "data" / "demonstration.yaml"
    read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


def grounds(day: dt.date, programme: str) -> list[Ground]:
    """The territories of a programme on a day, with their communes."""
    held = [one for one in territories_at(day) if one.scope.startswith(f"{programme}:")]
    sirens = {siren for one in held for siren in one.sirens}
    communes: dict[str, list[tuple[str, str, str]]] = {}
    rows = Commune.objects.filter(intercommunality__in=sirens).order_by("code")
    for code, name, siren in rows.values_list("code", "name", "intercommunality"):
        communes.setdefault(siren, []).append((code, name, siren))
    return [_ground(one, communes) for one in held]


def _ground(held: Held, communes: Mapping[str, Sequence[tuple[str, str, str]]]) -> Ground:
    there = [place for siren in held.sirens for place in communes.get(siren, [])]
    return Ground(held.scope, held.name, held.regions, there)


def _draw_all(drawn: Draw, lands: Sequence[Ground], now: dt.datetime, *, apart: str) -> None:
    """Every territory but the one that is `apart` has its share."""
    others = [land for land in lands if land.scope != apart] or list(lands)
    share, rest = divmod(drawn.told["count"], len(others))
    roadmaps = [drawn.roadmap(land) for land in others]
    sheets: list[Invented] = []
    for rank, (roadmap, land) in enumerate(zip(roadmaps, others, strict=True)):
        sheets += drawn.sheets(roadmap, land, count=share + (rank < rest))
    add_invented(by=host(), now=now, roadmaps=roadmaps, sheets=sheets)


def _live(drawn: Draw, lands: Sequence[Ground], now: dt.datetime, perimeter: str) -> None:
    """What the personas write, decide and follow."""
    day = localdate(now)
    people = {part: actor_named(email, on=day) for part, email in PERSONAS.items()}
    scope = territory_holding(ARVE, perimeter)
    land = next((land for land in lands if land.scope == scope), None)
    if land is None or None in people.values():
        return
    actors = {part: actor for part, actor in people.items() if actor is not None}
    write_roadmap(
        by=actors["elected"],
        now=now - dt.timedelta(days=500),
        scope=scope,
        revision=0,
        strategy=typeset(told()["strategy"]),
        axes=told()["arve"]["axes"],
    )
    for rank, line in enumerate(told()["arve"]["sheets"]):
        _Story(drawn, land, actors, line, now, rank).tell()


class _Story:
    """One sheet of the personas, from its beginning to where it stands."""

    def __init__(
        self,
        drawn: Draw,
        land: Ground,
        actors: Mapping[str, Actor],
        line: Mapping[str, Any],
        now: dt.datetime,
        rank: int,
    ) -> None:
        self.drawn, self.land, self.actors, self.line = drawn, land, actors, line
        self.now, self.rank = now, rank
        self.at = now - dt.timedelta(days=420 if len(line["road"]) > 4 else 60)
        need, number = line["theme"]
        self.need, self.theme = need, told()["themes"][need][number]

    def tell(self) -> None:
        """Begin it, go down its road, then what is told beside."""
        self.sheet = start_sheet(
            by=self.actors["manager"], now=self.at, scope=self.land.scope, values=self._values()
        )
        for step in self.line["road"]:
            self.at = min(self.at + dt.timedelta(days=25), self.now)
            self._step(*step.partition(":")[::2])
        self._beside()

    def _values(self) -> dict[str, Any]:
        """A whole sheet, in the way that forms tell it."""
        place = self.land.communes[self.rank % len(self.land.communes)]
        axes = {axis["need"]: axis["title"] for axis in told()["arve"]["axes"]}
        starts = self.at.date() + dt.timedelta(days=90)
        ends = starts + dt.timedelta(days=600)
        return {
            **self.drawn.theme(self.theme, self.need, place[1]),
            "reference": self.line["reference"],
            "axis": axes[self.need],
            "maturity": "study",
            "owner_name": typeset("Décolletage de l’Arve (démonstration)"),
            "owner_kind": "company",
            "aid_basis": "regional",
            "partners": [typeset("Groupement d’employeurs du Vallon (inventé)")],
            "operators": ["bpifrance"],
            "starts": f"{starts:%Y-%m}",
            "ends": f"{ends:%Y-%m}",
            "milestones.m1.title": "Étude rendue",
            "milestones.m1.due": f"{starts + dt.timedelta(days=120):%Y-%m}",
            "milestones.m2.title": "Équipement livré",
            "milestones.m2.due": f"{ends:%Y-%m}",
            "communes": [place[0]],
            "intercommunalities": [place[2]],
            "point": self.drawn.point(place[2]),
            "total_cost": 480_000_00,
            "own_share": 240_000_00,
            "indicators.i1.indicator": self.theme[3],
            "indicators.i1.target": str(self.theme[4]),
            "blocking": typeset(self.line.get("blocking", "")),
        }

    def _step(self, verb: str, more: str) -> None:
        by = self.actors
        if verb in {"fund", *STAGES}:
            self._money(STAGES.get(verb, "asked"))
        elif verb == "submit":
            submit_sheet(by=by["elected"], now=self.at, sheet=self.sheet)
        elif verb in DECISIONS:
            decide_sheet(
                by=by["committee"], now=self.at, sheet=self.sheet, verb=verb, reason=_why(verb)
            )
        elif verb == "report":
            self._report(more)
        elif verb == "observe":
            self._write({"indicators.i1.observed": str(self.theme[4])})
        else:
            lead_sheet(
                by=by["manager"], now=self.at, sheet=self.sheet, verb=verb, reason=_why(verb)
            )
        self.sheet = everything().get(pk=self.sheet.pk)

    def _money(self, stage: str) -> None:
        for rank, (name, kind) in enumerate(told()["financers"][:2]):
            declared = Declared(
                financer=typeset(name),
                kind=kind,
                year=self.at.year,
                stage=stage,
                cents=[150_000_00, 90_000_00][rank],
                told_on=localdate(self.at),
                source=told()["sources"][rank],
            )
            declare_funding(
                by=self.actors["manager"], now=self.at, sheet=self.sheet, declared=declared
            )

    def _report(self, light: str) -> None:
        reasons = told()["lit"].get(light, [""])
        progress = Progress(
            light, typeset(reasons[0]), typeset(told()["sentences"][0]), milestones=("m1",)
        )
        report_progress(by=self.actors["manager"], now=self.at, sheet=self.sheet, progress=progress)

    def _write(self, values: Mapping[str, Any]) -> None:
        write_sheet(
            by=self.actors["manager"],
            now=self.at,
            sheet=self.sheet,
            revision=self.sheet.revision,
            values={path: typeset(value) for path, value in values.items()},
        )
        self.sheet = everything().get(pk=self.sheet.pk)

    def _beside(self) -> None:
        """What was written since the committee, remarks, who it is given to."""
        self.at, line = self.now, self.line
        if "after" in line:
            self._write(line["after"])
        if line.get("propose"):
            submit_sheet(by=self.actors["elected"], now=self.now, sheet=self.sheet, verb="revise")
        if line.get("private"):
            reserve_sheet(
                by=self.actors["elected"], now=self.now, sheet=self.sheet, is_private=True
            )
        if line.get("remark"):
            by = self.actors["committee" if self.sheet.version else "elected"]
            text = typeset("Pouvez-vous préciser le calendrier ? (inventé)")
            comment_sheet(by=by, now=self.now, sheet=self.sheet, field="ends", text=text)
        if line.get("shared"):
            share_sheet(by=self.actors["elected"], now=self.now, sheet=self.sheet, email=CONTACT)


def _why(verb: str) -> str:
    """The reason of a step: that of the state that follows it."""
    return typeset(told()["reasons"].get(workflow().steps[verb].after, ""))
