"""Every step of the tables, from every state: allowed, forbidden, hindered by each guard."""

import datetime as dt
from pathlib import Path

import pytest

import ancrage
from ancrage.committees.definitions import workflows
from ancrage.committees.rules.guards import GUARDS, Facts
from ancrage.journal.policy import rights
from ancrage.kernel.workflow import StepRefusedError

TODAY = dt.date(2026, 11, 23)
READY = Facts(today=TODAY, starts=TODAY, is_placed=True, items=1, has_minutes=True)
STEPS = [
    (kind, verb, state)
    for kind, flow in workflows().items()
    for verb in flow.steps
    for state in flow.states
]
HINDERED = {
    "placed": Facts(today=TODAY),
    "filled": Facts(today=TODAY, starts=TODAY, is_placed=True),
    "ahead": Facts(today=TODAY, starts=TODAY - dt.timedelta(1), is_placed=True, items=1),
    "come": Facts(today=TODAY, starts=TODAY + dt.timedelta(1)),
    "decided": Facts(today=TODAY, undecided=("Un point",)),
    "answered": Facts(today=TODAY, ends=TODAY, is_written=True, silent=("État",)),
    "drafted": Facts(today=TODAY),
}
"""Facts with which each guard, alone or first, keeps a step from being made."""
PAGE = Path(ancrage.__file__).parents[2] / "docs" / "reference" / "committees.md"


@pytest.mark.parametrize(("kind", "verb", "state"), STEPS)
def test_a_step_starts_from_its_states_alone(kind, verb, state):
    flow = workflows()[kind]
    step = flow.steps[verb]
    if state in step.before:
        after = flow.after(verb, state=state, facts=READY, reason="Parce que")
        assert after == step.leads_to(state)
        assert after in flow.states
    else:
        with pytest.raises(StepRefusedError, match="n’est pas possible"):
            flow.after(verb, state=state, facts=READY, reason="Parce que")


@pytest.mark.parametrize("name", sorted(GUARDS))
def test_each_guard_says_why_and_lets_go_when_ready(name):
    assert GUARDS[name](HINDERED[name])
    assert GUARDS[name](READY) == ""


def test_a_consultation_that_all_answered_may_close_before_its_last_day():
    facts = Facts(today=TODAY, ends=TODAY + dt.timedelta(5), is_written=True)
    assert GUARDS["answered"](facts) == ""
    late = Facts(today=TODAY, ends=TODAY - dt.timedelta(1), is_written=True, silent=("État",))
    assert GUARDS["answered"](late) == ""


def test_every_step_has_its_line_in_the_table_of_rights():
    named = {step.right for flow in workflows().values() for step in flow.steps.values()}
    assert named <= rights().rights.keys()


@pytest.mark.parametrize("kind", ["meeting", "condition"])
def test_the_diagram_of_the_page_is_the_table(kind):
    assert f"```mermaid\n{workflows()[kind].diagram()}\n```" in PAGE.read_text()
