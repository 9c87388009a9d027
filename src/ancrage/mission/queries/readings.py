"""The readings of a candidate, and what becomes of its marks once both are in."""

import datetime as dt

from ancrage.mission.access import are_open
from ancrage.mission.models import Candidate, Expert, Interest, Reading, Settlement
from ancrage.mission.queries.missions import grid_of
from ancrage.mission.rules.guards import Facts
from ancrage.mission.rules.marks import Agreed, Settled, faults_of, settled


def active_readings(candidate: Candidate) -> list[Reading]:
    """The readings that count, first and second, with their experts."""
    held = candidate.readings.exclude(state=Reading.SET_ASIDE).select_related("expert")
    return list(held.order_by("seat"))


def own_reading(candidate: Candidate, expert: Expert) -> Reading | None:
    """An expert's own reading of a candidate, unless it was set aside."""
    held = candidate.readings.exclude(state=Reading.SET_ASIDE)
    return held.select_related("expert").filter(expert=expert).first()


def settlements_of(candidate: Candidate) -> dict[str, Settlement]:
    """What becomes of the disagreements, by criterion."""
    return {held.criterion: held for held in candidate.settlements.all()}


def settled_rows(candidate: Candidate, readings: list[Reading]) -> list[Settled]:
    """Each criterion with both marks and what became of it; empty until both readings are in."""
    if not are_open(readings):
        return []
    first, second = readings
    held = settlements_of(candidate)
    return settled(
        grid=grid_of(candidate.mission),
        first=first.marks,
        second=second.marks,
        tolerance=candidate.mission.tolerance,
        agreed={
            code: Agreed(kept.mark) for code, kept in held.items() if kept.kind == Settlement.AGREED
        },
        kept=frozenset(code for code, kept in held.items() if kept.kind == Settlement.KEPT),
    )


def loads(candidates: list[Candidate]) -> dict[int, list[Reading]]:
    """The readings that count of these candidates, by candidate. One query."""
    held = Reading.objects.filter(candidate__in=candidates).exclude(state=Reading.SET_ASIDE)
    found: dict[int, list[Reading]] = {candidate.pk: [] for candidate in candidates}
    for reading in held.select_related("expert").order_by("seat"):
        found[reading.candidate_id].append(reading)
    return found


def reading_facts(reading: Reading, *, today: dt.date) -> Facts:
    """What the steps of a reading look at. One query."""
    grid = grid_of(reading.candidate.mission)
    faults = faults_of(grid=grid, marks=reading.marks, comments=reading.comments)
    declared = Interest.objects.filter(expert=reading.expert_id, candidate=reading.candidate_id)
    interest = declared.first()
    return Facts(
        today=today,
        mission_state=reading.candidate.mission.state,
        candidate_state=reading.candidate.state,
        is_declared=interest is not None,
        is_conflicted=interest is not None and interest.has_conflict,
        unmarked=tuple(c.label for c in grid.criteria if c.code in faults),
    )
