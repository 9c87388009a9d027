"""What the scores changed: the same figures solved without them, then with them.

Two currencies, never mixed: the value under the rules without the scores says what the scores
cost, the value under the rules with them what they won.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from ancrage.selection.engine.amending import territories_of
from ancrage.selection.engine.comparison import Comparison, Difference, TerritoryList, compare
from ancrage.selection.engine.effects import RegionEffect, effect
from ancrage.selection.engine.model import Country, IdentifiedTerritory, Result, Rules


class Cause(StrEnum):
    """Why a territory changed: its own members' scores, or those of others (knock-on)."""

    EXCLUDED = "excluded"
    IMPOSED = "imposed"
    BONUS = "bonus"
    KNOCK_ON = "knock_on"


@dataclass(frozen=True, slots=True)
class Swap:
    """A territory that came in (`before` None), went out (`after` None), or changed.

    `before` and `after` are codes in their lists: the same code may stand for two territories.
    `joined` and `left` are SIRENs.
    """

    before: str | None
    after: str | None
    name: str
    region: str
    joined: tuple[str, ...]
    left: tuple[str, ...]
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class ScoreChanges:
    """Two lists, without and with the scores.

    `value_…` count under the rules without the scores, `scored_…` under those with them.
    `value_change` is what the scores cost; it is above 0 only by as much as the gap of the first
    list leaves. `shares` are of the country's known industrial jobs, 0 to 1. `unchanged` counts
    the territories that both lists have; `regions` tells which region pays, in value without the
    scores.
    """

    came_in: tuple[Swap, ...]
    went_out: tuple[Swap, ...]
    changed: tuple[Swap, ...]
    unchanged: int
    joined: tuple[Difference, ...]
    left: tuple[Difference, ...]
    value_before: float
    value_after: float
    scored_before: float
    scored_after: float
    jobs_before: int
    jobs_after: int
    share_before: float
    share_after: float
    regions: tuple[RegionEffect, ...]

    @property
    def value_change(self) -> float:
        """The value won, without the scores: most often lost."""
        return self.value_after - self.value_before

    @property
    def share_change(self) -> float:
        """The share of the country's industrial jobs won, −1 to 1."""
        return self.share_after - self.share_before


def what_changed(*, country: Country, before: Result, after: Result) -> ScoreChanges:
    """What solving with the scores (`after`) changed to the list without them (`before`).

    ValueError when one of them found no list: there is nothing to compare.
    """
    if not before.territories or not after.territories:
        message = "sans liste de territoires, il n’y a rien à comparer"
        raise ValueError(message)
    compared = compare(country=country, first=_listed(before), second=_listed(after))
    swaps, unchanged = _swaps(compared, before, after)
    old, new = territories_of(before), territories_of(after)
    cost = effect(country=country, rules=before.rules, before=old, after=new, optimum=None)
    won = effect(country=country, rules=after.rules, before=old, after=new, optimum=None)
    return ScoreChanges(
        came_in=tuple(swap for swap in swaps if swap.before is None),
        went_out=tuple(swap for swap in swaps if swap.after is None),
        changed=tuple(swap for swap in swaps if swap.before and swap.after),
        unchanged=unchanged,
        joined=compared.only_second,
        left=compared.only_first,
        value_before=cost.before.known_value,
        value_after=cost.after.known_value,
        scored_before=won.before.known_value,
        scored_after=won.after.known_value,
        jobs_before=before.covered_industrial_jobs,
        jobs_after=after.covered_industrial_jobs,
        share_before=before.covered_share,
        share_after=after.covered_share,
        regions=cost.regions,
    )


def changes_document(changes: ScoreChanges) -> dict[str, Any]:
    """The changes, JSON-ready, with the differences that they make."""
    return asdict(changes) | {
        "value_change": changes.value_change,
        "share_change": changes.share_change,
    }


def _listed(result: Result) -> TerritoryList:
    return TerritoryList(result.rules.title, {t.code: t.members for t in result.territories})


def _swaps(compared: Comparison, before: Result, after: Result) -> tuple[list[Swap], int]:
    """The pairs of territories that resemble each other most, those alone, and how many stayed."""
    pairs: set[tuple[str | None, str | None]] = {
        (match.territory, match.match) for match in compared.matches_first
    }
    pairs |= {(match.match, match.territory) for match in compared.matches_second}
    old = {territory.code: territory for territory in before.territories}
    new = {territory.code: territory for territory in after.territories}
    moved = _moved(before.rules, after.rules)
    found = [
        _swap(old.get(first or ""), new.get(second or ""), moved)
        for first, second in sorted(pairs, key=lambda pair: (pair[1] or "", pair[0] or ""))
    ]
    swaps = [swap for swap in found if swap.joined or swap.left]
    return swaps, len(found) - len(swaps)


def _moved(before: Rules, after: Rules) -> Mapping[Cause, frozenset[str]]:
    """The intercommunalités on which the scores bear, in each way."""
    sirens = before.bonus.keys() | after.bonus.keys()
    groups = set(after.impose) - set(before.impose)
    return {
        Cause.EXCLUDED: after.exclude - before.exclude,
        Cause.IMPOSED: frozenset().union(*groups),
        Cause.BONUS: frozenset(s for s in sirens if before.bonus.get(s) != after.bonus.get(s)),
    }


def _swap(
    old: IdentifiedTerritory | None,
    new: IdentifiedTerritory | None,
    moved: Mapping[Cause, frozenset[str]],
) -> Swap:
    members = [frozenset(territory.members if territory else ()) for territory in (old, new)]
    causes = [
        cause
        for cause, sirens in moved.items()
        if sirens & members[0 if cause is Cause.EXCLUDED else 1]
    ]
    shown = new or old
    return Swap(
        before=old.code if old else None,
        after=new.code if new else None,
        name=shown.name if shown else "",
        region=shown.region if shown else "",
        joined=tuple(sorted(members[1] - members[0])),
        left=tuple(sorted(members[0] - members[1])),
        causes=tuple(causes) or (Cause.KNOCK_ON,),
    )
