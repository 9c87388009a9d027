"""The candidates of a mission with their figures, as its table and its map show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from ancrage.geography.models import Intercommunality
from ancrage.geography.queries.totals import Totals, totals_of
from ancrage.mission.models import Candidate
from ancrage.mission.queries.places import places_of


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A candidate, its intercommunalités (those that are still there) and their sums."""

    candidate: Candidate
    places: tuple[Intercommunality, ...]
    totals: Totals

    @property
    def is_partial(self) -> bool:
        """Whether some of its members are no longer in the reference."""
        return len(self.places) < len(self.candidate.members)


def candidate_rows(candidates: Sequence[Candidate]) -> list[CandidateRow]:
    """Every candidate with its figures, in one query."""
    held = {place.siren: place for place in places_of({s for c in candidates for s in c.members})}
    rows = []
    for candidate in candidates:
        places = tuple(held[siren] for siren in candidate.members if siren in held)
        rows.append(CandidateRow(candidate, places, totals_of(places)))
    return rows
