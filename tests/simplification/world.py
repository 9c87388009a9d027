"""Blocks for the tests, on a small country: territories, their people, reports, by actions."""

import datetime as dt
from dataclasses import dataclass

from ancrage.geography.actions import start_programme
from ancrage.geography.rules.listing import ListedTerritory, Member
from ancrage.kernel.rights import Actor, host
from ancrage.people.models import Organisation, Person
from ancrage.people.queries import actor_of
from ancrage.simplification.actions.cases import Written, gather_case
from ancrage.simplification.actions.questions import (
    Answer,
    Asked,
    answer_question,
    ask_question,
)
from ancrage.simplification.actions.reports import start_report, submit_report
from ancrage.simplification.models import BlockCase, BlockReport
from ancrage.simplification.rules.reporting import Told
from tests.people.world import person
from tests.selection.site import COUNTRY, store

HOST = host()
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
SIRENS = {
    code: [unit.siren for unit in COUNTRY.units if unit.region == code]
    for code in sorted({unit.region for unit in COUNTRY.units})
}
NORTH, SOUTH = list(SIRENS)[:2]
"""The two regions of the small country."""
ARVE, LOIRE, PLAIN = "essai:arve", "essai:loire", "essai:plaine"
PRIVATE = "fonderie-de-la-vallee"
"""A word that stands in every reserved report of the tests."""
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def country() -> None:
    """Three territories: two in the north, one in the south."""
    store()
    north, south = SIRENS[NORTH], SIRENS[SOUTH]
    start_programme(
        by=HOST,
        now=NOW,
        code="essai",
        name="Essai",
        version_code="essai-2018",
        valid_from=dt.date(2018, 11, 22),
        territories=[
            ListedTerritory("arve", "Vallée de l’Arve", NORTH, (Member(north[0]),)),
            ListedTerritory("loire", "Loire", NORTH, (Member(north[1]),)),
            ListedTerritory("plaine", "Plaine", SOUTH, (Member(south[0]),)),
        ],
    )
    Organisation.objects.create(kind="operator", code="bpi", name="Bpi")
    Organisation.objects.create(kind="company", code="co", name="Société Co")


@dataclass(frozen=True)
class World:
    """People, each with one role."""

    people: dict[str, Person]

    def actor(self, name: str, *, seen_by: str = "") -> Actor:
        return actor_of(self.people[name], on=TODAY, seen_by=seen_by)


def opened() -> World:
    """The country with its people."""
    country()
    held = {
        "national": person("national"),
        "copilot": person("copilot", code=NORTH),
        "other_copilot": person("copilot", code=SOUTH),
        "prefecture": person("state_region", code=NORTH),
        "elected": person("elected_lead", code=ARVE),
        "manager": person("project_manager", code=ARVE),
        "other": person("industrial_lead", code=LOIRE),
        "far": person("elected_lead", code=PLAIN),
        "referent": person("referent", code="bpi"),
        "company": person("company", code="co"),
        "auditor": person("auditor"),
        "stranger": person(name="passant"),
    }
    return World(held)


def told(**changes) -> Told:
    usual = {
        "title": "Délai de l’étude des locaux industriels",
        "rule": "La procédure d’étude préalable des locaux industriels, arrêté n° 2019-12",
        "prevents": "L’ouverture d’un atelier dans des locaux vides depuis un an.",
        "kind": "derogation",
        "proposal": "Une étude simplifiée pour les locaux déjà étudiés.",
        "cost_cents": 1_250_000,
        "delay_days": 120,
    }
    return Told(**(usual | changes))


def drafted(world: World, who: str = "elected", territory: str = ARVE, **changes) -> BlockReport:
    """A draft of somebody; `private` adds what must not be read."""
    company, wanted = changes.pop("company", ""), changes.pop("wanted", None)
    if changes.get("is_private"):
        changes = {"company_name": PRIVATE, "prevents": f"Ce que {PRIVATE} attend."} | changes
    return start_report(
        by=world.actor(who),
        now=NOW,
        territory=territory,
        company=company,
        told=told(**changes),
        wanted=wanted,
    )


def reported(world: World, who: str = "elected", territory: str = ARVE, **changes) -> BlockReport:
    made = drafted(world, who, territory, **changes)
    return submit_report(by=world.actor(who), now=NOW, report=made)


def written(**changes) -> Written:
    usual = {
        "title": "Étude préalable des locaux",
        "summary": "L’étude préalable retarde l’ouverture d’ateliers.",
        "rule": "La procédure d’étude préalable, arrêté n° 2019-12",
    }
    return Written(**(usual | changes))


def gathered(world: World, *reports: BlockReport, by: str = "national", **changes) -> BlockCase:
    """A case of reports, of two territories unless others are given."""
    held = reports or (reported(world), reported(world, "other", LOIRE))
    region = changes.pop("region", "")
    return gather_case(
        by=world.actor(by), now=NOW, written=written(**changes), reports=held, region=region
    )


def asking(**changes) -> Asked:
    usual = {
        "authority": "prefecture",
        "scope": NORTH,
        "kind": "derogation",
        "words": "Peut-on se passer de la seconde étude ?",
    }
    return Asked(**(usual | changes))


def asked(world: World, case: BlockCase | None = None, **changes) -> BlockCase:
    """A case that was put to the prefecture of the north."""
    case = case or gathered(world)
    ask_question(
        by=world.actor("national"),
        now=NOW,
        case=case,
        version=case.version,
        asked=asking(**changes),
    )
    return fresh(case)


def answered(
    world: World, outcome: str = "derogation", case: BlockCase | None = None, *, now=NOW
) -> BlockCase:
    """A case with the prefecture's answer."""
    case = case or asked(world)
    answer_question(
        by=world.actor("prefecture"),
        now=now,
        case=case,
        answer=Answer(outcome, "La première étude suffit."),
    )
    return fresh(case)


def fresh(held):
    """The same, as the database has it now."""
    return type(held).objects.get(pk=held.pk)
