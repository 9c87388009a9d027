"""The plan of a scenario: asked for, given up, followed while it is computed, carried away."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from ancrage.allocation.actions.computing import cancel_computing, compute_scenario
from ancrage.allocation.queries.files import plan_text
from ancrage.allocation.views.common import asked, attempt, scenario_or_404
from ancrage.allocation.views.scenarios import scenario_page
from ancrage.jobs.progress import job_view
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link


@require_POST
def compute(request: ActorRequest, code: str) -> HttpResponse:
    """Have the plan computed in the background."""
    scenario = asked(request, code, "compute")
    return attempt(
        lambda: compute_scenario(by=request.actor, now=timezone.now(), scenario=scenario),
        done=lambda: f"{link(request, 'allocation', code)}#calcul",
        refused=lambda told: scenario_page(request, scenario, problem=told),
    )


@require_POST
def cancel(request: ActorRequest, code: str) -> HttpResponse:
    """Give the computation up."""
    scenario = asked(request, code, "cancel")
    return attempt(
        lambda: cancel_computing(by=request.actor, now=timezone.now(), scenario=scenario),
        done=lambda: f"{link(request, 'allocation', code)}#calcul",
        refused=lambda told: scenario_page(request, scenario, problem=told),
    )


@require_GET
def progress(request: ActorRequest, code: str) -> HttpResponse:
    """How the computation goes, for the page that waits; the whole page again once it ended."""
    scenario = scenario_or_404(request, code)
    job = job_view(scenario.job, now=timezone.now()) if scenario.job else None
    if job is None or not job.is_pending:
        return HttpResponseClientRefresh()
    if request.GET.get("vu") == job.mark:
        return HttpResponse(status=204)
    context = {
        "job": job,
        "page_url": link(request, "allocation", code),
        "progress_url": link(request, "allocation_progress", code),
    }
    return render(request, "jobs/progress.html", context)


@require_GET
def plan_file(request: ActorRequest, code: str) -> HttpResponse:
    """The plan as « ancrage allocate --out » writes it."""
    scenario = scenario_or_404(request, code)
    if scenario.plan is None:
        raise Http404(_("Ce scénario n’a pas encore de plan."))
    response = HttpResponse(plan_text(scenario), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{code}-plan.json"'
    return response
