"""A meeting under way: who is there, what is decided, what is answered in writing."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ancrage.committees.access import Access
from ancrage.committees.actions.sitting import decide_item, seat_members
from ancrage.committees.actions.voting import vote_in_writing
from ancrage.committees.forms import DecideForm, SeatsForm, VoteForm
from ancrage.committees.kinds.registry import effects_of, kind_of
from ancrage.committees.models import AgendaItem
from ancrage.committees.queries.composition import body_of, chairs_of, seats_of
from ancrage.committees.queries.meetings import name_of
from ancrage.committees.queries.sitting import attendance_of, owner_roles
from ancrage.committees.rules.sitting import (
    DECISIONS,
    LABELS,
    heard,
    quorum_gap,
    tally,
)
from ancrage.committees.views.common import (
    BAD,
    item_or_404,
    meeting_or_404,
    meeting_step,
    taken,
    trail,
)
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link


@require_http_methods(["GET", "HEAD", "POST"])
def seats(request: ActorRequest, code: str) -> HttpResponse:
    """Say who is there, seat by seat."""
    access = meeting_or_404(request, code)
    held, today = access.meeting, timezone.localdate()
    if not access.may("committees.seat") or held.state != "open" or held.is_written:
        raise Http404(_("Cette séance n’est pas ouverte."))
    body = body_of(held, today)
    form = SeatsForm(
        request.POST or None,
        chairs=chairs_of(held, body, today),
        told=attendance_of(held),
        names=dict(held.seatings.exclude(name="").values_list("seat", "name")),
    )
    if request.method == "POST" and form.is_valid():
        made = taken(
            form,
            lambda: seat_members(
                by=request.actor,
                now=timezone.now(),
                meeting=held,
                told=form.told(),
                names=form.names(),
            ),
        )
        if made is not None:
            return redirect(link(request, "meeting", code))
    context = {
        "form": form,
        "meeting": held,
        "body": body,
        "lead": name_of(held),
        "breadcrumb": trail(request, meeting_step(request, held), _("Présences")),
    }
    status = BAD if request.method == "POST" else 200
    return render(request, "committees/seats.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: ActorRequest, code: str, reference: str) -> HttpResponse:
    """Enter what the committee decides on an item."""
    access, item = item_or_404(request, code, reference)
    if not access.may("committees.decide") or access.meeting.state != "open" or item.decision:
        raise Http404(_("Aucune décision n’est attendue sur ce point."))
    held = access.meeting
    body, there = body_of(held, timezone.localdate()), attendance_of(held)
    counted = heard(body, there)
    voters = [] if held.is_written else [seat for seat in body.voting if seat.code in counted]
    form = DecideForm(
        request.POST or None,
        decisions=_choices(access, item),
        voters=voters,
        roles=owner_roles(held, item),
    )
    if request.method == "POST" and form.is_valid():
        made = taken(
            form,
            lambda: decide_item(
                by=request.actor, now=timezone.now(), item=item, ruling=form.ruling()
            ),
        )
        if made is not None:
            return redirect(link(request, "meeting", code) + f"#point-{reference}")
    votes = dict(item.votes.values_list("seat", "vote"))
    context = {
        "form": form,
        "meeting": held,
        "item": item,
        "quorum": quorum_gap(body, there),
        "tally": tally(body, there, votes) if held.is_written else None,
        "breadcrumb": trail(request, meeting_step(request, held), _("Décider")),
    }
    status = BAD if request.method == "POST" else 200
    return render(request, "committees/decide.html", context, status=status)


def _choices(access: Access, item: AgendaItem) -> list[tuple[str, str]]:
    """The decisions, each with what it does, said before it is taken."""
    told = effects_of(kind_of(item.kind), access.meeting.body)
    return [(c, f"{LABELS[c]} – {told[c]}" if c in told else LABELS[c]) for c in DECISIONS]


@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: ActorRequest, code: str, reference: str) -> HttpResponse:
    """Answer a consultation in writing, for a seat that one may fill."""
    access, item = item_or_404(request, code, reference)
    held, today = access.meeting, timezone.localdate()
    mine = seats_of(request.actor.reference, chairs_of(held, body_of(held, today), today))
    voting = [seat for seat in mine if seat.votes]
    is_asked = held.is_written and held.state == "open" and not item.decision
    if not voting or not is_asked or not access.may("committees.vote"):
        raise Http404(_("Votre avis n’est pas demandé sur ce point."))
    said_before = item.votes.filter(seat__in=[seat.code for seat in voting]).first()
    initial = (
        {"seat": said_before.seat, "vote": said_before.vote, "comment": said_before.comment}
        if said_before
        else {}
    )
    form = VoteForm(request.POST or None, seats=voting, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = taken(
            form,
            lambda: vote_in_writing(by=request.actor, now=timezone.now(), item=item, **told),
        )
        if made is not None:
            return redirect(link(request, "meeting", code) + f"#point-{reference}")
    context = {
        "form": form,
        "title": _("Donner mon avis"),
        "lead": item.label,
        "item": item,
        "button": _("Envoyer mon avis"),
        "breadcrumb": trail(request, meeting_step(request, held), _("Mon avis")),
    }
    status = BAD if request.method == "POST" else 200
    return render(request, "committees/form.html", context, status=status)
