"""What the pages of the basket share: where a page stands, what is not there, refusals."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from ancrage.catalogue.actions.added import AddedRefusedError
from ancrage.catalogue.actions.versions import StaleVersionError, VersionRefusedError
from ancrage.catalogue.queries import basket
from ancrage.catalogue.rules.basket import Basket, Certainty
from ancrage.catalogue.rules.reading import BasketRefusedError
from ancrage.catalogue.rules.words import CERTAINTIES
from ancrage.kernel.rights import Actor, ScopeKind
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link
from ancrage.ui.services import services

REFUSALS = (
    AddedRefusedError,
    BasketRefusedError,
    StaleVersionError,
    StepRefusedError,
    VersionRefusedError,
)
"""What an action may refuse in French words."""
BAD, CONFLICT = 422, 409


@dataclass(frozen=True, slots=True)
class Badge:
    """How sure we are, as a badge and what it means."""

    word: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Door:
    """A page where a measure is served from end to end."""

    title: str
    url: str
    text: str


def certainty_badge(certainty: Certainty) -> Badge:
    """How sure we are of a measure."""
    return Badge(*CERTAINTIES[certainty])


def doors(request: ActorRequest, measure_code: str = "") -> list[Door]:
    """The pages that serve a measure here; a capability that is not there has none."""
    found = []
    for held in services(measure_code):
        try:
            found.append(Door(held.title, link(request, held.route), held.text))
        except NoReverseMatch:
            continue
    return found


def trail(request: ActorRequest, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The breadcrumb: the basket first, the page itself last with no address."""
    return [(_("Panier de services"), link(request, "basket")), *steps]


def version_or_404(code: str) -> Basket:
    """The version of the address."""
    found = basket(code)
    if found is None:
        raise Http404(_("Aucune version du panier ne porte ce code."))
    return found


def own_scopes(actor: Actor) -> list[str]:
    """The owners in whose name somebody may add a measure."""
    held = [f"region:{code}" for code in sorted(actor.codes(ScopeKind.REGION, role="copilot"))]
    operators = sorted(actor.codes(ScopeKind.OPERATOR, role="referent"))
    return held + [f"operator:{code}" for code in operators]


def refusal_lines(refusal: Exception) -> list[str]:
    """Each fault on its line."""
    return str(refusal).splitlines()


def revision_in(request: ActorRequest) -> int:
    """The revision that a form was written on."""
    told = request.POST.get("revision", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else 0
