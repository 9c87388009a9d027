"""What the pages of the identification share: which run, where it stands in the site."""

from django.http import Http404
from django.utils.translation import gettext as _

from ancrage.selection.queries.runs import Run, current_run, find_run
from ancrage.ui.links import link
from ancrage.ui.middleware import DatedRequest


def run_or_404(request: DatedRequest, code: str | None) -> Run:
    """The run named in the address, or the one behind the programme's list at the page's date."""
    run = find_run(code) if code else current_run(on=request.as_at.date)
    if run is None:
        raise Http404(_("Aucune identification ne porte ce code."))
    return run


def trail(request: DatedRequest, run: Run, *steps: str) -> list[tuple[str, str]]:
    """The breadcrumb of a page about a run: the last step is the page itself."""
    found = [(_("Identification"), link(request, "identification"))]
    if not steps:
        return [*found, (run.title, "")]
    found.append((run.title, link(request, "identification_run", run.code)))
    return [*found, *((step, "") for step in steps)]
