"""Signed links: made for a message, used to answer one request, revoked."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.inbox.answer_links import ANSWER as ANSWER_MARK
from ancrage.inbox.models import Item
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.rights import Actor
from ancrage.people.invitation_links import mark_of
from ancrage.requests.access import where_of
from ancrage.requests.actions.asking import KIND
from ancrage.requests.actions.parts import RequestRefusedError, locked_request
from ancrage.requests.actions.steps import STEPS
from ancrage.requests.definitions import delays_at
from ancrage.requests.models import ServiceRequest, SignedLink
from ancrage.requests.queries.links import ANSWERABLE, opened_by, referent

ANSWERS = ("acknowledge", "ask_more", "instruct", "grant", "refuse")
"""What may be answered by a link."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a referent answers on the page of a link."""

    verb: str
    reason: str = ""
    number: str = ""
    amount: int | None = None


@unjournalled("le service d’envoi : le lien est gardé avec sa personne, sa date et sa fin")
def answer_mark(*, item: Item, reference: str, now: dt.datetime) -> str:
    """The mark of a referent's link for a message about a request; "" for who answers nothing."""
    code = item.cause.split(":")[1]
    request = ServiceRequest.objects.filter(code=code).first()
    if request is None or request.state not in ANSWERABLE or ":answer:" not in item.cause:
        return ""
    today = localdate(now)
    if referent(reference, request, on=today) is None:
        return ""
    days = dt.timedelta(days=delays_at(today).link)
    live = request.links.filter(person=reference, revoked_at=None, expires_at__gt=now + days / 3)
    link = live.last() or SignedLink.objects.create(
        request=request, person=reference, made_at=now, expires_at=now + days
    )
    return mark_of(link.reference, kind=ANSWER_MARK)


@command("requests.answer_by_link")
def answer_by_link(
    *, by: Actor, now: dt.datetime, token: str, answer: Answer, revision: int | None = None
) -> ServiceRequest:
    """Answer a request by a link, as the referent to whom it was sent. RequestRefusedError.

    `by` is the actor that the link opens (`opened_by`), whoever holds the browser.
    """
    opened = opened_by(token, now=now)
    if opened is None or opened.actor.reference != by.reference:
        raise RequestRefusedError(_("Ce lien n’ouvre plus rien."))
    held = locked_request(opened.request, revision=revision)
    allow(where_of(held))
    if answer.verb not in ANSWERS:
        raise RequestRefusedError(_("Cette réponse ne se donne pas par un lien."))
    made = _step(by, now, held, answer)
    link = opened.link
    link.used_at = now
    link.save(update_fields=["used_at"])
    record(
        kind=KIND,
        reference=held.code,
        label=held.code,
        says=_("Réponse donnée par un lien signé : %s") % held.code,
        after={"state": made.state},
        private=True,
    )
    return made


def _step(by: Actor, now: dt.datetime, held: ServiceRequest, answer: Answer) -> ServiceRequest:
    step = partial(STEPS[answer.verb], by=by, now=now, request=held)
    if answer.verb in {"ask_more", "refuse"}:
        return step(reason=answer.reason)
    if answer.verb == "grant":
        return step(amount=answer.amount)
    return step(number=answer.number)


@command("requests.revoke_links")
def revoke_links(*, by: Actor, now: dt.datetime, request: ServiceRequest) -> int:
    """Close every link of a request that still opens it; returns how many."""
    held = locked_request(request)
    allow(where_of(held))
    count = held.links.filter(revoked_at=None, expires_at__gt=now).update(revoked_at=now)
    if not count:
        unchanged()
        return 0
    record(
        kind=KIND,
        reference=held.code,
        label=held.code,
        says=_("Liens signés révoqués : %s") % held.code,
        details={"links": count},
    )
    return count
