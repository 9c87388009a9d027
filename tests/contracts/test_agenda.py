"""Acts before the regional committee: on its agenda, on paper, decided."""

import datetime as dt

import pytest

from ancrage.adaptation.actions import add_move, propose_amendment, submit_amendment
from ancrage.allocation.actions.proposing import propose_scenario
from ancrage.committees.actions.parts import paper_of
from ancrage.committees.definitions import bodies_at
from ancrage.committees.kinds.registry import (
    SUBJECT,
    Decided,
    KindRefusedError,
    kind_of,
    kinds_for,
)
from ancrage.committees.models import AgendaItem, Meeting
from ancrage.committees.papers import item_paper
from ancrage.committees.signed import label_of
from ancrage.contracts.agenda import KIND
from ancrage.kernel.rights import Scope, ScopeKind
from ancrage.mission.actions.missions import prepare_mission
from ancrage.selection.engine.amending import RenameTerritory
from ancrage.ui.papers import as_pdf
from tests.allocation.app import world as shares
from tests.contracts import world as making
from tests.contracts.world import ARVE, NORTH, NOW, SOUTH, TODAY, again
from tests.mission.world import plan
from tests.roadmaps.world import submitted

pytestmark = pytest.mark.django_db


def decided(decision, reason=""):
    return Decided(
        body="regional",
        body_label="comité régional",
        decision=decision,
        reason=reason,
        told="relevé du 20 novembre, point 1",
        held_on=TODAY - dt.timedelta(days=3),
        present=4,
    )


def region(code):
    return Scope(ScopeKind.REGION, code)


def test_what_is_checked_waits_for_its_region_alone(world):
    kind = kind_of(KIND)
    assert kind in kinds_for("regional")
    act = making.checked(world)
    (subject,) = kind.awaiting(region(NORTH), TODAY)
    assert (subject.reference, subject.territories) == (f"{act.contract.code}/2", {ARVE})
    assert kind.awaiting(region(SOUTH), TODAY) == []
    assert kind.awaiting(Scope(ScopeKind.TERRITORY, ARVE), TODAY) == []
    assert kind.find(subject.reference, TODAY) == subject
    assert kind.find("C-2026-9999/2", TODAY) is None
    assert kind.find("rien", TODAY) is None
    assert kind.address(subject.reference) == ("act", [act.contract.code, "2"])
    paper = kind.paper(subject.reference, TODAY)
    assert any("Ouvrir un atelier partagé" in str(block) for block in paper)
    assert kind.readable(world.actor("manager"), subject.reference)
    assert not kind.readable(world.actor("far"), subject.reference)


def printed(code, subject):
    """The PDF of an item's paper, as it is frozen."""
    paper = paper_of(kind_of(code).paper(subject, TODAY), TODAY)
    assert paper["blocks"], code
    return as_pdf(item_paper(AgendaItem(meeting=Meeting(), label=code, paper=paper)))


def test_its_paper_can_be_printed(world):
    act = making.checked(world)
    assert printed(KIND, f"{act.contract.code}/2").startswith(b"%PDF")


def _amendment(world):
    by = world.actor("copilot")
    told = {"programme": "essai", "region": NORTH, "title": "Un nom", "reason": "Il est plus clair"}
    made = propose_amendment(by=by, now=NOW, **told)
    add_move(by=by, now=NOW, code=made.code, move=RenameTerritory("arve", "Grande Arve"))
    return submit_amendment(by=by, now=NOW, code=made.code).code


def _mission(world):
    by = world.actor("national")
    return prepare_mission(by=by, now=NOW, code="essai", plan=plan()).code


def _allocation(world):
    held = shares.computed(world)
    return propose_scenario(by=world.actor("copilot"), now=NOW, scenario=held).code


SUBJECTS = {
    "action_sheet": lambda world: submitted(world).code,
    "roadmap": lambda world: submitted(world).roadmap.scope,
    "amendment": _amendment,
    "mission": _mission,
    "allocation": _allocation,
}
"""A thing of each kind that waits for a committee, but for acts."""


@pytest.mark.parametrize("code", SUBJECTS)
def test_the_paper_of_each_other_kind_can_be_printed(world, code):
    assert printed(code, SUBJECTS[code](world)).startswith(b"%PDF")


def test_no_kind_is_left_unprinted():
    registered = {kind.code for body in bodies_at(TODAY) for kind in kinds_for(body)}
    assert registered == {*SUBJECTS, KIND, SUBJECT}


def test_a_protocole_waits_for_no_committee(world):
    making.checked(world, "protocol")
    assert kind_of(KIND).awaiting(region(NORTH), TODAY) == []


@pytest.mark.parametrize("decision", ["approved", "conditional"])
def test_approved_it_may_be_sent_on_the_day_of_the_committee(world, decision):
    act = making.checked(world)
    reference = f"{act.contract.code}/2"
    kind = kind_of(KIND)
    told = kind.act(
        by=world.actor("secretariat"), now=NOW, reference=reference, decided=decided(decision)
    )
    assert "approuvé" in told
    held = again(act)
    assert (held.state, held.decided_on) == ("checked", TODAY - dt.timedelta(days=3))
    assert held.decision == "relevé du 20 novembre, point 1"
    assert kind.awaiting(region(NORTH), TODAY) == []
    with pytest.raises(KindRefusedError, match="n’attend plus"):
        kind.act(
            by=world.actor("secretariat"), now=NOW, reference=reference, decided=decided(decision)
        )


@pytest.mark.parametrize("decision", ["postponed", "refused"])
def test_else_it_goes_back_with_the_reason(world, decision):
    act = making.checked(world)
    reference = f"{act.contract.code}/2"
    kind_of(KIND).act(
        by=world.actor("secretariat"),
        now=NOW,
        reference=reference,
        decided=decided(decision, "Trop tôt"),
    )
    held = again(act)
    assert (held.state, held.reason) == ("draft", "Trop tôt")


def test_what_is_written_anew_is_another_paper(world):
    act = making.checked(world)
    kind, reference = kind_of(KIND), f"{act.contract.code}/2"
    before = kind.find(reference, TODAY).mark
    held = making.prepare_act(by=world.actor("manager"), now=NOW, act=act, verb="rework")
    held = making.write_act(
        by=world.actor("manager"),
        now=NOW,
        act=held,
        revision=held.revision,
        choices={"purpose": "Autre chose."},
    )
    making.prepare_act(by=world.actor("manager"), now=NOW, act=held, verb="check")
    assert kind.find(reference, TODAY).mark != before


def test_what_is_gone_is_said(world):
    with pytest.raises(KindRefusedError, match="plus là"):
        kind_of(KIND).act(
            by=world.actor("secretariat"),
            now=NOW,
            reference="C-2026-9999/2",
            decided=decided("approved"),
        )


def test_a_project_committee_becomes_the_monitoring_committee_once_it_is_signed(world):
    body = bodies_at(TODAY)["project"]
    act = making.sent(world)
    assert label_of("project", ARVE, TODAY) == body.label
    making.concluded(act)
    assert label_of("project", ARVE, TODAY) == body.after_contract
    assert label_of("project", ARVE, TODAY - dt.timedelta(days=1)) == body.label
