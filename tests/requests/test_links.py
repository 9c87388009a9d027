"""Signed links: for one person and one request, until they end; kept out of what others read."""

import re

import pytest
from django.core import mail
from django.test import Client

from ancrage.inbox.actions import send_due
from ancrage.inbox.models import Mailbox, Message
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.people.actions.roles import end_role
from ancrage.requests.actions.links import Answer, answer_by_link, revoke_links
from ancrage.requests.actions.parts import RequestRefusedError
from ancrage.requests.models import SignedLink
from ancrage.requests.queries.links import opened_by, path_of, token_of
from tests.people.world import HOST, person, sign_in
from tests.requests.world import NOW, OPERATOR, WORD, at, sent, stepped

pytestmark = pytest.mark.django_db
LINK = re.compile(r"/sollicitations/lien/[^\s\"<)]+")


@pytest.fixture(autouse=True)
def _today(time_machine):
    """A link lives some days after the day of these tests, whatever the day they are run."""
    time_machine.move_to(at(1))


def linked(held, request=None, who="referent") -> tuple[SignedLink, str]:
    """A link of a person's, and its token."""
    made = SignedLink.objects.create(
        request=request or sent(held),
        person=getattr(held, who).reference,
        made_at=NOW,
        expires_at=at(30),
    )
    return made, token_of(made.reference)


@pytest.fixture
def _sending(settings):
    settings.MAIL_LEAVES = True
    settings.ANCRAGE_DEMO = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.usefixtures("_sending")
def test_the_link_leaves_with_the_message_and_is_in_nothing_that_is_kept(held):
    sent(held)
    now = at(1).replace(hour=11)
    send_due(now=now)
    (letter,) = [m for m in mail.outbox if m.to == [held.referent.email]]
    found = LINK.search(letter.body)
    assert found
    assert LINK.search(letter.alternatives[0][0])
    others = [m for m in mail.outbox if m.to != [held.referent.email]]
    assert others
    assert not any(LINK.search(m.body) for m in others)
    kept = Message.objects.get(reference=held.referent.reference)
    assert not LINK.search(kept.text + kept.html)
    page = sign_in(Client(), held.national).get(f"/messages/{kept.identifier}/")
    assert not LINK.search(page.content.decode())
    opened = Client().get(found[0])
    assert opened.status_code == 200
    assert WORD in opened.content.decode()


@pytest.mark.usefixtures("_sending")
def test_who_wants_no_digest_gets_no_link(held):
    box, _new = Mailbox.objects.get_or_create(reference=held.referent.reference)
    Mailbox.objects.filter(pk=box.pk).update(digest="none")
    sent(held)
    send_due(now=at(1).replace(hour=11))
    assert not SignedLink.objects.exists()


def test_a_referent_answers_without_signing_in_and_in_his_name(held):
    link, token = linked(held)
    visitor = Client(enforce_csrf_checks=False)
    path = path_of(link.reference, link.person)
    page = visitor.get(path)
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"] == "no-store"
    link.request.refresh_from_db()
    assert link.request.state == "sent"
    told = {"verb": "refuse", "reason": "", "revision": link.request.revision}
    assert visitor.post(path, told).status_code == 409
    told = {"verb": "grant", "amount": "3 000 €", "revision": link.request.revision}
    assert "Réponse enregistrée" in visitor.post(path, told).content.decode()
    link.request.refresh_from_db()
    assert (link.request.state, link.request.granted_amount) == ("granted", 300_000)
    entry = JournalEntry.objects.filter(command="requests.answer_by_link").get()
    assert entry.actor == held.referent.reference
    assert entry.through == "signed link"
    assert token not in str(entry.body())
    assert visitor.get(path).status_code == 410


def test_a_link_opens_one_request_for_one_person_until_it_ends(held):
    link, token = linked(held)
    assert opened_by(token, now=NOW).actor.reference == held.referent.reference
    assert opened_by(token, now=at(31)) is None
    assert opened_by(f"{token}x", now=NOW) is None
    assert opened_by(token_of("0" * 32), now=NOW) is None
    assert path_of(link.reference, held.lead.reference) == ""
    revoke_links(by=held.actor("referent"), now=NOW, request=link.request)
    assert opened_by(token, now=NOW) is None


def test_a_link_dies_with_the_role_of_its_person_and_with_the_request(held):
    leaver = person("referent", code=OPERATOR, name="partant")
    request = sent(held)
    link = SignedLink.objects.create(
        request=request, person=leaver.reference, made_at=NOW, expires_at=at(30)
    )
    token = token_of(link.reference)
    assert opened_by(token, now=NOW) is not None
    holding = leaver.holdings.get()
    end_role(by=HOST, now=NOW, holding=holding, last_day=at(1).date(), reason="Départ")
    assert opened_by(token, now=at(2)) is None
    _link, token = linked(held, request)
    stepped(held, request, "refuse")
    assert opened_by(token, now=NOW) is None


def test_nobody_answers_by_the_link_of_another(held):
    _link, token = linked(held)
    for who in ("lead", "other_referent", "national"):
        with pytest.raises(RequestRefusedError):
            answer_by_link(by=held.actor(who), now=NOW, token=token, answer=Answer("acknowledge"))


@pytest.mark.parametrize("verb", ["withdraw", "deliver", "reopen", "send", "close"])
def test_a_link_gives_no_other_step(held, verb):
    _link, token = linked(held)
    with pytest.raises(RequestRefusedError):
        answer_by_link(by=held.actor("referent"), now=NOW, token=token, answer=Answer(verb))


@pytest.mark.parametrize("who", ["lead", "company", "copilot", "auditor", "other_referent"])
def test_who_revokes(held, who):
    link, _token = linked(held)
    with pytest.raises(NotAllowedError):
        revoke_links(by=held.actor(who), now=NOW, request=link.request)
