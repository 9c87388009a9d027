"""Who sees what of a mission: where things are, the private file, the readings until both are in.

The table of rights says which role may; here is what its conditions in words mean.
"""

from dataclasses import replace
from enum import StrEnum

from ancrage.journal.policy import may, rights
from ancrage.kernel.rights import Actor, Where
from ancrage.mission.models import Candidate, Expert, Interest, Reading

READ_FILE, READ_READINGS = "mission.read_file", "mission.read_readings"
EDIT = "mission.edit"
EXPERT = "expert"


class Access(StrEnum):
    """How much of a candidate's private file somebody may read, and if not all, why."""

    FULL = "full"
    OUTLINE = "outline"
    CONFLICTED = "conflicted"
    UNDECLARED = "undeclared"
    NONE = "none"


def where_of(candidate: Candidate) -> Where:
    """All that a candidate touches: its regions, and who wrote it."""
    return Where(regions=candidate.region_codes, people=frozenset({candidate.author}))


def authors_where(candidate: Candidate) -> Where:
    """Whose a candidate is: the person's who wrote it, or the Region's that proposes it.

    The regions that an application of intercommunalités touches read it; they do not write it.
    """
    regions = frozenset(filter(None, [candidate.proposed_by]))
    return Where(regions=regions, people=frozenset({candidate.author}))


def expert_where(*people: str) -> Where:
    """What belongs to experts in person."""
    return Where(people=frozenset(people))


def is_author(actor: Actor, candidate: Candidate) -> bool:
    """Whether the actor may write the application."""
    return may(actor, EDIT, authors_where(candidate))


def file_access(
    actor: Actor, candidate: Candidate, expert: Expert | None, interest: Interest | None
) -> Access:
    """How much of the private file the actor may read.

    `expert` is the actor's own appointment to the mission, `interest` what he declared of this
    candidate. Whoever reads as an expert has declared that he has no conflict, whatever else he
    is; the role of expert alone, without an appointment, opens nothing.
    """
    if expert is not None and expert.dismissed_at is None:
        if interest is None:
            return Access.UNDECLARED
        if interest.has_conflict:
            return Access.CONFLICTED
        return Access.OUTLINE if actor.seen_by else Access.FULL
    held = tuple(holding for holding in actor.holdings if holding.role != EXPERT)
    grant = rights().decide(replace(actor, holdings=held), READ_FILE, where_of(candidate))
    if grant is None:
        return Access.NONE
    return Access.OUTLINE if grant.outline else Access.FULL


def are_open(readings: list[Reading]) -> bool:
    """Whether both readings that count are locked: until then nobody sees the other's marks."""
    counted = [reading for reading in readings if reading.state != Reading.SET_ASIDE]
    return len(counted) == 2 and all(reading.is_locked for reading in counted)


def readings_access(
    actor: Actor, readings: list[Reading], interest: Interest | None = None
) -> Access:
    """How much of the two readings the actor may see. `readings`: those that count, with experts.

    Before both are locked: nothing, whoever asks. Afterwards: the two readers, the national team
    (but nobody with a conflict, `interest` being what the actor declared); the auditor sees that
    they exist and when.
    """
    if not are_open(readings):
        return Access.NONE
    if interest is not None and interest.has_conflict:
        return Access.CONFLICTED
    people = expert_where(*(reading.expert.person for reading in readings))
    grant = rights().decide(actor, READ_READINGS, people)
    if grant is None:
        return Access.NONE
    return Access.OUTLINE if grant.outline else Access.FULL
