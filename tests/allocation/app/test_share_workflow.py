"""Every line of the workflow: made from where it starts, from nowhere else, never past a guard."""

from dataclasses import replace
from pathlib import Path

import pytest

import ancrage
from ancrage.allocation.definitions import parameters_at, state_of, workflow
from ancrage.allocation.models import Scenario
from ancrage.allocation.rules.guards import GUARDS, Facts
from ancrage.journal.policy import rights
from ancrage.kernel.workflow import StepRefusedError
from tests.allocation.app.world import TODAY

FLOW = workflow()
OPEN = Facts(lines=3, revision=4, planned=4, status="optimal", left=100, cents=80)
"""What lets each step be made."""
CLOSED = {
    "has_lines": [{"lines": 0}],
    "idle": [{"is_running": True}],
    "planned": [{"planned": None}, {"planned": 3}, {"status": "infeasible"}],
    "on_envelope": [{"left": None}],
    "grants": [{"cents": 0}],
    "left": [{"cents": 101}],
    "nothing_granted": [{"granted": 1}, {"granted": 2}],
}
"""What closes each guard."""
PAIRS = [(step.verb, state) for step in FLOW.steps.values() for state in FLOW.states]
GUARDED = [
    (step.verb, change) for step in FLOW.steps.values() for g in step.guards for change in CLOSED[g]
]
PAGE = Path(ancrage.__file__).parents[2] / "docs" / "reference" / "allocation.md"


@pytest.mark.parametrize(("verb", "state"), PAIRS)
def test_a_step_is_made_from_its_states_alone(verb, state):
    step = FLOW.steps[verb]
    if state in step.before:
        assert FLOW.after(verb, state=state, facts=OPEN, reason="Oui") == (step.after or state)
    else:
        with pytest.raises(StepRefusedError, match="pas possible"):
            FLOW.after(verb, state=state, facts=OPEN, reason="Oui")


@pytest.mark.parametrize(("verb", "change"), GUARDED)
def test_a_step_is_refused_in_words_when_a_condition_lacks(verb, change):
    step = FLOW.steps[verb]
    with pytest.raises(StepRefusedError) as refusal:
        FLOW.after(verb, state=step.before[0], facts=replace(OPEN, **change), reason="Oui")
    assert str(refusal.value).endswith(".")


def test_every_guard_serves_and_every_state_is_reached():
    assert {name for step in FLOW.steps.values() for name in step.guards} == set(GUARDS)
    assert set(FLOW.states) == {code for code, _label in Scenario.STATES}
    assert set(FLOW.states) - {step.after for step in FLOW.steps.values()} == set()
    assert all(state_of(code).label == label for code, label in Scenario.STATES)


def test_every_right_of_the_table_exists():
    assert {step.right for step in FLOW.steps.values()} <= set(rights().rights)


def test_the_diagram_of_the_reference_is_the_table():
    assert f"```mermaid\n{FLOW.diagram()}\n```" in PAGE.read_text()


def test_the_reference_tells_the_parameters():
    held, text = parameters_at(TODAY), PAGE.read_text()
    for name in ("seconds", "gap", "quick_lines", "quick_seconds", "quick_gap", "most_lines"):
        assert f"| `{name}` | {getattr(held, name)} |" in text
