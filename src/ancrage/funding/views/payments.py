"""One payment to match: what may go with it and why, matched, refused, taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ancrage.files.rules.cells import UnreadableError, read_amount
from ancrage.funding.access import financer_where
from ancrage.funding.actions.matching import (
    MatchRefusedError,
    match_payment,
    refuse_match,
    undo_match,
)
from ancrage.funding.giving import accepted, given_of
from ancrage.funding.matching_definitions import parameters_at
from ancrage.funding.models import CommitmentLine, Dossier, Match, SetAside, WaitingPayment
from ancrage.funding.models.matching import PAYMENT
from ancrage.funding.models.waiting import WAITING
from ancrage.funding.queries.financers import financer_name
from ancrage.funding.queries.waiting import Payable, find_payment, payable_by_code, suggested
from ancrage.funding.rules.keys import proposed
from ancrage.funding.rules.matching import Suggestion
from ancrage.funding.views.matching_common import CONFLICT, attempt, said, trail
from ancrage.funding.words.matching import INVENTED, as_typed, how_matched
from ancrage.journal.policy import may
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import names_of
from ancrage.ui.links import link

MOST_PARTS = 30
"""How many dossiers the form shares a payment between; a call of the API takes as many as it
tells."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A dossier suggested, with what can still be paid of it, in cents."""

    found: Suggestion
    payable: Payable
    is_enough: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the form that shares a payment: what is proposed, as one types it."""

    code: str
    told: str
    room: int | None


@require_GET
def show(request: ActorRequest, number: int) -> HttpResponse:
    """The page of a payment."""
    return _page(request, _payment_or_404(request, number))


def _payment_or_404(request: ActorRequest, number: int) -> WaitingPayment:
    found = find_payment(request.actor, number)
    if found is None:
        raise Http404(_("Ce paiement n’existe pas."))
    return found


def _page(request: ActorRequest, payment: WaitingPayment, *, problem: str = "") -> HttpResponse:
    waits = payment.state == WAITING
    offers = _offers(payment) if waits else []
    matches = list(payment.matches.prefetch_related("shares__dossier"))
    refused = SetAside.objects.filter(kind=PAYMENT, left=str(payment.pk))
    names = names_of({m.author for m in matches} | {r.author for r in refused})
    where = financer_where(payment.financer)
    context = {
        "payment": payment,
        "entry": payment.entry,
        "financer_name": financer_name(payment.financer),
        "waits": waits,
        "shown": offers[: parameters_at(timezone.localdate()).shown],
        "more": offers[parameters_at(timezone.localdate()).shown :],
        "parts": _parts(request, payment, offers) if waits else [],
        "matches": [(match, how_matched(match, names)) for match in matches],
        "refused": [(held, names.get(held.author, "")) for held in refused],
        "may_match": waits and may(request.actor, "funding.match_payment", where),
        "may_undo": may(request.actor, "funding.undo_match", where),
        "problem": problem,
        "invented": INVENTED if payment.entry.is_demonstration else "",
        "breadcrumb": trail(request, _("Paiement n° %d") % payment.pk),
    }
    status = CONFLICT if problem else 200
    return render(request, "funding/waiting_payment.html", context, status=status)


def _offers(payment: WaitingPayment) -> list[Offer]:
    found = suggested([payment], on=timezone.localdate())[payment.pk]
    payable = payable_by_code(one.key for one in found)
    return [
        Offer(one, payable[one.key], payable[one.key].room >= payment.entry.cents) for one in found
    ]


def _parts(request: ActorRequest, payment: WaitingPayment, offers: Sequence[Offer]) -> list[Part]:
    """What was typed, or how the payment may be shared: its commitment's dossiers, else those
    suggested, as what is left of each goes."""
    if request.method == "POST":
        return _typed(request)
    held = _of_commitment(payment) or [offer.payable for offer in offers if offer.payable.room]
    held = held[: MOST_PARTS - 1]
    cents = proposed(payment.entry.cents, [one.room for one in held])
    parts = [
        Part(one.dossier.code, as_typed(share), one.room)
        for one, share in zip(held, cents, strict=True)
    ]
    return [*parts, Part("", "", None)]


def _of_commitment(payment: WaitingPayment) -> list[Payable]:
    if not payment.commitment_number:
        return []
    lines = CommitmentLine.objects.filter(
        commitment__financer=payment.financer, commitment__number=payment.commitment_number
    ).select_related("dossier")
    return [Payable(one.dossier, one.granted + one.ordered) for one in lines]


def _typed(request: ActorRequest) -> list[Part]:
    rows = [(said(request, f"dossier_{n}"), said(request, f"part_{n}")) for n in range(MOST_PARTS)]
    return [Part(code.strip(), told.strip(), None) for code, told in rows if code or told]


@require_POST
def match(request: ActorRequest, number: int) -> HttpResponse:
    """Give the payment to the dossiers of the form."""
    payment = _payment_or_404(request, number)

    def act() -> None:
        parts = [(part.code, _cents(part), "") for part in _typed(request) if part.told]
        given = given_of(payment, parts, note=said(request, "note"))
        found = suggested([payment], on=timezone.localdate())[payment.pk]
        match_payment(by=request.actor, now=timezone.now(), given=accepted(given, found))

    return _attempted(request, payment, act)


def _cents(part: Part) -> int:
    try:
        cents = read_amount(part.told)
    except UnreadableError as fault:
        raise MatchRefusedError(f"{part.code} : {fault}") from fault
    return cents or 0


@require_POST
def refuse(request: ActorRequest, number: int) -> HttpResponse:
    """Say that a dossier is not the payment's."""
    payment = _payment_or_404(request, number)
    dossier = Dossier.objects.filter(code=said(request, "dossier")).first()
    if dossier is None:
        raise Http404(_("Ce dossier n’existe pas."))
    reason = said(request, "reason")
    return _attempted(
        request,
        payment,
        lambda: refuse_match(
            by=request.actor, now=timezone.now(), waiting=payment, dossier=dossier, reason=reason
        ),
    )


@require_POST
def undo(request: ActorRequest, number: int) -> HttpResponse:
    """Take the payment back."""
    payment = _payment_or_404(request, number)
    held = Match.objects.filter(waiting=payment, undone_at=None).first()
    if held is None:
        raise Http404(_("Ce paiement n’est pas rattaché."))
    reason = said(request, "reason")
    return _attempted(
        request,
        payment,
        lambda: undo_match(by=request.actor, now=timezone.now(), match=held, reason=reason),
    )


def _attempted(
    request: ActorRequest, payment: WaitingPayment, act: Callable[[], object]
) -> HttpResponse:
    return attempt(
        act,
        done=lambda: link(request, "waiting_payment", payment.pk),
        refused=lambda told: _page(request, payment, problem=told),
    )
