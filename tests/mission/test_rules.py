"""The mission's other rules: the tables of steps, their conditions, sharing, use, application."""

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.journal.policy import rights
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.workflow import StepRefusedError, read_workflows
from ancrage.mission.actions.candidates import STEPS
from ancrage.mission.definitions import disciplines, sections, workflows
from ancrage.mission.models import Candidate, Mission, Reading
from ancrage.mission.rules.application import FIRST_STATE, ORIGINS, missing
from ancrage.mission.rules.guards import GUARDS, Facts
from ancrage.mission.rules.sharing import Reader, share_out
from ancrage.mission.rules.use import Use, read_use

TODAY = dt.date(2026, 11, 23)
KINDS = sorted(workflows())
ALL_STEPS = [step for flow in workflows().values() for step in flow.steps.values()]
BAD = {
    "use_declared": {"is_use_declared": False},
    "dates_set": {"applications_until": None},
    "enough_experts": {"experts": 1},
    "nothing_left": {"left": 3},
    "mission_open": {"mission_state": "closed"},
    "in_time": {"applications_until": TODAY - dt.timedelta(days=1)},
    "complete": {"missing": ("« Recruter »",)},
    "both_locked": {"locked": 1},
    "all_settled": {"unsettled": ("Identité",)},
    "score_known": {"is_score_known": False},
    "candidate_admissible": {"candidate_state": "scored"},
    "no_conflict": {"is_conflicted": True},
    "all_marked": {"unmarked": ("Identité",)},
}
"""For each condition, facts that do not meet it."""


def facts(**changes) -> Facts:
    """Facts that meet every condition, with these changes."""
    soon = TODAY + dt.timedelta(days=30)
    usual = {"applications_until": soon, "readings_until": soon, "locked": 2}
    return Facts(today=TODAY, **(usual | changes))


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_is_reached_and_every_step_starts_somewhere(kind):
    flow = workflows()[kind]
    first = {
        "mission": {"preparing"},
        "candidate": set(FIRST_STATE.values()),
        "reading": {"assigned"},
    }
    reached = first[kind] | {step.after for step in flow.steps.values()}
    if kind == "candidate":
        reached.add("closed")  # by the closing of its mission
    assert reached == flow.states.keys()


def test_every_step_has_its_right_and_its_conditions_are_all_tried():
    for step in ALL_STEPS:
        assert rights().rights[step.right].writes
    assert {name for step in ALL_STEPS for name in step.guards} == GUARDS.keys() == BAD.keys()
    assert STEPS.keys() == workflows()["candidate"].steps.keys()


@pytest.mark.parametrize(("kind", "verb"), [(s.kind, s.verb) for s in ALL_STEPS])
def test_a_step_is_possible_from_its_states_alone(kind, verb):
    flow = workflows()[kind]
    step = flow.steps[verb]
    for state in flow.states:
        told = flow.obstacle(verb, state=state, facts=facts(), reason="parce que")
        assert (told == "") == (state in step.before)
        if told:
            with pytest.raises(StepRefusedError, match=step.label):
                flow.after(verb, state=state, facts=facts(), reason="parce que")
        else:
            assert flow.after(verb, state=state, facts=facts(), reason="x") == step.after


@pytest.mark.parametrize(
    ("kind", "verb", "guard"), [(s.kind, s.verb, g) for s in ALL_STEPS for g in s.guards]
)
def test_each_condition_holds_a_step_back(kind, verb, guard):
    flow = workflows()[kind]
    state = flow.steps[verb].before[0]
    told = flow.obstacle(verb, state=state, facts=facts(**BAD[guard]), reason="parce que")
    assert told.endswith(".")


def test_a_reason_is_asked_for_only_when_the_step_is_made():
    flow = workflows()["candidate"]
    assert flow.obstacle("refuse", state="submitted", facts=facts()) == ""
    assert "raison" in flow.obstacle("refuse", state="submitted", facts=facts(), reason=" ")


def test_dates_that_cannot_be_are_told():
    early = TODAY - dt.timedelta(days=1)
    flow = workflows()["mission"]
    for change in ({"applications_until": early}, {"readings_until": early}):
        assert flow.obstacle("open", state="preparing", facts=facts(**change))
    assert "1 candidature attend" in flow.obstacle("close", state="open", facts=facts(left=1))


def test_an_undeclared_expert_is_told_apart_from_a_conflicted_one():
    undeclared = GUARDS["no_conflict"](facts(is_declared=False))
    conflicted = GUARDS["no_conflict"](facts(is_conflicted=True))
    assert undeclared != conflicted
    assert GUARDS["candidate_admissible"](facts(mission_state="closed"))


def test_a_table_with_an_unknown_state_or_condition_is_refused():
    states = {"a": {"label": "a", "badge": "", "meaning": "a"}}
    line = {"verb": "go", "right": "mission.open", "from": ["a"], "to": "a", "label": "Aller"}
    assert read_workflows({"x": {"states": states, "steps": [line]}}, guards=GUARDS)
    for wrong in ({"to": "b"}, {"from": ["b"]}, {"guards": ["nothing"]}):
        with pytest.raises(ValueError, match="unknown"):
            read_workflows({"x": {"states": states, "steps": [line | wrong]}}, guards=GUARDS)


def test_the_models_and_the_tables_speak_of_the_same_states():
    flows = workflows()
    assert Mission._meta.get_field("state").default in flows["mission"].states
    assert set(FIRST_STATE.values()) <= flows["candidate"].states.keys()
    assert (
        set(FIRST_STATE) == set(ORIGINS) == set(dict(Candidate._meta.get_field("origin").choices))
    )
    names = {Reading.ASSIGNED, Reading.DRAFT, Reading.LOCKED, Reading.SET_ASIDE}
    assert names == flows["reading"].states.keys()
    longest = max(map(len, flows["candidate"].states))
    assert longest <= Candidate._meta.get_field("state").max_length


# Sharing the readings out


@st.composite
def sharings(draw):
    codes = [f"e{i}" for i in range(draw(st.integers(1, 5)))]
    readers = [
        Reader(code, draw(st.sampled_from(["industry", "skills"])), draw(st.integers(0, 3)))
        for code in codes
    ]
    numbers = range(1, draw(st.integers(1, 8)) + 1)
    free = {n: frozenset(draw(st.sets(st.sampled_from(codes)))) for n in numbers}
    held = {
        n: tuple(sorted(draw(st.sets(st.sampled_from(sorted(free[n])), max_size=2))))
        if free[n]
        else ()
        for n in numbers
    }
    return readers, free, held


@given(sharings())
def test_no_reader_has_a_conflict_nor_reads_twice(sharing):
    readers, free, held = sharing
    shared = share_out(readers=readers, free=free, held=held)
    for number, chosen in shared.pairs.items():
        both = (*held[number], *chosen)
        assert len(set(both)) == 2
        assert set(chosen) <= free[number]


@given(sharings())
def test_a_candidate_lacks_readers_only_when_there_are_none(sharing):
    readers, free, held = sharing
    shared = share_out(readers=readers, free=free, held=held)
    for number, kept in held.items():
        enough = len(free[number] - set(kept)) >= 2 - len(kept)
        served = number in shared.pairs or len(kept) == 2
        assert served == (enough or len(kept) == 2)
        assert (number in shared.lacking) == (not served)


def test_loads_stay_alike_and_two_disciplines_come_first():
    readers = [Reader("a", "industry"), Reader("b", "industry"), Reader("c", "skills")]
    everyone = frozenset("abc")
    numbers = range(1, 7)
    shared = share_out(
        readers=readers,
        free=dict.fromkeys(numbers, everyone),
        held=dict.fromkeys(numbers, ()),
    )
    loads = {code: sum(code in pair for pair in shared.pairs.values()) for code in "abc"}
    assert all("c" in pair for pair in shared.pairs.values())
    assert abs(loads["a"] - loads["b"]) <= 1


# The declared use


@given(st.sampled_from(["", "0", "12,5", "100"]), st.sampled_from(["", "40"]), st.booleans())
def test_a_use_is_read_back_as_it_is_written(bonus, minimum, forced):
    use = read_use({"bonus": bonus, "minimum": minimum, "forced_from": "80" if forced else None})
    assert read_use(use.document()) == use
    given_ways = sum(value is not None for value in (use.bonus, use.minimum, use.forced_from))
    assert len(use.in_words()) == max(given_ways, 1)
    assert use.is_advisory == (given_ways == 0)


@pytest.mark.parametrize(
    "told",
    [
        {"bonus": "beaucoup"},
        {"bonus": "-1"},
        {"minimum": 101},
        {"forced_from": "NaN"},
        {"minimum": "60", "forced_from": "50"},
    ],
)
def test_a_use_that_cannot_be_is_refused(told):
    with pytest.raises(InputRefused):
        read_use(told)


def test_no_use_at_all_is_advisory():
    assert read_use({}) == Use()
    assert "consultative" in Use().in_words()[0]


# The application form


@pytest.mark.parametrize(("origin", "letters"), list(product(["application", "region"], [0, 1])))
def test_what_an_application_lacks(origin, letters):
    form = sections()
    asked = {f.name for s in form for f in s.fields if origin in f.required}
    empty = missing(sections=form, origin=origin, answers={}, members=0, letters=letters)
    assert empty.keys() >= asked | {"perimeter"}
    assert ("files" in empty) == (origin == "application" and not letters)
    filled = dict.fromkeys(asked, "réponse")
    full = missing(sections=form, origin=origin, answers=filled, members=1, letters=1)
    assert full == {}
    blank = filled | {"name": "   "}
    assert missing(sections=form, origin=origin, answers=blank, members=1, letters=1).keys() == {
        "name"
    }


def test_the_form_asks_for_the_four_needs_and_keeps_names_apart():
    fields = {f.name: f for s in sections() for f in s.fields}
    assert fields.keys() >= {"recruit", "innovate", "attract", "simplify"}
    assert {name for name, f in fields.items() if f.personal} == {
        "elected_name",
        "elected_office",
        "industrial_name",
        "industrial_office",
    }
    assert len(disciplines()) >= 3
