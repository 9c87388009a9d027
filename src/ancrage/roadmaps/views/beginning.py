"""Sheets that begin, that are copied, reserved, thrown away and taken out of the bin."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ancrage.kernel.problems import InputRefused
from ancrage.people.middleware import ActorRequest
from ancrage.roadmaps.actions.writing import (
    copy_sheet,
    delete_sheet,
    reserve_sheet,
    restore_sheet,
    start_sheet,
)
from ancrage.roadmaps.definitions import words
from ancrage.roadmaps.models import ActionSheet
from ancrage.roadmaps.queries.pages import Opened
from ancrage.roadmaps.queries.sheets import find_deleted
from ancrage.roadmaps.views.common import (
    BAD,
    CONFLICT,
    REFUSALS,
    attempt,
    faults_in_words,
    full_or_404,
    said,
    seen_or_404,
    sheet_step,
    territories_of,
    trail,
)
from ancrage.roadmaps.views.sheets import sheet_page
from ancrage.ui.links import link

fill_in = require_http_methods(["GET", "HEAD", "POST"])
ASKED = {"territory": "territoire", "title": "intitule", "need": "besoin"}
"""What the address of the form may tell beforehand."""


@fill_in
def start(request: ActorRequest) -> HttpResponse:
    """Three fields suffice."""
    territories = territories_of(request.actor)
    if request.method != "POST":
        typed = {name: request.GET.get(told, "") for name, told in ASKED.items()}
        return _start_page(request, territories, typed)
    typed = {name: said(request, name) for name in (*ASKED, "private")}
    only = territories[0][0] if len(territories) == 1 else ""
    try:
        made = start_sheet(
            by=request.actor,
            now=timezone.now(),
            scope=typed["territory"] or only,
            values={"title": typed["title"], "need": typed["need"]},
            is_private=bool(typed["private"]),
        )
    except InputRefused as refusal:
        return _start_page(request, territories, typed, " ".join(faults_in_words(refusal)))
    except REFUSALS as refusal:
        return _start_page(request, territories, typed, str(refusal))
    return redirect(link(request, "sheet_edit", made.code))


def _start_page(
    request: ActorRequest,
    territories: list[tuple[str, str]],
    typed: dict[str, Any],
    problem: str = "",
) -> HttpResponse:
    context = {
        "territories": territories,
        "needs": words("needs").items(),
        "typed": typed,
        "problem": problem,
        "breadcrumb": trail(request, _("Commencer une fiche action")),
    }
    return render(request, "roadmaps/start.html", context, status=BAD if problem else 200)


@fill_in
def copy(request: ActorRequest, code: str) -> HttpResponse:
    """Begin a sheet from one that is read."""
    held = _readable(request, code)
    territories = territories_of(request.actor)
    if request.method != "POST":
        return _copy_page(request, held, territories)
    only = territories[0][0] if len(territories) == 1 else ""
    try:
        made = copy_sheet(
            by=request.actor,
            now=timezone.now(),
            sheet=held.sheet,
            scope=said(request, "territory") or only,
        )
    except REFUSALS as refusal:
        return _copy_page(request, held, territories, str(refusal))
    return redirect(link(request, "sheet_edit", made.code))


def _readable(request: ActorRequest, code: str) -> Opened:
    """A sheet of which one reads more than the outline."""
    held = seen_or_404(request, code)
    if held.access.is_outline:
        raise Http404(_("Cette fiche n’existe pas."))
    return held


def _copy_page(
    request: ActorRequest, held: Opened, territories: list[tuple[str, str]], problem: str = ""
) -> HttpResponse:
    context = {
        "sheet": held.sheet,
        "title": held.sheet.title if held.access.is_full else held.versions[0].content["title"],
        "territories": territories,
        "chosen": said(request, "territory") or held.sheet.scope,
        "problem": problem,
        "breadcrumb": trail(request, sheet_step(request, held), _("Copier")),
    }
    status = CONFLICT if problem else 200
    return render(request, "roadmaps/copy.html", context, status=status)


@require_POST
def reserve(request: ActorRequest, code: str) -> HttpResponse:
    """Reserve a sheet, or lift that."""
    held = full_or_404(request, code)
    return attempt(
        lambda: reserve_sheet(
            by=request.actor,
            now=timezone.now(),
            sheet=held.sheet,
            is_private=said(request, "private") == "1",
        ),
        done=lambda: link(request, "sheet", code),
        refused=lambda told: sheet_page(request, held, problem=told, about="reserve"),
    )


@require_POST
def delete(request: ActorRequest, code: str) -> HttpResponse:
    """Put a sheet in the bin; the page of the bin offers to undo that."""
    held = full_or_404(request, code)
    return attempt(
        lambda: delete_sheet(by=request.actor, now=timezone.now(), sheet=held.sheet),
        done=lambda: link(request, "sheet_deleted", fiche=code),
        refused=lambda told: sheet_page(request, held, problem=told, about="delete"),
    )


@require_POST
def restore(request: ActorRequest, code: str) -> HttpResponse:
    """Take a sheet out of the bin."""
    sheet = find_deleted(request.actor).filter(code=code).first()
    if sheet is None:
        raise Http404(_("Cette fiche n’est pas à la corbeille."))
    restore_sheet(by=request.actor, now=timezone.now(), sheet=sheet)
    return redirect(link(request, "sheet", code))


@require_GET
def deleted(request: ActorRequest) -> HttpResponse:
    """The bin: what somebody could restore, the last one thrown away first."""
    held: list[ActionSheet] = list(find_deleted(request.actor).order_by("-deleted_at")[:500])
    context = {
        "sheets": held,
        "just": next((one for one in held if one.code == request.GET.get("fiche")), None),
        "may_write": request.actor.may_write,
        "breadcrumb": trail(request, _("Corbeille des fiches action")),
    }
    return render(request, "roadmaps/deleted.html", context)
