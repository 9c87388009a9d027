"""One candidate: what everybody may read, its private file, its steps, its files."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ancrage.files.responses import file_response
from ancrage.geography import queries as places
from ancrage.geography.measures import FigureBook, headline
from ancrage.journal.policy import may
from ancrage.kernel.quality import Quality
from ancrage.mission.access import Access, is_author, readings_access, where_of
from ancrage.mission.actions.candidates import STEPS
from ancrage.mission.definitions import workflows
from ancrage.mission.dossier import Dossier, dossier_of, may_read
from ancrage.mission.map_figures import candidate_map
from ancrage.mission.models import Attachment, Candidate, Reading
from ancrage.mission.queries.candidates import candidate_facts, overlaps
from ancrage.mission.queries.overview import candidate_rows
from ancrage.mission.queries.readings import active_readings
from ancrage.mission.rules.application import ORIGINS
from ancrage.mission.views.common import CONFLICT, attempt, candidate_or_404, said, trail
from ancrage.mission.words import candidate_steps, state_of
from ancrage.people.middleware import ActorRequest
from ancrage.selection.queries.summary import region_names
from ancrage.ui.figures import Figure
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.maps import download

SHOWN = frozenset({Access.FULL, Access.OUTLINE})


@require_GET
def show(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """The page of a candidate."""
    return candidate_page(request, candidate_or_404(request, code, number))


def candidate_page(
    request: ActorRequest, candidate: Candidate, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page, with what was refused when something was."""
    mission, actor = candidate.mission, request.actor
    readings = active_readings(candidate)
    today = timezone.localdate()
    (row,) = candidate_rows([candidate])
    regions = {place.region_id: place.region.name for place in row.places}
    context = {
        "mission": mission,
        "candidate": candidate,
        "state": state_of("candidate", candidate.state),
        "origin": ORIGINS[candidate.origin],
        "region": regions.get(candidate.region, candidate.region),
        "proposing": _proposing(candidate, regions),
        "steps": candidate_steps(
            candidate,
            actor,
            lambda: candidate_facts(candidate, today=today, readings=readings),
        ),
        "problem": problem,
        "row": row,
        "score": score_figure(candidate),
        "figures": _figures(row.totals, partial=row.is_partial) if row.places else [],
        "overlaps": overlaps(candidate),
        "map": _map(request, candidate, row.places) if row.places else None,
        "may_edit": candidate.state == "draft" and is_author(actor, candidate),
        "may_read_journal": may(actor, "journal.read", where_of(candidate)),
        "breadcrumb": [*trail(request, mission), (candidate.shown_name, "")],
        **_readings(request, candidate, readings),
    }
    return render(request, "mission/candidate.html", context, status=status)


def _proposing(candidate: Candidate, regions: dict[str, str]) -> str:
    """The name of the Region that proposes it; "" for the other origins."""
    code = candidate.proposed_by
    return (regions.get(code) or region_names().get(code, code)) if code else ""


def _readings(
    request: ActorRequest, candidate: Candidate, readings: list[Reading]
) -> dict[str, Any]:
    """The private file, and where the readings stand for those who may know."""
    actor, dossier = request.actor, dossier_of(request.actor, candidate)
    mine = [r for r in readings if dossier.expert and r.expert_id == dossier.expert.pk]
    steers = may(actor, "mission.assign")
    return {
        "dossier": dossier,
        "own_reading": _own(mine, dossier),
        "seats": [(r.seat, state_of("reading", r.state)) for r in readings]
        if steers or may(actor, "mission.read_experts")
        else [],
        "may_compare": readings_access(actor, readings, dossier.interest) in SHOWN,
        "may_steer": steers,
    }


def _own(mine: list[Any], dossier: Dossier) -> tuple[Any, Any] | None:
    """The reader's own reading with its state; None without one, or with a conflict."""
    if not mine or not dossier.is_full:
        return None
    return mine[0], state_of("reading", mine[0].state)


def _figures(totals: places.Totals, *, partial: bool) -> list[Figure]:
    book = FigureBook(places.figure_definitions())
    country = places.country_totals().country
    return headline(book=book, here=totals, country=country, partial=partial)


def score_figure(candidate: Candidate) -> Figure | None:
    """The settled score with where it comes from; None as long as there is none."""
    if candidate.score is None:
        return None
    return Figure(
        value=float(candidate.score),
        label=_("Note arrêtée"),
        unit=_("sur 100"),
        as_of=french_date(candidate.moved_at.date()),
        source=_("deux lectures d’experts, mission « %s »") % candidate.mission.name,
        quality=Quality.SIMULATED if candidate.mission.is_demonstration else Quality.DERIVED,
        decimals=1,
    )


def _map(request: ActorRequest, candidate: Candidate, held: Any) -> Any:  # noqa: ANN401
    around = [place for place, _km in places.neighbours_of(candidate.members)]
    return candidate_map(request, candidate, held, around, table_id="perimetre")


@require_GET
def map_file(request: ActorRequest, code: str, number: int, kind: str) -> HttpResponse:
    """The map of the perimeter as a file, SVG or PNG."""
    candidate = candidate_or_404(request, code, number)
    (row,) = candidate_rows([candidate])
    if not row.places:
        raise Http404(_("Ce candidat n’a pas encore de périmètre."))
    figure = _map(request, candidate, row.places)
    return download(figure, kind=kind, filename=f"candidat-{code}-{number}")


@require_GET
def attachment(request: ActorRequest, code: str, number: int, piece: int) -> HttpResponse:
    """A file of the application, for those who read the private file."""
    candidate = candidate_or_404(request, code, number)
    found = Attachment.objects.filter(candidate=candidate, pk=piece)
    held = found.select_related("file__content").first()
    if held is None or not may_read(request.actor, candidate):
        raise Http404(_("Cette pièce n’existe pas."))
    return file_response(held.file)


def step_view(verb: str) -> Callable[..., HttpResponse]:
    """The address of one step of the workflow: POST makes it, or says why not."""

    @require_POST
    def step(request: ActorRequest, code: str, number: int) -> HttpResponse:
        candidate = candidate_or_404(request, code, number)
        needs = workflows()["candidate"].steps[verb].needs_reason
        reason = {"reason": said(request, "reason")} if needs else {}
        return attempt(
            lambda: STEPS[verb](
                by=request.actor, now=timezone.now(), candidate=candidate, **reason
            ),
            done=lambda: _after(request, verb, candidate),
            refused=lambda told: candidate_page(request, candidate, problem=told, status=CONFLICT),
        )

    return step


def _after(request: ActorRequest, verb: str, candidate: Candidate) -> str:
    """Back to the candidate; to its mission when it is no longer the reader's to see."""
    if verb == "return":
        return link(request, "mission", candidate.mission_id)
    return link(request, "mission_candidate", candidate.mission_id, candidate.number)
