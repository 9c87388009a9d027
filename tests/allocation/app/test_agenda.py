"""Scenarios before their committee: on its agenda, on paper, decided."""

import pytest

from ancrage.allocation.actions.proposing import propose_scenario
from ancrage.allocation.agenda import KIND
from ancrage.allocation.models import Adoption
from ancrage.committees.kinds.registry import Decided, KindRefusedError, kind_of, kinds_for
from ancrage.funding.models import Entry
from ancrage.kernel.rights import NATION, Scope, ScopeKind
from tests.allocation.app import world as making
from tests.allocation.app.world import ARVE, LOIRE, NORTH, NOW, SOUTH, TODAY, again

pytestmark = pytest.mark.django_db
TOLD = "relevé du 20 novembre, point 1"


def decided(decision, reason=""):
    return Decided(
        body="regional",
        body_label="comité régional",
        decision=decision,
        reason=reason,
        told=TOLD,
        held_on=TODAY,
        present=4,
    )


def proposed(world, **told):
    held = making.computed(world, **told)
    return propose_scenario(by=world.actor("copilot"), now=NOW, scenario=held)


def act(world, held, decision, reason=""):
    return kind_of(KIND).act(
        by=world.actor("secretariat"),
        now=NOW,
        reference=held.code,
        decided=decided(decision, reason),
    )


def test_what_is_proposed_waits_for_its_region_alone(world):
    kind = kind_of(KIND)
    assert kind in kinds_for("regional")
    assert kind in kinds_for("national")
    north = Scope(ScopeKind.REGION, NORTH)
    held = making.computed(world)
    assert kind.awaiting(north, TODAY) == []
    held = propose_scenario(by=world.actor("copilot"), now=NOW, scenario=held)
    (subject,) = kind.awaiting(north, TODAY)
    assert (subject.reference, subject.territories) == (held.code, {ARVE, LOIRE})
    assert "100" in subject.detail
    for scope in (Scope(ScopeKind.REGION, SOUTH), Scope(ScopeKind.TERRITORY, ARVE), NATION):
        assert kind.awaiting(scope, TODAY) == []
    assert kind.find(held.code, TODAY) == subject
    assert kind.find("R-2026-9999", TODAY) is None
    assert kind.address(held.code) == ("allocation", [held.code])
    assert kind.readable(world.actor("auditor"), held.code)
    assert not kind.readable(world.actor("other_copilot"), held.code)
    first = kind.paper(held.code, TODAY)[0]
    assert (first.kind, first.level) == ("heading", 1)
    assert kind.paper("R-2026-9999", TODAY) == ()


@pytest.mark.parametrize("decision", ["approved", "conditional"])
def test_approved_it_is_adopted_where_it_is_recorded(world, decision):
    held = proposed(world)
    told = act(world, held, decision)
    assert "2 projets servis" in told
    made = Adoption.objects.get()
    assert (made.decision, made.adopted_on, made.despite) == (TOLD, TODAY, "")
    assert again(held).state == "adopted"
    with pytest.raises(KindRefusedError, match="n’attend plus"):
        act(world, held, decision)
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("decision", ["postponed", "refused"])
def test_else_it_goes_back_with_the_reason_and_nothing_is_written(world, decision):
    held = proposed(world)
    act(world, held, decision, "Il manque la Loire")
    assert again(held).state == "computed"
    assert not Entry.objects.exists()
    assert not Adoption.objects.exists()


def test_another_plan_is_another_paper(world):
    held = proposed(world)
    kind = kind_of(KIND)
    before = kind.find(held.code, TODAY).mark
    act(world, held, "refused", "Trop tôt")
    again_held = making.hold(world, again(held), "C", 40_000_00)
    propose_scenario(by=world.actor("copilot"), now=NOW, scenario=again_held)
    assert kind.find(held.code, TODAY).mark != before


def test_what_is_gone_is_said(world):
    held = proposed(world)
    held.code = "R-2026-9999"
    with pytest.raises(KindRefusedError, match="plus là"):
        act(world, held, "approved")


def test_a_plan_that_breaks_a_rule_was_told_so_to_the_committee(world):
    limit = {"code": "arve", "where": {"territory": ARVE}, "ceiling_cents": 30_000_00}
    held = making.planned(making.ruled(world, {"limit": [limit]}))
    held = making.hold(world, held, "A", 50_000_00)
    propose_scenario(by=world.actor("copilot"), now=NOW, scenario=held)
    act(world, held, "approved")
    assert Adoption.objects.get().despite == TOLD
