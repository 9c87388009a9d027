"""Beside the writing of a sheet, on the screen: remarks, reports, files, those it is given to."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ancrage.kernel.problems import InputRefused
from ancrage.people.middleware import ActorRequest
from ancrage.roadmaps.actions.following import (
    Progress,
    attach_file,
    comment_sheet,
    detach_file,
    report_progress,
    resolve_comment,
    share_sheet,
    unshare_sheet,
)
from ancrage.roadmaps.actions.money import Declared, declare_funding
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.definitions import words
from ancrage.roadmaps.queries.pages import Opened
from ancrage.roadmaps.rules.funding import STAGES, Line
from ancrage.roadmaps.rules.periods import period_words
from ancrage.roadmaps.shown import amount
from ancrage.roadmaps.views.common import (
    CONFLICT,
    REFUSALS,
    attempt,
    faults_in_words,
    full_or_404,
    said,
    sheet_step,
    trail,
    written_or_404,
)
from ancrage.roadmaps.views.money import cents_of, day_of
from ancrage.roadmaps.views.sheets import attachment_or_404, sheet_page
from ancrage.ui.links import link


@require_POST
def comment(request: ActorRequest, code: str) -> HttpResponse:
    """Remark on a field, or on the whole sheet."""
    held = full_or_404(request, code)
    return attempt(
        lambda: comment_sheet(
            by=request.actor,
            now=timezone.now(),
            sheet=held.sheet,
            text=said(request, "text"),
            field=said(request, "field"),
        ),
        done=lambda: link(request, "sheet", code) + "#remarques",
        refused=lambda told: sheet_page(request, held, problem=told, about="comment"),
    )


@require_POST
def resolve(request: ActorRequest, code: str, reference: str) -> HttpResponse:
    """Say that a remark is dealt with."""
    held = full_or_404(request, code)
    found = held.sheet.comments.filter(reference=reference).first()
    if found is None:
        raise Http404(_("Cette remarque n’existe pas."))
    found.sheet = held.sheet
    return attempt(
        lambda: resolve_comment(
            by=request.actor, now=timezone.now(), comment=found, answer=said(request, "answer")
        ),
        done=lambda: link(request, "sheet", code) + "#remarques",
        refused=lambda told: sheet_page(request, held, problem=told, about=f"resolve-{reference}"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: ActorRequest, code: str) -> HttpResponse:
    """How the action goes, in two minutes: filled with what was told last."""
    held = written_or_404(request, code)
    if request.method != "POST":
        return _report_page(request, held)
    try:
        _told(request, held)
    except REFUSALS as refusal:
        return _report_page(request, held, problem=str(refusal))
    except InputRefused as refusal:
        return _report_page(request, held, problem=" ".join(faults_in_words(refusal)))
    return redirect(link(request, "sheet", code))


@transaction.atomic
def _told(request: ActorRequest, held: Opened) -> None:
    """The report and its amounts: all are kept, or none."""
    progress = Progress(
        light=said(request, "light"),
        reason=said(request, "reason"),
        sentence=said(request, "sentence"),
        milestones=request.POST.getlist("milestone"),
    )
    now = timezone.now()
    report_progress(by=request.actor, now=now, sheet=held.sheet, progress=progress)
    for declared in _amounts(request, held):
        declare_funding(by=request.actor, now=now, sheet=held.sheet, declared=declared)


def _amounts(request: ActorRequest, held: Opened) -> list[Declared]:
    """What is told more of the lines of the plan, with one source. SheetRefusedError."""
    found = []
    for rank, line in enumerate(held.plan.lines):
        text = said(request, f"amount-{rank}")
        if not text.strip():
            continue
        if not said(request, "source").strip():
            raise SheetRefusedError(_("Dites d’où viennent les montants."))
        found.append(
            Declared(
                financer=line.financer,
                kind=line.kind,
                year=line.year,
                stage=said(request, f"stage-{rank}"),
                cents=cents_of(text),
                told_on=day_of(said(request, "told_on")),
                source=said(request, "source"),
            )
        )
    return found


def _report_page(request: ActorRequest, held: Opened, *, problem: str = "") -> HttpResponse:
    sheet = held.sheet
    last = sheet.reports.first()
    typed = request.POST if problem else None
    context = {
        "sheet": sheet,
        "last": last,
        "lights": words("lights").items(),
        "light": said(request, "light") if typed else sheet.light,
        "reason": said(request, "reason") if typed else sheet.light_reason,
        "sentence": said(request, "sentence"),
        "milestones": _milestones(held, request.POST.getlist("milestone")),
        "lines": [_line(request, rank, line) for rank, line in enumerate(held.plan.lines)],
        "stages": words("stages").items(),
        "source": said(request, "source"),
        "told_on": said(request, "told_on") or held.day.isoformat(),
        "is_reported": sheet.state in {"validated", "running", "suspended"},
        "problem": problem,
        "breadcrumb": trail(request, sheet_step(request, held), _("Faire le point")),
    }
    status = CONFLICT if problem else 200
    return render(request, "roadmaps/report.html", context, status=status)


def _milestones(held: Opened, ticked: list[str]) -> list[dict[str, Any]]:
    """Those not said to be done yet, in the order of their days."""
    rows = held.sheet.content.get("milestones", {})
    waiting = [(row.get("due", "9"), key, row) for key, row in rows.items() if not row.get("done")]
    return [
        {
            "key": key,
            "title": row.get("title", _("Jalon sans titre")),
            "due": period_words(row["due"]) if row.get("due") else "",
            "ticked": key in ticked,
        }
        for _due, key, row in sorted(waiting, key=lambda one: one[:2])
    ]


def _line(request: ActorRequest, rank: int, line: Line) -> dict[str, Any]:
    told = words("stages")
    known = [f"{told[stage]} {amount(line.at(stage))}" for stage in STAGES if line.at(stage)]
    return {
        "rank": rank,
        "name": f"{line.financer}, {line.year}",
        "known": ", ".join(known),
        "typed": said(request, f"amount-{rank}"),
        "stage": said(request, f"stage-{rank}") or _next_stage(line),
    }


def _next_stage(line: Line) -> str:
    """The stage that follows the firmest one that was told."""
    reached = [rank for rank, stage in enumerate(STAGES) if line.at(stage)]
    return STAGES[min(max(reached, default=-1) + 1, len(STAGES) - 1)]


@require_POST
def share(request: ActorRequest, code: str) -> HttpResponse:
    """Give the sheet, and it alone, to who has an account at an address, if anybody has."""
    held = full_or_404(request, code)
    return attempt(
        lambda: share_sheet(
            by=request.actor,
            now=timezone.now(),
            sheet=held.sheet,
            email=said(request, "email"),
        ),
        done=lambda: link(request, "sheet", code, confiee=1) + "#confiee",
        refused=lambda told: sheet_page(request, held, problem=told, about="share"),
    )


@require_POST
def unshare(request: ActorRequest, code: str, person: str) -> HttpResponse:
    """Take the sheet back from somebody."""
    held = full_or_404(request, code)
    return attempt(
        lambda: unshare_sheet(
            by=request.actor, now=timezone.now(), sheet=held.sheet, person=person
        ),
        done=lambda: link(request, "sheet", code) + "#confiee",
        refused=lambda told: sheet_page(request, held, problem=told, about="share"),
    )


@require_POST
def attach(request: ActorRequest, code: str) -> HttpResponse:
    """Join a file."""
    held = full_or_404(request, code)

    def act() -> None:
        given = request.FILES.get("file")
        if given is None:
            raise SheetRefusedError(_("Choisissez d’abord un fichier."))
        attach_file(
            by=request.actor,
            now=timezone.now(),
            sheet=held.sheet,
            name=given.name or "",
            content=given.read(),
        )

    return attempt(
        act,
        done=lambda: link(request, "sheet", code) + "#pieces",
        refused=lambda told: sheet_page(request, held, problem=told, about="attach"),
    )


@require_POST
def detach(request: ActorRequest, code: str, piece: int) -> HttpResponse:
    """Take a file out."""
    held = full_or_404(request, code)
    attachment = attachment_or_404(held, piece)
    return attempt(
        lambda: detach_file(by=request.actor, now=timezone.now(), attachment=attachment),
        done=lambda: link(request, "sheet", code) + "#pieces",
        refused=lambda told: sheet_page(request, held, problem=told, about="attach"),
    )
