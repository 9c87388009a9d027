"""Sheets for the tests, on a small country: territories, their people, sheets made by actions."""

import datetime as dt
from dataclasses import dataclass

from ancrage.kernel.rights import Actor
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.roadmaps.actions.money import Declared, declare_funding
from ancrage.roadmaps.actions.steps import decide_sheet, lead_sheet, submit_sheet
from ancrage.roadmaps.actions.writing import start_sheet
from ancrage.roadmaps.models import ActionSheet, FundingEntry, SheetVersion
from ancrage.roadmaps.queries.sheets import everything
from tests.people.world import person
from tests.simplification.world import ARVE, LOIRE, NORTH, PLAIN, SIRENS, SOUTH, country

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
SIRET = "78012998700068"
WORD = "fours-verriers"
"""A word that stands in the description of every sheet of the tests."""
WHOLE = {
    "reference": "A1",
    "title": "Ouvrir un atelier partagé",
    "need": "innover",
    "maturity": "ready",
    "owner_name": "Verrerie Inventée",
    "owner_siret": SIRET,
    "owner_kind": "local",
    "objectives": "Partager des machines entre petites entreprises.",
    "description": f"Un atelier commun, avec des {WORD}.",
    "starts": "2027-03",
    "ends": "2028-T3",
    "milestones.m1.title": "Permis déposé",
    "milestones.m1.due": "2027-06",
    "milestones.m2.title": "Ouverture",
    "milestones.m2.due": "2028-09",
    "total_cost": 100_000_00,
    "own_share": 40_000_00,
    "indicators.i1.indicator": "jobs_created",
    "indicators.i1.target": "12",
}
"""A sheet that lacks nothing but its place and its funding plan."""


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
        "secretariat": person("secretariat", code=NORTH),
        "elected": person("elected_lead", code=ARVE),
        "manager": person("project_manager", code=ARVE),
        "other": person("industrial_lead", code=LOIRE),
        "far": person("elected_lead", code=PLAIN),
        "referent": person("referent", code="bpifrance"),
        "auditor": person("auditor"),
        "owner": person(name="porteur"),
        "stranger": person(name="passant"),
    }
    return World(held)


def begun(world: World, who: str = "manager", scope: str = ARVE, **changes) -> ActionSheet:
    """A sheet begun by somebody; `private` reserves it."""
    is_private = changes.pop("private", False)
    values = WHOLE | {"intercommunalities": [SIRENS[NORTH][0]]} | changes
    return start_sheet(
        by=world.actor(who), now=NOW, scope=scope, values=values, is_private=is_private
    )


def asked(**changes) -> Declared:
    """An amount that balances the plan of a whole sheet."""
    usual = {
        "financer": "Région Essai",
        "kind": "region",
        "year": 2027,
        "stage": "asked",
        "cents": 60_000_00,
        "told_on": TODAY,
        "source": "Courrier du 2 novembre 2026",
    }
    return Declared(**(usual | changes))


def submitted(world: World, **changes) -> ActionSheet:
    made = begun(world, **changes)
    declare_funding(by=world.actor("manager"), now=NOW, sheet=made, declared=asked())
    return submit_sheet(by=world.actor("elected"), now=NOW, sheet=again(made))


def validated(world: World, **changes) -> ActionSheet:
    made = submitted(world, **changes)
    return decide_sheet(by=world.actor("secretariat"), now=NOW, sheet=made, verb="validate")


def running(world: World, **changes) -> ActionSheet:
    made = validated(world, **changes)
    return lead_sheet(by=world.actor("manager"), now=NOW, sheet=made, verb="start")


def again(sheet: ActionSheet) -> ActionSheet:
    """The sheet as it is now."""
    return everything().get(pk=sheet.pk)


def copied(count: int) -> None:
    """So many more of the sheets there are, with all that lists and pages read of them."""
    held = list(ActionSheet.objects.order_by("pk"))
    first = ActionSheet.objects.count()
    for rank in range(count):
        sheet = held[rank % len(held)]
        pk, sheet.pk, sheet.code = sheet.pk, None, f"F-2025-{first + rank:06d}"
        sheet.save()
        for model in (SheetVersion, FundingEntry):
            for row in model.objects.filter(sheet=pk):
                row.pk, row.sheet = None, sheet
                row.save()
        sheet.pk = pk
