"""What Regions asked of operators: as much of it as each may read."""

from django.db.models import Q, QuerySet

from ancrage.journal.policy import rights
from ancrage.kernel.rights import Actor, Reach, ScopeKind
from ancrage.matching.models import AdjustmentRequest

READ = "matching.read_adjustments"


def visible_to(actor: Actor) -> QuerySet[AdjustmentRequest]:
    """The requests that the actor may read: all, those of his region, of his operator."""
    found = AdjustmentRequest.objects.all()
    right = rights().rights.get(READ)
    if right is None:
        return found.none()
    wanted = Q(pk=None)
    for holding in actor.held:
        reach = right.who.get(holding.role)
        if reach is None:
            continue
        if reach == Reach.ANY or holding.scope.kind == ScopeKind.NATION:
            return found
        wanted |= Q(region=holding.scope.code) if holding.scope.kind == ScopeKind.REGION else Q()
        if holding.scope.kind == ScopeKind.OPERATOR:
            wanted |= Q(operator=holding.scope.code)
    return found.filter(wanted)


def find_adjustment(actor: Actor, reference: str) -> AdjustmentRequest | None:
    """One request, if the actor may read it."""
    return visible_to(actor).filter(reference=reference).first()
