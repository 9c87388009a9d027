"""Candidate territories, as far as somebody may know of them, and what their steps look at."""

import datetime as dt

from django.db.models import Q, QuerySet

from ancrage.kernel.rights import Actor, ScopeKind
from ancrage.mission.definitions import sections
from ancrage.mission.models import Attachment, Candidate, Mission, Reading
from ancrage.mission.queries.missions import experts_of, grid_of, undecided
from ancrage.mission.queries.readings import active_readings, settled_rows
from ancrage.mission.rules.application import REGION, missing
from ancrage.mission.rules.guards import Facts
from ancrage.mission.rules.marks import score_of

DRAFT = "draft"
SCORED = ("scored", "closed")


def visible_to(actor: Actor, mission: Mission) -> "QuerySet[Candidate]":
    """The candidates that somebody may see: all but the drafts of others.

    A draft is its author's, and its Region's when a Region proposes it.
    """
    mine = Q(author=actor.reference) if actor.is_person else Q(pk=None)
    regions = actor.codes(ScopeKind.REGION, role="copilot")
    ours = Q(origin=REGION, proposed_by__in=regions)
    return mission.candidates.filter(~Q(state=DRAFT) | mine | ours)


def find_candidate(actor: Actor, mission: Mission, number: int) -> Candidate | None:
    """A candidate that the actor may see; None for the others, as if they were not there."""
    found = visible_to(actor, mission).filter(number=number).first()
    if found is not None:
        found.mission = mission
    return found


def scored(mission: Mission) -> list[Candidate]:
    """The candidates whose score is concluded."""
    return list(mission.candidates.filter(state__in=SCORED, score__isnull=False))


def mission_facts(mission: Mission, *, today: dt.date) -> Facts:
    """What the steps of a mission look at."""
    return Facts(
        today=today,
        mission_state=mission.state,
        is_use_declared=mission.use is not None,
        applications_until=mission.applications_until,
        readings_until=mission.readings_until,
        experts=len(experts_of(mission)),
        left=undecided(mission),
    )


def candidate_facts(
    candidate: Candidate, *, today: dt.date, readings: list[Reading] | None = None
) -> Facts:
    """What the steps of a candidate look at; `readings`: those that count, if they are at hand."""
    mission = candidate.mission
    readings = active_readings(candidate) if readings is None else readings
    rows = settled_rows(candidate, readings) if candidate.state == "admissible" else []
    grid = grid_of(mission)
    return Facts(
        today=today,
        mission_state=mission.state,
        applications_until=mission.applications_until,
        readings_until=mission.readings_until,
        candidate_state=candidate.state,
        missing=tuple(lacking(candidate).values()) if candidate.state == DRAFT else (),
        locked=sum(reading.is_locked for reading in readings),
        unsettled=tuple(row.criterion.label for row in rows if not row.is_settled),
        is_score_known=bool(rows) and score_of(grid=grid, rows=rows).value is not None,
    )


def lacking(candidate: Candidate) -> dict[str, str]:
    """What the application still lacks, by the name of its field."""
    answers = {"name": candidate.name, **candidate.answers, **candidate.tandem}
    found = missing(
        sections=sections(),
        origin=candidate.origin,
        answers=answers,
        members=len(candidate.members),
        letters=letters_of(candidate),
    )
    elsewhere = candidate.proposed_by and candidate.proposed_by not in candidate.region_codes
    if elsewhere and candidate.members:
        found["perimeter"] = "une intercommunalité de la région qui propose"
    return found


def letters_of(candidate: Candidate) -> int:
    """How many letters of commitment are attached."""
    return candidate.attachments.filter(kind=Attachment.LETTER).count()


def attachments_of(candidate: Candidate) -> list[Attachment]:
    """The files of an application."""
    return list(candidate.attachments.select_related("file"))


def overlaps(candidate: Candidate) -> list[tuple[Candidate, list[str]]]:
    """The other candidates that hold some of the same intercommunalités, and which."""
    held = set(candidate.members)
    others = candidate.mission.candidates.exclude(pk=candidate.pk).exclude(
        state__in=(DRAFT, "withdrawn", "inadmissible")
    )
    shared = (
        (other, [s for s in candidate.members if s in set(other.members)]) for other in others
    )
    return [(other, sirens) for other, sirens in shared if held and sirens]
