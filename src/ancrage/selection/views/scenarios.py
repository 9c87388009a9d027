"""The workshop: the list of scenarios, a new one, and each one's page."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from ancrage.jobs.progress import job_view
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import names_of
from ancrage.selection.actions_scenarios import (
    DRAWS,
    ScenarioRefusedError,
    create_scenario,
    duplicate_scenario,
)
from ancrage.selection.engine.rules import rules_from_document
from ancrage.selection.models import Scenario
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.scenarios import (
    SeenScenario,
    find_scenario,
    run_of,
    seen,
    seen_scenarios,
    visible_scenarios,
    whole_scenario,
)
from ancrage.selection.queries.summary import region_names
from ancrage.selection.rules_in_words import relaxations, rules_in_words
from ancrage.selection.scenario_forms import NewForm, base_title
from ancrage.selection.scenario_page import (
    answers,
    comparable,
    conflict_of,
    rights_on,
    what_changes,
)
from ancrage.selection.scenario_states import ScenarioState
from ancrage.selection.scenario_table import scenarios_table
from ancrage.selection.scenario_words import KINDS, STATES
from ancrage.selection.views.identification import result_context
from ancrage.selection.workshop_toml import rules_toml
from ancrage.ui.exports import as_download
from ancrage.ui.links import link


@require_GET
def workshop(request: ActorRequest) -> HttpResponse:
    """The scenarios that one may see, with a form for a new one."""
    return _workshop(request, None)


@require_http_methods(["POST"])
def create(request: ActorRequest) -> HttpResponse:
    """A new scenario, from shipped rules or from a scenario that one sees."""
    form = NewForm(request.POST, scenarios=_seen_by(request))
    if form.is_valid():
        try:
            made = _create(request, form)
        except ScenarioRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(link(request, "scenario_edit", made.code))
    return _workshop(request, form, status=400)


def _create(request: ActorRequest, form: NewForm) -> Scenario:
    told, by, now = form.cleaned_data, request.actor, timezone.now()
    name, note, base = told["name"], told["note"], told["base"]
    if find_scenario(base):
        return duplicate_scenario(by=by, now=now, scenario=base, name=name, note=note)
    return create_scenario(by=by, now=now, name=name, note=note, base=base)


def _workshop(request: ActorRequest, form: NewForm | None, *, status: int = 200) -> HttpResponse:
    archived = bool(request.GET.get("archives"))
    held = list(visible_scenarios(request.actor))
    open_ones = [scenario for scenario in held if scenario.archived_at is None]
    rows = [scenario for scenario in held if (scenario.archived_at is not None) is archived]
    found = seen_scenarios(rows, loaded_country(), now=timezone.now())
    table = scenarios_table(request, found, names_of({s.owner for s in held}))
    file = table.response()
    if file:
        return file
    choices = comparable(request.actor)
    initial = {"base": request.GET.get("depuis", "")}
    context = {
        "form": form or NewForm(scenarios=open_ones, initial=initial),
        "table": table,
        "archived": archived,
        "archived_count": len(held) - len(open_ones),
        "can_create": rights_on(request.actor, None).create,
        "choices": choices,
        "b": choices[1][0] if len(choices) > 1 else "",
        "simulated": True,
        "breadcrumb": [
            (_("Identification"), link(request, "identification")),
            (_("Atelier"), ""),
        ],
    }
    return render(request, "selection/workshop/workshop.html", context, status=status)


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """One scenario: its rules, its state, its result."""
    return scenario_page(request, code)


def scenario_page(
    request: ActorRequest, code: str, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page of a scenario, with why something asked there was refused."""
    scenario, country, regions = _whole_or_404(code), loaded_country(), region_names()
    run = run_of(scenario)
    result = result_context(request, run, country) if run else {}
    if isinstance(result, HttpResponse):
        return result
    rules = rules_from_document(scenario.rules)
    context = {
        "rules": rules_in_words(rules, regions),
        "relaxations": relaxations(rules, regions),
        **result,
        **_about(request, seen(scenario, country, now=timezone.now())),
        "problem": problem,
        "changes": what_changes(scenario, country, regions),
        "conflict": conflict_of(run, country, regions) if run else None,
        "others": [other for other in comparable(request.actor) if other[0] != code],
        **(answers(run, country, regions, request.GET.get("pourquoi", "").strip()) if run else {}),
    }
    response = render(request, "selection/workshop/scenario.html", context, status=status)
    if scenario.job and scenario.job.is_pending:
        response["Cache-Control"] = "no-store"
    return response


def _about(request: ActorRequest, found: SeenScenario) -> dict[str, object]:
    """The scenario itself: its state, its author, what one may do about it."""
    scenario = found.scenario
    return {
        "scenario": scenario,
        "seen": found,
        "state": (STATES[found.state], KINDS.get(found.state, "")),
        "is_archived": found.state is ScenarioState.ARCHIVED,
        "job": job_view(scenario.job, now=timezone.now()) if scenario.job else None,
        "base_title": base_title(scenario.base),
        "owner": names_of([scenario.owner]).get(scenario.owner, ""),
        "may": rights_on(request.actor, found),
        "draws": DRAWS,
        "simulated": True,
        "share_url": request.build_absolute_uri(link(request, "scenario", scenario.code)),
        "breadcrumb": trail(request, scenario),
    }


def _seen_by(request: ActorRequest) -> list[Scenario]:
    return list(visible_scenarios(request.actor).filter(archived_at=None))


@require_GET
def progress(request: ActorRequest, code: str) -> HttpResponse:
    """Where the computation stands: nothing when it is what the page shows already."""
    scenario, now = scenario_or_404(code), timezone.now()
    job = job_view(scenario.job, now=now) if scenario.job else None
    if job is None or not job.is_pending:
        return HttpResponseClientRefresh()
    if request.GET.get("vu") == job.mark:
        return HttpResponse(status=204)
    context = {"scenario": scenario, "job": job}
    return render(request, "selection/workshop/progress.html", context)


@require_GET
def rules_file(request: ActorRequest, code: str) -> HttpResponse:
    """The rules as a file that « ancrage identify --rules » takes."""
    scenario = scenario_or_404(code)
    response = HttpResponse(rules_toml(scenario.rules), content_type="application/toml")
    return as_download(response, f"regles-{scenario.code}", "toml")


def _whole_or_404(code: str) -> Scenario:
    scenario = whole_scenario(code)
    if scenario is None:
        raise Http404(_("Aucun scénario ne porte ce code."))
    return scenario


def scenario_or_404(code: str) -> Scenario:
    """The scenario of that code."""
    scenario = find_scenario(code)
    if scenario is None:
        raise Http404(_("Aucun scénario ne porte ce code."))
    return scenario


def trail(request: ActorRequest, scenario: Scenario, *steps: str) -> list[tuple[str, str]]:
    """The breadcrumb of a scenario's page: to the workshop only for who may enter it."""
    found = [(_("Identification"), link(request, "identification"))]
    if rights_on(request.actor, None).list:
        found.append((_("Atelier"), link(request, "workshop")))
    own = link(request, "scenario", scenario.code) if steps else ""
    return [*found, (scenario.name, own), *((step, "") for step in steps)]
