"""The versions of a programme's list: what changed in each, who proposed and who decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from django.db.models import Prefetch

from ancrage.adaptation.lists import (
    Territories,
    moves_of,
    stages,
    territories_by_version,
)
from ancrage.adaptation.maps import Change
from ancrage.adaptation.models import Amendment, Step
from ancrage.adaptation.words import moves_in_words
from ancrage.geography.models import Perimeter, PerimeterVersion
from ancrage.selection.engine.amending import MoveRefused
from ancrage.selection.engine.model import Country

SHOWN = ("submit", "approve", "object", "accept")
"""The steps that the history of a list tells: what led to the version."""


@dataclass(frozen=True)
class Passage:
    """A version of a list, and what came before it; the first one has nothing before."""

    version: PerimeterVersion
    before: PerimeterVersion | None
    territories: Territories
    held_before: Territories
    amendment: Amendment | None

    @cached_property
    def change(self) -> Change:
        return Change(self.held_before, self.territories)

    @property
    def steps(self) -> list[Step]:
        """What led to it, oldest first: no query."""
        found = self.amendment.steps.all() if self.amendment else ()
        return [step for step in found if step.verb in SHOWN]

    def said(self, country: Country) -> list[str]:
        """The changes in words; empty for a version that no amendment made."""
        if self.amendment is None:
            return []
        moves = moves_of(self.amendment.moves)
        try:
            held = stages(country, self.held_before, moves)
        except MoveRefused:  # the figures were loaded anew since
            return []
        return moves_in_words(country, held, moves)


def passages(programme: Perimeter) -> list[Passage]:
    """Every version of a programme's list, newest first; six queries."""
    versions = list(programme.versions.select_related("perimeter").order_by("valid_from"))
    held = territories_by_version([version.code for version in versions])
    amendments = {a.result_id: a for a in _accepted(programme)}
    pairs: Sequence[tuple[PerimeterVersion | None, PerimeterVersion]]
    pairs = list(pairwise([None, *versions]))  # type: ignore[list-item]
    found = [
        Passage(
            version=version,
            before=before,
            territories=held[version.code],
            held_before=held[before.code] if before else (),
            amendment=amendments.get(version.code),
        )
        for before, version in pairs
    ]
    return found[::-1]


def _accepted(programme: Perimeter) -> list[Amendment]:
    steps = Step.objects.select_related("decision", "region")
    found = Amendment.objects.filter(programme=programme, result__isnull=False)
    return list(found.select_related("region").prefetch_related(Prefetch("steps", steps)))
