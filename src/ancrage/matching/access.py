"""Where needs and designations are, and who reads what of them that is not for everybody."""

from ancrage.journal.policy import may, rights
from ancrage.kernel.rights import NOWHERE, Actor, Where

READ_PRIVATE, READ_REFERENTS = "matching.read_private", "matching.read_referents"
DECLARE, DESIGNATE = "matching.declare", "matching.designate"


def territory_where(scope: str, regions: frozenset[str] = frozenset()) -> Where:
    """A territory by its scope code, and the regions that it touches."""
    return Where(territories=frozenset({scope}), regions=regions)


def may_declare(actor: Actor, scope: str) -> bool:
    """Whether the actor speaks for the territory: a member of its tandem, its project manager."""
    return bool(scope) and may(actor, DECLARE, territory_where(scope))


def reads_private(actor: Actor, scope: str) -> bool:
    """Whether the actor reads what the territory's tandem keeps to itself."""
    return bool(scope) and may(actor, READ_PRIVATE, territory_where(scope))


def knows_private(actor: Actor, scope: str) -> bool:
    """Whether the actor may know that something private is there, and since when."""
    return rights().decide(actor, READ_PRIVATE, territory_where(scope)) is not None


def reads_referents(actor: Actor) -> bool:
    """Whether the actor reads the names of those who answer."""
    return rights().may_enter(actor, READ_REFERENTS)


def operator_where(operator: str) -> Where:
    """What belongs to an operator."""
    return Where(operators=frozenset({operator})) if operator else NOWHERE
