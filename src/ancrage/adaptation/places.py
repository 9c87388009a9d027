"""What an amendment touches, as the table of rights asks it: for each kind of right, where."""

from collections.abc import Iterable

from ancrage.adaptation.models import Amendment
from ancrage.journal.policy import rights
from ancrage.kernel.rights import Actor, Reach, ScopeKind, Where

OBJECT = "adaptation.object"


def regions_of(amendment: Amendment) -> frozenset[str]:
    """All the regions concerned, the proposing one included."""
    return frozenset(region.code for region in amendment.regions.all()) | {amendment.region_id}


def others_of(amendment: Amendment) -> frozenset[str]:
    """The regions concerned that do not propose it."""
    return regions_of(amendment) - {amendment.region_id}


def where_asked(amendment: Amendment, right: str) -> Where:
    """Where a right must be held: objecting is for the other regions, the rest for its own."""
    if right == OBJECT:
        return Where(regions=others_of(amendment))
    return Where(regions=frozenset({amendment.region_id}))


def whereabouts(amendment: Amendment, territories: Iterable[str] = ()) -> Where:
    """All that an amendment touches: who reads the journal there finds its entries."""
    codes = (f"{amendment.programme_id}:{code}" for code in territories)
    return Where(regions=regions_of(amendment), territories=frozenset(codes))


def held_regions(actor: Actor, right: str) -> frozenset[str] | None:
    """The regions over which an actor has a right; None: everywhere."""
    line = rights().rights.get(right)
    found: set[str] = set()
    if line is None or (line.writes and not actor.may_write):
        return frozenset()
    for holding in actor.held:
        reach = line.who.get(holding.role)
        if reach in {Reach.ANY, Reach.OUTLINE}:
            return None
        if reach == Reach.OWN and holding.scope.kind == ScopeKind.REGION:
            found.add(holding.scope.code)
    return frozenset(found)
