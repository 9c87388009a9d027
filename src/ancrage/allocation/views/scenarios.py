"""The scenarios: their list, a new one, one with its plan, its name and envelope, a copy."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.allocation.access import scope_where
from ancrage.allocation.actions.scenarios import (
    copy_scenario,
    create_scenario,
    describe_scenario,
    wanted_of,
)
from ancrage.allocation.forms import CopyForm, ScenarioForm
from ancrage.allocation.models import Scenario
from ancrage.allocation.panel import CREATE
from ancrage.allocation.queries.scenarios import visible_to, with_plan
from ancrage.allocation.scenario_page import Page, choice_places
from ancrage.allocation.tables import scenarios_table
from ancrage.allocation.views.common import (
    CONFLICT,
    asked,
    fill_in,
    form_page,
    number_said,
    scenario_or_404,
    trail,
)
from ancrage.funding.access import REGION
from ancrage.funding.models import Envelope
from ancrage.funding.models.envelopes import OPENED
from ancrage.funding.queries.financers import financers
from ancrage.geography.queries import region_names
from ancrage.journal.policy import NotAllowedError, may
from ancrage.people.middleware import ActorRequest
from ancrage.ui import charts
from ancrage.ui.links import link


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The scenarios that somebody reads."""
    table = scenarios_table(request, list(visible_to(request.actor)), region_names())
    planned = list(with_plan(request.actor).values_list("code", "name"))
    context = {
        "table": table,
        "may_create": bool(_scopes(request)),
        "choices": planned,
        "places": choice_places(planned[:2]),
        "breadcrumb": trail(request),
    }
    return table.response() or render(request, "allocation/allocations.html", context)


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """A scenario: where it stands, what it shares, its plan with its proof, what rules cost."""
    return scenario_page(request, scenario_or_404(request, code))


def scenario_page(request: ActorRequest, scenario: Scenario, *, problem: str = "") -> HttpResponse:
    """The page of a scenario, with why something asked there was refused."""
    page = Page(request, scenario, now=timezone.now())
    context = page.context(problem)
    for table in page.tables:
        if file := table.response():
            return file
    drawn = context.get("needs_chart")
    if drawn and (file := charts.response(request, drawn)):
        return file
    context |= {"breadcrumb": trail(request, scenario)}
    status = CONFLICT if problem else 200
    response = render(request, "allocation/allocation.html", context, status=status)
    if context["is_running"]:
        response["Cache-Control"] = "no-store"
    return response


@fill_in
def create(request: ActorRequest) -> HttpResponse:
    """Begin a scenario; its projects come next."""
    scopes = _scopes(request)
    if not scopes:
        raise NotAllowedError(CREATE)
    initial = {"unit": _("emplois"), "financer": _usual_financer(scopes)}
    initial |= _of_envelope(request.GET.get("enveloppe", ""), scopes)
    form = _form(request, scopes, initial=initial)

    def act() -> str:
        made = create_scenario(by=request.actor, now=timezone.now(), wanted=form.wanted())
        return link(request, "allocation_take", made.code)

    return form_page(
        request,
        form,
        act,
        title=_("Commencer un scénario"),
        submit=_("Commencer"),
        back=link(request, "allocations"),
        breadcrumb=trail(request, page=_("Nouveau")),
    )


def _usual_financer(scopes: Sequence[tuple[str, str]]) -> str:
    """The Region, for who begins scenarios in one alone."""
    codes = [code for code, _name in scopes]
    return f"{REGION}{codes[0]}" if len(codes) == 1 and codes[0] else ""


def _of_envelope(code: str, scopes: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What the form says at first, when one comes from the page of an envelope."""
    envelope = Envelope.objects.filter(code=code).first() if code else None
    if envelope is None:
        return {}
    held = {scope for scope, _name in scopes}
    return {
        "scope": envelope.region if envelope.region in held else "",
        "envelope": envelope.code,
        "financer": envelope.financer or envelope.operator,
    }


@fill_in
def describe(request: ActorRequest, code: str) -> HttpResponse:
    """Another name, another envelope, another financer."""
    scenario = asked(request, code, "describe")
    wanted = wanted_of(scenario)
    initial = {**wanted.told(), "note": wanted.note}
    form = _form(request, _scopes(request, scenario.scope), initial=initial)

    def act() -> str:
        describe_scenario(
            by=request.actor,
            now=timezone.now(),
            scenario=scenario,
            wanted=form.wanted(),
            revision=number_said(request, "revision"),
        )
        return link(request, "allocation", code)

    return form_page(
        request,
        form,
        act,
        title=_("Nom, enveloppe, financeur"),
        submit=_("Enregistrer"),
        back=link(request, "allocation", code),
        kept={"revision": str(scenario.revision)},
        breadcrumb=trail(request, scenario, _("Décrire")),
    )


@fill_in
def copy(request: ActorRequest, code: str) -> HttpResponse:
    """Begin another scenario from this one."""
    scenario = asked(request, code, "copy")
    name = _("%s, variante") % scenario.name
    form = CopyForm(request.POST or None, initial={"name": name[:150]})

    def act() -> str:
        made = copy_scenario(
            by=request.actor,
            now=timezone.now(),
            scenario=scenario,
            name=form.cleaned_data["name"],
        )
        return link(request, "allocation", made.code)

    return form_page(
        request,
        form,
        act,
        title=_("En faire une variante"),
        submit=_("Copier"),
        back=link(request, "allocation", code),
        facts=[
            (_("Scénario"), scenario.name),
            (_("Ce qui est repris"), _("les projets, les règles, ce qui est fixé à la main")),
        ],
        breadcrumb=trail(request, scenario, _("Variante")),
    )


def _scopes(request: ActorRequest, *held: str) -> list[tuple[str, str]]:
    """The scopes in which somebody may begin a scenario, and those of `held`."""
    actor, regions = request.actor, region_names()
    named = {"": _("nationale"), **dict(sorted(regions.items(), key=lambda pair: pair[1]))}
    return [
        (code, name)
        for code, name in named.items()
        if code in held or may(actor, CREATE, scope_where(code, actor.reference))
    ]


def _form(
    request: ActorRequest, scopes: list[tuple[str, str]], *, initial: dict[str, Any]
) -> ScenarioForm:
    """The form, with the envelopes of opened credits that one of the scopes may share."""
    codes = {code for code, _name in scopes}
    held = Envelope.objects.filter(nature=OPENED).order_by("name")
    may_share = [one for one in held if "" in codes or one.region in codes]
    return ScenarioForm(
        request.POST or None,
        scopes=scopes,
        envelopes=may_share,
        financers=financers(),
        initial=initial,
    )
