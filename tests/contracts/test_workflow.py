"""Every line of the workflow: made from where it starts, from nowhere else, never past a guard."""

from dataclasses import replace

import pytest

from ancrage.contracts.definitions import workflow
from ancrage.contracts.rules.guards import GUARDS, Facts
from ancrage.journal.policy import rights
from ancrage.kernel.workflow import StepRefusedError

FLOW = workflow()
OPEN = {
    "check": Facts(),
    "approve": Facts(),
    "send": Facts(is_approved=True),
    "withdraw": Facts(unsigned=1, signatures=2),
    "conclude": Facts(signatures=2),
    "expire": Facts(is_overdue=True, unsigned=1, signatures=2),
}
"""What lets each step be made; nothing is asked of the others."""
CLOSED = {
    "written": {"unwritten": ("Objet",)},
    "ready": {"missing": ("Personne ne tient le rôle.", "Autre.")},
    "undecided": {"is_approved": True},
    "approved": {"is_approved": False},
    "fresh": {"stale": ("La fiche a changé.",)},
    "seen": {"is_seen": False},
    "unsigned": {"unsigned": 0},
    "signed_by_all": {"unsigned": 1},
    "overdue": {"is_overdue": False},
}
"""What closes each guard."""
PAIRS = [(step.verb, state) for step in FLOW.steps.values() for state in FLOW.states]
GUARDED = [(step.verb, name) for step in FLOW.steps.values() for name in step.guards]


def facts(verb):
    return OPEN.get(verb, Facts())


@pytest.mark.parametrize(("verb", "state"), PAIRS)
def test_a_step_is_made_from_its_states_alone(verb, state):
    step = FLOW.steps[verb]
    if state in step.before:
        after = FLOW.after(verb, state=state, facts=facts(verb), reason="Parce que")
        assert after == (step.after or state)
    else:
        with pytest.raises(StepRefusedError, match="pas possible"):
            FLOW.after(verb, state=state, facts=facts(verb), reason="Parce que")


@pytest.mark.parametrize(("verb", "name"), GUARDED)
def test_a_step_is_refused_in_words_when_a_condition_lacks(verb, name):
    step = FLOW.steps[verb]
    closed = replace(facts(verb), **CLOSED[name])
    with pytest.raises(StepRefusedError) as refusal:
        FLOW.after(verb, state=step.before[0], facts=closed, reason="Parce que")
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("verb", [s.verb for s in FLOW.steps.values() if s.needs_reason])
def test_what_stops_an_act_says_why(verb):
    step = FLOW.steps[verb]
    with pytest.raises(StepRefusedError, match="raison"):
        FLOW.after(verb, state=step.before[0], facts=facts(verb), reason=" ")


def test_every_guard_serves_and_every_state_is_reached():
    assert {name for _verb, name in GUARDED} == set(GUARDS) == set(CLOSED)
    reached = {step.after for step in FLOW.steps.values()}
    assert set(FLOW.states) - reached == set()


def test_every_right_of_the_table_exists():
    ours = {step.right for step in FLOW.steps.values()} - {"contracts.sign", "contracts.expire"}
    assert ours <= set(rights().rights)


def test_a_kind_that_needs_no_committee_is_sent_without():
    assert FLOW.after("send", state="checked", facts=Facts(needs_approval=False)) == "sent"
    told = FLOW.obstacle("approve", state="checked", facts=Facts(needs_approval=False))
    assert "ne demande pas" in told
