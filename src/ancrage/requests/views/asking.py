"""Asking for a measure: the measure first, then a form filled with what is known."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ancrage.catalogue.queries import basket_at
from ancrage.catalogue.rules.basket import Basket, Measure
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.rights import Actor, Scope, ScopeKind
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import scope_labels
from ancrage.requests.access import Access
from ancrage.requests.actions.asking import ask_request, edit_request
from ancrage.requests.actions.steps import send_request
from ancrage.requests.forms import AskForm, initial_of
from ancrage.requests.models import ServiceRequest
from ancrage.requests.queries.asking import known_of, territories_of
from ancrage.requests.queries.judging import asked_facts, known_facts
from ancrage.requests.views.common import (
    BAD,
    CONFLICT,
    REFUSALS,
    full_or_404,
    revision_of,
    said,
    trail,
)
from ancrage.ui.links import link

fill_in = require_http_methods(["GET", "HEAD", "POST"])


@dataclass
class Asking:
    """One edition of a request: who, which measure, what was typed or refused on the way."""

    request: ActorRequest
    measure: Measure
    basket: Basket
    held: ServiceRequest | None = None
    problem: str = ""
    status: int = 200

    @property
    def territories(self) -> list[tuple[str, str]]:
        return territory_choices(self.request.actor)

    def form(self) -> AskForm:
        actor, held = self.request.actor, self.held
        initial = initial_of(held) if held else known_of(actor, self.measure)
        if held is None:
            initial |= self._asked()
        return AskForm(
            self.request.POST or None,
            facts=asked_facts(self.measure),
            territories=self.territories,
            initial=initial,
        )

    def _asked(self) -> dict[str, str]:
        """What the address tells: the territory and the facts that the matching knows."""
        told = self.request.GET
        territory = told.get("territoire", "")
        found = {"territory": territory} if territory in dict(self.territories) else {}
        facts = {name: told[name] for name in told if name.startswith("fact_")}
        return found | facts


def territory_choices(actor: Actor) -> list[tuple[str, str]]:
    """The territories for which somebody may ask, by name."""
    codes = territories_of(actor)
    names = scope_labels(Scope(ScopeKind.TERRITORY, code) for code in codes)
    return sorted(((scope.code, name) for scope, name in names.items()), key=lambda pair: pair[1])


@fill_in
def ask(request: ActorRequest) -> HttpResponse:
    """Choose a measure, then say what one asks."""
    basket = basket_at(timezone.localdate())
    code = said(request, "measure") or request.GET.get("mesure", "")
    measure = basket.measures.get(code)
    if measure is None or not measure.is_found:
        return _choice(request, basket, code)
    return _handled(Asking(request, measure, basket))


@fill_in
def edit(request: ActorRequest, code: str) -> HttpResponse:
    """Change a draft, then send it."""
    held = full_or_404(request, code)
    if not Access(request.actor, held).is_asker:
        raise Http404(_("Cette sollicitation n’existe pas."))
    if not held.is_draft:
        return redirect(link(request, "request", code))
    basket = basket_at(timezone.localdate())
    measure = basket.measures.get(said(request, "measure") or held.measure)
    if measure is None:
        return _choice(request, basket, held.measure)
    return _handled(Asking(request, measure, basket, held))


def _choice(request: ActorRequest, basket: Basket, asked: str) -> HttpResponse:
    """The measures of the basket in force, by need: those whose title is known."""
    groups = [
        (need, [m for m in basket.for_need(need.code) if m.is_found])
        for need in basket.needs.values()
    ]
    context = {
        "groups": groups,
        "operators": basket.operators,
        "basket": basket,
        "asked": asked,
        "territory": request.GET.get("territoire", ""),
        "breadcrumb": trail(request, _("Demander une mesure")),
    }
    return render(request, "requests/choose.html", context, status=404 if asked else 200)


def _handled(asking: Asking) -> HttpResponse:
    form = asking.form()
    if asking.request.method != "POST":
        return _page(asking, form)
    if not form.is_valid():
        asking.problem, asking.status = _("Certaines réponses sont à corriger."), BAD
        return _page(asking, form)
    held = _kept(asking, form)
    if held is None:
        return _page(asking, form)
    asking.held = held
    if "send" in asking.request.POST:
        return _sent(asking, form)
    return redirect(link(asking.request, "request_edit", held.code) + "#conditions")


def _kept(asking: Asking, form: AskForm) -> ServiceRequest | None:
    """The request as it was typed, kept; None when something is refused: it is said."""
    request, held = asking.request, asking.held
    only = asking.territories[0][0] if len(asking.territories) == 1 else ""
    wanted = form.wanted(measure=asking.measure.code, territory=only)
    told: dict[str, Any] = {"by": request.actor, "now": timezone.now(), "wanted": wanted}
    try:
        if held is None:
            return ask_request(**told)
        return edit_request(**told, request=held, revision=revision_of(request))
    except InputRefused as refusal:
        for problem in refusal.problems:
            column = problem.column if problem.column in form.fields else None
            form.add_error(column, f"{problem.what.capitalize()} {problem.advice}")
        asking.problem, asking.status = _("Certaines réponses sont à corriger."), BAD
    except REFUSALS as refusal:
        asking.problem, asking.status = str(refusal), CONFLICT
    return None


def _sent(asking: Asking, form: AskForm) -> HttpResponse:
    request, held = asking.request, asking.held
    assert held is not None  # noqa: S101 it was just kept
    try:
        send_request(by=request.actor, now=timezone.now(), request=held)
    except REFUSALS as refusal:
        asking.problem, asking.status = str(refusal), CONFLICT
        return _page(asking, form)
    return redirect(link(request, "request", held.code))


def _page(asking: Asking, form: AskForm) -> HttpResponse:
    request, held, measure = asking.request, asking.held, asking.measure
    today = timezone.localdate()
    operator = asking.basket.operators.get(measure.operator)
    context = {
        "form": form,
        "measure": measure,
        "operator": operator,
        "held": held,
        "revision": said(request, "revision") or (held.revision if held else ""),
        "verdict": measure.judge(known_facts(held, day=today)) if held else None,
        "amounts": measure.amounts,
        "problem": asking.problem,
        "may_ask_at_all": bool(asking.territories or request.actor.codes(ScopeKind.COMPANY)),
        "breadcrumb": trail(request, held.code if held else _("Demander une mesure")),
    }
    if held is not None and asking.status != CONFLICT:
        context["revision"] = held.revision
    return render(request, "requests/ask.html", context, status=asking.status)
