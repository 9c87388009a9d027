"""« Pourquoi pas nous ? », exactly: ask for the loss of a place, and follow the solve."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ancrage.jobs.queue import QueueFullError
from ancrage.people.middleware import actor_in
from ancrage.selection.actions import WAITING_LOSSES, NotAnAlternativeError, ask_exact_loss
from ancrage.selection.losses import loss_view
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.runs import Run
from ancrage.selection.views.common import run_or_404, trail
from ancrage.ui.links import link
from ancrage.ui.middleware import DatedRequest


@require_http_methods(["GET", "HEAD", "POST"])
def loss(request: DatedRequest, code: str, siren: str) -> HttpResponse:
    """POST asks for the exact loss; GET shows where it stands, or the answer."""
    run = run_or_404(request, code)
    if request.method != "POST":
        return _page(request, run, siren)
    try:
        ask_exact_loss(
            by=actor_in(request), now=timezone.now(), identification=run.record, siren=siren
        )
    except NotAnAlternativeError:
        problem = _(
            "Cette intercommunalité est déjà choisie, ou ne peut être dans aucun territoire : "
            "il n’y a pas de perte à calculer."
        )
        return _page(request, run, siren, problem=problem, status=400)
    except QueueFullError:
        problem = _(
            "%(n)d calculs attendent déjà. Le vôtre n’a pas été ajouté : "
            "réessayez dans quelques minutes."
        )
        return _page(request, run, siren, problem=problem % {"n": WAITING_LOSSES}, status=503)
    return redirect(link(request, "loss", run.code, siren))


def _page(
    request: DatedRequest, run: Run, siren: str, *, problem: str = "", status: int = 200
) -> HttpResponse:
    view = loss_view(run, siren, loaded_country(), now=timezone.now())
    if view is None:
        raise Http404(_("Aucune intercommunalité ne porte ce SIREN."))
    context = {
        "run": run,
        "view": view,
        "problem": problem,
        "simulated": True,
        "breadcrumb": trail(request, run, view.unit.name),
    }
    response = render(request, "selection/loss.html", context, status=status)
    if view.is_pending:
        response["Cache-Control"] = "no-store"
    return response
