"""The committees on which somebody has a right, by name: what a form offers."""

from django.utils.timezone import localdate

from ancrage.committees.definitions import bodies_at
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Scope, ScopeKind, Where
from ancrage.people.queries.scopes import NamedScope, named_scopes


def committees_of(actor: Actor, right: str) -> list[tuple[str, str]]:
    """(« body|scope », name) of every committee on which the actor has a right. Three queries."""
    found = []
    for body in bodies_at(localdate()).values():
        label = f"{body.label[:1].upper()}{body.label[1:]}"
        for place in named_scopes(ScopeKind(body.scope)):
            if may(actor, right, _where(place)):
                told = label if place.scope == Scope() else f"{label} – {place.label}"
                found.append((f"{body.code}|{place.code}", told))
    return found


def _where(place: NamedScope) -> Where:
    if place.scope.kind == ScopeKind.TERRITORY:
        return Where(regions=place.regions, territories=frozenset({place.code}))
    return Where(regions=place.regions)
