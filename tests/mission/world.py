"""A mission for the tests, on a small country: people, candidates, readings, by actions."""

import datetime as dt
from dataclasses import dataclass

from ancrage.kernel.rights import Actor, host
from ancrage.mission.actions.applications import Draft, save_application, start_application
from ancrage.mission.actions.attachments import attach_file
from ancrage.mission.actions.candidates import admit_candidate, submit_candidate
from ancrage.mission.actions.experts import Declared, appoint_expert, declare_interests
from ancrage.mission.actions.missions import Plan, declare_use, open_mission, prepare_mission
from ancrage.mission.actions.readings import (
    Written,
    assign_readings,
    lock_reading,
    save_reading,
)
from ancrage.mission.definitions import sections
from ancrage.mission.models import Candidate, Expert, Mission, Reading
from ancrage.mission.queries.missions import grid_of
from ancrage.mission.rules.use import Use, read_use
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from tests.people.world import person
from tests.selection.site import COUNTRY, store

HOST = host()
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
LATER = TODAY + dt.timedelta(days=30)
SIRENS = [unit.siren for unit in COUNTRY.units]
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<<>>\n%%EOF\n"
BONUS = read_use({"bonus": "20", "minimum": "30"})
PRIVATE = "fours-verriers-de-la-vallee"
"""A word that stands in the private file of every application of the tests."""


@dataclass(frozen=True)
class People:
    """Those of a mission, each with one role."""

    national: Person
    copilot: Person
    other_copilot: Person
    author: Person
    stranger: Person
    auditor: Person
    first: Person
    second: Person
    third: Person


def people() -> People:
    """New accounts for everybody; the copilot's region is 01, the other's 02."""
    return People(
        national=person("national"),
        copilot=person("copilot", code="01"),
        other_copilot=person("copilot", code="02"),
        author=person(name="auteur"),
        stranger=person(name="passant"),
        auditor=person("auditor"),
        first=person("expert", name="alpha"),
        second=person("expert", name="beta"),
        third=person("expert", name="gamma"),
    )


def as_actor(somebody: Person, *, seen_by: str = "") -> Actor:
    return actor_of(somebody, on=TODAY, seen_by=seen_by)


def plan(**changes) -> Plan:
    usual = {
        "name": "Mission d’essai",
        "purpose": "Voir ce que les chiffres ne disent pas.",
        "programme": "essai",
        "grid": "proposition-2026",
        "applications_until": LATER,
        "readings_until": LATER,
    }
    return Plan(**(usual | changes))


def prepared(code: str = "essai", *, use: Use | None = BONUS, **changes) -> Mission:
    """A mission that is not open yet, in a small country; `use` None: not declared."""
    store()
    made = prepare_mission(by=HOST, now=NOW, code=code, plan=plan(**changes))
    return declare_use(by=HOST, now=NOW, mission=made, use=use) if use is not None else made


def appointed(mission: Mission, *held: Person) -> list[Expert]:
    """Experts, of different disciplines."""
    codes = ("industry", "skills", "regional")
    return [
        appoint_expert(by=HOST, now=NOW, mission=mission, person=somebody, discipline=code)
        for somebody, code in zip(held, codes, strict=False)
    ]


@dataclass(frozen=True)
class World:
    """An open mission with its people and three experts."""

    mission: Mission
    people: People
    experts: tuple[Expert, ...]

    def actor(self, name: str) -> Actor:
        return as_actor(getattr(self.people, name))

    @property
    def readers(self) -> tuple[Actor, Actor]:
        return self.actor("first"), self.actor("second")


def opened(**changes) -> World:
    """An open mission."""
    mission, held = prepared(**changes), people()
    experts = appointed(mission, held.first, held.second, held.third)
    mission = open_mission(by=HOST, now=NOW, mission=mission)
    return World(mission, held, tuple(experts))


ANSWERS = {f.name: f"Réponse : {f.label}" for s in sections() for f in s.fields} | {
    "name": "Vallée des fours",
    "recruit": PRIVATE,
    "elected_name": "Jeanne Inventée",
}


def drafted(world: World, *, members=None, answers=None, letter: bool = True) -> Candidate:
    """A filled application of the author, still a draft."""
    by = world.actor("author")
    made = start_application(by=by, now=NOW, mission=world.mission)
    draft = Draft(answers=answers or ANSWERS, members=SIRENS[:2] if members is None else members)
    made = save_application(by=by, now=NOW, candidate=made, version=made.version, draft=draft)
    if letter:
        attach_file(by=by, now=NOW, candidate=made, kind="letter", name="lettre.pdf", content=PDF)
    return made


def submitted(world: World, **changes) -> Candidate:
    made = drafted(world, **changes)
    return submit_candidate(by=world.actor("author"), now=NOW, candidate=made)


def admitted(world: World, **changes) -> Candidate:
    """A candidate that may be read."""
    return admit_candidate(by=HOST, now=NOW, candidate=submitted(world, **changes))


def declared(world: World, candidate: Candidate, **conflicts: str) -> None:
    """Every expert declares: a conflict for those named, with its reason."""
    for name, expert in zip(("first", "second", "third"), world.experts, strict=True):
        reason = conflicts.get(name, "")
        declare_interests(
            by=world.actor(name),
            now=NOW,
            expert=expert,
            declared={candidate.number: Declared(has_conflict=bool(reason), reason=reason)},
        )


def assigned(world: World, **changes) -> tuple[Candidate, Reading, Reading]:
    """A candidate given to the first two experts."""
    candidate = admitted(world, **changes)
    declared(world, candidate)
    first, second = assign_readings(
        by=HOST, now=NOW, candidate=candidate, experts=world.experts[:2]
    )
    return candidate, first, second


def marks(mission: Mission, mark: int | None = 2, **changes) -> dict[str, int | None]:
    """One mark on every criterion, with these changes."""
    return {criterion.code: mark for criterion in grid_of(mission).criteria} | changes


def written(world: World, reading: Reading, by: Actor, **changes) -> Reading:
    """A reading with all its marks, not locked; comments stand wherever one is asked for."""
    told = marks(world.mission, **changes)
    comments = {code: f"Avis sur {code}" for code in told}
    fresh = Reading.objects.select_related("candidate").get(pk=reading.pk)
    return save_reading(
        by=by,
        now=NOW,
        reading=fresh,
        version=fresh.version,
        written=Written(marks=told, comments=comments, summary="Avis d’ensemble"),
    )


def locked(world: World, reading: Reading, by: Actor, **changes) -> Reading:
    return lock_reading(by=by, now=NOW, reading=written(world, reading, by, **changes))


def both_locked(world: World, first_changes=None, second_changes=None, **more) -> Candidate:
    """A candidate whose two readings are in."""
    candidate, first, second = assigned(world, **more)
    locked(world, first, world.readers[0], **(first_changes or {}))
    locked(world, second, world.readers[1], **(second_changes or {}))
    candidate.refresh_from_db()
    return candidate
