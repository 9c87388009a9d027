"""The steps of a request, from its sending to its end: each is a line of the workflow."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor
from ancrage.requests.access import where_of
from ancrage.requests.actions.asking import KIND
from ancrage.requests.actions.notices import (
    follow_request,
    tell_askers,
    tell_message,
    tell_withdrawn,
)
from ancrage.requests.actions.parts import (
    RequestRefusedError,
    date_state,
    locked_request,
    with_words,
)
from ancrage.requests.definitions import delays_at, workflow
from ancrage.requests.models import Message, ServiceRequest
from ancrage.requests.queries.judging import known_facts, verdict_document
from ancrage.requests.queries.requests import facts_of, measure_of
from ancrage.requests.rules.deadlines import Promise, due_day

LONGEST = 5000
NUMBER = 60


@command("requests.send")
def send_request(
    *, by: Actor, now: dt.datetime, request: ServiceRequest, revision: int | None = None
) -> ServiceRequest:
    """Send a draft to who answers; the conditions are examined that day, and kept."""
    held = locked_request(request, revision=revision)
    allow(where_of(held))
    today = localdate(now)
    measure = measure_of(held, on=today)
    if measure is not None:
        verdict = measure.judge(known_facts(held, day=today))
        held.verdict, held.judged_on = verdict_document(verdict), today
    made = _moved(held, "send", by, now, says=_("Sollicitation envoyée"))
    allow(where_of(made))  # from now on the operator's too: the entry is told to it
    return made


@command("requests.acknowledge")
def acknowledge_request(
    *,
    by: Actor,
    now: dt.datetime,
    request: ServiceRequest,
    number: str = "",
    revision: int | None = None,
) -> ServiceRequest:
    """Say that the operator has received it; `number`: its own file number."""
    held = _held(request, revision)
    _number(held, number)
    return _moved(held, "acknowledge", by, now, says=_("Sollicitation reçue par l’opérateur"))


@command("requests.ask_more")
def ask_more(
    *,
    by: Actor,
    now: dt.datetime,
    request: ServiceRequest,
    reason: str,
    revision: int | None = None,
) -> ServiceRequest:
    """Ask a question to who asks: it is a message of the thread."""
    held = _held(request, revision)
    made = _moved(held, "ask_more", by, now, reason=reason, says=_("Complément demandé"))
    _write(made, Message.OPERATOR, by, now, reason)
    return made


@command("requests.reply")
def reply_to_operator(
    *,
    by: Actor,
    now: dt.datetime,
    request: ServiceRequest,
    reason: str,
    revision: int | None = None,
) -> ServiceRequest:
    """Answer the operator's question: it is a message of the thread."""
    held = _held(request, revision)
    made = _moved(held, "reply", by, now, reason=reason, says=_("Complément donné"))
    made.reason = ""
    made.save(update_fields=["reason"])
    message = _write(made, Message.ASKER, by, now, reason)
    tell_message(request=made, message=message, now=now)
    return made


@command("requests.instruct")
def instruct_request(
    *,
    by: Actor,
    now: dt.datetime,
    request: ServiceRequest,
    number: str = "",
    revision: int | None = None,
) -> ServiceRequest:
    """Say that the operator studies it."""
    held = _held(request, revision)
    _number(held, number)
    return _moved(held, "instruct", by, now, says=_("Instruction commencée"))


@command("requests.grant")
def grant_request(
    *,
    by: Actor,
    now: dt.datetime,
    request: ServiceRequest,
    amount: int | None = None,
    revision: int | None = None,
) -> ServiceRequest:
    """Grant it; `amount` in cents, None for what is no money or is not known yet."""
    held = _held(request, revision)
    if amount is not None and amount < 0:
        raise RequestRefusedError(_("Le montant accordé ne peut pas être négatif."))
    held.granted_amount = amount
    return _moved(held, "grant", by, now, says=_("Sollicitation accordée"))


@command("requests.refuse")
def refuse_request(
    *,
    by: Actor,
    now: dt.datetime,
    request: ServiceRequest,
    reason: str,
    revision: int | None = None,
) -> ServiceRequest:
    """Refuse it, and say why."""
    held = _held(request, revision)
    return _moved(held, "refuse", by, now, reason=reason, says=_("Sollicitation refusée"))


@command("requests.withdraw")
def withdraw_request(
    *,
    by: Actor,
    now: dt.datetime,
    request: ServiceRequest,
    reason: str,
    revision: int | None = None,
) -> ServiceRequest:
    """Take it back, for those who asked."""
    held = _held(request, revision)
    was_sent = not held.is_draft
    made = _moved(held, "withdraw", by, now, reason=reason, says=_("Sollicitation retirée"))
    if was_sent:
        tell_withdrawn(request=made, now=now)
    return made


@command("requests.deliver")
def deliver_request(
    *, by: Actor, now: dt.datetime, request: ServiceRequest, revision: int | None = None
) -> ServiceRequest:
    """Say that what was granted is paid or done."""
    return _moved(_held(request, revision), "deliver", by, now, says=_("Sollicitation réalisée"))


@command("requests.reopen")
def reopen_request(
    *,
    by: Actor,
    now: dt.datetime,
    request: ServiceRequest,
    reason: str,
    revision: int | None = None,
) -> ServiceRequest:
    """Take a decision back, and say why: it no longer counts until another is made."""
    held = _held(request, revision)
    held.granted_amount = None
    return _moved(held, "reopen", by, now, reason=reason, says=_("Instruction reprise"))


@command("requests.close")
def close_request(
    *, by: Actor, now: dt.datetime, request: ServiceRequest, revision: int | None = None
) -> ServiceRequest:
    """Close the file."""
    return _moved(_held(request, revision), "close", by, now, says=_("Dossier clos"))


STEPS: dict[str, Callable[..., ServiceRequest]] = {
    "send": send_request,
    "acknowledge": acknowledge_request,
    "ask_more": ask_more,
    "reply": reply_to_operator,
    "instruct": instruct_request,
    "grant": grant_request,
    "refuse": refuse_request,
    "withdraw": withdraw_request,
    "deliver": deliver_request,
    "reopen": reopen_request,
    "close": close_request,
}
"""The command of each step of the workflow."""


def _held(request: ServiceRequest, revision: int | None) -> ServiceRequest:
    held = locked_request(request, revision=revision)
    allow(where_of(held))
    return held


def _number(held: ServiceRequest, number: str) -> None:
    """The operator's own file number, one for one request."""
    told = " ".join(number.split())
    if not told or told == held.number:
        return
    if len(told) > NUMBER:
        raise RequestRefusedError(_("Ce numéro de dossier est trop long."))
    other = ServiceRequest.objects.filter(operator=held.operator, number=told).first()
    if other is not None:
        raise RequestRefusedError(
            _("Le numéro de dossier %(number)s est déjà celui de %(code)s.")
            % {"number": told, "code": other.code}
        )
    held.number = told


def _moved(
    held: ServiceRequest,
    verb: str,
    by: Actor,
    now: dt.datetime,
    *,
    says: str,
    reason: str = "",
) -> ServiceRequest:
    """Bring a request to the state that follows, tell who must know, record. StepRefusedError."""
    if len(reason) > LONGEST:
        raise RequestRefusedError(_("Ce texte est trop long : 5 000 caractères au plus."))
    before, today = held.state, localdate(now)
    facts = facts_of(held, today=today)
    held.state = workflow().after(verb, state=before, facts=facts, reason=reason)
    held.reason, held.changed_at = reason.strip(), now
    held.revision += 1
    date_state(held, today=today)
    set_due(held, today=today)
    with_words(held).save()
    follow_request(request=held, now=now)
    tell_askers(request=held, now=now)
    record(
        kind=KIND,
        reference=held.code,
        label=held.code,
        says=f"{says}\N{NO-BREAK SPACE}: {held.code}",
        before={"state": before},
        after=_after(held),
        details={"reason": held.reason} if held.reason else None,
        private=True,
    )
    return held


def set_due(held: ServiceRequest, *, today: dt.date) -> None:
    """Say by when the next step is due."""
    measure = measure_of(held, on=held.sent_on or today)
    promise = Promise(measure.acknowledge_days, measure.days) if measure else Promise()
    held.due = due_day(
        state=held.state,
        since=today,
        sent=held.sent_on,
        delays=delays_at(held.sent_on or today),
        promise=promise,
    )


def _after(held: ServiceRequest) -> dict[str, Any]:
    told: dict[str, Any] = {"state": held.state, "due": held.due}
    if held.number:
        told["number"] = held.number
    if held.granted_amount is not None:
        told["granted_amount"] = held.granted_amount
    return told


def _write(held: ServiceRequest, side: str, by: Actor, now: dt.datetime, text: str) -> Message:
    return Message.objects.create(
        request=held, side=side, author=by.reference, text=text.strip(), written_at=now
    )
