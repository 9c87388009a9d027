"""What the pages of State aid share: who reads what is asked for, the breadcrumb, refusals."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from ancrage.funding.views.common import BAD, CONFLICT, REFUSALS, says, step, trail
from ancrage.funding.views.common import form_page as a_form_page
from ancrage.journal.policy import may
from ancrage.kernel.identifiers import read_siren
from ancrage.people.middleware import ActorRequest
from ancrage.stateaid.access import READ, check_where, company_where
from ancrage.stateaid.actions.parts import StateAidRefusedError
from ancrage.stateaid.models import Check
from ancrage.stateaid.queries.checks import everything

__all__ = ["BAD", "CONFLICT", "REFUSED", "says", "step", "trail"]
REFUSED = (*REFUSALS, StateAidRefusedError)
"""What an action may refuse with French sentences."""


def check_or_404(request: ActorRequest, code: str, action: str = READ) -> Check:
    """The verdict of the address, if one may read it, or do `action` to it."""
    found = everything().filter(code=code).first()
    if found is None or not may(request.actor, action, check_where(found)):
        raise Http404(_("Cette vérification n’existe pas."))
    return found


def siren_or_404(request: ActorRequest, text: str, action: str = READ) -> str:
    """The SIREN of the address, if one may know what the company received, or do `action`."""
    siren = read_siren(text)
    if siren is None or not may(request.actor, action, company_where(siren)):
        raise unknown_company()
    return siren


def unknown_company() -> Http404:
    """What is told of a company that is not there, or of which one may read nothing."""
    return Http404(_("Cette entreprise n’est pas connue."))


def home_step(request: ActorRequest) -> tuple[str, str]:
    """State aid in the breadcrumb."""
    return step(request, _("Aides d’État"), "state_aid")


def company_step(request: ActorRequest, siren: str, name: str = "") -> tuple[str, str]:
    """A company in the breadcrumb."""
    return step(request, name or siren, "aid_company", siren)


def form_page(
    request: ActorRequest,
    form: Form,
    act: Callable[[dict[str, Any]], str],
    *,
    title: str,
    submit: str,
    above: tuple[str, str],
    **page: Any,  # noqa: ANN401 what the template reads
) -> HttpResponse:
    """A page of one form, under `above`: where one goes back."""
    return a_form_page(
        request,
        form,
        act,
        refusals=REFUSED,
        title=title,
        submit=submit,
        back=above[1],
        breadcrumb=trail(request, *dict.fromkeys((home_step(request), above)), title),
        **page,
    )


def choice_page(
    request: ActorRequest,
    form: Form,
    *,
    title: str,
    above: tuple[str, str],
    **page: Any,  # noqa: ANN401 as above
) -> HttpResponse:
    """The first step of a page in two: what is chosen goes in the address of the second."""
    return form_page(
        request,
        form,
        _nothing_sent,
        title=title,
        submit=_("Continuer"),
        above=above,
        is_choice=True,
        **page,
    )


def _nothing_sent(_told: dict[str, Any]) -> str:
    raise Http404
