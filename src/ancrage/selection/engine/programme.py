"""The identification as a linear programme over a pool of groups.

    maximise    Σ_g v_g x_g
    such that   Σ_{g ∋ u} x_g ≤ 1           for each unit u (= 1 if it is included or imposed)
                Σ_g x_g = N
                min_r ≤ Σ_{g of r} x_g ≤ max_r   for each region r
                Σ_g J_g x_g ≥ C             the coverage floor, in jobs
                x_g ∈ {0, 1}

Rows come in that order: one per unit, then the *common* rows, of which every group has one
coefficient each (they are few: the number, the regions, the coverage).
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from ancrage.selection.engine.figures import FloatArray, IntArray
from ancrage.selection.engine.groups import Pool
from ancrage.selection.engine.model import Country, Quota, Rules

JOBS_SCALE = 1000.0  # jobs are counted in thousands, the size of the other coefficients


@dataclass(frozen=True, slots=True)
class Programme:
    """The rows of the linear programme; the columns are the groups of `pool`.

    `common` (rows × groups) holds the coefficients of the common rows.
    """

    pool: Pool
    unit_lower: FloatArray
    common: FloatArray
    common_lower: FloatArray
    common_upper: FloatArray

    @property
    def row_lower(self) -> FloatArray:
        """The left-hand sides of all rows, units first."""
        return np.concatenate([self.unit_lower, self.common_lower])

    @property
    def row_upper(self) -> FloatArray:
        """The right-hand sides of all rows, units first."""
        return np.concatenate([np.ones(self.pool.units), self.common_upper])

    @property
    def most(self) -> int:
        """The largest number of groups that a solution can have."""
        return int(min(self.common_upper[0], self.pool.units))

    def subset(self, rows: IntArray) -> "Programme":
        """The same programme with these groups only."""
        return Programme(
            pool=self.pool.subset(rows),
            unit_lower=self.unit_lower,
            common=self.common[:, rows],
            common_lower=self.common_lower,
            common_upper=self.common_upper,
        )

    def without_values(self) -> "Programme":
        """The same programme with nothing to maximise: does it have a solution at all?"""
        return replace(self, pool=replace(self.pool, value=np.zeros(len(self.pool))))

    def allows(self, chosen: IntArray) -> bool:
        """Whether these groups together are a solution, checked exactly."""
        covered = np.bincount(self.pool.members[chosen].ravel(), minlength=self.pool.units + 1)
        covered = covered[: self.pool.units]
        sums = self.common[:, chosen].sum(axis=1)
        return bool(
            (covered <= 1).all()
            and (covered >= self.unit_lower).all()
            and (sums >= self.common_lower - 1e-9).all()
            and (sums <= self.common_upper + 1e-9).all()
        )


def build_programme(*, country: Country, rules: Rules, pool: Pool) -> Programme:
    """The programme that the rules make of this pool."""
    rows: list[tuple[FloatArray, float, float]] = [
        (np.ones(len(pool)), rules.territories, rules.territories)
    ]
    rows += [
        ((pool.region == pool.regions.index(code)).astype(float), quota.at_least, _upper(quota))
        for code, quota in region_quotas(country, rules).items()
    ]
    floor = coverage_jobs(country, rules)
    if floor > 0:
        rows.append((pool.industrial / JOBS_SCALE, floor / JOBS_SCALE, np.inf))
    forced = rules.include.union(*rules.impose)
    return Programme(
        pool=pool,
        unit_lower=np.array([float(unit.siren in forced) for unit in country.units]),
        common=np.array([row for row, _, _ in rows]),
        common_lower=np.array([lower for _, lower, _ in rows], dtype=float),
        common_upper=np.array([upper for _, _, upper in rows], dtype=float),
    )


def region_quotas(country: Country, rules: Rules) -> dict[str, Quota]:
    """The numbers that bind, by region: its own, else that of each region with known jobs.

    A region without any unit whose jobs are known only has the numbers that it says itself.
    """
    known = {unit.region for unit in country.units if unit.jobs_known}
    own = {code: _own(quota, code in known) for code, quota in rules.quotas.items()}
    every = dict.fromkeys(known, replace(rules.each_region, inherited=True)) | own
    present = {unit.region for unit in country.units}
    return {
        code: quota
        for code, quota in sorted(every.items())
        if code in present and (quota.at_least > 0 or quota.at_most is not None)
    }


def _own(quota: Quota, known: bool) -> Quota:  # noqa: FBT001
    return replace(quota, at_least=0) if quota.inherited and not known else quota


def coverage_jobs(country: Country, rules: Rules) -> int:
    """The fewest industrial jobs that reach the coverage floor."""
    national = sum(unit.industrial_jobs or 0 for unit in country.units if unit.jobs_known)
    floor = max(0, math.ceil(rules.coverage_min * national - 1e-6))
    while floor < rules.coverage_min * national and floor / national < rules.coverage_min:
        floor += 1
    return floor


def _upper(quota: Quota) -> float:
    return np.inf if quota.at_most is None else float(quota.at_most)
