"""Made-up content: rules that block, what was asked, answered, and what it changed."""

import datetime as dt
from collections.abc import Mapping
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import count
from typing import Any

import yaml
from django.db import transaction
from django.utils.timezone import localdate

from ancrage.kernel.rights import Actor, Scope, ScopeKind, host
from ancrage.kernel.text import typeset
from ancrage.people.actions.accounts import open_account
from ancrage.people.actions.roles import Term, grant_role
from ancrage.people.queries import actor_named, actor_of
from ancrage.people.queries.scopes import NamedScope, named_scopes
from ancrage.simplification.actions.cases import (
    Written,
    close_case,
    dissolve_case,
    gather_case,
)
from ancrage.simplification.actions.effects import say_effect
from ancrage.simplification.actions.questions import (
    Answer,
    Asked,
    answer_question,
    ask_question,
    refer_question,
)
from ancrage.simplification.actions.reports import STEPS, start_report, submit_report
from ancrage.simplification.definitions import authorities
from ancrage.simplification.models import BlockCase, BlockReport
from ancrage.simplification.rules.reporting import Told

ARVE = "arve"
SINCE = dt.date(2018, 11, 22)
PERSONAS = {
    "national": "equipe.nationale@demo.example",
    "copilot": "region.aura@demo.example",
    "state_region": "prefecture.aura@demo.example",
    "referent": "referent.bpifrance@demo.example",
    ARVE: "projet.arve@demo.example",
}


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Reports and cases in every state, once; none without the people that they are of."""
    if BlockReport.objects.filter(is_demonstration=True).exists():
        return
    story = _Story(now, perimeter)
    if not story.is_ready:
        return
    with transaction.atomic():
        story.tell()


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    path = files("ancrage.simplification") / "data" / "demonstration.yaml"
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return told


class _Story:
    """Each case as it was lived, day by day, by the same commands as anybody's."""

    def __init__(self, now: dt.datetime, perimeter: str) -> None:
        self.now, self.perimeter = now, perimeter
        self.rank = count()
        found = {name: actor_named(mail, on=localdate(now)) for name, mail in PERSONAS.items()}
        self.actors: dict[str, Actor] = {name: who for name, who in found.items() if who}

    @property
    def is_ready(self) -> bool:
        """Whether the personas are there, and their territory with them."""
        return len(self.actors) == len(PERSONAS) and bool(self.places)

    def tell(self) -> None:
        for place in _told()["managers"]:
            self._manager(place)
        for line in _told()["cases"]:
            self._case(line)
        for line in _told()["alone"]:
            self._alone(line)

    @cached_property
    def places(self) -> dict[str, NamedScope]:
        """The territories of the programme by the names that the data file gives them."""
        held = [
            named
            for named in named_scopes(ScopeKind.TERRITORY)
            if named.code.startswith(f"{self.perimeter}:")
        ]
        mine = self.actors[ARVE].codes(ScopeKind.TERRITORY)
        valley = next((named for named in held if named.code in mine), None)
        if valley is None:
            return {}
        found = {ARVE: valley}
        ranks: dict[str, int] = {}
        for named in sorted(held, key=lambda one: one.code):
            if named.code in mine or len(named.regions) != 1:
                continue
            (region,) = named.regions
            rank = ranks.setdefault(region, 0)
            found[f"{region}.{rank}"] = named
            ranks[region] = rank + 1
        return found

    def _place(self, name: str) -> NamedScope:
        """A place of the data file; another territory where a region has too few."""
        return self.places.get(name) or self.places[ARVE]

    def _manager(self, place: str) -> None:
        """Somebody who reports for a territory; the valley does where a region has too few."""
        if place not in self.places:
            self.actors[place] = self.actors[ARVE]
            return
        scope = Scope(ScopeKind.TERRITORY, self._place(place).code)
        region, rank = place.split(".")
        made = open_account(
            by=host(),
            now=self.now,
            email=f"blocages.{region}.{rank}@demo.example",
            given_name="Camille",
            family_name=f"Inventé {region}-{rank}",
            is_demonstration=True,
        )
        if not made.holdings.exists():
            grant_role(
                by=host(),
                now=self.now,
                person=made,
                role="project_manager",
                scope=scope,
                term=Term(SINCE),
            )
        self.actors[place] = actor_of(made, on=localdate(self.now))

    def _day(self, told: dt.date | int) -> dt.datetime:
        if isinstance(told, int):
            return self.now + dt.timedelta(days=told)
        return dt.datetime.combine(told, dt.time(9), tzinfo=dt.UTC)

    def _report(
        self, line: Mapping[str, Any], place: str, at: dt.datetime, *, reserved: bool
    ) -> BlockReport:
        told, rank = _told(), next(self.rank)
        words = {"title": line["title"], "rule": f"{line['rule']}."}
        company = f"Ateliers inventés n° {rank}" if reserved else ""
        return start_report(
            by=self.actors[place],
            now=at,
            territory=self._place(place).code,
            told=Told(
                **{name: typeset(text) for name, text in words.items()},
                prevents=typeset(told["prevents"][rank % len(told["prevents"])]),
                need=line.get("need", "simplify"),
                kind=line["kind"],
                proposal=typeset(told["proposals"][line["kind"]]),
                cost_cents=told["costs"][rank % len(told["costs"])],
                delay_days=told["delays"][rank % len(told["delays"])],
                company_name=company,
                is_private=reserved,
            ),
            is_demonstration=True,
        )

    def _case(self, line: Mapping[str, Any]) -> None:
        at, held = self._day(line["day"]), []
        for rank, place in enumerate(line["places"]):
            day = at + dt.timedelta(days=2 * rank)
            reserved = place in line.get("reserved", ())
            made = self._report(line, place, day, reserved=reserved)
            held.append(submit_report(by=self.actors[place], now=day, report=made))
        at += dt.timedelta(days=10)
        case = gather_case(
            by=self.actors["national"],
            now=at,
            reports=held,
            region=line.get("region", ""),
            written=Written(
                title=typeset(line["title"]),
                summary=typeset(_told()["summary"].format(rule=line["rule"])),
                rule=typeset(f"{line['rule']}."),
                need=line["need"],
            ),
            is_demonstration=True,
        )
        if "dissolved" in line:
            reason = typeset(line["dissolved"])
            dissolve_case(by=self.actors["national"], now=at, case=case, reason=reason)
        elif "authority" in line:
            self._asked(line, case)

    def _asked(self, line: Mapping[str, Any], case: BlockCase) -> None:
        """The question, its referral if there is one, its answer if there is one."""
        waits = list(line["after"])
        at = self._day(line["day"]) + dt.timedelta(days=waits.pop(0))
        final = Asked(line["authority"], line.get("scope", ""), _service(line["authority"]))
        first = final
        if "first" in line:
            first = Asked(line["first"], line["first_scope"], "")
        words = typeset(f"{line['title']} : que peut-on changer, et pour qui ?")
        ask_question(
            by=self.actors["national"],
            now=at,
            case=case,
            version=case.version,
            asked=Asked(first.authority, first.scope, first.service, line["kind"], words),
        )
        if first != final:
            at += dt.timedelta(days=waits.pop(0))
            reason = typeset(_told()["referred"])
            by = self._authority(first)
            refer_question(by=by, now=at, case=case, reason=reason, asked=final)
        if waits:
            self._answered(line, case, at + dt.timedelta(days=waits.pop(0)), final)

    def _answered(
        self, line: Mapping[str, Any], case: BlockCase, at: dt.datetime, asked: Asked
    ) -> None:
        begins = None if line["outcome"] == "refused" else localdate(at)
        answer = Answer(line["outcome"], typeset(line["answer"]), applies_from=begins)
        answer_question(by=self._authority(asked), now=at, case=case, answer=answer)
        reports = list(BlockReport.objects.filter(case=case).order_by("number"))
        for rank, (value, report) in enumerate(zip(line["effects"], reports, strict=False)):
            if value:
                say_effect(
                    by=self.actors[line["places"][rank]],
                    now=min(at + dt.timedelta(days=60 + 7 * rank), self.now),
                    report=report,
                    value=value,
                )
        if "closed" in line:
            end = min(at + dt.timedelta(days=120), self.now)
            reason = typeset(line["closed"])
            close_case(by=self.actors["national"], now=end, case=case, reason=reason)

    def _authority(self, asked: Asked) -> Actor:
        """Who answers: a persona, or somebody invented for another region."""
        role = authorities()[asked.authority].role
        if asked.scope in {"", "84", "bpifrance"}:
            return self.actors[role]
        made = open_account(
            by=host(),
            now=self.now,
            email=f"blocages.{role}.{asked.scope}@demo.example".replace("_", "-"),
            given_name="Dominique",
            family_name=f"Inventé {asked.scope}",
            is_demonstration=True,
        )
        if not made.holdings.exists():
            scope = Scope(ScopeKind.REGION, asked.scope)
            grant_role(
                by=host(), now=self.now, person=made, role=role, scope=scope, term=Term(SINCE)
            )
        return actor_of(made, on=localdate(self.now))

    def _alone(self, line: Mapping[str, Any]) -> None:
        """A report that is in no case, brought to its state."""
        at, place = self._day(line["day"]), line["place"]
        reserved = bool(line.get("reserved"))
        made, by = self._report(line, place, at, reserved=reserved), self.actors[place]
        if line["state"] == "draft":
            return
        submit_report(by=by, now=at, report=made)
        verb = {"returned": "return", "set_aside": "set_aside", "withdrawn": "withdraw"}.get(
            line["state"]
        )
        if verb:
            who = by if verb == "withdraw" else self.actors["national"]
            later = at + dt.timedelta(days=2)
            STEPS[verb](by=who, now=later, report=made, reason=typeset(line["reason"]))


def _service(authority: str) -> str:
    return "service inventé" if authority == "central" else ""
