"""An expert's own reading: the grid beside the file, kept as one types, then locked."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ancrage.kernel.workflow import StepRefusedError
from ancrage.mission.actions.readings import (
    ReadingRefusedError,
    StaleReadingError,
    Written,
    lock_reading,
    save_reading,
)
from ancrage.mission.dossier import dossier_of
from ancrage.mission.models import Candidate, Reading
from ancrage.mission.queries.missions import expert_of, grid_of
from ancrage.mission.queries.readings import own_reading
from ancrage.mission.queries.verdicts import verdict_of
from ancrage.mission.reading_form import criterion_forms, written_in
from ancrage.mission.views.applications import AUTOSAVE
from ancrage.mission.views.common import CONFLICT, candidate_or_404, said, trail
from ancrage.mission.words import state_of
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link


@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """The form; POST keeps the marks as they are, complete or not."""
    candidate, held = _own(request, code, number)
    if request.method != "POST":
        return _page(request, candidate, held)
    problem = _save(request, held)
    if AUTOSAVE in request.POST:
        held.refresh_from_db()
        context = {"candidate": held, "problem": problem, "swap": True}
        return render(request, "mission/parts/saved.html", context)
    if problem:
        return _page(request, candidate, held, problem=problem)
    return redirect(link(request, "mission_reading", code, number) + "#enregistrement")


@require_POST
def lock(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """Keep the marks, then lock them for good."""
    candidate, held = _own(request, code, number)
    problem = _save(request, held)
    if not problem:
        try:
            lock_reading(by=request.actor, now=timezone.now(), reading=held)
        except StepRefusedError as refusal:
            problem = str(refusal)
    if problem:
        held.refresh_from_db()
        held.candidate = candidate
        return _page(request, candidate, held, problem=problem, with_faults=True)
    return redirect(link(request, "mission_candidate", code, number))


def _own(request: ActorRequest, code: str, number: int) -> tuple[Candidate, Reading]:
    candidate = candidate_or_404(request, code, number)
    expert = expert_of(candidate.mission, request.actor)
    held = own_reading(candidate, expert) if expert else None
    if held is None:
        raise Http404(_("Aucune lecture de ce candidat ne vous est confiée."))
    held.candidate = candidate
    return candidate, held


def _typed(request: ActorRequest, held: Reading) -> Written | None:
    if request.method != "POST":
        return None
    return written_in(request.POST, grid_of(held.candidate.mission))


def _save(request: ActorRequest, held: Reading) -> str:
    """Keep what was typed; returns what kept it from being kept, "" when nothing did."""
    typed, version = _typed(request, held), said(request, "version")
    if typed is None:
        return ""
    try:
        save_reading(
            by=request.actor,
            now=timezone.now(),
            reading=held,
            version=int(version) if version.isdecimal() else 0,
            written=typed,
        )
    except (ReadingRefusedError, StaleReadingError, StepRefusedError) as refusal:
        return str(refusal)
    return ""


def _page(
    request: ActorRequest,
    candidate: Candidate,
    held: Reading,
    *,
    problem: str = "",
    with_faults: bool = False,
) -> HttpResponse:
    mission, dossier = candidate.mission, dossier_of(request.actor, candidate)
    if not dossier.is_full:
        raise Http404
    grid = grid_of(mission)
    typed = _typed(request, held) if problem else None
    context = {
        "mission": mission,
        "candidate": candidate,
        "reading": held,
        "state": state_of("reading", held.state),
        "grid": grid,
        "forms": criterion_forms(held, typed=typed, with_faults=with_faults),
        "summary": typed.summary if typed else held.summary,
        "dossier": dossier,
        "verdict": verdict_of(candidate),
        "is_open": held.state in {Reading.ASSIGNED, Reading.DRAFT}
        and candidate.state == "admissible",
        "problem": problem,
        "breadcrumb": trail(request, mission, candidate, _("Ma lecture")),
    }
    status = CONFLICT if problem else 200
    response = render(request, "mission/reading.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
