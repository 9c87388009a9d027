"""Two people signing at once: the document bears both, one after the other, none is lost."""

import pytest

from ancrage.contracts.actions.parts import ActRefusedError
from ancrage.contracts.actions.sending import withdraw_act
from ancrage.contracts.models import Signature
from ancrage.contracts.queries.signing import document_digest, document_of
from ancrage.contracts.rules.circuit import CircuitRefusedError
from ancrage.contracts.signing.verifying import verify
from ancrage.contracts.signing_models import Attempt
from ancrage.contracts.signing_run import follow_attempt, sign
from ancrage.kernel.workflow import StepRefusedError
from tests.contracts import services
from tests.contracts import world as making
from tests.contracts.signed_papers import authority, root
from tests.contracts.world import NOW, again, sent
from tests.together import at_once, entries, refused

pytestmark = pytest.mark.django_db(transaction=True)
REFUSALS = (ActRefusedError, CircuitRefusedError, StepRefusedError)


@pytest.fixture(autouse=True)
def _service(settings):
    settings.SIGNATURES_FOLDER = authority().folder
    settings.SIGNATURE_PROVIDER = "tests.contracts.services.current"
    services.renewed()


@pytest.fixture
def world(transactional_db):
    return making.opened()


def click(world, act, who: str):
    party = "elected" if who == "elected" else "industrial"
    mine = Signature.objects.select_related("act__contract").get(
        act=act, party__startswith=f"{party}:"
    )
    seen = document_digest(again(act))
    return lambda: sign(by=world.actor(who), now=NOW, signature=mine, digest_seen=seen)


def signatures(act) -> list[str]:
    report = verify(document_of(again(act)), roots=root())
    assert not report.faults
    return [one.name for one in report.signatures]


def test_two_parties_at_once_sign_one_after_the_other(world):
    act = sent(world)
    found = at_once(click(world, act, "elected"), click(world, act, "industrial"))
    late = [one for one in found if isinstance(one, REFUSALS)]
    assert len(late) == 1, found
    assert len(signatures(act)) == 1
    for who in ("elected", "industrial"):
        state = Signature.objects.get(act=act, party__startswith=f"{who}:").state
        if state != Signature.SIGNED:
            click(world, act, who)()
    assert len(signatures(act)) == 2


def test_one_who_clicks_twice_signs_once(world):
    act = sent(world)
    click_ = click(world, act, "elected")
    found = at_once(click_, click_)
    kept = {one.key for one in found if isinstance(one, Attempt)}
    assert len(kept) == 1
    assert len(signatures(act)) == 1
    assert Attempt.objects.count() == 1


def test_an_answer_that_two_workers_receive_is_kept_once(world):
    act = sent(world)
    services.service.mood = services.SLOW
    attempt = click(world, act, "elected")()
    services.service.mood = services.UP
    found = at_once(*[lambda: follow_attempt(attempt, now=NOW)] * 3)
    assert {one.state for one in found} == {Attempt.KEPT}
    assert len(signatures(act)) == 1
    assert entries("contracts.follow") == 1


def test_withdrawing_while_somebody_signs_leaves_one_truth(world):
    act = sent(world)

    def withdraw():
        return withdraw_act(by=world.actor("manager"), now=NOW, act=act, reason="Erreur.")

    found = at_once(click(world, act, "elected"), withdraw)
    assert refused(found, Exception) <= 1
    held = again(act)
    assert held.state == "withdrawn"
    state = Signature.objects.get(act=act, party__startswith="elected:").state
    assert state in {Signature.SIGNED, Signature.WITHDRAWN}
    assert (state == Signature.SIGNED) == (held.signed_file is not None)
    evidence = Attempt.objects.filter(state=Attempt.EVIDENCE).count()
    assert evidence <= 1
