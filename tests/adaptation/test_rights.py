"""Who may take each step and who sees what, tried by everybody, with another region's people."""

import contextlib

import pytest
from django.db import transaction

from ancrage.adaptation import actions
from ancrage.adaptation.models import Amendment
from ancrage.adaptation.queries.amendments import awaits, find_amendment, open_to, visible_to
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.rights import VISITOR, Actor, Scope, ScopeKind
from ancrage.people.roles import role_kinds
from tests.adaptation.site import (
    ACROSS,
    ADD,
    HOST,
    NOW,
    PROGRAMME,
    RENAME,
    SITTING,
    TODAY,
    accepted,
    approved,
    decide,
    drafted,
    programme,
    submitted,
)
from tests.people.world import actor

REGION, OTHER, FAR = "01", "02", "03"


@pytest.fixture(autouse=True)
def _site(db):
    programme()


def everybody() -> dict[str, Actor]:
    """Each role on what it is held on; regional ones in each region."""
    found = {"visitor": VISITOR, "person": actor()}
    for role, kind in role_kinds().items():
        if kind.scope == ScopeKind.REGION:
            for code in (REGION, OTHER, FAR):
                found[f"{role}:{code}"] = actor(role, code=code)
        else:
            code = {
                ScopeKind.NATION: "",
                ScopeKind.TERRITORY: f"{PROGRAMME}:sim-0101",
                ScopeKind.OPERATOR: "bpifrance",
                ScopeKind.COMPANY: "entreprise",
            }[kind.scope]
            found[role] = actor(role, code=code)
    return found


def own(*roles: str, region: str = REGION) -> set[str]:
    return {f"{role}:{region}" for role in roles}


WRITERS = own("copilot", "state_region", "secretariat")
COMMITTEE = own("copilot", "secretariat")
STEPS = {
    "propose": (
        lambda: None,
        lambda by, _code: actions.propose_amendment(
            by=by, now=NOW, programme=PROGRAMME, region=REGION, title="Essai"
        ),
        WRITERS,
    ),
    "add": (
        lambda: drafted(ADD),
        lambda by, code: actions.add_move(by=by, now=NOW, code=code, move=RENAME),
        WRITERS,
    ),
    "undo": (
        lambda: drafted(ADD),
        lambda by, code: actions.undo_move(by=by, now=NOW, code=code),
        WRITERS,
    ),
    "write": (
        lambda: drafted(ADD),
        lambda by, code: actions.write_amendment(by=by, now=NOW, code=code, title="T", reason=""),
        WRITERS,
    ),
    "refresh": (
        lambda: drafted(ADD),
        lambda by, code: actions.refresh_amendment(by=by, now=NOW, code=code),
        WRITERS,
    ),
    "submit": (
        lambda: drafted(ADD),
        lambda by, code: actions.submit_amendment(by=by, now=NOW, code=code),
        WRITERS,
    ),
    "decide": (
        lambda: submitted(ACROSS),
        lambda by, code: actions.decide_amendment(
            by=by, now=NOW, code=code, favourable=True, sitting=SITTING, words="Oui."
        ),
        COMMITTEE,
    ),
    "take_back": (
        lambda: submitted(ACROSS),
        lambda by, code: actions.take_back_amendment(by=by, now=NOW, code=code, words="Oui."),
        COMMITTEE,
    ),
    "object": (
        lambda: submitted(ACROSS),
        lambda by, code: actions.object_to_amendment(by=by, now=NOW, code=code, words="Non."),
        own("copilot", "state_region", region=OTHER),
    ),
    "withdraw": (
        lambda: approved(ACROSS),
        lambda by, code: actions.withdraw_amendment(by=by, now=NOW, code=code),
        WRITERS,
    ),
    "accept": (
        lambda: approved(ACROSS),
        lambda by, code: actions.accept_amendment(by=by, now=NOW, code=code, valid_from=TODAY),
        {"national"},
    ),
    "refuse": (
        lambda: approved(ACROSS),
        lambda by, code: actions.refuse_amendment(by=by, now=NOW, code=code, words="Non."),
        {"national"},
    ),
    "send_back": (
        lambda: approved(ACROSS),
        lambda by, code: actions.send_back_amendment(by=by, now=NOW, code=code, words="Non."),
        {"national"},
    ),
}


class Undone(Exception):  # noqa: N818 it says what happened
    pass


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_taken_by_those_of_the_table_alone(step):
    prepare, act, allowed = STEPS[step]
    made = prepare()
    code = made.code if made else ""
    may = set()
    for name, by in everybody().items():
        with contextlib.suppress(NotAllowedError, Undone), transaction.atomic():
            act(by, code)
            may.add(name)
            raise Undone
    assert may == allowed


@pytest.mark.parametrize("step", STEPS)
def test_who_looks_as_somebody_else_changes_nothing(step):
    prepare, act, allowed = STEPS[step]
    made = prepare()
    for name, by in everybody().items():
        if name in allowed:
            seen = Actor(by.reference, by.name, by.holdings, seen_by="quelqu’un")
            with pytest.raises(NotAllowedError):
                act(seen, made.code if made else "")


ALL_STATES = {
    "draft": lambda: drafted(ACROSS),
    "submitted": lambda: submitted(ACROSS),
    "approved": lambda: approved(ACROSS),
    "correction": lambda: actions.take_back_amendment(
        by=HOST, now=NOW, code=submitted(ACROSS).code, words="Oui."
    ),
    "rejected": lambda: decide(submitted(ACROSS), favourable=False),
    "accepted": lambda: accepted(ACROSS),
    "refused": lambda: actions.refuse_amendment(
        by=HOST, now=NOW, code=approved(ACROSS).code, words="Non."
    ),
    "withdrawn": lambda: actions.withdraw_amendment(by=HOST, now=NOW, code=drafted(ACROSS).code),
}


@pytest.mark.parametrize("state", ALL_STATES)
def test_what_each_sees_in_each_state(state):
    made = ALL_STATES[state]()
    assert made.state == state
    people = everybody()
    seen = {name for name, by in people.items() if find_amendment(by, made.code)}
    at_home = WRITERS | {"auditor"}
    concerned = at_home | {"national"} | own("copilot", "state_region", "secretariat", region=OTHER)
    if state == "accepted":
        assert seen == set(people)
    else:
        assert seen == (concerned if made.was_submitted else at_home)


def test_a_step_in_the_wrong_state_is_refused_in_words():
    made = accepted(ADD)
    for step, (_prepare, act, _allowed) in STEPS.items():
        if step != "propose":
            with pytest.raises(actions.AmendmentRefusedError, match="acceptée"):
                act(HOST, made.code)


def test_the_buttons_are_the_table():
    made = submitted(ACROSS)
    verbs = {name: [way.verb.code for way in open_to(by, made)] for name, by in everybody().items()}
    assert verbs["copilot:01"] == ["approve", "reject", "take_back", "withdraw"]
    assert verbs["secretariat:01"] == ["approve", "reject", "take_back", "withdraw"]
    assert verbs["state_region:01"] == ["withdraw"]
    assert verbs["copilot:02"] == ["object"]
    assert verbs["national"] == []
    assert verbs["auditor"] == []
    awaited = {name for name, by in everybody().items() if awaits(by, made)}
    assert awaited == COMMITTEE


def test_somebody_whose_role_has_ended_sees_nothing():
    made = submitted(ADD)
    before = Actor("x", holdings=actor("copilot", code=REGION).holdings)
    assert find_amendment(before, made.code)
    assert not visible_to(Actor("x")).exists()
    assert Amendment.objects.count() == 1


def test_a_territory_role_reads_no_draft_of_its_territory():
    made = drafted(ADD)
    lead = actor("elected_lead", code=f"{PROGRAMME}:sim-0101")
    assert lead.holdings[0].scope == Scope(ScopeKind.TERRITORY, f"{PROGRAMME}:sim-0101")
    assert find_amendment(lead, made.code) is None
