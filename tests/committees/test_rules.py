"""Who sits, what a meeting may decide: by cases, and by properties over any attendance."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.committees.definitions import bodies_at
from ancrage.committees.rules.composition import (
    Body,
    CompositionRefusedError,
    Holder,
    Seat,
    configured,
    seated,
)
from ancrage.committees.rules.sitting import (
    ABSTAINED,
    AGAINST,
    APPROVED,
    CONDITIONAL,
    DECISIONS,
    EXCUSED,
    FOR,
    POSTPONED,
    PRESENT,
    REFUSED,
    Attendance,
    SittingRefusedError,
    Tally,
    check_attendance,
    check_decision,
    heard,
    needed,
    quorum_gap,
    tally,
)
from ancrage.people.roles import role_kinds

DAY = dt.date(2026, 11, 26)
BODIES = bodies_at(DAY)
REGIONAL, PROJECT = BODIES["regional"], BODIES["project"]


def test_the_data_names_roles_that_exist_on_scopes_that_are_seen():
    assert bodies_at(dt.date(2018, 11, 21)) == {}
    roles = role_kinds()
    for body in BODIES.values():
        assert len({seat.code for seat in body.seats}) == len(body.seats)
        for seat in body.seats:
            assert not seat.role or seat.role in roles


def test_region_state_and_president_always_sit_in_a_project_committee():
    for code in ("region", "state", "president"):
        with pytest.raises(CompositionRefusedError, match="siègent toujours"):
            configured(PROJECT, left_out=[code])
    changed = configured(PROJECT, left_out=["operators"], added=[Seat("cci", "CCI", votes=True)])
    assert [seat.code for seat in changed.seats][-1] == "cci"
    assert "operators" not in {seat.code for seat in changed.seats}
    assert changed.name() == "comité de projet"
    assert changed.name(has_contract=True) == "comité de suivi"


@pytest.mark.parametrize(
    ("left_out", "added", "told"),
    [
        (["nobody"], [], "n’existent pas"),
        ([], [Seat("region", "Autre")], "même code"),
        ([], [Seat("a", "A"), Seat("a", "B")], "même code"),
    ],
)
def test_a_composition_that_breaks_the_rule_is_refused(left_out, added, told):
    with pytest.raises(CompositionRefusedError, match=told):
        configured(REGIONAL, left_out=left_out, added=added)


def test_a_seat_added_by_a_region_is_never_one_of_the_rule():
    (*_, own) = configured(REGIONAL, added=[Seat("cci", "CCI", always=True)]).seats
    assert not own.always


def test_holders_come_before_those_who_stand_in_and_holes_are_told():
    held = seated(
        REGIONAL, [Holder("b", "copilot", stands_in=True), Holder("a", "copilot"), Holder("x", "?")]
    )
    assert held["region"] == ("a", "b")
    assert held["state"] == held["agency"] == ()


def there(*seats: str) -> list[Attendance]:
    return [Attendance(seat, PRESENT, person=f"p-{seat}") for seat in seats]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (there("nobody"), "n’existent pas"),
        (there("region", "region"), "deux fois"),
        ([Attendance("region", PRESENT, "a"), Attendance("state", PRESENT, "a")], "deux sièges"),
        ([*there("region"), Attendance("state", EXCUSED, by="operators")], "siège présent"),
        ([*there("region"), Attendance("state", PRESENT, "b", by="region")], "siège présent"),
        (
            [
                *there("region"),
                *(Attendance(s, EXCUSED, by="region") for s in ("state", "operators")),
            ],
            "Un seul mandat",
        ),
    ],
)
def test_an_attendance_that_cannot_be_is_refused(told, why):
    with pytest.raises(SittingRefusedError, match=why):
        check_attendance(REGIONAL, told)


def test_a_mandate_counts_for_the_quorum_and_gives_a_vote():
    told = [*there("region"), Attendance("state", EXCUSED, by="region")]
    check_attendance(REGIONAL, told)
    assert needed(REGIONAL) == 2
    assert quorum_gap(REGIONAL, told) == ""
    assert "1 sur les 2 sièges" in quorum_gap(REGIONAL, told[:1])
    counted = tally(REGIONAL, told, {"region": FOR, "state": ABSTAINED})
    assert counted == Tally(1, 0, 1)
    assert counted.is_adopted
    with pytest.raises(SittingRefusedError, match="ne votent pas"):
        tally(REGIONAL, told, {"operators": FOR})
    with pytest.raises(SittingRefusedError, match="Vote inconnu"):
        tally(REGIONAL, told, {"region": "perhaps"})


@pytest.mark.parametrize(
    ("decision", "conditions", "reason", "votes", "why"),
    [
        ("maybe", [], "", None, "Choisissez"),
        (CONDITIONAL, [" "], "", None, "au moins une condition"),
        (APPROVED, ["Un permis"], "", None, "ne vont qu’avec"),
        (REFUSED, [], " ", None, "Dites pourquoi"),
        (POSTPONED, [], "", None, "Dites pourquoi"),
        (APPROVED, [], "", Tally(1, 1), "ne l’approuvent pas"),
    ],
)
def test_a_decision_that_does_not_hold_is_refused(decision, conditions, reason, votes, why):
    with pytest.raises(SittingRefusedError, match=why):
        check_decision(decision, conditions=conditions, reason=reason, votes=votes)


def test_each_decision_can_be_taken():
    for decision in DECISIONS:
        conditions = ["Un permis"] if decision == CONDITIONAL else []
        check_decision(decision, conditions=conditions, reason="Parce que.", votes=Tally(2, 1))


seats = st.sampled_from([seat.code for seat in REGIONAL.seats])
attendances = st.lists(
    st.builds(
        Attendance,
        seats,
        st.sampled_from([PRESENT, EXCUSED]),
        st.sampled_from(["", "a", "b", "c"]),
        st.one_of(st.just(""), seats),
    ),
    max_size=6,
)


@given(attendances, st.dictionaries(seats, st.sampled_from([FOR, AGAINST, ABSTAINED])))
def test_nobody_is_heard_twice_whatever_is_told(told, votes):
    try:
        check_attendance(REGIONAL, told)
        counted = tally(REGIONAL, told, votes)
    except SittingRefusedError:
        return
    voices = heard(REGIONAL, told)
    assert voices <= {seat.code for seat in REGIONAL.voting}
    assert len(voices) <= 2 * sum(one.status == PRESENT for one in told)
    assert counted.in_favour + counted.against + counted.abstained == len(votes) <= len(voices)


@given(st.integers(0, 9), st.floats(0, 1))
def test_the_quorum_is_reached_by_all_and_never_by_less_than_its_share(count, share):
    quorum = round(share, 2)
    body = Body(
        "b",
        "B",
        "region",
        tuple(Seat(str(n), "S", votes=True) for n in range(count)),
        quorum=quorum,
    )
    everybody = there(*(seat.code for seat in body.seats))
    assert quorum_gap(body, everybody) == ""
    least = needed(body)
    assert least >= count * quorum - 1e-9
    if least:
        assert quorum_gap(body, everybody[: least - 1])
