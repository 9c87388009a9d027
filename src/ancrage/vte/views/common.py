"""What the pages of the VTE share: which mission, where the page stands, refusals."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ancrage.geography.models import Intercommunality
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link
from ancrage.vte.actions.parts import OfferRefusedError, StaleOfferError
from ancrage.vte.models import Offer
from ancrage.vte.queries.offers import find_offer
from ancrage.vte.queries.places import PlaceRefusedError

REFUSALS = (OfferRefusedError, PlaceRefusedError, StaleOfferError, StepRefusedError)
"""What an action may refuse with one French sentence."""
BAD, CONFLICT = 400, 409


def said(request: ActorRequest, name: str) -> str:
    """What a form posts under a name, without what no database keeps; "" when nothing."""
    return request.POST.get(name, "").replace("\x00", "")


def offer_or_404(request: ActorRequest, code: str) -> Offer:
    """The mission of the address, if the reader may know of it."""
    found = find_offer(request.actor, code)
    if found is None:
        raise Http404(_("Aucune mission VTE ne porte ce code."))
    return found


def trail(request: ActorRequest, *steps: tuple[str, str] | str) -> list[tuple[str, str]]:
    """The breadcrumb: the last step is the page itself."""
    found = [(_("Missions VTE"), link(request, "vte_missions"))]
    return [*found, *((step, "") if isinstance(step, str) else step for step in steps)]


def place_names(offers: Iterable[Offer]) -> dict[str, str]:
    """The intercommunalités of missions, by SIREN."""
    held = Intercommunality.objects.filter(siren__in={o.siren for o in offers if o.siren})
    return dict(held.values_list("siren", "name"))


def attempt(
    act: Callable[[], Any], *, done: Callable[[Any], str], refused: Callable[[str], HttpResponse]
) -> HttpResponse:
    """Do something; go to `done`'s address, or show the page again with what was refused."""
    try:
        made = act()
    except REFUSALS as refusal:
        return refused(str(refusal))
    return redirect(done(made))
