"""Having the messages leave: each is taken by one sender, tried again later when it fails.

In the demonstration, for made-up people and where no mail server is set, a message is only kept
on our page. One whose sender stopped half-way may have left: it is shown, and only a person
sends it again.
"""

import datetime as dt
from dataclasses import dataclass
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.inbox.models import Message
from ancrage.inbox.parameters import rhythms
from ancrage.inbox.posting import post
from ancrage.inbox.rules import Rhythms, next_try
from ancrage.journal.command import allow, command, record, unjournalled
from ancrage.kernel.rights import Actor

SERVICE = "le service d’envoi : l’état de chaque message est gardé avec lui"
ENOUGH = 3
"""Failures in a row after which a round stops: the server is down, not the address wrong."""
log = structlog.get_logger()


class ResendRefusedError(ValueError):
    """A message that cannot be sent again; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a round of deliveries did."""

    sent: int = 0
    kept: int = 0
    failed: int = 0


@unjournalled(SERVICE)
def deliver_due(*, now: dt.datetime) -> Delivered:
    """Have every message leave that waits and whose time has come."""
    kept_rules = rhythms(on=timezone.localtime(now).date())
    _doubt_the_silent(now, kept_rules)
    kept = _keep_here(now)
    sent = failed = in_a_row = 0
    due = Message.objects.filter(state=Message.WAITING, next_at__lte=now).order_by("next_at", "pk")
    for pk in list(due.values_list("pk", flat=True)):
        message = _take(pk, now)
        if message is None:
            continue
        if _try(message, now, kept_rules):
            sent, in_a_row = sent + 1, 0
        else:
            failed, in_a_row = failed + 1, in_a_row + 1
        if in_a_row == ENOUGH:
            break
    return Delivered(sent, kept, failed)


def _doubt_the_silent(now: dt.datetime, kept: Rhythms) -> None:
    """Those that a sender took and never ended: he was stopped, perhaps after the sending."""
    since = now - dt.timedelta(minutes=kept.silence_minutes)
    silent = Message.objects.filter(state=Message.SENDING, claimed_at__lt=since)
    silent.update(state=Message.UNCERTAIN, ended_at=now)


def _keep_here(now: dt.datetime) -> int:
    """What never leaves the machine is on our page from now on."""
    waiting = Message.objects.filter(state=Message.WAITING, next_at__lte=now)
    if settings.MAIL_LEAVES:
        waiting = waiting.filter(is_demonstration=True)
    return waiting.update(state=Message.KEPT, ended_at=now, next_at=None)


def _take(pk: int, now: dt.datetime) -> Message | None:
    """Take a message to send it; None when another sender did."""
    waiting = Message.objects.filter(pk=pk, state=Message.WAITING, next_at__lte=now)
    taken = waiting.update(
        state=Message.SENDING, claimed_at=now, attempts=F("attempts") + 1, next_at=None
    )
    return Message.objects.get(pk=pk) if taken else None


def _try(message: Message, now: dt.datetime, kept: Rhythms) -> bool:
    held = Message.objects.filter(pk=message.pk, state=Message.SENDING)
    try:
        post(message)
    except (OSError, SMTPException, ValueError) as failure:
        log.warning("message_not_sent", message=message.identifier, failure=type(failure).__name__)
        again = next_try(attempts=message.attempts, now=now, rhythms=kept)
        held.update(
            state=Message.WAITING if again else Message.FAILED,
            next_at=again,
            ended_at=None if again else now,
            error=f"{type(failure).__name__} : {failure}"[:500],
        )
        return False
    held.update(state=Message.SENT, ended_at=now, error="")
    return True


@command("inbox.resend")
def resend(*, by: Actor, now: dt.datetime, identifier: str) -> Message:
    """Send a message once more that was given up, or that may not have left. ResendRefusedError."""
    allow()
    message = Message.objects.select_for_update().get(identifier=identifier)
    if message.state not in {Message.FAILED, Message.UNCERTAIN}:
        raise ResendRefusedError(_("Ce message n’est pas de ceux qu’il faut renvoyer."))
    before = message.state
    message.state, message.attempts, message.next_at = Message.WAITING, 0, now
    message.ended_at = None
    message.save(update_fields=["state", "attempts", "next_at", "ended_at"])
    record(
        kind="message",
        reference=message.identifier,
        says=_("Message remis à l’envoi"),
        before={"state": before},
        after={"state": message.state},
    )
    return message


@unjournalled("la conservation limitée des messages, dite dans les paramètres datés")
def forget_old_messages(*, now: dt.datetime) -> int:
    """Delete the messages that were kept long enough; what was told stays noted."""
    until = now - dt.timedelta(days=rhythms(on=timezone.localtime(now).date()).message_days)
    old = Message.objects.filter(
        made_at__lt=until, state__in=[Message.SENT, Message.KEPT, Message.FAILED]
    )
    return old.delete()[1].get("inbox.Message", 0)
