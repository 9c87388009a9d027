"""Designating who answers, ending it, and what is then found."""

import datetime as dt

import pytest

from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.matching.actions.coverage import (
    Area,
    DesignationRefusedError,
    designate,
    end_designation,
)
from ancrage.matching.queries.coverage import Referent, referents_for
from ancrage.matching.rules.coverage import Level
from ancrage.people.actions.roles import Term, end_role
from ancrage.people.models import RoleHolding
from tests.matching import world as making
from tests.matching.world import BANK, FUND, HOST, NOW, ONE, TODAY, TWO
from tests.people.world import actor, person

YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _country(db):
    making.country()


def who(territory=ONE, *, measure="etudes", operator=BANK, day=TODAY):
    found = referents_for(operator=operator, measure=measure, territory=territory, day=day)
    return [referent.name for referent in found]


def test_nobody_is_a_hole_and_a_designation_fills_it():
    assert who() == []
    anne = making.referent(name="anne")
    making.designated(anne, ONE)
    found = referents_for(operator=BANK, measure="etudes", territory=ONE, day=TODAY)
    assert found == [Referent(anne.reference, "Anne Essai", "", 2)]
    assert who(TWO) == []
    assert who(operator=FUND) == []
    assert who(day=dt.date(2019, 12, 31)) == []


def test_a_region_and_the_country_answer_where_no_territory_does():
    making.designated(making.referent(name="nadia"), level=Level.NATION)
    making.designated(making.referent(name="rene"), "01", level=Level.REGION)
    making.designated(making.referent(name="toma"), ONE, measures=("terrain",))
    assert who() == ["Rene Essai"]
    assert who(measure="terrain") == ["Toma Essai"]
    assert who(TWO) == ["Nadia Essai"]


def test_ending_a_designation_opens_the_hole_at_once():
    made = making.designated(making.referent(name="anne"), ONE)
    end_designation(
        by=HOST, now=NOW, designation=made, last_day=YESTERDAY, reason="Change de poste."
    )
    assert who() == []
    assert who(day=YESTERDAY) == ["Anne Essai"]
    entry = JournalEntry.objects.order_by("number").last()
    assert entry.command == "matching.end_designation"
    assert "Anne" not in entry.says


def test_ending_the_role_opens_the_hole_too():
    anne = making.referent(name="anne")
    making.designated(anne, ONE)
    making.designated(making.referent(name="nadia"), level=Level.NATION)
    assert who() == ["Anne Essai"]
    end_role(
        by=HOST,
        now=NOW,
        holding=RoleHolding.objects.get(person=anne),
        last_day=YESTERDAY,
        reason="Départ",
    )
    assert who() == ["Nadia Essai"]


def test_a_designation_that_begins_today_can_be_taken_away_altogether():
    made = making.designated(making.referent(name="anne"), ONE, term=Term(TODAY))
    end_designation(by=HOST, now=NOW, designation=made, last_day=YESTERDAY, reason="Erreur.")
    assert who() == who(day=YESTERDAY) == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"area": Area(Level.TERRITORY)}, "Nommez"),
        ({"area": Area(Level.NATION, (ONE,))}, "Nommez"),
        ({"area": Area(Level.TERRITORY, ("essai:nulle-part",))}, "Lieu inconnu"),
        ({"area": Area(Level.REGION, ("99",))}, "Lieu inconnu"),
        ({"term": Term(TODAY, YESTERDAY)}, "La fin précède"),
        ({"term": Term(dt.date(2017, 1, 1))}, "n’est pas référente"),
        ({"operator": FUND}, "n’est pas référente"),
    ],
)
def test_what_cannot_be_designated(changes, why):
    usual = {
        "operator": BANK,
        "person": making.referent(name="anne"),
        "area": Area(Level.TERRITORY, (ONE,)),
        "term": Term(TODAY),
    }
    with pytest.raises(DesignationRefusedError, match=why):
        designate(by=HOST, now=NOW, **(usual | changes))


def test_the_same_is_not_designated_twice_nor_ended_twice():
    anne = making.referent(name="anne")
    made = making.designated(anne, ONE)
    with pytest.raises(DesignationRefusedError, match="déjà désignée"):
        making.designated(anne, ONE)
    making.designated(anne, TWO)
    end = {"by": HOST, "now": NOW, "designation": made, "reason": "Fin."}
    with pytest.raises(DesignationRefusedError, match="Dites pourquoi"):
        end_designation(**(end | {"reason": " "}), last_day=TODAY)
    with pytest.raises(DesignationRefusedError, match="Elle a commencé"):
        end_designation(**end, last_day=dt.date(2019, 1, 1))
    end_designation(**end, last_day=TODAY)
    with pytest.raises(DesignationRefusedError, match="Elle finit déjà"):
        end_designation(**end, last_day=TODAY)


@pytest.mark.parametrize(
    ("role", "code", "may"),
    [
        ("national", "", True),
        ("referent", BANK, True),
        ("referent", FUND, False),
        ("copilot", "01", False),
        ("elected_lead", ONE, False),
        ("auditor", "", False),
    ],
)
def test_who_designates(role, code, may):
    anne, by = making.referent(name="anne"), actor(role, code=code)
    if may:
        made = making.designated(anne, ONE, by=by)
        end_designation(by=by, now=NOW, designation=made, last_day=TODAY, reason="Fin.")
        return
    with pytest.raises(NotAllowedError):
        making.designated(anne, ONE, by=by)
    made = making.designated(anne, ONE)
    with pytest.raises(NotAllowedError):
        end_designation(by=by, now=NOW, designation=made, last_day=TODAY, reason="Fin.")


def test_somebody_without_the_role_is_not_designated():
    with pytest.raises(DesignationRefusedError, match="n’est pas référente"):
        making.designated(person(name="passante"), ONE)
