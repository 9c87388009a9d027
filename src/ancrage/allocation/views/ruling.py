"""The rules of a scenario: typed in a form, taken from a file, carried away as one."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.allocation.actions.parts import REFUSALS, ScenarioChangedError
from ancrage.allocation.actions.ruling import set_rules
from ancrage.allocation.engine.model import DIMENSIONS
from ancrage.allocation.forms import RulesFileForm
from ancrage.allocation.models import Scenario
from ancrage.allocation.queries.files import rules_from, rules_text
from ancrage.allocation.queries.parts import values_present
from ancrage.allocation.rules_form import ADD, MOST_ROWS, REMOVE, REVISION, RulesForm, choices_of
from ancrage.allocation.views.common import (
    BAD,
    CONFLICT,
    asked,
    fill_in,
    form_page,
    number_said,
    said,
    scenario_or_404,
    told_of,
    trail,
)
from ancrage.allocation.words import labels_of
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

MOST_TOLD = 20
"""Faults that are shown at once; the others come with the next reading."""


@fill_in
def edit(request: ActorRequest, code: str) -> HttpResponse:
    """The rules, a row for each; adding or taking away a row posts what is typed, and keeps it."""
    scenario = asked(request, code, "set_rules")
    form = _form(request, scenario)
    if request.method != "POST":
        return _page(request, scenario, form)
    if ADD in request.POST or REMOVE in request.POST:
        form.remove(said(request, REMOVE))
        form.add(said(request, ADD))
        return _page(request, scenario, form)
    if not form.is_valid():
        return _page(request, scenario, form, status=BAD)
    return _set(request, scenario, form)


def _set(request: ActorRequest, scenario: Scenario, form: RulesForm) -> HttpResponse:
    """Keep what is typed, or show it again with why not."""
    try:
        set_rules(
            by=request.actor,
            now=timezone.now(),
            scenario=scenario,
            rules=form.document(),
            revision=number_said(request, REVISION),
        )
    except ScenarioChangedError as refusal:
        told = _("Rien de ce que vous avez saisi n’est perdu ; enregistré, il remplacera le reste.")
        return _page(request, scenario, form, [f"{refusal} {told}"], status=CONFLICT)
    except REFUSALS as refusal:
        return _page(request, scenario, form, told_of(refusal), status=BAD)
    return redirect(link(request, "allocation", scenario.code))


def _form(request: ActorRequest, scenario: Scenario) -> RulesForm:
    labels = labels_of(scenario)
    present = values_present(scenario, DIMENSIONS)
    return RulesForm(
        request.POST if request.method == "POST" else None,
        rules=scenario.rules,
        labels=labels,
        choices=choices_of(labels, present, scenario.rules),
    )


def _page(
    request: ActorRequest,
    scenario: Scenario,
    form: RulesForm,
    problems: list[str] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "scenario": scenario,
        "form": form,
        "most": MOST_ROWS,
        "problems": (problems or [])[:MOST_TOLD],
        "held": scenario.lines.exclude(held=None),
        "breadcrumb": trail(request, scenario, _("Règles")),
    }
    return render(request, "allocation/rules.html", context, status=status)


@fill_in
def take(request: ActorRequest, code: str) -> HttpResponse:
    """Replace the rules by those of a file."""
    scenario = asked(request, code, "set_rules")
    form = RulesFileForm(request.POST or None, request.FILES or None)

    def act() -> str:
        name, content = form.cleaned_data["document"]
        set_rules(
            by=request.actor,
            now=timezone.now(),
            scenario=scenario,
            rules=rules_from(scenario, content, name=name),
            revision=scenario.revision,
        )
        return link(request, "allocation", code)

    return form_page(
        request,
        form,
        act,
        title=_("Prendre les règles d’un fichier"),
        submit=_("Remplacer les règles"),
        back=link(request, "allocation_rules", code),
        facts=[(_("Scénario"), scenario.name)],
        is_file=True,
        breadcrumb=trail(request, scenario, _("Fichier de règles")),
    )


@require_GET
def file(request: ActorRequest, code: str) -> HttpResponse:
    """The rules as « ancrage allocate » reads them, with what was set by hand."""
    scenario = scenario_or_404(request, code)
    response = HttpResponse(rules_text(scenario), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}-regles.toml"'
    return response
