"""What the pages of an amendment share."""

from django.http import Http404
from django.utils.translation import gettext as _

from ancrage.adaptation.models import Amendment
from ancrage.adaptation.queries.amendments import find_amendment
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link


def amendment_or_404(request: ActorRequest, code: str) -> Amendment:
    """The amendment, when the reader may see it: not his and not there are one answer."""
    found = find_amendment(request.actor, code)
    if found is None:
        raise Http404(_("Aucune modification ne porte ce numéro."))
    return found


def trail(
    request: ActorRequest, amendment: Amendment | None = None, *steps: str
) -> list[tuple[str, str]]:
    """The breadcrumb: the last step is the page itself."""
    found = [(_("Modifications de la liste"), link(request, "amendments"))]
    if amendment is not None:
        found.append((amendment.title, link(request, "amendment", amendment.code)))
    return [*found, *((step, "") for step in steps)]


def simulated(amendment: Amendment) -> str | bool:
    """What the banner says: of a made-up amendment, or of a list that is a computation."""
    if amendment.is_demonstration:
        return _("Cette modification est inventée pour la démonstration, comme qui l’a décidée.")
    return amendment.base.is_simulated


def revision_in(request: ActorRequest) -> int | None:
    """The revision that the reader had before him; -1, which none is, when it is not a number."""
    told = request.POST.get("revision", "")
    if not told:
        return None
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else -1
