"""Several people on one contract at the same moment."""

import pytest

from ancrage.contracts.actions.drafting import draft_act, prepare_act, write_act
from ancrage.contracts.actions.parts import ActRefusedError
from ancrage.contracts.actions.sending import send_act
from ancrage.contracts.models import Act, Contract, Signature
from ancrage.kernel.workflow import StepRefusedError
from tests.contracts import world as making
from tests.contracts.world import ARVE, DAYS, NOW, again
from tests.together import at_once, entries, refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    return making.opened()


def test_two_who_begin_at_once_open_one_contract_with_one_act(world):
    def begin(who, kind):
        return draft_act(by=world.actor(who), now=NOW, scope=ARVE, kind=kind)

    found = at_once(lambda: begin("manager", "contract"), lambda: begin("elected", "protocol"))
    assert refused(found, ActRefusedError) == 1
    assert (Contract.objects.count(), Act.objects.count()) == (1, 1)
    assert entries("contracts.draft") == 1


def test_two_who_write_at_once_do_not_write_over_each_other(world):
    act = making.drafted(world)

    def write(who, words):
        return write_act(
            by=world.actor(who),
            now=NOW,
            act=act,
            revision=act.revision,
            choices={**DAYS, "purpose": words},
        )

    found = at_once(lambda: write("manager", "Un"), lambda: write("elected", "Deux"))
    assert refused(found, ActRefusedError) == 1
    assert again(act).choices["purpose"] in {"Un", "Deux"}


def test_an_act_is_sent_once_however_many_click(world):
    act = making.approved(world)

    def send(who):
        return send_act(by=world.actor(who), now=NOW, act=act, digest_seen=act.digest)

    found = at_once(lambda: send("manager"), lambda: send("elected"), lambda: send("copilot"))
    assert refused(found, StepRefusedError) == 2
    assert (again(act).sendings, Signature.objects.count()) == (1, 6)


def test_what_is_checked_and_dropped_at_once_is_one_of_them(world):
    act = making.drafted(world)

    def make(who, verb):
        return prepare_act(by=world.actor(who), now=NOW, act=act, verb=verb, reason="Non")

    found = at_once(lambda: make("manager", "check"), lambda: make("elected", "drop"))
    assert refused(found, StepRefusedError) == 1
    held = again(act)
    assert bool(held.content) == (held.state == "checked")
