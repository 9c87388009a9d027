"""The minutes: read, drafted, corrected, approved, opened again."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ancrage.committees.access import Access
from ancrage.committees.actions.concluding import (
    approve_minutes,
    correct_minutes,
    draft_minutes,
    write_minutes,
)
from ancrage.committees.forms import MinutesForm
from ancrage.committees.papers import minutes_paper
from ancrage.committees.queries.meetings import name_of
from ancrage.committees.queries.minutes import minutes_blocks
from ancrage.committees.views.common import (
    BAD,
    CONFLICT,
    attempt,
    meeting_or_404,
    meeting_step,
    number_in,
    said,
    taken,
    trail,
)
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries.actors import names_of
from ancrage.ui.links import link
from ancrage.ui.office import KINDS, response


def _members_or_404(request: ActorRequest, code: str) -> Access:
    access = meeting_or_404(request, code)
    if not access.is_member or access.meeting.state not in {"held", "approved"}:
        raise Http404(_("Cette réunion n’a pas de relevé que vous puissiez lire."))
    return access


def _readable_or_404(request: ActorRequest, code: str) -> Access:
    """Approved, the members read it; until then, those who write it."""
    access = _members_or_404(request, code)
    if access.meeting.state != "approved" and not access.is_preparer:
        raise Http404(_("Le relevé n’est pas encore approuvé."))
    return access


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """The minutes, and what may be done with them."""
    return minutes_page(request, _readable_or_404(request, code))


def minutes_page(request: ActorRequest, access: Access, *, problem: str = "") -> HttpResponse:
    """The page, with what was refused when something was."""
    held = access.meeting
    is_held = held.state == "held"
    context = {
        "meeting": held,
        "name": name_of(held),
        "blocks": minutes_blocks(held.minutes),
        "approver": names_of([held.approved_by]).get(held.approved_by, ""),
        "may_write": is_held and access.may("committees.write_minutes"),
        "may_draft": is_held and access.may("committees.draft_minutes"),
        "may_approve": is_held and held.minutes and access.may("committees.approve"),
        "may_correct": held.state == "approved" and access.may("committees.correct"),
        "problem": problem,
        "typed": said(request, "reason"),
        "breadcrumb": trail(request, meeting_step(request, held), _("Relevé")),
    }
    status = CONFLICT if problem else 200
    return render(request, "committees/minutes.html", context, status=status)


@require_GET
def file(request: ActorRequest, code: str, written: str) -> HttpResponse:
    """The minutes to be printed or edited."""
    access = _readable_or_404(request, code)
    if written not in KINDS or not access.meeting.minutes:
        raise Http404(_("Ce relevé n’est pas encore rédigé."))
    return response(minutes_paper(access.meeting), kind=written, filename=f"releve-{code}")


@require_POST
def draft(request: ActorRequest, code: str) -> HttpResponse:
    """Draft them from what happened."""
    access = _members_or_404(request, code)
    return attempt(
        lambda: draft_minutes(by=request.actor, now=timezone.now(), meeting=access.meeting),
        done=lambda: link(request, "minutes_write", code),
        refused=lambda told: minutes_page(request, access, problem=told),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: ActorRequest, code: str) -> HttpResponse:
    """Correct them."""
    access = _members_or_404(request, code)
    held = access.meeting
    if not access.may("committees.write_minutes"):
        raise Http404(_("Vous n’écrivez pas ce relevé."))
    form = MinutesForm(request.POST or None, initial={"text": held.minutes})
    if request.method == "POST" and form.is_valid():
        made = taken(
            form,
            lambda: write_minutes(
                by=request.actor,
                now=timezone.now(),
                meeting=held,
                revision=number_in(request, "revision"),
                text=form.cleaned_data["text"].replace("\r\n", "\n"),
            ),
        )
        if made is not None:
            return redirect(link(request, "meeting_minutes", code))
    context = {
        "form": form,
        "revision": number_in(request, "revision") or held.minutes_revision,
        "title": _("Corriger le relevé"),
        "lead": name_of(held),
        "button": _("Enregistrer"),
        "breadcrumb": trail(request, meeting_step(request, held), _("Relevé")),
    }
    status = BAD if request.method == "POST" else 200
    return render(request, "committees/form.html", context, status=status)


@require_POST
def approve(request: ActorRequest, code: str) -> HttpResponse:
    """Approve them as they were read."""
    access = _members_or_404(request, code)
    return attempt(
        lambda: approve_minutes(
            by=request.actor,
            now=timezone.now(),
            meeting=access.meeting,
            revision=number_in(request, "revision"),
        ),
        done=lambda: link(request, "meeting_minutes", code),
        refused=lambda told: minutes_page(request, access, problem=told),
    )


@require_POST
def correct(request: ActorRequest, code: str) -> HttpResponse:
    """Open them again, with the reason."""
    access = _members_or_404(request, code)
    return attempt(
        lambda: correct_minutes(
            by=request.actor,
            now=timezone.now(),
            meeting=access.meeting,
            reason=said(request, "reason"),
        ),
        done=lambda: link(request, "meeting_minutes", code),
        refused=lambda told: minutes_page(request, access, problem=told),
    )
