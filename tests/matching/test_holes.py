"""What an operator is told when nobody answers any more, and what Regions ask for."""

import datetime as dt
from dataclasses import replace

import pytest

from ancrage.inbox.models import Item
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.rights import host
from ancrage.matching.actions.adjustments import (
    AdjustmentRefusedError,
    Wish,
    answer_adjustment,
    ask_adjustment,
)
from ancrage.matching.actions.coverage import end_designation
from ancrage.matching.actions.holes import follow_holes
from ancrage.matching.models import AdjustmentRequest
from ancrage.matching.queries import coverage
from ancrage.matching.queries.adjustments import find_adjustment, visible_to
from ancrage.matching.queries.coverage import coverage_rows
from ancrage.matching.rules.coverage import Level, State
from ancrage.people.actions.roles import Term, end_role
from ancrage.people.models import RoleHolding
from tests.matching import world as making
from tests.matching.world import BANK, FUND, HOST, NOW, ONE, TODAY, TWO
from tests.people.world import actor

YESTERDAY = TODAY - dt.timedelta(days=1)
WISH = Wish("01", BANK, "Nommez quelqu’un.", territory=ONE)


@pytest.fixture(autouse=True)
def _country(db):
    making.country()


def waiting():
    return list(Item.objects.filter(settled_at=None, kind=Item.TODO))


def ended(made, last_day=YESTERDAY):
    return end_designation(
        by=HOST, now=NOW, designation=made, last_day=last_day, reason="Fin (essai)."
    )


def states(day=TODAY, operator=BANK):
    rows = coverage_rows(day, operators=[operator])
    return {(row.territory.scope, row.state) for row in rows}


def test_the_table_lights_holes_and_doubles():
    assert states() == {(ONE, State.HOLE), (TWO, State.HOLE)}
    making.designated(making.referent(name="anne"), ONE)
    assert states() == {(ONE, State.ONE), (TWO, State.HOLE)}
    making.designated(making.referent(name="boris"), ONE)
    assert states() == {(ONE, State.DOUBLE), (TWO, State.HOLE)}
    assert states(operator=FUND) == {(ONE, State.HOLE), (TWO, State.HOLE)}
    assert states(day=dt.date(2017, 1, 1)) == set()


def test_measures_without_an_operator_are_left_out():
    rows = coverage_rows(TODAY)
    assert rows
    assert all(row.operator for row in rows)


def test_a_hole_that_opens_is_asked_of_the_operator_and_settled_once_filled():
    anne, boris = making.referent(name="anne"), making.referent(name="boris")
    ended(making.designated(anne, ONE, level=Level.TERRITORY))
    (item,) = waiting()
    assert "Vallée une" in item.title
    assert "Banque des Territoires" in item.title
    assert [(a.role, a.scope_code) for a in item.addressees.all()] == [("referent", BANK)]
    making.designated(boris, level=Level.NATION)
    assert waiting() == []


def test_no_hole_is_told_where_somebody_else_answers():
    making.designated(making.referent(name="boris"), level=Level.NATION)
    ended(making.designated(making.referent(name="anne"), ONE))
    assert waiting() == []


def test_many_territories_are_counted_in_one_item(monkeypatch):
    monkeypatch.setattr("ancrage.matching.actions.holes.NAMED", 1)
    ended(making.designated(making.referent(name="anne"), level=Level.NATION))
    (item,) = waiting()
    assert "2 territoires" in item.title


def test_the_nation_is_asked_when_the_operator_has_nobody_left():
    anne = making.referent(name="anne")
    made = making.designated(anne, ONE)
    _end_role(anne)
    ended(made)
    (item,) = waiting()
    assert [a.role for a in item.addressees.all()] == ["national"]


def test_the_end_of_a_role_is_told_by_the_daily_round():
    anne = making.referent(name="anne")
    making.designated(anne, ONE)
    assert follow_holes(by=host(), now=NOW, day=TODAY) == 0
    _end_role(anne)
    assert follow_holes(by=host(), now=NOW, day=TODAY) == 1
    assert len(waiting()) == 1
    making.designated(making.referent(name="boris"), ONE)
    assert waiting() == []
    with pytest.raises(NotAllowedError):
        follow_holes(by=actor("national"), now=NOW, day=TODAY)


def _end_role(somebody):
    holding = RoleHolding.objects.get(person=somebody)
    end_role(by=HOST, now=NOW, holding=holding, last_day=YESTERDAY, reason="Départ (essai).")


def test_a_region_asks_and_the_operator_answers():
    by = actor("copilot", code="01")
    made = ask_adjustment(by=by, now=NOW, wish=WISH)
    (item,) = waiting()
    assert [a.role for a in item.addressees.all()] == ["referent", "national"]
    referent = actor("referent", code=BANK)
    answer_adjustment(by=referent, now=NOW, adjustment=made, is_done=True, answer="C’est fait.")
    assert waiting() == []
    (told,) = Item.objects.filter(kind=Item.KNOW)
    assert [(a.role, a.scope_code) for a in told.addressees.all()] == [("copilot", "01")]
    with pytest.raises(AdjustmentRefusedError, match="déjà sa réponse"):
        answer_adjustment(by=referent, now=NOW, adjustment=made, is_done=False, answer="Non.")


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (Wish("01", BANK, " "), "Dites quel"),
        (Wish("01", "personne", "Oui"), "pas d’opérateur"),
        (Wish("01", BANK, "Oui", measure="vte"), "n’est pas de cet opérateur"),
        (Wish("01", BANK, "Oui", territory=TWO), "pas dans la région"),
    ],
)
def test_what_a_region_cannot_ask(wish, why):
    with pytest.raises(AdjustmentRefusedError, match=why):
        ask_adjustment(by=actor("copilot", code="01"), now=NOW, wish=wish)


def test_who_asks_answers_and_reads():
    with pytest.raises(NotAllowedError):
        ask_adjustment(by=actor("copilot", code="02"), now=NOW, wish=WISH)
    with pytest.raises(NotAllowedError):
        ask_adjustment(by=actor("referent", code=BANK), now=NOW, wish=WISH)
    made = ask_adjustment(by=actor("copilot", code="01"), now=NOW, wish=WISH)
    for role, code, reads in (
        ("national", "", True),
        ("auditor", "", True),
        ("copilot", "01", True),
        ("copilot", "02", False),
        ("referent", BANK, True),
        ("referent", FUND, False),
        ("elected_lead", ONE, False),
    ):
        reader = actor(role, code=code)
        assert (find_adjustment(reader, made.reference) == made) is reads, role
        assert visible_to(reader).exists() is reads
    with pytest.raises(NotAllowedError):
        answer_adjustment(
            by=actor("copilot", code="01"), now=NOW, adjustment=made, is_done=True, answer="Oui."
        )
    with pytest.raises(AdjustmentRefusedError, match="Écrivez"):
        answer_adjustment(by=actor("national"), now=NOW, adjustment=made, is_done=True, answer=" ")
    assert AdjustmentRequest.objects.get().state == AdjustmentRequest.WAITING


def test_a_designation_of_the_future_counts_when_its_day_comes():
    made = making.designated(
        making.referent(name="anne"), ONE, term=Term(TODAY + dt.timedelta(days=3))
    )
    assert (ONE, State.HOLE) in states()
    assert (ONE, State.ONE) in states(day=made.since)


def test_a_measure_of_a_region_is_for_its_territories_alone(monkeypatch):
    basket = coverage.basket_at(TODAY)
    measure = replace(basket.measures["bdt-ingenierie"], code="atelier", owner="region:02")
    held = replace(basket, measures={**basket.measures, "atelier": measure})
    monkeypatch.setattr(coverage, "basket_at", lambda _day: held)
    rows = [row for row in coverage_rows(TODAY) if row.measure.code == "atelier"]
    assert [row.territory.scope for row in rows] == [TWO]
