"""Who an item is for today: the holders of its roles on its scopes, and the people it names."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from ancrage.inbox.models import Addressee, Item
from ancrage.kernel.rights import Actor, Holding, ScopeKind


def for_actor(actor: Actor) -> "QuerySet[Item]":
    """The items that are for somebody: by his reference, or by a role that he holds."""
    if not actor.is_person:
        return Item.objects.none()
    wanted = Q(reference=actor.reference)
    for holding in actor.holdings:
        wanted |= _held(holding)
    return Item.objects.filter(pk__in=Addressee.objects.filter(wanted).values("item"))


def _held(holding: Holding) -> Q:
    if holding.scope.kind == ScopeKind.NATION:
        return Q(role=holding.role)
    return Q(
        role=holding.role,
        scope_kind=holding.scope.kind.value,
        scope_code=holding.scope.code,
    )


def reaches(addressee: Addressee, holding: Holding) -> bool:
    """Whether a role that is held makes an item one's own: what `for_actor` asks the database."""
    if addressee.role != holding.role:
        return False
    scope = holding.scope
    return scope.kind == ScopeKind.NATION or (
        (addressee.scope_kind, addressee.scope_code) == (scope.kind.value, scope.code)
    )


def reason(
    addressees: Iterable[Addressee], actor: Actor
) -> tuple[Addressee | None, Holding | None]:
    """By which of its addressees, and which of his roles, an item is somebody's: the closest.

    His own name first, then his own roles, then those of whom he stands in for; what came to him
    for having waited elsewhere comes last.
    """
    held = sorted(addressees, key=lambda one: one.after_days is not None)
    for addressee in held:
        if addressee.reference and addressee.reference == actor.reference:
            return addressee, None
    holdings = sorted(actor.holdings, key=lambda one: bool(one.stands_in_for))
    for addressee in held:
        for holding in holdings:
            if reaches(addressee, holding):
                return addressee, holding
    return None, None
