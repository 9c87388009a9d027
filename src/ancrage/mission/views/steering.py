"""Conducting a mission: preparing it, its dates, its weight, its experts, who reads what."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ancrage.kernel.rights import NOWHERE
from ancrage.mission.actions import experts as expert_actions
from ancrage.mission.actions import missions as mission_actions
from ancrage.mission.actions import readings as reading_actions
from ancrage.mission.actions.applications import pick_candidates
from ancrage.mission.actions.missions import MissionRefusedError, plan_of
from ancrage.mission.forms import ExpertForm, NewMissionForm, PlanForm, UseForm
from ancrage.mission.models import Expert, Mission, Reading
from ancrage.mission.queries.candidates import mission_facts
from ancrage.mission.queries.conduct import reading_lines
from ancrage.mission.queries.missions import experts_of
from ancrage.mission.rules.use import read_use
from ancrage.mission.views.common import CONFLICT, attempt, mission_or_404, said, trail
from ancrage.mission.words import discipline_words, mission_steps, state_of
from ancrage.people.middleware import ActorRequest
from ancrage.people.models import Person
from ancrage.people.queries import holders, names_of
from ancrage.selection.queries.runs import find_run, runs
from ancrage.ui.links import link

BAD = 422


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: ActorRequest) -> HttpResponse:
    """The form of a new mission."""
    form = NewMissionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = mission_actions.prepare_mission(
                by=request.actor,
                now=timezone.now(),
                code=form.cleaned_data["code"],
                plan=form.plan(),
            )
        except MissionRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(link(request, "mission_conduct", made.code))
    context = {"form": form, "breadcrumb": [*trail(request), (_("Préparer une mission"), "")]}
    return render(request, "mission/prepare.html", context, status=BAD if form.errors else 200)


@require_GET
def conduct(request: ActorRequest, code: str) -> HttpResponse:
    """Everything that the national team does with a mission, on one page."""
    return _page(request, mission_or_404(code))


def _page(
    request: ActorRequest,
    mission: Mission,
    *,
    problem: str = "",
    forms: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    held = experts_of(mission)
    names = names_of(expert.person for expert in mission.experts.all())
    today = timezone.localdate()
    context = {
        "mission": mission,
        "state": state_of("mission", mission.state),
        "steps": mission_steps(mission, request.actor, lambda: mission_facts(mission, today=today)),
        "problem": problem,
        "experts": [(e, names.get(e.person, ""), discipline_words(e.discipline)) for e in held],
        "lines": reading_lines(mission, held, names),
        "use": read_use(mission.use).in_words() if mission.use is not None else [],
        "breadcrumb": trail(request, mission, None, _("Conduire la mission")),
        **_forms(mission, held),
        **(forms or {}),
    }
    return render(request, "mission/conduct.html", context, status=status)


def _forms(mission: Mission, held: list[Expert]) -> dict[str, Any]:
    plan = plan_of(mission).told()
    is_open = mission.state != "preparing"
    return {
        "plan_form": PlanForm(initial=plan, is_open=is_open),
        "use_form": UseForm(initial=mission.use or {}, is_first=not is_open),
        "expert_form": ExpertForm(people=_able(held)),
    }


def _able(held: list[Expert]) -> list[tuple[str, str]]:
    """Those who hold the role of expert and are not in the mission."""
    rows = holders(role="expert", where=NOWHERE, on=timezone.localdate())
    there = {expert.person for expert in held}
    found = {r.person.reference: r.person.name for r in rows if r.person.reference not in there}
    return sorted(found.items(), key=lambda pair: pair[1])


@require_POST
def amend(request: ActorRequest, code: str) -> HttpResponse:
    """Change what the mission says of itself."""
    mission = mission_or_404(code)
    form = PlanForm(
        request.POST, initial=plan_of(mission).told(), is_open=mission.state != "preparing"
    )
    if not form.is_valid():
        return _page(request, mission, forms={"plan_form": form}, status=BAD)
    return _do(
        request,
        mission,
        lambda: mission_actions.amend_mission(
            by=request.actor, now=timezone.now(), mission=mission, plan=form.plan()
        ),
        forms={"plan_form": form},
    )


@require_POST
def declare_use(request: ActorRequest, code: str) -> HttpResponse:
    """Declare what the scores change to the list."""
    mission = mission_or_404(code)
    form = UseForm(request.POST, is_first=mission.state == "preparing")
    if not form.is_valid():
        return _page(request, mission, forms={"use_form": form}, status=BAD)
    use, reason = form.declared()
    return _do(
        request,
        mission,
        lambda: mission_actions.declare_use(
            by=request.actor, now=timezone.now(), mission=mission, use=use, reason=reason
        ),
        forms={"use_form": form},
    )


@require_POST
def open_mission(request: ActorRequest, code: str) -> HttpResponse:
    """Open the mission."""
    mission = mission_or_404(code)
    return _do(
        request,
        mission,
        lambda: mission_actions.open_mission(by=request.actor, now=timezone.now(), mission=mission),
    )


@require_POST
def close_mission(request: ActorRequest, code: str) -> HttpResponse:
    """Close the mission."""
    mission = mission_or_404(code)
    return _do(
        request,
        mission,
        lambda: mission_actions.close_mission(
            by=request.actor, now=timezone.now(), mission=mission
        ),
    )


@require_POST
def appoint(request: ActorRequest, code: str) -> HttpResponse:
    """Appoint an expert."""
    mission = mission_or_404(code)
    form = ExpertForm(request.POST, people=_able(experts_of(mission)))
    if not form.is_valid():
        return _page(request, mission, forms={"expert_form": form}, status=BAD)
    person = get_object_or_404(Person, reference=form.cleaned_data["person"])
    return _do(
        request,
        mission,
        lambda: expert_actions.appoint_expert(
            by=request.actor,
            now=timezone.now(),
            mission=mission,
            person=person,
            discipline=form.cleaned_data["discipline"],
        ),
    )


@require_POST
def dismiss(request: ActorRequest, code: str, expert: int) -> HttpResponse:
    """End an expert's appointment."""
    mission = mission_or_404(code)
    held = get_object_or_404(Expert, mission=mission, pk=expert)
    held.mission = mission
    return _do(
        request,
        mission,
        lambda: expert_actions.dismiss_expert(
            by=request.actor,
            now=timezone.now(),
            expert=held,
            reason=said(request, "reason"),
        ),
    )


@require_POST
def share(request: ActorRequest, code: str) -> HttpResponse:
    """Give every candidate the readings that it lacks."""
    mission = mission_or_404(code)
    return _do(
        request,
        mission,
        lambda: reading_actions.share_readings(
            by=request.actor, now=timezone.now(), mission=mission
        ),
        anchor="lectures",
    )


@require_POST
def assign(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """Give one reading of a candidate to an expert."""
    mission = mission_or_404(code)
    candidate = get_object_or_404(mission.candidates, number=number)
    chosen = said(request, "expert")
    expert = get_object_or_404(Expert, mission=mission, pk=chosen if chosen.isdecimal() else 0)
    return _do(
        request,
        mission,
        lambda: reading_actions.assign_readings(
            by=request.actor, now=timezone.now(), candidate=candidate, experts=[expert]
        ),
        anchor="lectures",
    )


@require_POST
def set_aside(request: ActorRequest, code: str, reading: int) -> HttpResponse:
    """Make a reading no longer count."""
    mission = mission_or_404(code)
    held = get_object_or_404(
        Reading.objects.select_related("candidate"), candidate__mission=mission, pk=reading
    )
    return _do(
        request,
        mission,
        lambda: reading_actions.set_aside_reading(
            by=request.actor,
            now=timezone.now(),
            reading=held,
            reason=said(request, "reason"),
        ),
        anchor="lectures",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def pick(request: ActorRequest, code: str) -> HttpResponse:
    """Choose territories of a kept identification as candidates."""
    mission = mission_or_404(code)
    asked = (request.POST or request.GET).get("identification", mission.base_id or "")
    run = find_run(asked) if asked else None
    if request.method == "POST" and run is None:
        raise Http404
    if request.method == "POST" and run is not None:
        chosen = request.POST.getlist("territory")
        return attempt(
            lambda: pick_candidates(
                by=request.actor,
                now=timezone.now(),
                mission=mission,
                identification=run.record,
                codes=chosen,
            ),
            done=lambda: link(request, "mission", mission.code) + "#tableau",
            refused=lambda told: _pick_page(request, mission, run, told, chosen),
        )
    return _pick_page(request, mission, run)


def _pick_page(
    request: ActorRequest,
    mission: Mission,
    run: Any,  # noqa: ANN401 a Run or None
    problem: str = "",
    chosen: list[str] | None = None,
) -> HttpResponse:
    context = {
        "mission": mission,
        "runs": runs(),
        "run": run,
        "taken": _taken(mission),
        "chosen": chosen or [],
        "problem": problem,
        "simulated": True,
        "breadcrumb": trail(request, mission, None, _("Retenir des territoires")),
    }
    return render(request, "mission/pick.html", context, status=CONFLICT if problem else 200)


def _taken(mission: Mission) -> list[tuple[str, ...]]:
    """The members of those that were taken already."""
    held = mission.candidates.filter(source__isnull=False)
    return [tuple(sorted(candidate.members)) for candidate in held]


def _do(
    request: ActorRequest,
    mission: Mission,
    act: Callable[[], Any],
    *,
    forms: dict[str, Any] | None = None,
    anchor: str = "",
) -> HttpResponse:
    address = link(request, "mission_conduct", mission.code)
    return attempt(
        act,
        done=lambda: f"{address}#{anchor}" if anchor else address,
        refused=lambda told: _page(request, mission, problem=told, forms=forms, status=CONFLICT),
    )
