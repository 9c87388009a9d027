"""A grant checked before it is decided; a verdict given again; an unknown one accepted."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ancrage.funding.access import financer_where
from ancrage.funding.models import Dossier
from ancrage.funding.queries.financers import financers_for
from ancrage.journal.policy import may
from ancrage.people.middleware import ActorRequest
from ancrage.requests.words import amount, as_typed
from ancrage.stateaid.actions.checking import (
    accept_unknown,
    check_dossier,
    check_grant,
    revise_check,
)
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.forms import AskForm, CheckForm, DossierCheckForm, ReasonForm
from ancrage.stateaid.queries.facts import companies_of
from ancrage.stateaid.rules.model import Asked
from ancrage.stateaid.rules.regimes import Condition
from ancrage.stateaid.views.checks import ACCEPT, CHECK, REVISE, page_of
from ancrage.stateaid.views.common import (
    CONFLICT,
    REFUSED,
    check_or_404,
    choice_page,
    form_page,
    home_step,
    says,
    step,
)
from ancrage.stateaid.views.companies import fill_in
from ancrage.stateaid.words import company_label, listed, regime_label
from ancrage.ui.formats import french_date
from ancrage.ui.links import link


@fill_in
def begin(request: ActorRequest) -> HttpResponse:
    """Check a grant: to a dossier, or to a company before any dossier is there."""
    code = request.GET.get("dossier", "").replace("\x00", "")
    if code:
        return _of_dossier(request, code)
    financers = financers_for(request.actor, CHECK)
    if not financers:
        raise Http404(_("Vous ne vérifiez les aides d’aucun financeur."))
    asked = AskForm(
        request.GET if "regime" in request.GET else None,
        financers=financers,
        initial=_initial(request, financers),
    )
    if not asked.is_valid():
        return choice_page(request, asked, title=_("Vérifier une aide"), above=home_step(request))
    return _of_company(request, asked.cleaned_data, dict(financers))


def _initial(request: ActorRequest, financers: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {
        "siren": request.GET.get("siren", "").replace("\x00", "")[:20],
        "financer": financers[0][0],
        "regime": "de_minimis",
        "on": timezone.localdate(),
    }


def questions(regime: str, on: dt.date) -> Sequence[Condition]:
    """What a regime asks a person, on a day; nothing where we hold no version of it."""
    held = regimes().by_code.get(regime)
    version = held.on(on) if held else None
    return version.questions if version else ()


def _of_company(
    request: ActorRequest, told: dict[str, Any], financers: dict[str, str]
) -> HttpResponse:
    """The second step: amounts, and the questions of the regime."""
    siren, regime, on = told["siren"], told["regime"], told["on"]
    name = companies_of([siren])[siren].name
    form = CheckForm(request.POST or None, questions=questions(regime, on), initial={"name": name})

    def act(typed: dict[str, Any]) -> str:
        asked = Asked(
            siren=siren,
            cents=typed["cents"] or 0,
            regime=regime,
            on=on,
            eligible=typed["eligible"],
            project=typed["project"],
            commune=typed["commune"],
            conditions=form.answers,
        )
        made = check_grant(
            by=request.actor,
            now=timezone.now(),
            financer=told["financer"],
            asked=asked,
            name=typed["name"],
        )
        return link(request, "aid_check", made.code)

    return form_page(
        request,
        form,
        act,
        title=_("Vérifier une aide"),
        submit=_("Vérifier"),
        above=home_step(request),
        facts=[
            (_("Entreprise"), company_label(siren, name)),
            (_("Financeur"), financers[told["financer"]]),
            (_("Régime"), regime_label(regime)),
            (_("Octroi le"), french_date(on)),
        ],
    )


def dossier_or_404(request: ActorRequest, code: str, action: str) -> Dossier:
    """A dossier, if one may do `action` for its financer."""
    found = Dossier.objects.select_related("project", "aid_terms").filter(code=code).first()
    if found is None or not may(request.actor, action, financer_where(found.financer)):
        raise Http404(_("Ce dossier n’existe pas."))
    return found


def _of_dossier(request: ActorRequest, code: str) -> HttpResponse:
    """A dossier: its regime and its terms are told first."""
    dossier = dossier_or_404(request, code, CHECK)
    if dossier.aid_basis not in regimes().by_code:
        return redirect(link(request, "aid_terms", dossier.code))

    def act(told: dict[str, Any]) -> str:
        made = check_dossier(
            by=request.actor,
            now=timezone.now(),
            dossier=dossier,
            cents=told["cents"] or 0,
            on=told["on"],
        )
        return link(request, "aid_check", made.code)

    waiting = as_typed(dossier.instruction_cents or dossier.asked_cents or None)
    asked = request.GET.get("montant", "")[:30]
    initial = {"cents": asked or waiting, "on": timezone.localdate()}
    return form_page(
        request,
        DossierCheckForm(request.POST or None, initial=initial),
        act,
        title=_("Vérifier une aide"),
        submit=_("Vérifier"),
        above=step(request, dossier.code, "dossier", dossier.code),
        facts=[
            (_("Dossier"), dossier.code),
            (_("Entreprise"), company_label(dossier.siren, dossier.beneficiary)),
            (_("Financeur"), dossier.financer_name),
            (_("Régime"), regime_label(dossier.aid_basis)),
            (_("Dépense éligible"), amount(dossier.eligible_cents)),
        ],
    )


@fill_in
def accept(request: ActorRequest, code: str) -> HttpResponse:
    """Decide that a grant may be made although its verdict is unknown."""
    check = check_or_404(request, code, ACCEPT)

    def act(told: dict[str, Any]) -> str:
        accept_unknown(by=request.actor, now=timezone.now(), check=check, reason=told["reason"])
        return link(request, "aid_check", check.code)

    return form_page(
        request,
        ReasonForm(request.POST or None),
        act,
        title=_("Accorder bien que ce soit inconnu"),
        submit=_("Accepter"),
        above=step(request, check.code, "aid_check", check.code),
        facts=[
            (_("Entreprise"), company_label(check.siren, check.name)),
            (_("Régime"), regime_label(check.regime)),
            (_("Montant"), amount(check.amount_cents)),
            (_("Ce qui manque"), listed(check.verdict.get("missing", ()))),
        ],
    )


@require_POST
def again(request: ActorRequest, code: str) -> HttpResponse:
    """Give a verdict again from what is known now."""
    check = check_or_404(request, code, REVISE)
    try:
        made = revise_check(by=request.actor, now=timezone.now(), check=check)
    except REFUSED as refusal:
        return page_of(request, check, problem=says(refusal), status=CONFLICT)
    if made.pk == check.pk:
        told = _("Rien de ce qui est connu n’a changé depuis : le verdict reste le même.")
        return page_of(request, check, notice=told)
    return redirect(link(request, "aid_check", made.code))
