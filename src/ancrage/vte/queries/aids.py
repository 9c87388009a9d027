"""The aids asked for hirings, with the requests that follow them."""

from collections.abc import Iterable, Mapping

from ancrage.requests.models import ServiceRequest
from ancrage.vte.models import Aid, Offer
from ancrage.vte.rules.schemes import GREEN

GRANTED = frozenset({"granted"})
OVER = frozenset({"refused", "withdrawn"})
"""Outcomes that leave an aid without effect: it may be asked again, and counts for nothing."""


def requests_of(aids: Iterable[Aid]) -> Mapping[str, ServiceRequest]:
    """The requests of aids, by code. One query, none without an aid."""
    codes = [aid.request for aid in aids]
    held = ServiceRequest.objects.filter(code__in=codes) if codes else ()
    return {request.code: request for request in held}


def aids_of(offer: Offer) -> list[tuple[Aid, ServiceRequest | None]]:
    """The aids asked for a mission's hiring, the oldest first, with their requests."""
    held = list(offer.aids.all())
    found = requests_of(held)
    return [(aid, found.get(aid.request)) for aid in held]


def is_pending_or_granted(request: ServiceRequest | None) -> bool:
    """Whether an aid keeps the same from being asked again."""
    return request is not None and request.outcome not in OVER


def is_granted(request: ServiceRequest | None) -> bool:
    """Whether it was granted, whatever came of it since."""
    return request is not None and request.outcome in GRANTED


def held_green(offer: Offer) -> tuple[int, int]:
    """The VTE verts of the same SIRET, and of the company's other SIRETs, this one left out."""
    if not offer.siret:
        return 0, 0
    aids = Aid.objects.filter(kind=GREEN, offer__siret__startswith=offer.siret[:9])
    held = list(aids.exclude(offer=offer.pk).select_related("offer"))
    found = requests_of(held)
    sirets = [a.offer.siret for a in held if is_pending_or_granted(found.get(a.request))]
    here = sirets.count(offer.siret)
    return here, len(set(sirets) - {offer.siret})
