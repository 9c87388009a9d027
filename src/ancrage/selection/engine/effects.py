"""What an amendment of a list is worth: value, coverage, rules, and which region pays.

Values are in the unit of the value (model.py). The value of a list is the sum of those of its
territories; when one is not known, neither is the sum, and the sum of the others is told apart.
A territory counts for the region that holds most of its industrial jobs; the jobs covered count
for the region of each intercommunalité.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ancrage.selection.engine.amending import AmendedTerritory
from ancrage.selection.engine.judging import (
    Check,
    TerritoryFigures,
    Verdict,
    covered_jobs,
    judge,
)
from ancrage.selection.engine.model import Country, Result, Rules
from ancrage.selection.engine.rebasing import TerritoryChange, list_changes
from ancrage.selection.engine.rules import fingerprint

SPECK = 1e-9  # a value that moves by less has not moved


@dataclass(frozen=True, slots=True)
class Standing:
    """What a list is worth.

    `value` is None when the territories `unknown_values` (codes) have none; `known_value` is the
    sum of the others. `industrial_jobs` are those known, `unknown_jobs` the members without;
    `share` is of the country's known industrial jobs, 0 to 1. `below_objective` and `below_bound`
    say by how much `known_value` is below the optimum found and its proven bound (negative: it
    is above, as a list that breaks the rules may be); None without a comparable optimum.
    """

    territories: int
    value: float | None
    known_value: float
    unknown_values: tuple[str, ...]
    industrial_jobs: int
    unknown_jobs: int
    share: float
    below_objective: float | None
    below_bound: float | None


@dataclass(frozen=True, slots=True)
class RegionEffect:
    """What a region gains or loses; `value_change` None when a changed territory has no value."""

    region: str
    territories_before: int
    territories_after: int
    jobs_before: int
    jobs_after: int
    value_change: float | None

    @property
    def territories_change(self) -> int:
        """How many territories more."""
        return self.territories_after - self.territories_before

    @property
    def jobs_change(self) -> int:
        """How many covered industrial jobs more."""
        return self.jobs_after - self.jobs_before

    @property
    def pays(self) -> bool:
        """Whether it loses value; when that is not known, covered jobs."""
        if self.value_change is None:
            return self.jobs_change < 0
        return self.value_change < -SPECK


@dataclass(frozen=True, slots=True)
class Effect:
    """A list before and after it is amended.

    `regions` are those for which something changed; `broke` and `mended` the checks that hold no
    longer, or hold again (or whose territory is gone); `came_in` and `went_out` SIRENs; `changes`
    the territories that changed. `comparable` is False when the optimum does not come from
    these figures and rules: no distance to it is told.
    """

    before: Standing
    after: Standing
    value_change: float | None
    regions: tuple[RegionEffect, ...]
    broke: tuple[Check, ...]
    mended: tuple[Check, ...]
    came_in: tuple[str, ...]
    went_out: tuple[str, ...]
    changes: tuple[TerritoryChange, ...]
    comparable: bool

    @property
    def jobs_change(self) -> int:
        """How many covered industrial jobs more."""
        return self.after.industrial_jobs - self.before.industrial_jobs

    @property
    def share_change(self) -> float:
        """The share of the country's industrial jobs gained, −1 to 1."""
        return self.after.share - self.before.share


def effect(
    *,
    country: Country,
    rules: Rules,
    before: Sequence[AmendedTerritory],
    after: Sequence[AmendedTerritory],
    optimum: Result | None,
) -> Effect:
    """What it changes to have the list `after` instead of `before`.

    `optimum` is the best list under the same rules and figures, with its proof; None: not known.
    """
    held = judge(country=country, rules=rules, territories=before)
    found = judge(country=country, rules=rules, territories=after)
    same = optimum is not None and optimum.fingerprint == fingerprint(country=country, rules=rules)
    proof = optimum if same else None
    old, new = _sirens(before), _sirens(after)
    gone, made = _swapped(before, held, after, found)
    return Effect(
        before=_standing(country, before, held, proof),
        after=_standing(country, after, found, proof),
        value_change=_change(gone, made),
        regions=_regions(country, (before, held, gone), (after, found, made)),
        broke=_newly_broken(held, found),
        mended=_newly_broken(found, held),
        came_in=tuple(sorted(new - old)),
        went_out=tuple(sorted(old - new)),
        changes=list_changes(before=before, after=after),
        comparable=same,
    )


Side = tuple[Sequence[AmendedTerritory], Verdict, Sequence[TerritoryFigures]]
"""A list, its verdict, and the figures of its territories that the other list has not."""


def _sirens(territories: Iterable[AmendedTerritory]) -> frozenset[str]:
    return frozenset(siren for territory in territories for siren in territory.members)


def _swapped(
    before: Sequence[AmendedTerritory],
    held: Verdict,
    after: Sequence[AmendedTerritory],
    found: Verdict,
) -> tuple[list[TerritoryFigures], list[TerritoryFigures]]:
    """The figures of the groups that only one of the lists has, or counts for another region."""

    def signed(list_: Sequence[AmendedTerritory], verdict: Verdict) -> dict[object, str]:
        return {(frozenset(t.members), verdict.figures[t.code].region): t.code for t in list_}

    old, new = signed(before, held), signed(after, found)
    gone = [held.figures[code] for key, code in old.items() if key not in new]
    return gone, [found.figures[code] for key, code in new.items() if key not in old]


def _change(gone: Iterable[TerritoryFigures], made: Iterable[TerritoryFigures]) -> float | None:
    """The value of what comes less that of what goes; None when one of them is not known."""
    lost, won = ([found.value for found in side] for side in (gone, made))
    known = [value for value in (*lost, *won) if value is not None]
    if len(known) < len(lost) + len(won):
        return None
    return sum(known[len(lost) :]) - sum(known[: len(lost)])


def _standing(
    country: Country,
    territories: Sequence[AmendedTerritory],
    verdict: Verdict,
    optimum: Result | None,
) -> Standing:
    values = {t.code: verdict.figures[t.code].value for t in territories}
    unknown = tuple(code for code, value in values.items() if value is None)
    known_value = sum(value for value in values.values() if value is not None)
    covered, national = covered_jobs(country=country, sirens=_sirens(territories))
    objective = optimum.objective if optimum else None
    bound = optimum.bound if optimum else None
    return Standing(
        territories=len(territories),
        value=None if unknown else known_value,
        known_value=known_value,
        unknown_values=unknown,
        industrial_jobs=covered,
        unknown_jobs=sum(len(found.unknown_jobs) for found in verdict.figures.values()),
        share=covered / national if national else 0.0,
        below_objective=None if objective is None else objective - known_value,
        below_bound=None if bound is None else bound - known_value,
    )


def _regions(country: Country, old: Side, new: Side) -> tuple[RegionEffect, ...]:
    """The regions whose territories, covered jobs or value are not the same."""
    counts = [Counter(f.region for f in verdict.figures.values()) for _, verdict, _ in (old, new)]
    jobs = [_jobs_by_region(country, territories) for territories, _, _ in (old, new)]
    effects = []
    for region in sorted({*counts[0], *counts[1], *jobs[0], *jobs[1]}):
        gone, made = ([f for f in swapped if f.region == region] for _, _, swapped in (old, new))
        found = RegionEffect(
            region=region,
            territories_before=counts[0][region],
            territories_after=counts[1][region],
            jobs_before=jobs[0][region],
            jobs_after=jobs[1][region],
            value_change=_change(gone, made),
        )
        if gone or made or found.jobs_change:
            effects.append(found)
    return tuple(effects)


def _jobs_by_region(country: Country, territories: Sequence[AmendedTerritory]) -> Counter[str]:
    sirens = _sirens(territories)
    jobs: Counter[str] = Counter()
    for unit in country.units:
        if unit.siren in sirens and unit.jobs_known:
            jobs[unit.region] += unit.industrial_jobs or 0
    return jobs


def _newly_broken(before: Verdict, after: Verdict) -> tuple[Check, ...]:
    """The checks that fail after and did not before."""
    broken = {check.key for check in before.broken}
    return tuple(check for check in after.broken if check.key not in broken)
