"""« Effet sur la liste »: what the settled scores change, and why, candidate by candidate."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from ancrage.jobs.progress import JobView, job_view
from ancrage.journal.policy import may
from ancrage.mission.actions.effects import ask_effect, cancel_effect
from ancrage.mission.effect_page import effect_view
from ancrage.mission.models import Effect, Mission
from ancrage.mission.queries.effects import computed_effect, inputs_of, is_current, last_effect
from ancrage.mission.rules.use import read_use
from ancrage.mission.views.common import CONFLICT, attempt, mission_or_404, trail
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """The last effect that was computed, and how the one under way goes."""
    return _page(request, mission_or_404(code))


def _page(request: ActorRequest, mission: Mission, *, problem: str = "") -> HttpResponse:
    asked = last_effect(mission)
    done = asked if asked and asked.changes else computed_effect(mission) if asked else None
    inputs = inputs_of(mission)
    job = _job(asked)
    context: dict[str, Any] = {
        "mission": mission,
        "problem": problem,
        "simulated": True,
        "job": job,
        "effect": done,
        "view": effect_view(request, mission, done) if done else None,
        "use": read_use(done.use if done else mission.use or {}).in_words(),
        "is_current": done is not None and is_current(done, mission, inputs),
        "scored": len(inputs.candidates),
        "is_running": job is not None and job.is_pending,
        "may_ask": may(request.actor, "mission.ask_effect"),
        "page_url": link(request, "mission_effect", mission.code),
        "progress_url": link(request, "mission_effect_progress", mission.code),
        "breadcrumb": trail(request, mission, None, _("Effet sur la liste")),
    }
    return render(request, "mission/effect.html", context, status=CONFLICT if problem else 200)


def _job(asked: Effect | None) -> JobView | None:
    """How the last one goes; None once it has given its answer."""
    if asked is None or asked.job is None or asked.changes:
        return None
    return job_view(asked.job, now=timezone.now())


@require_GET
def progress(request: ActorRequest, code: str) -> HttpResponse:
    """How the computation goes, for the page that waits; the whole page again once it ended."""
    mission = mission_or_404(code)
    asked = last_effect(mission)
    job = _job(asked)
    if asked is None:
        raise Http404
    if job is None or not job.is_pending:
        return HttpResponseClientRefresh()
    if request.GET.get("vu") == job.mark:
        return HttpResponse(status=204)
    context = {
        "job": job,
        "page_url": link(request, "mission_effect", code),
        "progress_url": link(request, "mission_effect_progress", code),
    }
    return render(request, "jobs/progress.html", context)


@require_POST
def ask(request: ActorRequest, code: str) -> HttpResponse:
    """Have the effect computed."""
    mission = mission_or_404(code)
    return attempt(
        lambda: ask_effect(by=request.actor, now=timezone.now(), mission=mission),
        done=lambda: link(request, "mission_effect", code),
        refused=lambda told: _page(request, mission, problem=told),
    )


@require_POST
def cancel(request: ActorRequest, code: str) -> HttpResponse:
    """Give the computation under way up."""
    mission = mission_or_404(code)
    return attempt(
        lambda: cancel_effect(by=request.actor, now=timezone.now(), mission=mission),
        done=lambda: link(request, "mission_effect", code),
        refused=lambda told: _page(request, mission, problem=told),
    )
