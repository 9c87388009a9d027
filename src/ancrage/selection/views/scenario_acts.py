"""What is done to a scenario: its rules moved, computed, given up, named, copied, put away."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ancrage.jobs.queue import QueueFullError
from ancrage.journal.policy import NotAllowedError, may
from ancrage.people.middleware import ActorRequest
from ancrage.selection.actions_scenarios import (
    WAITING_SCENARIOS,
    ScenarioChangedError,
    ScenarioRefusedError,
    archive_scenario,
    cancel_scenario,
    duplicate_scenario,
    edit_scenario,
    rename_scenario,
    restore_scenario,
    run_scenario,
)
from ancrage.selection.models import Scenario
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.scenarios import where_of
from ancrage.selection.queries.summary import region_names
from ancrage.selection.scenario_forms import (
    PLACE,
    REVISION,
    SEARCH,
    NameForm,
    RulesForm,
    base_title,
)
from ancrage.selection.scenario_page import base_of
from ancrage.selection.views.scenarios import scenario_or_404, scenario_page, trail
from ancrage.selection.workshop_places import find_places
from ancrage.selection.workshop_rules import RulesRefusedError
from ancrage.ui.links import link

RUN = "calculer"


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ActorRequest, code: str) -> HttpResponse:
    """The form that moves the rules; a search in it posts what is typed, and loses none of it."""
    scenario = _own(request, code, "workshop.edit_scenario")
    form = _rules_form(request, scenario)
    if request.method != "POST":
        return _form(request, scenario, form)
    if form.search:
        form.full_clean()
        return _form(request, scenario, form)
    refused = _moved(request, scenario, form)
    if refused:
        return refused
    if RUN in request.POST:
        return _done(request, code, lambda: _run(request, code, scenario.draws))
    return redirect(link(request, "scenario", code))


def _moved(request: ActorRequest, scenario: Scenario, form: RulesForm) -> HttpResponse | None:
    """Move the rules; the form again, with all that was typed, when they are refused."""
    if not form.is_valid():
        return _form(request, scenario, form, status=400)
    try:
        edit_scenario(
            by=request.actor,
            now=timezone.now(),
            scenario=scenario.code,
            moved=form.moved(),
            revision=_revision(request),
        )
    except RulesRefusedError as refusal:
        form.refuse(refusal.faults)
        return _form(request, scenario, form, status=400)
    except ScenarioChangedError:
        return _form(request, scenario, form, changed=True, status=409)
    except ScenarioRefusedError as refusal:
        return _form(request, scenario, form, problem=str(refusal), status=409)
    return None


def _rules_form(request: ActorRequest, scenario: Scenario) -> RulesForm:
    return RulesForm(
        request.POST if request.method == "POST" else None,
        document=scenario.rules,
        base=base_of(scenario),
        country=loaded_country(),
        regions=region_names(),
    )


def _form(
    request: ActorRequest,
    scenario: Scenario,
    form: RulesForm,
    *,
    changed: bool = False,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "scenario": scenario,
        "form": form,
        "base_title": scenario.parent.name if scenario.parent else base_title(scenario.base),
        "opened": request.GET.get("region", ""),
        "changed": changed,
        "problem": problem,
        # Sent again after the warning, what is typed replaces the other's changes knowingly.
        "revision": scenario.revision,
        "simulated": True,
        "breadcrumb": trail(request, scenario, _("Changer les règles")),
    }
    return render(request, "selection/workshop/rules.html", context, status=status)


def _revision(request: ActorRequest) -> int | None:
    told = request.POST.get(REVISION, "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else None


@require_GET
def places(request: ActorRequest) -> HttpResponse:
    """The intercommunalités of that name that the form does not hold yet, as lines of the form."""
    named = dict.fromkeys(request.GET.getlist(PLACE), "")
    asked = request.GET.get(SEARCH, "").strip()
    found = find_places(loaded_country(), asked, region_names(), apart_from=named)
    context = {"found": found, "asked": asked, "is_fragment": True}
    return render(request, "selection/workshop/found.html", context)


@require_POST
def run(request: ActorRequest, code: str) -> HttpResponse:
    """Have it computed, with as many draws as asked."""
    told = request.POST.get("tirages", "0")
    draws = int(told) if told.isascii() and told.isdecimal() and len(told) < 5 else -1
    return _done(request, code, lambda: _run(request, code, draws))


def _run(request: ActorRequest, code: str, draws: int) -> None:
    run_scenario(by=request.actor, now=timezone.now(), scenario=code, draws=draws)


@require_POST
def cancel(request: ActorRequest, code: str) -> HttpResponse:
    """Give its computation up."""
    return _done(
        request,
        code,
        lambda: cancel_scenario(by=request.actor, now=timezone.now(), scenario=code),
    )


@require_POST
def archive(request: ActorRequest, code: str) -> HttpResponse:
    """Put it away."""
    return _done(
        request,
        code,
        lambda: archive_scenario(by=request.actor, now=timezone.now(), scenario=code),
    )


@require_POST
def restore(request: ActorRequest, code: str) -> HttpResponse:
    """Bring it back."""
    return _done(
        request,
        code,
        lambda: restore_scenario(by=request.actor, now=timezone.now(), scenario=code),
    )


@require_POST
def duplicate(request: ActorRequest, code: str) -> HttpResponse:
    """A copy of one's own, ready to be moved."""
    scenario_or_404(code)
    made = duplicate_scenario(by=request.actor, now=timezone.now(), scenario=code)
    return redirect(link(request, "scenario_edit", made.code))


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: ActorRequest, code: str) -> HttpResponse:
    """Another name, another note."""
    scenario = _own(request, code, "workshop.rename_scenario")
    initial = {"name": scenario.name, "note": scenario.note}
    form = NameForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        return _done(
            request,
            code,
            lambda: rename_scenario(
                by=request.actor,
                now=timezone.now(),
                scenario=code,
                name=told["name"],
                note=told["note"],
            ),
        )
    context = {
        "scenario": scenario,
        "form": form,
        "breadcrumb": trail(request, scenario, _("Renommer")),
    }
    status = 400 if form.errors else 200
    return render(request, "selection/workshop/rename.html", context, status=status)


def _own(request: ActorRequest, code: str, action: str) -> Scenario:
    """The scenario, for who may do this to it; else it is not there."""
    scenario = scenario_or_404(code)
    if not may(request.actor, action, where_of(scenario)):
        raise NotAllowedError(action)
    return scenario


def _done(request: ActorRequest, code: str, act: Callable[[], object]) -> HttpResponse:
    """Back to the scenario's page once it is done; there too when it is refused, with why."""
    scenario_or_404(code)
    try:
        act()
    except (ScenarioRefusedError, RulesRefusedError) as refusal:
        return scenario_page(request, code, problem=str(refusal), status=409)
    except QueueFullError:
        problem = _("%(n)d calculs attendent déjà : réessayez dans quelques minutes.")
        told = problem % {"n": WAITING_SCENARIOS}
        return scenario_page(request, code, problem=told, status=503)
    return redirect(link(request, "scenario", code))
