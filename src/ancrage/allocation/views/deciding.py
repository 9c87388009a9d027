"""What is decided of a scenario: put before the committee, taken back, adopted, undone, dropped."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ancrage.allocation.actions.adopting import adopt_scenario
from ancrage.allocation.actions.proposing import propose_scenario, take_back_scenario
from ancrage.allocation.actions.reversing import reverse_adoption
from ancrage.allocation.actions.scenarios import drop_scenario
from ancrage.allocation.forms import AdoptForm
from ancrage.allocation.queries.parts import whole_of
from ancrage.allocation.views.common import (
    asked,
    attempt,
    fill_in,
    form_page,
    number_said,
    said,
    trail,
)
from ancrage.allocation.views.scenarios import scenario_page
from ancrage.funding.words.money import signed
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

View = Callable[[ActorRequest, str], HttpResponse]
REASONED: dict[str, Callable[..., Any]] = {
    "take_back": take_back_scenario,
    "reverse": reverse_adoption,
    "drop": drop_scenario,
}
"""The steps of a reason alone."""


@require_POST
def propose(request: ActorRequest, code: str) -> HttpResponse:
    """Let the committee decide."""
    scenario = asked(request, code, "propose")
    return attempt(
        lambda: propose_scenario(
            by=request.actor,
            now=timezone.now(),
            scenario=scenario,
            revision=number_said(request, "revision"),
        ),
        done=lambda: f"{link(request, 'allocation', code)}#decider",
        refused=lambda told: scenario_page(request, scenario, problem=told),
    )


def step_view(verb: str) -> View:
    """The view of a step that only asks why."""

    @require_POST
    def view(request: ActorRequest, code: str) -> HttpResponse:
        scenario = asked(request, code, verb)
        return attempt(
            lambda: REASONED[verb](
                by=request.actor,
                now=timezone.now(),
                scenario=scenario,
                reason=said(request, "reason"),
            ),
            done=lambda: f"{link(request, 'allocation', code)}#decider",
            refused=lambda told: scenario_page(request, scenario, problem=told),
        )

    return view


@fill_in
def adopt(request: ActorRequest, code: str) -> HttpResponse:
    """Record the decision by which a scenario is adopted."""
    scenario = asked(request, code, "adopt")
    form = AdoptForm(request.POST or None, today=timezone.localdate())
    whole = whole_of(scenario.lines.all())

    def act() -> str:
        adopt_scenario(by=request.actor, now=timezone.now(), scenario=scenario, **form.cleaned_data)
        return f"{link(request, 'allocation', code)}#decider"

    envelope = scenario.envelope.name if scenario.envelope else _("aucune")
    return form_page(
        request,
        form,
        act,
        title=_("Consigner l’adoption"),
        submit=_("Adopter"),
        back=link(request, "allocation", code),
        facts=[
            (_("Scénario"), scenario.name),
            (_("Enveloppe"), envelope),
            (_("Projets servis"), str(whole.served)),
            (_("Promis au grand livre"), signed(whole.granted)),
        ],
        breadcrumb=trail(request, scenario, _("Adopter")),
    )
