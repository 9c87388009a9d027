"""The scenarios of siting: their list, one with its plan, tried by hand, compared."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRefresh

from ancrage.antennas.charts import curve_chart
from ancrage.antennas.comparing import compared
from ancrage.antennas.definitions import parameters_at
from ancrage.antennas.engine.model import Plan, Status
from ancrage.antennas.engine.siting import Ground
from ancrage.antennas.maps import plan_map
from ancrage.antennas.models import Siting
from ancrage.antennas.queries.places import loaded_ground
from ancrage.antennas.queries.sitings import Seen, find_siting, visible_to, where_of
from ancrage.antennas.siting_page import (
    PROVED,
    host_lines,
    place_lines,
    plan_figures,
    proof_figures,
)
from ancrage.antennas.tables import hosts_table, places_table, sitings_table
from ancrage.antennas.telling import GOALS
from ancrage.antennas.travel import travel_at
from ancrage.antennas.views.common import CONFLICT, siting_or_404, trail
from ancrage.antennas.views.trials import Trial
from ancrage.jobs.models import Job
from ancrage.jobs.progress import JobView, job_view
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Where
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import names_of
from ancrage.ui import charts, maps
from ancrage.ui.charts import Chart
from ancrage.ui.links import link
from ancrage.ui.tables import Table

VERBS = ("edit", "run", "cancel")


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Every scenario, for those who may list them."""
    table = sitings_table(request, list(visible_to(request.actor)))
    context = {
        "table": table,
        "may_create": may(request.actor, "antennas.create_siting", _own(request.actor)),
        "breadcrumb": trail(request, (_("Scénarios d’implantation"), "")),
    }
    return table.response() or render(request, "antennas/sitings.html", context)


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """A scenario: what it asks, its plan, its proof, its curve; a trial by hand when asked."""
    return siting_page(request, siting_or_404(code))


def siting_page(request: ActorRequest, siting: Siting, *, problem: str = "") -> HttpResponse:
    """The page of a scenario, with why something asked there was refused."""
    seen, ground = Seen(siting), loaded_ground()
    chart = curve_chart(seen)
    plan = _plan_context(request, seen, ground) if seen.plan else {}
    file = _file(request, plan, chart)
    if file is not None:
        return file
    context = {
        **plan,
        **_about(request, seen, ground),
        "chart": chart,
        "unproved": ", ".join(str(p.question.count) for p in seen.curve if p.gap),
        "problem": problem,
    }
    response = render(request, "antennas/siting.html", context, status=CONFLICT if problem else 200)
    if context["is_running"]:
        response["Cache-Control"] = "no-store"
    return response


def _file(request: ActorRequest, plan: dict[str, Any], chart: Chart | None) -> HttpResponse | None:
    """The file that the address asks for: of a table, or of the curve."""
    tables: list[Table] = [plan[name] for name in ("places", "hosts") if name in plan]
    for table in tables:
        found = table.response()
        if found is not None:
            return found
    return charts.response(request, chart) if chart else None


def _about(request: ActorRequest, seen: Seen, ground: Ground) -> dict[str, Any]:
    """What the scenario asks, its state, what one may do about it."""
    siting, question = seen.record, seen.question
    named = {place.siren: place.name for place in ground.places}
    job, curve_job = _job(siting.job), _job(siting.curve_job)
    running = [held for held in (job, curve_job) if held and held.is_pending]
    others = visible_to(request.actor).exclude(pk=siting.code).exclude(plan=None)
    return {
        "siting": siting,
        "question": question,
        "goal": GOALS[question.objective],
        "kept": [named.get(siren, siren) for siren in sorted(question.kept)],
        "excluded": [named.get(siren, siren) for siren in sorted(question.excluded)],
        "travel": travel_at(siting.created_at.date()) if siting.minutes is not None else None,
        "owner": names_of([siting.owner]).get(siting.owner, ""),
        "is_current": seen.is_current(ground),
        "job": running[0] if running else _unfulfilled(seen, job, curve_job),
        "is_running": bool(running),
        "unknown": [named[siren] for siren in ground.unknown],
        "others": list(others.values_list("code", "name")),
        "share_url": request.build_absolute_uri(link(request, "siting", siting.code)),
        "page_url": link(request, "siting", siting.code),
        "progress_url": link(request, "siting_progress", siting.code),
        "may": {
            verb: may(request.actor, f"antennas.{verb}_siting", where_of(siting)) for verb in VERBS
        },
        "may_adopt": may(request.actor, "antennas.adopt_siting", _operators()),
        "may_create": may(request.actor, "antennas.create_siting", _own(request.actor)),
        "breadcrumb": _trail(request, siting),
    }


def _plan_context(request: ActorRequest, seen: Seen, ground: Ground) -> dict[str, Any]:
    """The plan, or the trial that the address asks for, with its map and tables."""
    siting, plan = seen.record, seen.plan
    if plan is None:
        return {}
    trial = Trial(request, siting, plan, ground)
    shown = trial.found.plan if trial.found else plan
    lines = place_lines(shown, ground)
    places = places_table(request, siting, lines)
    return {
        "plan": plan,
        **trial.context(),
        "figures": plan_figures(shown, siting),
        "proof": proof_figures(plan, siting),
        "proved": PROVED[plan.status is Status.OPTIMAL],
        "places": places,
        "hosts": hosts_table(request, siting, host_lines(shown, lines)),
        "map": plan_map(request, siting, shown, lines, trial.urls(), table_id=places.element_id),
        "command": _command(plan),
    }


@require_GET
def progress(request: ActorRequest, code: str) -> HttpResponse:
    """How the computation goes, for the page that waits; the whole page again once it ended."""
    siting = siting_or_404(code)
    pending = [
        held
        for held in (_job(siting.job), _job(siting.curve_job))
        if held is not None and held.is_pending
    ]
    if not pending:
        return HttpResponseClientRefresh()
    if request.GET.get("vu") == pending[0].mark:
        return HttpResponse(status=204)
    context = {
        "job": pending[0],
        "page_url": link(request, "siting", code),
        "progress_url": link(request, "siting_progress", code),
    }
    return render(request, "jobs/progress.html", context)


@require_GET
def map_file(request: ActorRequest, code: str, kind: str) -> HttpResponse:
    """The map of the plan, as a file."""
    seen, ground = Seen(siting_or_404(code)), loaded_ground()
    if seen.plan is None:
        raise Http404(_("Ce scénario n’a pas encore de plan."))
    figure = plan_map(request, seen.record, seen.plan, place_lines(seen.plan, ground), {})
    return maps.download(figure, kind=kind, filename=f"implantation-{code}")


@require_GET
def plan_file(request: ActorRequest, code: str) -> HttpResponse:
    """The plan as « ancrage antennas --out » writes it."""
    siting = siting_or_404(code)
    if siting.plan is None:
        raise Http404(_("Ce scénario n’a pas encore de plan."))
    response = JsonResponse(siting.plan, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="plan-{code}.json"'
    return response


@require_GET
def compare(request: ActorRequest) -> HttpResponse:
    """Two plans side by side."""
    found = [find_siting(request.GET.get(name, "")) for name in ("a", "b")]
    held = [Seen(siting) for siting in found if siting is not None and siting.plan]
    if len(held) != 2:
        raise Http404(_("Donnez deux scénarios qui ont un plan."))
    context = {
        "view": compared(held[0], held[1], loaded_ground()),
        "sitings": [seen.record for seen in held],
        "breadcrumb": [
            *_trail(request, held[0].record)[:-1],
            (held[0].record.name, link(request, "siting", held[0].record.code)),
            (_("Comparer"), ""),
        ],
    }
    return render(request, "antennas/compare.html", context)


def _job(job: Job | None) -> JobView | None:
    return job_view(job, now=timezone.now()) if job else None


def _unfulfilled(seen: Seen, job: JobView | None, curve_job: JobView | None) -> JobView | None:
    """The last computation, when it gave no answer and a reader has to know why."""
    told = [] if seen.record.curve else [curve_job]
    told += [] if seen.is_current(loaded_ground()) else [job]
    return next((held for held in told if held and held.state.value not in {"done"}), None)


def _command(plan: Plan) -> str:
    """The command line that finds the same plan."""
    question = plan.question
    told = [f"ancrage antennas --count {question.count} --objective {question.objective}"]
    if question.radius_km is not None:
        told.append(f"--radius-km {question.radius_km:g}")
    if question.capacity is not None:
        told.append(f"--capacity {question.capacity}")
    told += [f"--keep {siren}" for siren in sorted(question.kept)]
    told += [f"--exclude {siren}" for siren in sorted(question.excluded)]
    return " ".join([*told, "--out plan.json"])


def _operators() -> Where:
    return Where(operators=frozenset({parameters_at(timezone.localdate()).operator}))


def _own(actor: Actor) -> Where:
    return Where(people=frozenset({actor.reference}))


def _trail(request: ActorRequest, siting: Siting) -> list[tuple[str, str]]:
    found = trail(request)
    if may(request.actor, "antennas.list_sitings"):
        found.append((_("Scénarios d’implantation"), link(request, "sitings")))
    return [*found, (siting.name, "")]
