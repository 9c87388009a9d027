"""Who may give which role, and on what: the table of rights, and what `roles.yaml` says of each."""

from ancrage.journal.policy import rights
from ancrage.kernel.rights import HOST, Actor, Scope, ScopeKind, Where, reaches
from ancrage.people.models import RoleHolding
from ancrage.people.queries.scopes import regions_of
from ancrage.people.roles import RoleKind, role_kinds

GIVE = "people.grant_role"


def where_of(scope: Scope, *people: str, regions: frozenset[str] | None = None) -> Where:
    """What a scope touches: itself, the regions that a territory is in, the people concerned.

    `regions` when they are at hand; else one query.
    """
    held = frozenset({scope.code})
    return Where(
        regions=regions_of([scope])[scope] if regions is None else regions,
        territories=held if scope.kind == ScopeKind.TERRITORY else frozenset(),
        operators=held if scope.kind == ScopeKind.OPERATOR else frozenset(),
        companies=held if scope.kind == ScopeKind.COMPANY else frozenset(),
        people=frozenset(people),
    )


def may_give(by: Actor, role: str, where: Where) -> bool:
    """Whether one of the actor's roles gives this one there; who runs the machine gives any."""
    right = rights().rights.get(GIVE)
    kind = role_kinds().get(role)
    if right is None or kind is None or not by.may_write:
        return False
    for holding in by.held:
        reach = right.who.get(holding.role)
        gives = holding.role == HOST or holding.role in kind.given_by
        if gives and reach is not None and reaches(by, holding, reach, where):
            return True
    return False


def may_end(by: Actor, row: RoleHolding, where: Where) -> bool:
    """Whether the actor may end a role: it is his, he is replaced by it, or he may give it."""
    replaced = row.stands_in_for
    mine = {row.person.reference, replaced.person.reference if replaced else ""}
    return by.may_write and (by.reference in mine or may_give(by, row.role, where))


def givable(by: Actor) -> list[RoleKind]:
    """The roles that the actor may give somewhere, in the order of their list."""
    right = rights().rights.get(GIVE)
    if right is None or not by.may_write:
        return []
    giving = {holding.role for holding in by.held} & right.who.keys()
    return [k for k in role_kinds().values() if HOST in giving or giving & set(k.given_by)]
