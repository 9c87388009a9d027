"""The missions of the demonstration: made up, and said to be; one open, one closed."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction

from ancrage.geography.models import Adjacency
from ancrage.geography.queries.totals import whole_country
from ancrage.jobs.actions import finish_job, start_job
from ancrage.kernel.rights import Actor, host
from ancrage.kernel.text import typeset
from ancrage.mission.actions.applications import (
    Draft,
    pick_candidates,
    propose_candidate,
    save_application,
    start_application,
)
from ancrage.mission.actions.attachments import attach_file
from ancrage.mission.actions.candidates import STEPS, conclude_candidate
from ancrage.mission.actions.effects import ask_effect
from ancrage.mission.actions.experts import Declared, appoint_expert, declare_interests
from ancrage.mission.actions.missions import (
    Plan,
    close_mission,
    declare_use,
    open_mission,
    prepare_mission,
)
from ancrage.mission.actions.readings import Written, assign_readings, lock_reading, save_reading
from ancrage.mission.actions.settlements import propose_mark, write_remark
from ancrage.mission.effect_compute import Solved, solve_both
from ancrage.mission.effect_run import run_effect
from ancrage.mission.models import Candidate, Expert, Mission, Reading
from ancrage.mission.queries.missions import grid_of
from ancrage.mission.rules.use import read_use
from ancrage.people.actions.accounts import open_account
from ancrage.people.actions.roles import Term, grant_role
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.selection.engine.model import Country, Result, Rules
from ancrage.selection.engine.rules import rules_from_document
from ancrage.selection.engine.scoring import Candidate as Perimeter
from ancrage.selection.engine.scoring import obstacles
from ancrage.selection.models import Identification
from ancrage.selection.queries.country import loaded_country

SINCE = dt.date(2018, 11, 22)
SECONDS = 20.0
"""Time given to the closed mission's effect: its rules take about one."""
DOMAIN = "@demo.example"
LARGEST = 90_000
"""Inhabitants of the largest intercommunalité of a made-up application."""


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Both missions with their people, once; none without the identifications they rest on."""
    told = _told()
    codes = {mission["base"] for mission in told["missions"]}
    is_ready = Identification.objects.filter(pk__in=codes).count() == len(codes)
    if is_ready and not Mission.objects.filter(is_demonstration=True).exists():
        with transaction.atomic():
            people = _people(told, now)
            for mission in told["missions"]:
                _Story(told, mission, people, now, perimeter).tell()


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    path = files("ancrage.mission") / "data" / "demonstration.yaml"
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return told


def _people(told: Mapping[str, Any], now: dt.datetime) -> dict[str, Person]:
    """Everybody of the missions by the first part of his address; new ones get an account."""
    for line in (*told["experts"], *told["authors"]):
        if "name" not in line:
            continue
        given, family = line["name"]
        made = open_account(
            by=host(),
            now=now,
            email=line["email"],
            given_name=given,
            family_name=family,
            is_demonstration=True,
        )
        if "discipline" in line and not made.holdings.exists():
            grant_role(by=host(), now=now, person=made, role="expert", term=Term(SINCE))
    held = Person.objects.filter(is_demonstration=True, email__endswith=DOMAIN)
    return {(person.email or "").removesuffix(DOMAIN): person for person in held}


@dataclass
class _Story:
    """One mission as it was lived, day by day."""

    told: Mapping[str, Any]
    line: Mapping[str, Any]
    people: Mapping[str, Person]
    now: dt.datetime
    perimeter: str
    experts: dict[str, Expert] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    spent: int = 0

    def tell(self) -> None:
        """Prepare, open, take candidates, read them, and close if it is closed."""
        self.mission = self._prepare()
        self.places = _Places(self.mission.base)
        held = [(self._candidate(line), line) for line in self.line["candidates"]]
        self._declare(held)
        for candidate, line in held:
            if line.get("readers"):
                self._read(candidate, line)
        if "closed" in self.line:
            close_mission(by=self.national, now=self.at(), mission=self.mission)
            self._effect()

    @property
    def national(self) -> Actor:
        return self.actor("equipe.nationale")

    def actor(self, name: str) -> Actor:
        if name not in self.actors:
            self.actors[name] = actor_of(self.people[name], on=self.now.date())
        return self.actors[name]

    def at(self) -> dt.datetime:
        """A moment a little after the last one, never later than now."""
        self.spent += 1
        begun = self.now + dt.timedelta(days=self.line["prepared"])
        return min(begun + dt.timedelta(hours=3 * self.spent), self.now)

    def _day(self, key: str) -> dt.date:
        day: dt.date = (self.now + dt.timedelta(days=self.line[key])).date()
        return day

    def _prepare(self) -> Mission:
        told, by = self.line, self.national
        plan = Plan(
            name=told["name"],
            purpose=typeset(told["purpose"]),
            programme=self.perimeter,
            grid="proposition-2026",
            base=told["base"],
            applications_until=self._day("applications"),
            readings_until=self._day("readings"),
        )
        made = prepare_mission(
            by=by, now=self.at(), code=told["code"], plan=plan, is_demonstration=True
        )
        declare_use(by=by, now=self.at(), mission=made, use=read_use(told["use"]))
        for line in self.told["experts"]:
            name = line["email"].removesuffix(DOMAIN)
            self.experts[name.removeprefix("expert.")] = appoint_expert(
                by=by,
                now=self.at(),
                mission=made,
                person=self.people[name],
                discipline=line["discipline"],
            )
        return open_mission(by=by, now=self.at(), mission=made)

    def _candidate(self, line: Mapping[str, Any]) -> Candidate:
        if line["origin"] == "identification":
            (made,) = pick_candidates(
                by=self.national,
                now=self.at(),
                mission=self.mission,
                identification=self.mission.base,  # type: ignore[arg-type]
                codes=[self.places.found(line["found"])],
            )
            return made
        made = self._fill(self._begin(line), line)
        for verb in ROADS[line["state"]]:
            self._step(made, verb, line)
        made.refresh_from_db()
        return made

    def _begin(self, line: Mapping[str, Any]) -> Candidate:
        by, now, mission, name = self.actor(line["by"]), self.at(), self.mission, line["name"]
        if line["origin"] == "region":
            return propose_candidate(
                by=by, now=now, mission=mission, region=line["region"], name=name
            )
        return start_application(by=by, now=now, mission=mission, name=name)

    def _fill(self, made: Candidate, line: Mapping[str, Any]) -> Candidate:
        by, theme = self.actor(line["by"]), self.told["themes"][line["theme"]]
        answers = {name: typeset(t.format(**theme)) for name, t in self.told["answers"].items()}
        elected, industrial = self.told["tandem"][made.number % len(self.told["tandem"])]
        answers |= {"elected_name": elected, "industrial_name": industrial}
        lacks = line.get("lacks", ())
        answers = {name: text for name, text in answers.items() if name not in lacks}
        draft = Draft(answers, self.places.free(line["free"]))
        made = save_application(
            by=by, now=self.at(), candidate=made, version=made.version, draft=draft
        )
        if lacks:
            return made
        letter = f"Lettre d’engagement (démonstration, texte inventé) : {line['name']}.\n"
        attach_file(
            by=by,
            now=self.at(),
            candidate=made,
            kind="letter",
            name="lettre-engagement.txt",
            content=letter.encode(),
        )
        return made

    def _step(self, made: Candidate, verb: str, line: Mapping[str, Any]) -> None:
        by = self.actor(line["by"]) if verb in {"submit", "withdraw"} else self.national
        reason = {"reason": typeset(line["reason"])} if verb in REASONED else {}
        STEPS[verb](by=by, now=self.at(), candidate=made, **reason)

    def _declare(self, held: list[tuple[Candidate, Mapping[str, Any]]]) -> None:
        """Everybody declares on every candidate but the last one that waits."""
        shown = [(c, line) for c, line in held if c.state not in {"draft", "withdrawn"}]
        for code, expert in self.experts.items():
            declared = {
                candidate.number: Declared(
                    has_conflict=code in line.get("conflicts", {}),
                    reason=typeset(line.get("conflicts", {}).get(code, "")),
                )
                for candidate, line in shown
                if candidate.state != "submitted"
            }
            actor = self._expert(code)
            declare_interests(by=actor, now=self.at(), expert=expert, declared=declared)

    def _expert(self, code: str) -> Actor:
        return self.actor(code if code in self.people else f"expert.{code}")

    def _read(self, candidate: Candidate, line: Mapping[str, Any]) -> None:
        readings = assign_readings(
            by=self.national,
            now=self.at(),
            candidate=candidate,
            experts=[self.experts[code] for code in line["readers"]],
        )
        for reading, code, marks in zip(
            readings, line["readers"], line.get("marks", ("", "")), strict=True
        ):
            if marks:
                self._mark(reading, code, marks)
        for place, text in enumerate(line.get("discuss", ())):
            by = self._expert(line["readers"][place % 2])
            write_remark(by=by, now=self.at(), candidate=candidate, text=typeset(text))
        for criterion, mark in line.get("propose", {}).items():
            propose_mark(
                by=self._expert(line["readers"][0]),
                now=self.at(),
                candidate=candidate,
                criterion=criterion,
                mark=mark,
                reason=typeset("Une note entre les deux : le savoir-faire reste (inventé)."),
            )
        if line.get("conclude"):
            conclude_candidate(by=self.national, now=self.at(), candidate=candidate)

    def _mark(self, reading: Reading, code: str, marks: str) -> None:
        grid = grid_of(self.mission)
        told = dict(zip((c.code for c in grid.criteria), marks.split(), strict=True))
        written = Written(
            marks={code: None if mark == "?" else int(mark) for code, mark in told.items()},
            comments={
                c.code: _comment(c.label, told[c.code])
                for c in grid.criteria
                if told[c.code] == "?" or int(told[c.code]) in grid.explained
            },
            summary="Avis inventé pour la démonstration.",
        )
        by = self._expert(code)
        kept = save_reading(
            by=by, now=self.at(), reading=reading, version=reading.version, written=written
        )
        lock_reading(by=by, now=self.at(), reading=kept)

    def _effect(self) -> None:
        """Computed here, since the demonstration shows it before any worker starts."""
        effect = ask_effect(by=self.national, now=self.at(), mission=self.mission)
        if effect.job is None:
            return
        start_job(job_id=effect.job.pk, now=self.now)
        effect.mission.base = self.mission.base
        run_effect(effect=effect, now=lambda: self.now, solve=_solve)
        finish_job(job_id=effect.job.pk, now=self.now)


ROADS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "submitted": ("submit",),
    "returned": ("submit", "return"),
    "admissible": ("submit", "admit"),
    "inadmissible": ("submit", "refuse"),
    "withdrawn": ("submit", "withdraw"),
}
"""The steps that bring a filled draft to each state."""
REASONED = ("return", "refuse", "withdraw")


def _comment(label: str, mark: str) -> str:
    if mark == "?":
        return typeset(f"{label} : le dossier n’en dit rien (avis inventé).")
    return typeset(f"{label} : la note {mark} se lit dans le dossier (avis inventé).")


def _solve(country: Country, rules: Rules, scored: Rules, known: Result | None) -> Solved:
    return solve_both(country, rules, scored, known, SECONDS, progress=lambda _step, _share: None)


class _Places:
    """Perimeters for candidates, region by region: found by an identification, or by nobody."""

    def __init__(self, base: Identification | None) -> None:
        found = base.result["territories"] if base else []
        taken = {siren for territory in found for siren in territory["members"]}
        held = whole_country().exclude(siren__in=taken).filter(industrial_jobs__isnull=False)
        small = held.filter(population__lte=LARGEST)
        self.rest = {place.siren: place for place in small.order_by("-industrial_jobs", "siren")}
        self.rules = rules_from_document(base.rules) if base else None
        self.beside: dict[str, list[str]] = {}
        for here, there in Adjacency.objects.values_list("intercommunality_id", "neighbour_id"):
            if here in self.rest and there in self.rest:
                self.beside.setdefault(here, []).append(there)
        self._found = {code: self._codes(found, code) for code in {t["region"] for t in found}}

    @staticmethod
    def _codes(found: list[dict[str, Any]], region: str) -> Iterator[str]:
        return iter([t["code"] for t in found if t["region"] == region][1:])

    def found(self, region: str) -> str:
        """The code of the next territory that the identification found in a region."""
        return next(self._found[region])

    def free(self, region: str) -> list[str]:
        """The next two neighbours of a region that are in no territory, and could be one."""
        pairs = list(self._pairs(region))
        able = self._able(pairs) or pairs
        for siren in able[0] if able else ():
            del self.rest[siren]
        return list(able[0]) if able else []

    def _pairs(self, region: str) -> Iterator[tuple[str, str]]:
        for siren, place in self.rest.items():
            for other in sorted(self.beside.get(siren, ())):
                near = self.rest.get(other)
                if near and place.region_id == near.region_id == region and siren < other:
                    yield siren, other

    def _able(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those that break no rule of the identification, so that a score may bring them in."""
        if self.rules is None:
            return []
        held = [Perimeter("+".join(pair), "", pair) for pair in pairs]
        found = obstacles(country=loaded_country(), rules=self.rules, candidates=held)
        return [pair for pair, one in zip(pairs, held, strict=True) if not found[one.code]]
