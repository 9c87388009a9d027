"""The table of the workflow is whole, and everything else is made from it."""

import datetime as dt
from pathlib import Path

import pytest

from ancrage.adaptation.queries.amendments import AWAITED
from ancrage.adaptation.rules.guards import GUARDS, Facts, Sitting, refusal
from ancrage.adaptation.rules.workflow import NOT_THERE, Words, diagram, read_workflow
from ancrage.adaptation.workflow import state_of, workflow
from ancrage.journal.policy import rights
from ancrage.kernel.rights import Reach

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "amendments.md"
TODAY = dt.date(2026, 11, 25)
SAT = Sitting("Comité", TODAY, 2, ("A", "B"))
GOOD = Facts(
    today=TODAY,
    moves=1,
    reason="Oui.",
    words="Oui.",
    sitting=SAT,
    other_regions=frozenset({"02"}),
    objections=1,
    last_list_from=dt.date(2018, 11, 22),
    valid_from=TODAY,
    passing=1,
)


def test_every_state_is_reached_and_left_unless_it_is_final():
    table = workflow()
    reached = {t.next for t in table.transitions}
    assert reached == set(table.states)
    for state in table.states.values():
        assert state.final == (table.ways_out(state.code) == [])
        assert state.label
        assert state.means


def test_every_verb_is_used_once_in_a_state_and_has_its_right():
    table = workflow()
    pairs = [(t.state, t.verb.code) for t in table.transitions]
    assert len(set(pairs)) == len(pairs)
    assert {verb for _, verb in pairs} == set(table.verbs)
    for verb in table.verbs.values():
        assert rights().rights[verb.right].writes
        assert verb.label
        assert verb.done


def test_nobody_who_only_looks_takes_a_step():
    for verb in workflow().verbs.values():
        who = rights().rights[verb.right].who
        assert not {"auditor", "everyone", "person", "expert"} & set(who)
        assert "national" not in who or verb.code in {"accept", "refuse", "send_back"}
        assert all(
            reach == Reach.OWN for role, reach in who.items() if role not in {"national", "host"}
        )


def test_the_guards_named_are_those_that_are_written():
    named = {name for t in workflow().transitions for name in t.guards}
    assert named == set(GUARDS)


def test_what_waits_for_somebody_leads_on():
    open_states = {code for code, state in workflow().states.items() if not state.final}
    assert set(AWAITED) == open_states
    for state, verbs in AWAITED.items():
        assert all(workflow().find(state, verb) for verb in verbs)


def test_a_table_that_names_what_is_not_there_is_refused():
    document = {
        "states": {"a": {"label": "a", "means": "a", "kind": ""}},
        "verbs": {"go": {"label": "g", "done": "g", "right": "r", "words": "no"}},
        "transitions": [{"from": "a", "verb": "leap", "to": "b"}],
    }
    with pytest.raises(ValueError, match="b, leap"):
        read_workflow(document)
    document["transitions"] = [{"from": NOT_THERE, "verb": "go", "to": "a"}]
    assert read_workflow(document).find(NOT_THERE, "go").verb.words == Words.NO


def test_the_diagram_of_the_documents_is_the_table():
    assert diagram(workflow()) in PAGE.read_text(encoding="utf-8")
    for state in workflow().states:
        assert state_of(state).label in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("guard", "changes", "told"),
    [
        ("has_moves", {"moves": 0}, "aucun changement"),
        ("has_reason", {"reason": "  "}, "motif"),
        ("list_is_current", {"is_current": False}, "liste du jour"),
        ("committee_sat", {"sitting": None}, "instance"),
        ("committee_sat", {"sitting": Sitting("C", dt.date(2026, 11, 26), 1)}, "avenir"),
        ("somebody_sat", {"sitting": Sitting("C", TODAY, 0)}, "présents"),
        ("somebody_sat", {"sitting": Sitting("C", TODAY, 1, ("A", "B"))}, "plus de présents"),
        ("another_region", {"other_regions": frozenset()}, "à cheval"),
        ("objections_answered", {"words": ""}, "objection"),
        ("follows_the_list", {"valid_from": dt.date(2026, 11, 24)}, "passé"),
        ("follows_the_list", {"valid_from": None}, "passé"),
        ("follows_the_list", {"last_list_from": TODAY}, "plus tardive"),
        ("something_passes", {"passing": 0}, "renvoyez"),
    ],
)
def test_each_guard_refuses_in_words_and_lets_pass(guard, changes, told):
    held = {field: getattr(GOOD, field) for field in Facts.__dataclass_fields__}
    assert told in refusal([guard], Facts(**(held | changes)))
    assert refusal([guard], GOOD) == ""


def test_the_first_guard_that_fails_is_told():
    bad = Facts(today=TODAY)
    assert refusal(["has_moves", "has_reason"], bad) == GUARDS["has_moves"](bad).replace(
        " :", "\u00a0:"
    )
