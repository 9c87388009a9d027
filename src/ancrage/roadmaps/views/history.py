"""What became of a sheet: who wrote what, what was reported, what the committee validated."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import names_of
from ancrage.roadmaps.actions.writing import undo_revision
from ancrage.roadmaps.definitions import words
from ancrage.roadmaps.models import Revision, SheetVersion
from ancrage.roadmaps.queries.pages import Opened
from ancrage.roadmaps.queries.registers import names_in
from ancrage.roadmaps.rules.content import changes, deep
from ancrage.roadmaps.shown import (
    differences,
    labels_with,
    plan_of_version,
    sections_of,
    shown_plan,
)
from ancrage.roadmaps.views.common import (
    CONFLICT,
    attempt,
    full_or_404,
    number_in,
    sheet_step,
    trail,
)
from ancrage.roadmaps.views.sheets import BADGES, CLOSED, pages_for
from ancrage.ui.links import link

BY_PAGE = 20
WORKING = "travail"
"""What the address calls the sheet as it is being written, beside its versions."""


@require_GET
def history(request: ActorRequest, code: str) -> HttpResponse:
    """Revisions, reports and versions of a sheet."""
    return _history_page(request, full_or_404(request, code))


def _history_page(request: ActorRequest, held: Opened, *, problem: str = "") -> HttpResponse:
    sheet = held.sheet
    page = Paginator(sheet.revisions.all(), BY_PAGE).get_page(request.GET.get("page"))
    revisions: list[Revision] = list(page.object_list)
    reports = list(sheet.reports.all())
    authors = {one.author for one in revisions} | {one.author for one in reports}
    names = names_of({*authors, sheet.author})
    labels = labels_with(names_in(_touched(revisions), day=held.day))
    lights = words("lights")
    context = {
        "sheet": sheet,
        "page": page,
        "revisions": [
            {
                "revision": one,
                "author": names.get(one.author, _("compte effacé")),
                "changes": differences(one.changes, labels, within=sheet.content),
            }
            for one in revisions
        ],
        "begun_by": names.get(sheet.author, _("compte effacé")),
        "reports": [
            {
                "report": one,
                "author": names.get(one.author, _("compte effacé")),
                "light": lights.get(one.light, one.light),
                "badge": BADGES.get(one.light, ""),
                "milestones": _milestones(held, one.milestones),
            }
            for one in reports
        ],
        "versions": held.versions,
        "may_undo": held.access.is_writer and sheet.state not in CLOSED,
        "problem": problem,
        "breadcrumb": trail(request, sheet_step(request, held), _("Historique")),
    }
    status = CONFLICT if problem else 200
    return render(request, "roadmaps/history.html", context, status=status)


def _touched(revisions: list[Revision]) -> list[dict[str, Any]]:
    """The contents that the changes tell, before and after, for the names of their codes."""
    return [
        deep({path: pair[side] for path, pair in one.changes.items()})
        for one in revisions
        for side in (0, 1)
    ]


def _milestones(held: Opened, keys: list[str]) -> list[str]:
    rows = held.sheet.content.get("milestones", {})
    return [rows[key].get("title", "") for key in keys if key in rows]


@require_POST
def undo(request: ActorRequest, code: str) -> HttpResponse:
    """Bring back what one revision changed, where nobody wrote since."""
    held = full_or_404(request, code)
    return attempt(
        lambda: undo_revision(
            by=request.actor,
            now=timezone.now(),
            sheet=held.sheet,
            number=number_in(request, "number"),
        ),
        done=lambda: link(request, "sheet_history", code),
        refused=lambda told: _history_page(request, held, problem=told),
    )


@require_GET
def version(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """A validated version, and what separates it from another (`avec`): the one before, else."""
    held = full_or_404(request, code)
    shown = _version_or_404(held, number)
    asked = request.GET.get("avec", "")
    before, after, told = _compared(held, shown, asked)
    named = names_in([shown.content, before or {}, after], day=held.day)
    labels = labels_with(named)
    context = {
        "sheet": held.sheet,
        "version": shown,
        "versions": held.versions,
        "asked": asked,
        "compared": told,
        "differences": differences(changes(before, after), labels, within=after)
        if before is not None
        else None,
        "sections": sections_of(
            shown.content, labels=labels, pages=pages_for(request, shown.content, named)
        ),
        "plan": shown_plan(plan_of_version(shown.plan, shown.content)),
        "stages": words("stages").items(),
        "decided_by": names_of({shown.decided_by}).get(shown.decided_by, ""),
        "breadcrumb": trail(
            request, sheet_step(request, held), _("Version %(number)d") % {"number": number}
        ),
    }
    return render(request, "roadmaps/version.html", context)


def _compared(
    held: Opened, shown: SheetVersion, asked: str
) -> tuple[dict[str, Any] | None, dict[str, Any], str]:
    """The two contents to compare, the older one first, and what they are, in words."""
    if asked == WORKING:
        words_ = _("De la version %(number)d à la copie de travail") % {"number": shown.number}
        return shown.content, held.sheet.content, words_
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 0
    other = _version_or_404(held, number or max(shown.number - 1, 1))
    if other.number == shown.number:
        return None, shown.content, ""
    old, new = sorted((other, shown), key=lambda one: one.number)
    told = _("De la version %(old)d à la version %(new)d") % {"old": old.number, "new": new.number}
    return old.content, new.content, told


def _version_or_404(held: Opened, number: int) -> SheetVersion:
    found = next((one for one in held.versions if one.number == number), None)
    if found is None:
        raise Http404(_("Cette version n’existe pas."))
    return found
