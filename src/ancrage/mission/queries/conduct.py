"""Who reads what, for those who give the readings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ancrage.kernel.workflow import State
from ancrage.mission.models import Candidate, Expert, Mission, Reading
from ancrage.mission.queries.missions import declarations, free_experts
from ancrage.mission.queries.readings import loads
from ancrage.mission.words import state_of

READ = ("admissible", "scored", "closed")


@dataclass(frozen=True, slots=True)
class Seat:
    """One of the two readings of a candidate, given or not."""

    number: int
    reading: Reading | None
    reader: str
    state: State | None


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """A candidate with its two readings, and who could still be given one (id, name)."""

    candidate: Candidate
    state: State
    seats: tuple[Seat, Seat]
    free: list[tuple[int, str]]
    conflicted: list[str]
    silent: list[str]

    @property
    def is_lacking(self) -> bool:
        return any(seat.reading is None for seat in self.seats)


def reading_lines(
    mission: Mission, experts: Sequence[Expert], names: Mapping[str, str]
) -> list[ReadingLine]:
    """The candidates that are read or were, by number. Three queries."""
    candidates = list(mission.candidates.filter(state__in=READ))
    held, declared = loads(candidates), declarations(mission)
    lines = []
    for candidate in candidates:
        readings = {reading.seat: reading for reading in held[candidate.pk]}
        readers = {reading.expert_id for reading in readings.values()}
        free = [e for e in free_experts(experts, declared, candidate) if e.pk not in readers]
        told = {e.pk: declared.get((e.pk, candidate.pk)) for e in experts}
        lines.append(
            ReadingLine(
                candidate=candidate,
                state=state_of("candidate", candidate.state),
                seats=(_seat(1, readings, names), _seat(2, readings, names)),
                free=[(e.pk, names.get(e.person, "")) for e in free],
                conflicted=[
                    names.get(e.person, "")
                    for e in experts
                    if (interest := told[e.pk]) is not None and interest.has_conflict
                ],
                silent=[names.get(e.person, "") for e in experts if told[e.pk] is None],
            )
        )
    return lines


def _seat(number: int, readings: Mapping[int, Reading], names: Mapping[str, str]) -> Seat:
    reading = readings.get(number)
    if reading is None:
        return Seat(number, None, "", None)
    reader = names.get(reading.expert.person, "")
    return Seat(number, reading, reader, state_of("reading", reading.state))
