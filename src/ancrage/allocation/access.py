"""Who reads a scenario, and on whose money it may be."""

from django.db.models import Q

from ancrage.allocation.models import Scenario
from ancrage.funding.access import REGION, financer_where
from ancrage.funding.models import Envelope
from ancrage.journal.policy import may, rights
from ancrage.kernel.rights import Actor, Reach, ScopeKind, Where
from ancrage.stateaid.access import READ as READ_AID

READ = "allocation.read"
STATE = "etat"


def scenario_where(scenario: Scenario) -> Where:
    """Whose a scenario is: its region's, or the nation's, and its author's."""
    return scope_where(scenario.scope, scenario.owner)


def scope_where(scope: str, owner: str) -> Where:
    """What a scenario of a scope touches."""
    regions = frozenset({scope}) if scope else frozenset()
    return Where(regions=regions, people=frozenset({owner}))


def is_readable(actor: Actor, scenario: Scenario) -> bool:
    """Whether somebody reads it."""
    return may(actor, READ, scenario_where(scenario))


def reads_rooms(actor: Actor, scenario: Scenario) -> bool:
    """Whether somebody reads what State aid leaves to companies: a secret of theirs, which the
    financer knows, not all who read the scenario."""
    return may(actor, READ_AID, financer_where(scenario.financer))


def read_by(actor: Actor) -> Q:
    """The scenarios that somebody reads."""
    found = Q(pk=None)
    right = rights().rights.get(READ)
    for holding in actor.held:
        reach = right.who.get(holding.role) if right else None
        if reach == Reach.SELF:
            found |= Q(owner=actor.reference)
        elif reach == Reach.ANY or (reach and holding.scope.kind == ScopeKind.NATION):
            return ~Q(pk=None)
        elif reach == Reach.OWN and holding.scope.kind == ScopeKind.REGION:
            found |= Q(scope=holding.scope.code)
    return found


def shares_within(scope: str, envelope: Envelope, financer: str) -> bool:
    """Whether a scenario of a scope may share this envelope in the name of this financer: a region
    shares its own envelopes, for itself, the State or the envelope's operator."""
    if not scope:
        return True
    of_region = {f"{REGION}{scope}", STATE, envelope.operator, envelope.financer} - {""}
    return envelope.region == scope and financer in of_region
