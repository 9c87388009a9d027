"""Two people at once: nothing is taken in or decided twice, and nobody's answer is lost."""

import pytest

from ancrage.inbox.models import Item
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.workflow import StepRefusedError
from ancrage.requests.actions.imports import prepare_import, take_batch, take_import
from ancrage.requests.actions.parts import RequestRefusedError, StaleRequestError
from ancrage.requests.actions.steps import acknowledge_request, grant_request, refuse_request
from ancrage.requests.models import RequestImport, ServiceRequest
from ancrage.requests.queries.imports import look_at
from tests.people.world import person
from tests.requests import world as making
from tests.requests.world import NOW, OPERATOR, PROGRAMME, TODAY
from tests.together import at_once, entries, refused

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 12


@pytest.fixture
def held(transactional_db):
    """The people and the places, on tables that every connection sees."""
    return making.world()


@pytest.fixture
def colleague(held):
    """A second referent of the same operator, as an actor."""
    return making.actor_of(person("referent", code=OPERATOR, name="Collègue"), on=TODAY)


def own_file() -> bytes:
    """A file of the operator: a number, a measure, a state, a day."""
    lines = [f"D-{rank};vte;en cours;03/02/2021" for rank in range(ROWS)]
    return "\r\n".join(["N° dossier;Mesure;Statut;Date de dépôt", *lines]).encode()


def prepared(by, content: bytes) -> RequestImport:
    return prepare_import(
        by=by, now=NOW, operator=OPERATOR, programme=PROGRAMME, name="suivi.csv", content=content
    )


def test_the_same_file_accepted_twice_at_once_is_taken_once_and_the_second_is_told(held):
    by = held.actor("referent")
    made = prepared(by, own_file())
    found = at_once(*[lambda: take_import(by=by, now=NOW, prepared=made)] * 2)
    assert refused(found, Exception) == 1
    (told,) = (one for one in found if isinstance(one, RequestRefusedError))
    assert str(told) == "Ce fichier est déjà repris."
    assert ServiceRequest.objects.filter(source=made).count() == ROWS
    assert entries("requests.import") == 1


def test_one_file_that_two_referents_bring_is_new_for_one_and_the_same_for_the_other(
    held, colleague
):
    both = held.actor("referent"), colleague
    takings = [(by, prepared(by, own_file())) for by in both]
    found = at_once(
        *(
            lambda by=by, made=made: take_import(by=by, now=NOW, prepared=made)
            for by, made in takings
        )
    )
    assert refused(found, Exception) == 0
    counts = sorted((one.counts["new"], one.counts["same"]) for one in found)
    assert counts == [(0, ROWS), (ROWS, 0)]
    assert ServiceRequest.objects.filter(source__isnull=False).count() == ROWS
    assert entries("requests.import") == 1


@pytest.mark.parametrize("key", ["lot-1", ""])
def test_the_same_batch_sent_twice_at_once_is_taken_once(held, key):
    """Each program had looked at what is here before the other did anything."""
    by = held.actor("referent")
    looked = [look_at(prepared(by, own_file()), today=TODAY) for _ in range(2)]
    found = at_once(
        *(
            lambda one=one: take_batch(
                by=by,
                now=NOW,
                filing=one.filing,
                lines=[row.filed for row in one.plan.rows],
                key=key,
            )
            for one in looked
        )
    )
    assert refused(found, Exception) == 0
    assert ServiceRequest.objects.filter(source__isnull=False).count() == ROWS
    assert len({one.pk for one in found}) == (1 if key else 2)
    assert entries("requests.import") == 1


def test_a_file_and_a_referent_who_decide_at_once_decide_once(held):
    by = held.actor("referent")
    request = making.sent(held)
    taking = prepared(by, f"Code Ancrage;Statut\r\n{request.code};accordée".encode())
    found = at_once(
        lambda: take_import(by=by, now=NOW, prepared=taking),
        lambda: refuse_request(by=by, now=NOW, request=request, reason="Hors du champ."),
    )
    assert refused(found, (InputRefused, StaleRequestError, StepRefusedError)) == 1
    assert entries("requests.import", "requests.refuse") == 1
    request.refresh_from_db()
    assert request.state == ("refused" if isinstance(found[0], Exception) else "granted")


def test_two_referents_who_answer_at_once_give_one_answer(held, colleague):
    by, request = held.actor("referent"), making.sent(held)
    found = at_once(
        lambda: grant_request(by=by, now=NOW, request=request, amount=400_000),
        lambda: refuse_request(by=colleague, now=NOW, request=request, reason="Hors du champ."),
    )
    assert refused(found, Exception) == refused(found, StepRefusedError) == 1
    (kept,) = (one for one in found if isinstance(one, ServiceRequest))
    request.refresh_from_db()
    assert (request.state, request.granted_amount) == (kept.state, kept.granted_amount)
    assert (request.state == "granted") == (request.granted_amount == 400_000)
    assert entries("requests.grant", "requests.refuse") == 1
    assert Item.objects.filter(kind=Item.KNOW, cause__contains=request.code).count() == 1


def test_two_referents_on_the_same_page_at_once_and_the_second_is_told_to_read_again(
    held, colleague
):
    by, request = held.actor("referent"), making.sent(held)
    read = {"now": NOW, "request": request, "revision": request.revision}
    found = at_once(
        lambda: acknowledge_request(by=by, number="BPI-1", **read),
        lambda: grant_request(by=colleague, amount=1, **read),
    )
    assert refused(found, Exception) == refused(found, StaleRequestError) == 1
    request.refresh_from_db()
    assert request.revision == read["revision"] + 1
    assert (request.state, request.number) in {("acknowledged", "BPI-1"), ("granted", "")}
