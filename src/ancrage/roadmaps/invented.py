"""Made-up sheets, drawn from a fixed seed: the same seed and the same day give the same ones."""

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely

from ancrage.geography import outlines
from ancrage.kernel.bars import to_bars
from ancrage.kernel.text import contracted, typeset
from ancrage.roadmaps.actions.invented import Invented
from ancrage.roadmaps.definitions import PUBLIC_STATES, indicator_units
from ancrage.roadmaps.models import ActionSheet, FundingEntry, ProgressReport, Roadmap
from ancrage.roadmaps.rules.content import Content, changed, deep

FOLLOWED = frozenset({"validated", "running", "suspended"})
BEGUN = frozenset({"running", "suspended", "done", "closed"})
SPENT = frozenset({"done", "closed"})
MATURITIES = {
    "idea": "idea",
    "abandoned": "study",
    "submitted": "ready",
    "postponed": "study",
    "refused": "study",
    "validated": "ready",
    "done": "done",
    "closed": "done",
}
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ground:
    """A territory where made-up actions land: its communes as (code, name, SIREN)."""

    scope: str
    name: str
    regions: frozenset[str]
    communes: Sequence[tuple[str, str, str]]


@dataclass
class Draw:
    """Draws roadmaps and sheets, one after the other."""

    told: Mapping[str, Any]
    today: dt.date
    now: dt.datetime
    measures: frozenset[str]
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.told["seed"])  # noqa: S311 nothing is secret here

    def roadmap(self, ground: Ground) -> Roadmap:
        """A roadmap with one or two axes for each need."""
        axes: list[dict[str, str]] = []
        for need, titles in self.told["axes"].items():
            for title in self.dice.sample(titles, self.dice.randint(1, 2)):
                axes.append({"code": str(len(axes) + 1), "title": title, "need": need})
        return Roadmap(
            scope=ground.scope,
            programme=ground.scope.partition(":")[0],
            territory_name=ground.name,
            regions=to_bars(ground.regions),
            strategy=typeset(self.told["strategy"]),
            axes=axes,
        )

    def sheets(self, roadmap: Roadmap, ground: Ground, *, count: int) -> Iterator[Invented]:
        """Sheets of a roadmap: numbered by axis."""
        taken: dict[str, int] = {}
        for _rank in range(count):
            axis = self.dice.choice(roadmap.axes)
            taken[axis["code"]] = taken.get(axis["code"], 0) + 1
            yield self._one(roadmap, ground, axis, f"{axis['code']}.{taken[axis['code']]}")

    def _one(
        self, roadmap: Roadmap, ground: Ground, axis: Mapping[str, str], reference: str
    ) -> Invented:
        told, dice = self.told, self.dice
        state = dice.choices(list(told["states"]), list(told["states"].values()))[0]
        theme = dice.choice(told["themes"][axis["need"]])
        begins = self._beginning(state)
        ends = begins + dt.timedelta(days=dice.randint(300, 1100))
        if state in SPENT:
            ends = min(ends, self.today - dice.randint(10, 300) * DAY)
        created = min(begins - dice.randint(90, 300) * DAY, self.today - 30 * DAY)
        place = dice.choice(ground.communes) if ground.communes else None
        content = deep(
            {
                "reference": reference,
                "axis": axis["title"],
                "maturity": MATURITIES.get(state, "started"),
                **self.theme(theme, axis["need"], place[1] if place else ground.name),
                **self._owner(theme[2]),
                **self._where(ground, place, state),
                **self._calendar(state, begins, ends),
                **self._indicator(theme, ends, is_told=state in SPENT),
                **self._money(theme[2]),
            }
        )
        funding = list(self._funding(content, state, begins, created))
        return self._made(roadmap, content, state, created, funding)

    def theme(self, theme: Sequence[Any], need: str, place: str) -> Content:
        """What a theme of the data file tells of a sheet in a place."""
        told = self.told
        measures = [code for code in theme[6] if code in self.measures] if len(theme) > 6 else []
        found = {
            "title": contracted(theme[0].format(place=place)),
            "need": need,
            "context": contracted(told["context"].format(place=place)),
            "objectives": f"{theme[1]} (inventé)",
            "description": f"{theme[1]} L’action associe entreprises et collectivités (inventé).",
            "risks": told["risks"],
            "measures": measures,
        }
        if self.dice.random() < told["blocked"]:
            found["blocking"] = told["blocking"]
        return {
            path: typeset(value) if isinstance(value, str) else value
            for path, value in found.items()
        }

    def _beginning(self, state: str) -> dt.date:
        """Actions under way began; those that wait begin later."""
        if state in SPENT:
            back = self.dice.randint(500, 365 * self.told["years"])
        elif state in BEGUN:
            back = self.dice.randint(60, 700)
        else:
            back = -self.dice.randint(30, 400)
        return self.today - back * DAY

    def _owner(self, kind: str) -> Content:
        told = self.told
        name = f"{self.dice.choice(told['owners'][kind])} {self.dice.choice(told['names'])}"
        basis = self.dice.choice(["regional", "sme", "de_minimis"]) if kind == "company" else "none"
        return {"owner_name": f"{name} (inventé)", "owner_kind": kind, "aid_basis": basis}

    def _where(self, ground: Ground, place: tuple[str, str, str] | None, state: str) -> Content:
        if place is None or (state == "idea" and self.dice.random() < self.told["placeless"]):
            return {}
        code, _name, siren = place
        found: Content = {"communes": [code], "intercommunalities": [siren] if siren else []}
        if self.dice.random() < self.told["pointed"]:
            found["point"] = self.point(siren)
        return found

    def point(self, siren: str) -> str:
        """A point inside an intercommunalité; "" when its outline is not known."""
        shape = outlines.shape_in_degrees(siren)
        if shape is None:
            return ""
        west, south, east, north = shape.bounds
        for _try in range(20):
            x, y = self.dice.uniform(west, east), self.dice.uniform(south, north)
            if shapely.contains_xy(shape, x, y):
                return f"{y:.6f},{x:.6f}"
        return ""

    def _calendar(self, state: str, begins: dt.date, ends: dt.date) -> Content:
        """Milestones in order; those past are ticked, but for some."""
        dice, span = self.dice, (ends - begins).days
        titles = dice.sample(self.told["milestones"], dice.randint(2, 4))
        found: Content = {"starts": f"{begins:%Y-%m}", "ends": f"{ends:%Y-%m}"}
        for rank, title in enumerate(titles, start=1):
            due = begins + span * rank // len(titles) * DAY
            key = f"milestones.m{rank}"
            found |= {f"{key}.title": title, f"{key}.due": f"{due:%Y-%m}"}
            is_past = due < self.today - 45 * DAY and state in BEGUN
            if state in SPENT or (is_past and dice.random() > self.told["behind"]):
                found[f"{key}.done"] = due.isoformat()
        return found

    def _indicator(self, theme: Sequence[Any], ends: dt.date, *, is_told: bool) -> Content:
        code, least, most = theme[3], theme[4], theme[5]
        target = self.dice.randint(least, most)
        found: Content = {
            "indicators.i1.indicator": code,
            "indicators.i1.unit": indicator_units()[code],
            "indicators.i1.target": str(target),
            "indicators.i1.by": f"{ends:%Y-%m}",
        }
        if is_told:
            found["indicators.i1.observed"] = str(int(target * self.dice.uniform(0.5, 1.2)))
        return found

    def _money(self, kind: str) -> Content:
        cost = self.dice.choice(self.told["costs"]) * self.dice.randint(80, 120)
        share = self.dice.choice([20, 30, 50] if kind != "company" else [50, 60, 70])
        return {"total_cost": cost, "own_share": cost * share // 100}

    def _funding(
        self, content: Content, state: str, begins: dt.date, created: dt.date
    ) -> Iterator[FundingEntry]:
        """One to three financers, asked for what the owner does not pay, then as firm as the
        action is far."""
        dice = self.dice
        if state in {"idea", "abandoned"} and dice.random() < 0.5:
            return
        left = content["total_cost"] - content["own_share"]
        chosen = dice.sample(self.told["financers"], dice.choice([1, 1, 2, 3]))
        for rank, (name, kind) in enumerate(chosen, start=1):
            cents = (
                left // len(chosen)
                if rank < len(chosen)
                else left - left // len(chosen) * (len(chosen) - 1)
            )
            year = begins.year + (rank == 3)
            for stage, part in self._stages(state):
                yield FundingEntry(
                    financer=name,
                    kind=kind,
                    year=year,
                    stage=stage,
                    cents=max(cents * part // 100, 1),
                    told_on=created,
                    source=dice.choice(self.told["sources"]),
                    entered_at=self._at(created),
                )

    def _stages(self, state: str) -> Iterator[tuple[str, int]]:
        dice = self.dice
        yield "asked", 100
        if state in FOLLOWED | SPENT and dice.random() < 0.8:
            yield "promised", 100
        if state in SPENT or (state in BEGUN and dice.random() < 0.7):
            granted = dice.choice([70, 85, 100])
            yield "granted", granted
            if state in SPENT or dice.random() < 0.5:
                yield "paid", granted if state in SPENT else granted // 2

    def _made(
        self,
        roadmap: Roadmap,
        content: Content,
        state: str,
        created: dt.date,
        funding: Sequence[FundingEntry],
    ) -> Invented:
        dice, told = self.dice, self.told
        is_validated = state in PUBLIC_STATES
        submitted = min(created + 40 * DAY, self.today) if state not in {"idea"} else None
        decided = min(created + 75 * DAY, self.today) if is_validated else None
        sheet = ActionSheet(
            roadmap=roadmap,
            content=content,
            state=state,
            version=int(is_validated),
            reason=typeset(told["reasons"].get(state, "")),
            is_private=dice.random() < told["private"],
            created_at=self._at(created),
            changed_at=self._at(decided or created),
            moved_at=self._at(decided or submitted or created),
            submitted_on=submitted,
            decided_on=decided,
        )
        if state in FOLLOWED and dice.random() < told["amended"]:
            self._amend(sheet)
        for row in funding:
            row.sheet = sheet
        reports = list(self._reports(sheet)) if state in FOLLOWED else []
        return Invented(sheet, funding, reports, content if is_validated else None, decided)

    def _amend(self, sheet: ActionSheet) -> None:
        """What was written since the committee, submitted to it or not yet."""
        title = typeset(f"{sheet.content['title']}, seconde tranche")
        sheet.content = changed(sheet.content, {"title": title, "risks": ""})
        sheet.revision, sheet.changed_at = 2, self._at(self.today - 10 * DAY)
        sheet.proposed = 2 if self.dice.random() < 0.4 else None

    def _reports(self, sheet: ActionSheet) -> Iterator[ProgressReport]:
        """One or two reports; the last one's light is the sheet's."""
        dice, told = self.dice, self.told
        since = (self.today - (sheet.decided_on or self.today)).days
        for ago in sorted(dice.sample(range(1, 200), dice.randint(0, 2)), reverse=True):
            if ago >= since:
                continue
            light = dice.choices(list(told["lights"]), list(told["lights"].values()))[0]
            day = self.today - ago * DAY
            reason = typeset(dice.choice(told["lit"][light])) if light in told["lit"] else ""
            sheet.light, sheet.light_reason, sheet.reported_on = light, reason, day
            yield ProgressReport(
                sheet=sheet,
                light=light,
                reason=reason,
                sentence=typeset(dice.choice(told["sentences"])),
                told_on=day,
                written_at=self._at(day),
            )

    def _at(self, day: dt.date) -> dt.datetime:
        return min(dt.datetime.combine(day, dt.time(9), tzinfo=self.now.tzinfo), self.now)
