"""Under which regime and on which terms a dossier is aided."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.funding.models import Dossier
from ancrage.people.middleware import ActorRequest
from ancrage.requests.words import as_typed
from ancrage.stateaid.actions.terms import TermsTold, tell_terms
from ancrage.stateaid.definitions import method, regime_choices
from ancrage.stateaid.forms import RegimeForm
from ancrage.stateaid.queries.asking import terms_of
from ancrage.stateaid.terms_form import TermsForm, typed_terms
from ancrage.stateaid.views.asking import dossier_or_404, questions
from ancrage.stateaid.views.common import choice_page, form_page, step
from ancrage.stateaid.views.companies import fill_in
from ancrage.stateaid.words import company_label, regime_label
from ancrage.ui.links import link

TELL = "stateaid.tell_terms"


@fill_in
def tell(request: ActorRequest, code: str) -> HttpResponse:
    """Choose the regime, then answer what it asks."""
    dossier = dossier_or_404(request, code, TELL)
    regime = request.GET.get("regime", "")
    if regime in regime_choices():
        return _terms(request, dossier, regime)
    choice = RegimeForm(
        request.GET if "regime" in request.GET else None,
        initial={"regime": dossier.aid_basis or "de_minimis"},
    )
    return choice_page(
        request,
        choice,
        title=_("Régime de l’aide"),
        above=_above(request, dossier),
        facts=_facts(dossier),
    )


def _above(request: ActorRequest, dossier: Dossier) -> tuple[str, str]:
    return step(request, dossier.code, "dossier", dossier.code)


def _facts(dossier: Dossier) -> list[tuple[str, str]]:
    return [
        (_("Dossier"), dossier.code),
        (_("Entreprise"), company_label(dossier.siren, dossier.beneficiary)),
        (_("Financeur"), dossier.financer_name),
    ]


def _terms(request: ActorRequest, dossier: Dossier, regime: str) -> HttpResponse:
    held = terms_of(dossier)
    initial: dict[str, Any] = {"eligible": as_typed(dossier.eligible_cents)}
    if held is not None:
        initial |= typed_terms(held.terms)
        initial |= {"instrument": held.instrument, "benefited": held.benefited}
    form = TermsForm(
        request.POST or None,
        method=method(),
        questions=questions(regime, timezone.localdate()),
        answers=held.conditions if held else {},
        initial=initial,
    )

    def act(told: dict[str, Any]) -> str:
        made = TermsTold(
            regime=regime,
            instrument=told["instrument"],
            terms=form.terms,
            conditions=form.answers,
            benefited=told["benefited"],
            eligible=told["eligible"],
        )
        tell_terms(by=request.actor, now=timezone.now(), dossier=dossier, told=made)
        return link(request, "dossier", dossier.code)

    return form_page(
        request,
        form,
        act,
        title=_("Conditions de l’aide"),
        submit=_("Enregistrer"),
        above=_above(request, dossier),
        facts=[*_facts(dossier), (_("Régime"), regime_label(regime))],
    )
