"""Several people on one scenario, or one envelope, at the same moment."""

import pytest

from ancrage.allocation.actions.adopting import adopt_scenario
from ancrage.allocation.actions.holding import set_held
from ancrage.allocation.actions.parts import ScenarioChangedError
from ancrage.allocation.actions.reversing import reverse_adoption
from ancrage.allocation.models import Adoption
from ancrage.funding.models import Entry, Envelope
from ancrage.kernel.workflow import StepRefusedError
from tests.allocation.app import world as making
from tests.allocation.app.world import CENTS, NOW, REASON, again
from tests.together import at_once, entries, refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    return making.opened()


def adopt(world, held, who):
    return adopt_scenario(by=world.actor(who), now=NOW, scenario=held, decision="Relevé")


def test_a_scenario_is_adopted_once_however_many_click(world):
    held = making.computed(world)
    found = at_once(
        lambda: adopt(world, held, "secretariat"), lambda: adopt(world, held, "copilot")
    )
    assert refused(found, StepRefusedError) == 1
    assert (Adoption.objects.count(), Entry.objects.count()) == (1, 2)
    assert entries("allocation.adopt") == 1
    undo = {"now": NOW, "scenario": held, "reason": "Erreur"}
    found = at_once(
        lambda: reverse_adoption(by=world.actor("secretariat"), **undo),
        lambda: reverse_adoption(by=world.actor("copilot"), **undo),
    )
    assert refused(found, StepRefusedError) == 1
    assert (Entry.objects.count(), Envelope.objects.get(code="fonds").available) == (4, CENTS)


def test_one_envelope_is_not_shared_twice(world):
    first = making.computed(world)
    second = making.planned(making.filled(world, envelope=first.envelope))
    found = at_once(
        lambda: adopt(world, first, "secretariat"), lambda: adopt(world, second, "copilot")
    )
    assert refused(found, StepRefusedError) == 1
    assert Envelope.objects.get(code="fonds").delegated == CENTS
    assert {again(first).state, again(second).state} == {"adopted", "computed"}


def test_two_who_change_a_scenario_do_not_write_over_each_other(world):
    held = making.filled(world)

    def hold(who, code):
        return set_held(
            by=world.actor(who),
            now=NOW,
            scenario=held,
            code=code,
            cents=10_000_00,
            reason=REASON,
            revision=2,
        )

    found = at_once(lambda: hold("copilot", "A"), lambda: hold("prefecture", "B"))
    assert refused(found, ScenarioChangedError) == 1
    assert held.lines.exclude(held=None).count() == 1
    assert again(held).revision == 3
