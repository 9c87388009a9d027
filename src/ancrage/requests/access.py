"""Who sees what of a request: where it is, the side one is on, the outline that an auditor has."""

from dataclasses import dataclass
from functools import cached_property

from ancrage.journal.policy import may, rights
from ancrage.kernel.rights import Actor, Reach, Where
from ancrage.requests.models import Message, ServiceRequest

READ, READ_NOTES, EDIT = "requests.read", "requests.read_notes", "requests.edit"
ANSWER = "requests.acknowledge"
"""Who may make this step is on the operator's side."""


def where_of(request: ServiceRequest) -> Where:
    """All that a request touches; a draft is no operator's business yet."""
    return Where(
        regions=request.region_codes,
        territories=frozenset(filter(None, [request.territory])),
        operators=frozenset(filter(None, [request.operator] if not request.is_draft else [])),
        companies=frozenset(filter(None, [request.company])),
        people=frozenset({request.author}),
    )


def sees_outlines(actor: Actor) -> bool:
    """Whether some requests are shown to somebody without their companies: he must not find these
    by searching for them."""
    who = rights().rights[READ].who
    return bool(actor.seen_by) or any(who.get(role) == Reach.OUTLINE for role in actor.roles)


@dataclass(frozen=True)
class Access:
    """What somebody may do with one request. `actor` reads it, or it would not be found."""

    actor: Actor
    request: ServiceRequest

    @cached_property
    def where(self) -> Where:
        return where_of(self.request)

    @cached_property
    def is_outline(self) -> bool:
        """Whether only that it exists, its amounts and its dates may be seen."""
        grant = rights().decide(self.actor, READ, self.where)
        return grant is None or grant.outline

    @cached_property
    def is_operator(self) -> bool:
        return may(self.actor, ANSWER, self.where)

    @cached_property
    def is_asker(self) -> bool:
        return may(self.actor, EDIT, self.where)

    @cached_property
    def reads_notes(self) -> bool:
        return may(self.actor, READ_NOTES, self.where)

    def may(self, action: str) -> bool:
        return may(self.actor, action, self.where)

    @property
    def side(self) -> str:
        """The side on which somebody writes."""
        return Message.OPERATOR if self.is_operator else Message.ASKER
