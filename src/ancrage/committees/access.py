"""Who sees what of a meeting: its members, those whom its agenda touches, everybody."""

from dataclasses import dataclass
from functools import cached_property

from ancrage.committees.kinds.registry import kind_of
from ancrage.committees.models import AgendaItem, Condition, Meeting
from ancrage.journal.policy import may
from ancrage.kernel.bars import from_bars
from ancrage.kernel.rights import Actor, ScopeKind, Where

READ, PREPARE = "committees.read", "committees.prepare"
OPEN_TO_ALL = frozenset({ScopeKind.NATION.value, ScopeKind.REGION.value})
"""On what the committees are held whose meetings, once called, everybody may know of."""
KNOWN = frozenset({"called", "open", "held", "approved", "cancelled"})
"""The states in which a meeting is known of beyond those who prepare it."""


def committee_where(meeting: Meeting) -> Where:
    """What the committee itself is held on: its members' scope."""
    if meeting.scope_kind == ScopeKind.REGION:
        return Where(regions=frozenset({meeting.scope}))
    if meeting.scope_kind == ScopeKind.TERRITORY:
        return Where(regions=meeting.region_codes, territories=frozenset({meeting.scope}))
    return Where()


def touched_where(meeting: Meeting) -> Where:
    """What the committee is held on, and what its agenda touches."""
    held = committee_where(meeting)
    return Where(
        regions=held.regions | meeting.region_codes,
        territories=held.territories | meeting.territory_codes,
    )


def condition_where(condition: Condition) -> Where:
    """Where a condition is to be filled: on what its item is about, and its committee."""
    where = committee_where(condition.item.meeting)
    territories = from_bars(condition.item.territories)
    return Where(regions=where.regions, territories=where.territories | territories)


@dataclass(frozen=True)
class Access:
    """What somebody may do with one meeting."""

    actor: Actor
    meeting: Meeting

    @cached_property
    def is_member(self) -> bool:
        """Whether all the agenda, its papers and the minutes may be read."""
        return self.is_preparer or may(self.actor, READ, committee_where(self.meeting))

    @cached_property
    def is_preparer(self) -> bool:
        return self.may(PREPARE)

    @cached_property
    def is_concerned(self) -> bool:
        """Whether something of the agenda touches one's scope."""
        return self.is_member or may(self.actor, READ, touched_where(self.meeting))

    def may(self, action: str) -> bool:
        return may(self.actor, action, committee_where(self.meeting))

    def reads(self, item: AgendaItem) -> bool:
        """Whether an item may be read: the others are told as being there, no more."""
        if self.is_member:
            return True
        kind = kind_of(item.kind)
        return bool(item.subject) and kind.readable(self.actor, item.subject)
