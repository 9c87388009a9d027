"""What is carried away to be read or shown: the note of deliberation, the map."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.allocation.maps import plan_map
from ancrage.allocation.papers import note_pdf
from ancrage.allocation.seen import Seen
from ancrage.allocation.views.common import scenario_or_404
from ancrage.files.responses import file_response
from ancrage.funding.queries.lines import land_at
from ancrage.people.middleware import ActorRequest
from ancrage.ui import maps


@require_GET
def note(request: ActorRequest, code: str) -> HttpResponse:
    """The note of deliberation: as it was adopted, else as it stands."""
    scenario = scenario_or_404(request, code)
    adoption = getattr(scenario, "adoption", None)
    if adoption is not None and adoption.note is not None:
        return file_response(adoption.note)
    response = HttpResponse(
        note_pdf(scenario, day=timezone.localdate()), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'attachment; filename="{code}-note.pdf"'
    return response


@require_GET
def map_file(request: ActorRequest, code: str, kind: str) -> HttpResponse:
    """The map of the plan, as a file."""
    seen = Seen(scenario_or_404(request, code))
    land = land_at(request.as_at.date)
    figure = plan_map(request, seen.scenario, seen.territories, land) if seen.has_plan else None
    if figure is None:
        raise Http404(
            _("Ce scénario n’a pas de carte : aucun plan, ou aucun territoire de la liste.")
        )
    return maps.download(figure, kind=kind, filename=f"{code}-carte")
