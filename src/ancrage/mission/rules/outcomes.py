"""What the scores made of each candidate: where it stood in the list without them, where with them.

`whole`: one territory of the list is exactly the candidate's perimeter. `inside`: all its
intercommunalités are in territories of the list, drawn otherwise. `partly`: some are. `out`: none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ancrage.kernel.text import typeset
from ancrage.selection.engine.model import IdentifiedTerritory
from ancrage.selection.engine.scoring import Candidate, Entry, Scores, ScoreUse


class Standing(StrEnum):
    """Where a candidate's perimeter stands in a list."""

    WHOLE = "whole"
    INSIDE = "inside"
    PARTLY = "partly"
    OUT = "out"


RANK = {Standing.OUT: 0, Standing.PARTLY: 1, Standing.INSIDE: 2, Standing.WHOLE: 3}
WORDS = {
    Standing.WHOLE: "tel quel",
    Standing.INSIDE: "dans d’autres contours",
    Standing.PARTLY: "en partie",
    Standing.OUT: "absent",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A candidate in both lists; `covered` counts its intercommunalités in the second one."""

    code: str
    name: str
    score: float | None
    entry: Entry
    before: Standing
    after: Standing
    covered_before: int
    covered_after: int
    members: int
    why: str

    def document(self) -> dict[str, Any]:
        """The same, JSON-ready."""
        return {name: getattr(self, name) for name in self.__slots__}


def outcomes(
    *,
    candidates: Sequence[Candidate],
    scores: Scores,
    use: ScoreUse,
    entered: Mapping[str, Entry],
    before: Sequence[IdentifiedTerritory],
    after: Sequence[IdentifiedTerritory],
) -> list[Outcome]:
    """Each candidate, with what its score changed for it, in one sentence."""
    found = []
    for candidate in candidates:
        old, covered_before = standing(candidate.members, before)
        new, covered_after = standing(candidate.members, after)
        score, entry = scores.get(candidate.code), entered[candidate.code]
        found.append(
            Outcome(
                code=candidate.code,
                name=candidate.name,
                score=score,
                entry=entry,
                before=old,
                after=new,
                covered_before=covered_before,
                covered_after=covered_after,
                members=len(candidate.members),
                why=typeset(_why(entry, old, new, covered_after - covered_before, score, use)),
            )
        )
    return found


def standing(
    members: Sequence[str], territories: Sequence[IdentifiedTerritory]
) -> tuple[Standing, int]:
    """Where a perimeter stands in a list, and how many of its members the list holds."""
    wanted = frozenset(members)
    held = {siren for territory in territories for siren in territory.members}
    covered = len(wanted & held)
    if any(frozenset(territory.members) == wanted for territory in territories):
        return Standing.WHOLE, covered
    if wanted and covered == len(wanted):
        return Standing.INSIDE, covered
    return (Standing.PARTLY if covered else Standing.OUT), covered


def _why(
    entry: Entry,
    before: Standing,
    after: Standing,
    gained: int,
    score: float | None,
    use: ScoreUse,
) -> str:
    if entry is Entry.FORCED_IN:
        return "Sa note l’a fait entrer d’office." if before != after else "Il y était déjà."
    if entry.is_refused:
        if after is Standing.OUT and before is not Standing.OUT:
            return "Sa note est sous le minimum : il est sorti de la liste."
        if after is Standing.OUT:
            return "Sa note est sous le minimum ; il n’était pas dans la liste."
        return "Sa note est sous le minimum ; une autre candidature porte ce qui reste."
    return _open_why(before, after, gained, bool(use.bonus and score))


def _open_why(before: Standing, after: Standing, gained: int, has_bonus: bool) -> str:  # noqa: FBT001
    moved = (RANK[after] - RANK[before]) or gained
    if moved > 0:
        if has_bonus:
            return "Son bonus a changé les choix en sa faveur."
        return "Les notes des autres ont changé les choix en sa faveur."
    if moved < 0:
        return "Les notes des autres ont changé les choix à son détriment."
    if not has_bonus:
        return "Rien n’a changé pour lui."
    if before is Standing.OUT:
        return "Son bonus n’a pas suffi à le faire entrer."
    return "Son bonus n’a rien changé : sa place était déjà acquise."
