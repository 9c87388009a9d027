"""What a request waits for, told to the lists « À faire » as parts of the commands.

`follow_request` looks at how things are, asks for what is to be done, and settles what no longer
is; so a command that brings something elsewhere has nothing to remember. No company is named.
"""

import datetime as dt
from dataclasses import dataclass, replace

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.inbox.actions import ask, inform, settle
from ancrage.inbox.models import Item
from ancrage.inbox.queries.waiting import open_items
from ancrage.journal.command import unjournalled
from ancrage.kernel.rights import NOWHERE, Where
from ancrage.requests.access import where_of
from ancrage.requests.actions.parts import PART
from ancrage.requests.models import Message, ServiceRequest
from ancrage.requests.queries.referents import REFERENT, Answering, answering
from ancrage.requests.queries.requests import ASKING
from ancrage.requests.rules.deadlines import WAITS_FOR

LADDER = "request"
WAITING = {
    "sent": gettext_lazy("Accuser réception de %(code)s : %(what)s"),
    "acknowledged": gettext_lazy("Répondre à %(code)s : %(what)s"),
    "instructed": gettext_lazy("Décider de %(code)s : %(what)s"),
    "granted": gettext_lazy("Réaliser ce qui est accordé, %(code)s : %(what)s"),
    "more": gettext_lazy("Répondre à la demande de complément, %(code)s : %(what)s"),
}
TOLD = {
    "acknowledged": gettext_lazy("Sollicitation reçue par l’opérateur : %(code)s"),
    "instructed": gettext_lazy("Sollicitation en instruction : %(code)s"),
    "granted": gettext_lazy("Sollicitation accordée : %(code)s"),
    "refused": gettext_lazy("Sollicitation refusée : %(code)s"),
    "delivered": gettext_lazy("Sollicitation réalisée : %(code)s"),
}
"""What is told to those who asked."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something to be done, by the holders of roles or by people."""

    title: str
    why: str
    roles: tuple[str, ...] = ()
    where: Where = NOWHERE
    people: tuple[str, ...] = ()
    due: dt.date | None = None
    above: str = ""


@unjournalled(PART)
def follow_request(*, request: ServiceRequest, now: dt.datetime) -> None:
    """Ask for what a request waits for; settle what it no longer waits for."""
    prefix = f"requests:{request.code}:"
    wanted = _wanted(request, localdate(now))
    waiting = open_items(prefix)
    for cause, item in waiting.items():
        still = wanted.get(cause.removeprefix(prefix))
        if still is None or item.due != still.due:
            settle(cause=cause, now=now)
    for step, held in wanted.items():
        known = waiting.get(prefix + step)
        if known is None or known.due != held.due:
            _ask(prefix + step, request, held, now)


def _ask(cause: str, request: ServiceRequest, held: Wanted, now: dt.datetime) -> Item:
    return ask(
        cause=cause,
        title=held.title,
        why=held.why,
        url_name="request",
        url_args=[request.code],
        role=held.roles,
        where=held.where,
        reference=held.people,
        since=now,
        due=held.due,
        ladder=LADDER,
        above=held.above,
        now=now,
    )


def _wanted(request: ServiceRequest, today: dt.date) -> dict[str, Wanted]:
    """What a request waits for, by step: an answer, and somebody to give it."""
    waits_for = WAITS_FOR.get(request.state)
    if waits_for is None:
        return {}
    named = {"code": request.code, "what": _what(request)}
    title = str(WAITING[request.state]) % named
    if waits_for == Message.ASKER:
        why = _("L’opérateur attend votre réponse pour avancer.")
        held = _askers(Wanted(title, why, due=request.due), request)
        return {f"answer:{request.state}": held}
    found = answering(request, on=today)
    wanted = {f"answer:{request.state}": _operator(title, request, found)}
    if found.is_hole and request.state == "sent":
        wanted["hole"] = _hole(request)
    return {step: one for step, one in wanted.items() if one.roles or one.people}


def _operator(title: str, request: ServiceRequest, found: Answering) -> Wanted:
    """The referents designated for it; in a hole, all of the operator's."""
    why = _("Un territoire ou une entreprise attend votre réponse.")
    where = where_of(request)
    if found.people and not found.is_hole:
        return Wanted(
            title, why, where=where, people=found.references, due=request.due, above="national"
        )
    return Wanted(title, why, (REFERENT,), where, due=request.due)


def _hole(request: ServiceRequest) -> Wanted:
    """Told to the regions: nobody is designated there for that measure."""
    title = _("Personne n’est désigné pour répondre à %(code)s : %(what)s") % {
        "code": request.code,
        "what": _what(request),
    }
    why = _("La sollicitation est allée à tous les référents de l’opérateur, s’il en a.")
    regions = Where(regions=request.region_codes)
    return Wanted(title, why, ("copilot",) if request.region_codes else ("national",), regions)


def _askers(held: Wanted, request: ServiceRequest) -> Wanted:
    """Those who asked: who wrote it, the territory's people, the company's."""
    where = Where(territories=where_of(request).territories, companies=where_of(request).companies)
    roles = [role for role in ASKING if where.territories or role == "company"]
    roles = [role for role in roles if role != "company" or where.companies]
    author = () if request.source_id else (request.author,)
    return replace(held, roles=tuple(roles), where=where, people=author)


@unjournalled(PART)
def tell_askers(*, request: ServiceRequest, now: dt.datetime) -> None:
    """Tell an operator's answer to those who asked."""
    title = TOLD.get(request.state)
    if title is not None:
        step = f"told:{request.state}:{request.revision}"
        held = _askers(Wanted(str(title) % {"code": request.code}, _what(request)), request)
        _inform(step, request, held, now)


@unjournalled(PART)
def tell_message(*, request: ServiceRequest, message: Message, now: dt.datetime) -> None:
    """Tell the other side that a message was written."""
    held = Wanted(_("Nouveau message : %s") % request.code, _what(request))
    if message.side == Message.OPERATOR:
        held = _askers(held, request)
    else:
        held = replace(held, people=answering(request, on=localdate(now)).references)
    _inform(f"message:{message.pk}", request, held, now)


@unjournalled(PART)
def tell_withdrawn(*, request: ServiceRequest, now: dt.datetime) -> None:
    """Tell the operator that there is nothing more to answer."""
    people = answering(request, on=localdate(now)).references
    title = _("Sollicitation retirée : %s") % request.code
    held = Wanted(title, _what(request), people=people)
    _inform(f"withdrawn:{request.revision}", request, held, now)


def _inform(step: str, request: ServiceRequest, held: Wanted, now: dt.datetime) -> None:
    if held.roles or held.people:
        inform(
            cause=f"requests:{request.code}:{step}",
            title=held.title,
            why=held.why,
            url_name="request",
            url_args=[request.code],
            role=held.roles,
            where=held.where,
            reference=held.people,
            now=now,
        )


def _what(request: ServiceRequest) -> str:
    """« Territoire, mesure »: what is public of it."""
    return ", ".join(filter(None, [request.territory_name, request.measure_name]))
