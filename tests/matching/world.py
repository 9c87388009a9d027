"""A small country with a programme of two territories, referents, a tandem."""

import datetime as dt

from ancrage.geography.actions import start_programme
from ancrage.geography.rules.listing import ListedTerritory, Member
from ancrage.kernel.rights import Actor, host
from ancrage.matching.actions.coverage import Area, designate
from ancrage.matching.models import Designation
from ancrage.matching.rules.coverage import Level
from ancrage.people.actions.accounts import add_organisation
from ancrage.people.actions.roles import Term
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from tests.people.world import person
from tests.selection.site import COUNTRY, store

HOST = host()
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
SIRENS = [unit.siren for unit in COUNTRY.units]
BANK, FUND = "banque-des-territoires", "bpifrance"
ONE, TWO = "essai:t-01", "essai:t-02"
VERSION = "essai-2018"


def country() -> None:
    """Two territories of a programme, in region 01 and in region 02."""
    store()
    start_programme(
        by=HOST,
        now=NOW,
        code="essai",
        name="Programme d’essai",
        version_code=VERSION,
        valid_from=dt.date(2018, 11, 22),
        territories=[
            ListedTerritory("t-01", "Vallée une", "01", (Member(SIRENS[0]), Member(SIRENS[1]))),
            ListedTerritory("t-02", "Vallée deux", "02", (Member(SIRENS[-1]),)),
        ],
    )
    for code, name in ((BANK, "Banque des Territoires"), (FUND, "Bpifrance")):
        add_organisation(by=HOST, now=NOW, kind="operator", code=code, name=name)


def referent(operator: str = BANK, **more) -> Person:
    """Somebody who holds the role of referent of an operator."""
    return person("referent", code=operator, **more)


def as_actor(somebody: Person, *, seen_by: str = "") -> Actor:
    return actor_of(somebody, on=TODAY, seen_by=seen_by)


def designated(
    somebody: Person, *places: str, level: Level = Level.TERRITORY, **more
) -> Designation:
    """A designation of the Banque for all its measures, on territories unless told otherwise."""
    usual = {"by": HOST, "operator": BANK, "term": Term(dt.date(2020, 1, 1))}
    area = Area(level, places)
    return designate(now=NOW, person=somebody, area=area, **(usual | more))
