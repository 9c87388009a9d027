"""How messages leave: tried again when they fail, shown, never lost, never doubled."""

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils.timezone import localtime

from ancrage.geography.models import Region
from ancrage.inbox.actions import ResendRefusedError, resend, send_due
from ancrage.inbox.actions.single import write_single
from ancrage.inbox.actions.writing import write_due
from ancrage.inbox.models import Message, Told
from ancrage.inbox.posting import letter, stopped_by
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.rights import host
from ancrage.people.invitation_links import link_of, mark_of
from tests.inbox.moments import asked, informed, paris, send
from tests.people.world import actor, person

pytestmark = pytest.mark.django_db
NINE = paris("2026-03-02 09:05")
DOWN: list[type[BaseException]] = []
"""What the mail server answers, one after the other; nothing: it takes the message."""


class Server(EmailBackend):
    """A mail server that refuses as long as `DOWN` says so."""

    def send_messages(self, messages):
        if DOWN:
            raise DOWN.pop(0)("essai")
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def _server(settings):
    settings.EMAIL_BACKEND = "tests.inbox.test_delivering.Server"
    DOWN.clear()


def written(n: int = 1) -> list[Message]:
    """Urgent messages to so many people, not sent yet."""
    for _ in range(n):
        person("copilot", code="84")
    asked(urgent=True)
    assert write_due(now=NINE) == n
    return list(Message.objects.order_by("pk"))


def after(minutes: float) -> dt.datetime:
    return NINE + dt.timedelta(minutes=minutes)


def test_a_message_leaves_once():
    (message,) = written()
    assert send_due(now=NINE).delivered.sent == 1
    assert send_due(now=after(5)).delivered.sent == 0
    message.refresh_from_db()
    assert (message.state, message.attempts, message.ended_at) == (Message.SENT, 1, NINE)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("fault", [ConnectionRefusedError, smtplib.SMTPException, TimeoutError])
def test_a_failure_is_shown_and_tried_again_later_and_later(fault):
    (message,) = written()
    DOWN.extend([fault] * 3)
    waits, at = [], NINE
    while not mail.outbox:
        send_due(now=at)
        message.refresh_from_db()
        if message.next_at:
            assert message.state == Message.WAITING
            assert message.error == f"{fault.__name__} : essai"
            waits.append((message.next_at - at).total_seconds() / 60)
            attempts = message.attempts
            send_due(now=message.next_at - dt.timedelta(seconds=1))
            message.refresh_from_db()
            assert message.attempts == attempts
            at = message.next_at
    assert waits == [5, 15, 60]
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == (Message.SENT, 4, "")


def test_given_up_it_stays_and_somebody_may_send_it_again():
    (message,) = written()
    DOWN.extend([OSError] * 8)
    while message.next_at:
        send_due(now=message.next_at)
        message.refresh_from_db()
    assert (message.state, message.attempts) == (Message.FAILED, 8)
    assert mail.outbox == []
    again = after(6000)
    resend(by=host(), now=again, identifier=message.identifier)
    assert send_due(now=again).delivered.sent == 1
    entry = JournalEntry.objects.get(command="inbox.resend")
    assert entry.reference == message.identifier
    assert entry.change["before"] == {"state": "failed"}


def test_only_what_did_not_leave_is_sent_again():
    (message,) = written()
    send_due(now=NINE)
    with pytest.raises(ResendRefusedError, match="pas de ceux"):
        resend(by=host(), now=after(5), identifier=message.identifier)
    assert not JournalEntry.objects.filter(command="inbox.resend").exists()


@pytest.mark.parametrize("role", ["copilot", "expert", "auditor"])
def test_sending_again_is_for_administrators(role):
    (message,) = written()
    Message.objects.update(state=Message.FAILED)
    code = "84" if role == "copilot" else ""
    with pytest.raises(NotAllowedError):
        resend(by=actor(role, code=code), now=NINE, identifier=message.identifier)
    message.refresh_from_db()
    assert message.state == Message.FAILED


def test_a_sender_that_stops_half_way_leaves_it_uncertain_and_nobody_doubles_it():
    (message,) = written()
    DOWN.append(KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        send_due(now=NINE)
    message.refresh_from_db()
    assert message.state == Message.SENDING
    send_due(now=after(9))
    message.refresh_from_db()
    assert message.state == Message.SENDING
    send_due(now=after(11))
    send_due(now=after(60))
    message.refresh_from_db()
    assert message.state == Message.UNCERTAIN
    assert mail.outbox == []
    resend(by=host(), now=after(61), identifier=message.identifier)
    send_due(now=after(61))
    assert len(mail.outbox) == 1
    assert message.identifier in mail.outbox[0].extra_headers["Message-ID"]


def test_a_round_stops_when_the_server_is_down():
    written(5)
    DOWN.extend([OSError] * 5)
    assert send_due(now=NINE).delivered.failed == 3
    assert Message.objects.filter(attempts=0, state=Message.WAITING).count() == 2


def test_one_wrong_address_does_not_stop_the_others():
    written(3)
    DOWN.append(smtplib.SMTPException)
    delivered = send_due(now=NINE).delivered
    assert (delivered.sent, delivered.failed) == (2, 1)


def test_made_up_people_s_messages_never_leave():
    person("copilot", code="84", demonstration=True)
    asked(urgent=True)
    assert send_due(now=NINE).delivered.kept == 1
    assert mail.outbox == []
    held = Message.objects.get()
    assert (held.state, held.is_demonstration) == (Message.KEPT, True)


def test_without_a_mail_server_messages_stay_on_our_page(settings):
    settings.MAIL_LEAVES = False
    (message,) = written()
    send_due(now=NINE)
    settings.MAIL_LEAVES = True
    send_due(now=after(5))
    message.refresh_from_db()
    assert message.state == Message.KEPT
    assert mail.outbox == []


def test_the_letter_says_how_to_stop_and_brings_nothing_from_afar():
    (message,) = written()
    made = letter(message)
    stop = made.extra_headers["List-Unsubscribe"].strip("<>")
    assert made.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stopped_by(stop.rstrip("/").rpartition("/")[2]) == message.reference
    html = made.alternatives[0].content
    for text in (made.body, html):
        assert stop in text
        assert "https://ancrage.example/mes-notifications/" in text
    for remote in ("<img", "<link", "<script", "<style", "src=", "url("):
        assert remote not in html
    assert stop not in message.text + message.html  # who reads it on our page cannot use it


def test_a_forged_stop_is_refused():
    assert stopped_by("0" * 32 + ":forged") is None


def test_a_title_cannot_forge_a_header():
    person("copilot", code="84")
    asked(urgent=True, title="Bonjour\nBcc: autre@example.org")
    send_due(now=NINE)
    assert mail.outbox[0].subject == "Ancrage, urgent : Bonjour Bcc: autre@example.org"


def test_no_title_can_make_somebody_s_invitation_appear():
    person("copilot", code="84")
    asked(urgent=True, title=mark_of("0" * 32, 1))
    send_due(now=NINE)
    assert link_of("0" * 32, 1) not in mail.outbox[0].body
    write_single(
        reference="0" * 32,
        address="x@essai.example",
        subject="Invitation",
        text=mark_of("0" * 32, 1),
        now=NINE,
    )
    send_due(now=NINE)
    assert link_of("0" * 32, 1) in mail.outbox[1].body


def test_old_messages_go_and_what_was_told_stays():
    (message,) = written()
    send_due(now=NINE)
    send("2027-03-01 09:05")
    assert Message.objects.filter(pk=message.pk).exists()
    send("2027-03-02 09:10")
    assert not Message.objects.filter(pk=message.pk).exists()
    assert Told.objects.filter(step="new", message=None).count() == 1


def test_the_messages(snapshot):
    """All of a digest and an urgent thing, as plain text and as HTML."""
    Region.objects.update_or_create(
        code="84", defaults={"name": "Auvergne-Rhône-Alpes", "kind": "region"}
    )
    lucie = person("copilot", code="84", name="Lucie")
    asked("old", due=paris("2026-03-10 12:00"))
    asked("quiet", ladder="none", why="")
    send("2026-03-03 07:00")
    asked("new", at="2026-03-10 09:00", title="Relire <la> feuille & signer")
    informed(at="2026-03-10 10:00")
    asked("now", at="2026-03-10 11:00", urgent=True)
    send("2026-03-10 11:05")
    send("2026-03-11 07:00")
    held = Message.objects.filter(reference=lucie.reference).order_by("made_at", "pk")
    told = [
        f"{localtime(one.made_at):%d/%m %H:%M} {one.subject}\n{one.text}\n{one.html}"
        for one in held
    ]
    assert "\n----\n".join(told) == snapshot
