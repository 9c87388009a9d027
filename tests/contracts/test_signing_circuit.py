"""The round of signatures: cases, then whatever happens in whatever order."""

import datetime as dt

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ancrage.contracts.rules import circuit as rules
from ancrage.contracts.rules.circuit import (
    AWAITED,
    EXPIRED,
    SIGNED,
    WITHDRAWN,
    Circuit,
    CircuitRefusedError,
    Outcome,
    Slot,
)

DAY = dt.date(2026, 3, 5)
DUE = DAY + dt.timedelta(days=30)


def round_of(*ranks: int) -> Circuit:
    return Circuit(tuple(Slot(str(n), rank, f"Partie {n}") for n, rank in enumerate(ranks)), DUE)


def given(circuit: Circuit, *keys: str) -> Circuit:
    for key in keys:
        circuit, _outcome = rules.answered(rules.ask(circuit, key, day=DAY), key)
    return circuit


def test_those_of_one_rank_sign_in_any_order_after_the_ranks_before() -> None:
    circuit = round_of(1, 1, 2)
    assert circuit.turn == {"0", "1"}
    assert rules.obstacle(circuit, "2", day=DAY).endswith("signent d’abord Partie 0, Partie 1.")
    circuit = given(circuit, "1", "0")
    assert circuit.turn == {"2"}
    assert given(circuit, "2").is_complete


def test_one_alone_is_on_its_way() -> None:
    circuit = rules.ask(round_of(1, 1), "0", day=DAY)
    assert rules.ask(circuit, "0", day=DAY) == circuit
    with pytest.raises(CircuitRefusedError, match="Une autre signature"):
        rules.ask(circuit, "1", day=DAY)
    assert rules.ask(rules.declined(circuit, "0"), "1", day=DAY).in_flight == "1"


def test_an_answer_given_twice_counts_once() -> None:
    circuit = given(round_of(1, 1), "0")
    assert rules.answered(circuit, "0") == (circuit, Outcome.REPEATED)


@pytest.mark.parametrize("end", [EXPIRED, WITHDRAWN])
def test_an_answer_after_the_end_is_evidence_and_binds_nobody(end: str) -> None:
    asked = rules.ask(round_of(1, 1), "0", day=DAY)
    late = dt.date(2026, 5, 1)
    over = rules.withdrawn(asked) if end == WITHDRAWN else rules.expired(asked, day=late)
    assert over.slot("0").state == end
    assert rules.answered(over, "0") == (over, Outcome.EVIDENCE)


def test_time_ends_after_the_last_day() -> None:
    circuit = round_of(1)
    assert not rules.obstacle(circuit, "0", day=DUE)
    assert "délai" in rules.obstacle(circuit, "0", day=DUE + dt.timedelta(days=1))
    with pytest.raises(CircuitRefusedError):
        rules.expired(circuit, day=DUE)


def test_a_refusal_says_why_and_stops_all() -> None:
    circuit = given(round_of(1, 1, 2), "0")
    with pytest.raises(CircuitRefusedError, match="pourquoi"):
        rules.refused(circuit, "2", reason=" ")
    over = rules.refused(circuit, "2", reason="Le conseil a voté contre.")
    assert [one.state for one in over.slots] == ["signed", "withdrawn", "refused"]
    assert not over.turn


def test_nothing_is_withdrawn_after_the_last_signature() -> None:
    with pytest.raises(CircuitRefusedError, match="dernière"):
        rules.withdrawn(given(round_of(1), "0"))


def test_paper_counts_beside_another_on_its_way_not_beside_its_own() -> None:
    circuit = rules.ask(round_of(1, 1), "0", day=DAY)
    assert rules.on_paper(circuit, "1", day=DAY).slot("1").state == SIGNED
    with pytest.raises(CircuitRefusedError, match="en cours"):
        rules.on_paper(circuit, "0", day=DAY)


@pytest.mark.parametrize(
    ("given_by", "by", "given_by_party", "by_party", "why"),
    [
        ("a", "a", True, True, "quelqu’un d’autre"),
        ("a", "a", False, False, "quelqu’un d’autre"),
        ("a", "b", True, True, "conduisent"),
        ("a", "b", True, False, ""),
        ("a", "b", False, True, ""),
    ],
)
def test_the_other_confirms(given_by, by, given_by_party, by_party, why) -> None:
    told = rules.may_confirm(
        given_by=given_by, by=by, given_by_party=given_by_party, by_party=by_party
    )
    assert why in told
    assert bool(told) == bool(why)


def test_reminders_leave_time_to_answer() -> None:
    told = {"asked_on": DAY, "least": 2}
    assert rules.may_remind(**told, reminded_on=None, day=DAY)
    later = DAY + dt.timedelta(days=2)
    assert not rules.may_remind(**told, reminded_on=None, day=later)
    assert rules.may_remind(**told, reminded_on=later, day=later)


class Round(RuleBasedStateMachine):
    """Whatever people and the service do, in whatever order, twice or late."""

    @initialize(ranks=st.lists(st.integers(1, 3), min_size=1, max_size=5))
    def begin(self, ranks: list[int]) -> None:
        self.circuit = round_of(*ranks)
        self.day = DAY
        self.counted: list[str] = []
        self.sent: set[str] = set()

    def key(self, number: int) -> str:
        return self.circuit.slots[number % len(self.circuit.slots)].key

    @rule(number=st.integers(0, 4))
    def somebody_clicks(self, number: int) -> None:
        key = self.key(number)
        why = rules.obstacle(self.circuit, key, day=self.day)
        try:
            self.circuit = rules.ask(self.circuit, key, day=self.day)
        except CircuitRefusedError:
            assert why
        else:
            assert not why
            self.sent.add(key)

    @rule(number=st.integers(0, 4))
    def the_service_signs_once_more(self, number: int) -> None:
        key = self.key(number)
        if key not in self.sent:
            return
        before = self.circuit
        self.circuit, outcome = rules.answered(before, key)
        if outcome is Outcome.KEPT:
            self.counted.append(key)
        else:
            assert self.circuit == before

    @rule(number=st.integers(0, 4))
    def the_service_gives_up(self, number: int) -> None:
        self.circuit = rules.declined(self.circuit, self.key(number))

    @rule(number=st.integers(0, 4))
    def a_sheet_comes_back_signed(self, number: int) -> None:
        key = self.key(number)
        try:
            self.circuit = rules.on_paper(self.circuit, key, day=self.day)
        except CircuitRefusedError:
            return
        self.counted.append(key)

    @rule(number=st.integers(0, 4))
    def somebody_refuses(self, number: int) -> None:
        try:
            self.circuit = rules.refused(self.circuit, self.key(number), reason="Non.")
        except CircuitRefusedError:
            return

    @rule()
    def it_is_withdrawn(self) -> None:
        try:
            self.circuit = rules.withdrawn(self.circuit)
        except CircuitRefusedError:
            assert self.circuit.is_complete or not self.circuit.is_open

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.day += dt.timedelta(days=days)
        try:
            self.circuit = rules.expired(self.circuit, day=self.day)
        except CircuitRefusedError:
            assert self.day <= DUE or not self.circuit.is_open

    @invariant()
    def nothing_is_signed_twice_nor_lost(self) -> None:
        assert len(self.counted) == len(set(self.counted))
        signed = {one.key for one in self.circuit.slots if one.state == SIGNED}
        assert signed == set(self.counted)

    @invariant()
    def ranks_are_followed(self) -> None:
        ranks = [self.circuit.slot(key).rank for key in self.counted]
        assert ranks == sorted(ranks)

    @invariant()
    def an_end_is_an_end(self) -> None:
        if not self.circuit.is_open:
            assert not self.circuit.turn
            assert not self.circuit.in_flight
            assert not any(one.state in AWAITED for one in self.circuit.slots)


TestRound = Round.TestCase
