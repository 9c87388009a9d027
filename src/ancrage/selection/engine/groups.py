"""Enumeration of every group that may be a territory.

A connected group of two units or more keeps being connected when the right unit is taken away
from it, and that unit need not be its smallest one (a spanning tree has two leaves). So every
group is reached from its smallest unit, the *root*, by adding one neighbour at a time, always
larger than the root; the same group reached twice is kept once. Groups of different roots never
meet, so roots are worked through in blocks, which bounds the memory. Blocks are independent of
each other: when the first one tells that much is to come, the others are shared between two
processes. Measured in processor time on 35,000 units with K = 6: 19 s in one process; shared, 7 s
in this one and 9 s in each of the two others. On the French figures up to K = 6 there is 1 s of
work, which is what sharing costs.

Two rules can be tested before a group is complete, because extending the group cannot mend
them: the population cap and the members' own intensity. Both depend on the group's region,
which is the region of one of its members: a unit is judged by the loosest threshold among the
regions that it can reach within K − 1 steps. All rules are tested exactly at the end.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from ancrage.selection.engine.figures import (
    BoolArray,
    Figures,
    FloatArray,
    IntArray,
    Neighbours,
    intensity_of,
    read_figures,
)
from ancrage.selection.engine.model import Country, Rules, Thresholds

BLOCK = 512  # roots worked through at once
SMALL_BLOCK = 64  # the same where two processes share the work
MUCH = 1_500_000  # connected groups to come that are worth two processes
PROCESSES = 2
WORD = 2**63  # what fits into one sorting key


class OutOfTimeError(Exception):
    """The time limit came before all groups were known: no list can be chosen among them."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Every group that may be a territory, one per row, in the order of their members.

    `members` (n × K) holds sorted positions in `Country.units`, padded with `units` (one past
    the last position), so that an array of length `units + 1` ending in zero can be summed over
    members. `region` holds positions in `regions` (codes, sorted).
    """

    units: int
    regions: tuple[str, ...]
    members: IntArray
    industrial: IntArray
    total: IntArray
    population: IntArray
    intensity: FloatArray
    cohesion: FloatArray
    value: FloatArray
    region: IntArray

    def __len__(self) -> int:
        return len(self.members)

    def group(self, row: int) -> tuple[int, ...]:
        """The members of one group: positions in `Country.units`, increasing."""
        return tuple(int(unit) for unit in self.members[row] if unit < self.units)

    def subset(self, rows: IntArray | BoolArray) -> "Pool":
        """The same pool with these groups only."""
        return Pool(
            units=self.units,
            regions=self.regions,
            members=self.members[rows],
            industrial=self.industrial[rows],
            total=self.total[rows],
            population=self.population[rows],
            intensity=self.intensity[rows],
            cohesion=self.cohesion[rows],
            value=self.value[rows],
            region=self.region[rows],
        )


def enumerate_groups(*, country: Country, rules: Rules, deadline: float = np.inf) -> Pool:
    """Every group that may be a territory under the rules, each once, in a fixed order.

    Raises OutOfTimeError if there is work left at the deadline (`perf_counter`).
    """
    figures = read_figures(country, rules.bonus)
    neighbours = Neighbours.of(country)
    table = _thresholds(rules, figures.regions)
    reach = _reach(figures, neighbours, rules.members_max)
    cap = _loosest(reach, table["population_max"], np.maximum)
    floor = _loosest(reach, table["member_intensity_min"], np.minimum)
    excluded = np.array([unit.siren in rules.exclude for unit in country.units] + [True])
    usable = figures.known & ~excluded
    usable &= (figures.population <= cap) & (figures.intensity >= floor)
    ground = _Ground(figures, neighbours, usable, cap, rules)
    blocks = [pool for block in _blocks(ground, deadline) for pool in block]
    return _without_rivals(_join(blocks, figures, rules), country, rules)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the enumeration of a block has to know. `cap` is the population cap of each unit."""

    figures: Figures
    neighbours: Neighbours
    usable: BoolArray
    cap: FloatArray
    rules: Rules


def _blocks(ground: _Ground, deadline: float) -> Iterator[list[Pool]]:
    """The groups, block after block; where much work is to come, by two processes."""
    roots = np.flatnonzero(ground.usable)
    for start in range(0, len(roots), BLOCK):
        if start and time.perf_counter() >= deadline:
            raise OutOfTimeError
        grown = _grow(ground, roots[start : start + BLOCK])
        yield _feasible_of(ground, grown)
        rest = roots[start + BLOCK :]
        if start == 0 and sum(map(len, grown)) * len(rest) > MUCH * BLOCK:
            yield from _shared(ground, rest, deadline)
            return


def _shared(ground: _Ground, roots: IntArray, deadline: float) -> Iterator[list[Pool]]:
    parts = [roots[start : start + SMALL_BLOCK] for start in range(0, len(roots), SMALL_BLOCK)]
    left = None if deadline == np.inf else max(0.0, deadline - time.perf_counter())
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as executor:
        try:
            yield from executor.map(partial(_block, ground), parts, timeout=left)
        except TimeoutError:
            raise OutOfTimeError from None


def _block(ground: _Ground, roots: IntArray) -> list[Pool]:
    """The groups that may be a territory, of these roots, by size."""
    return _feasible_of(ground, _grow(ground, roots))


def _feasible_of(ground: _Ground, grown: list[IntArray]) -> list[Pool]:
    table = _thresholds(ground.rules, ground.figures.regions)
    return [_feasible(members, ground.figures, table, ground.rules) for members in grown]


def no_groups(*, country: Country, rules: Rules) -> Pool:
    """The pool before any group is known."""
    return _join([], read_figures(country), rules)


def _thresholds(rules: Rules, regions: tuple[str, ...]) -> dict[str, FloatArray]:
    """Each threshold by position of region."""
    chosen = [rules.regional_thresholds.get(code, rules.thresholds) for code in regions]
    names = Thresholds.__dataclass_fields__
    return {name: np.array([float(getattr(t, name)) for t in chosen]) for name in names}


def _reach(figures: Figures, neighbours: Neighbours, members_max: int) -> BoolArray:
    """Which regions (columns) a unit (rows) finds within K − 1 steps: its group's is among them."""
    count = len(figures.known)
    reach = np.zeros((count, len(figures.regions)), dtype=bool)
    inside = figures.known
    reach[inside, figures.region[inside]] = True
    source, target = neighbours.pairs(np.arange(count - 1))
    linked = inside[source] & inside[target]
    source, target = source[linked], target[linked]
    for _ in range(min(members_max, count) - 1):
        wider = reach.copy()
        np.logical_or.at(wider, source, reach[target])
        if np.array_equal(wider, reach):
            break
        reach = wider
    return reach


def _loosest(reach: BoolArray, by_region: FloatArray, choose: np.ufunc) -> FloatArray:
    """For each unit, the loosest threshold among the regions that it reaches."""
    unreached = -np.inf if choose is np.maximum else np.inf
    result: FloatArray = choose.reduce(np.where(reach, by_region, unreached), axis=1)
    return result


def _grow(ground: _Ground, roots: IntArray) -> list[IntArray]:
    """The connected groups of 1, 2, … K units that start at these roots (one array per size)."""
    figures, usable, cap = ground.figures, ground.usable, ground.cap
    sizes = [roots.reshape(-1, 1)]
    while len(sizes) < ground.rules.members_max and len(sizes[-1]):
        groups = sizes[-1]
        owner, added = ground.neighbours.pairs(groups.ravel())
        owner //= groups.shape[1]
        keep = usable[added] & (added > groups[owner, 0])
        owner, added = owner[keep], added[keep]
        keep = (groups[owner] != added[:, None]).all(axis=1)
        population = figures.population[groups].sum(axis=1)
        keep &= population[owner] + figures.population[added] <= np.minimum(
            cap[groups].min(axis=1)[owner], cap[added]
        )
        owner, added = owner[keep], added[keep]
        wider = np.sort(np.concatenate([groups[owner], added[:, None]], axis=1), axis=1)
        sizes.append(_distinct(wider, len(usable)))
    return sizes


def _keys(groups: IntArray, base: int) -> list[IntArray]:
    """Each row packed into as few whole numbers as needed, in an order that sorts the rows."""
    words: list[IntArray] = []
    room = 0
    for column in groups.T:
        if room < base:
            words.append(np.zeros(len(groups), dtype=np.int64))
            room = WORD
        words[-1] = words[-1] * base + column
        room //= base
    return words


def _distinct(groups: IntArray, base: int) -> IntArray:
    """Each row once, in lexicographic order."""
    words = _keys(groups, base)
    order = np.argsort(words[0]) if len(words) == 1 else np.lexsort(words[::-1])
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = np.any([word[order][1:] != word[order][:-1] for word in words], axis=0)
    return groups[order[fresh]]


def _largest(kinds: IntArray, weights: IntArray, members: IntArray) -> tuple[IntArray, IntArray]:
    """For each group, the kind of unit with the largest total weight (ties: smallest), and it."""
    kind, weight = kinds[members], weights[members]
    best = np.full(len(members), -1, dtype=np.int64)
    best_kind = np.full(len(members), -1, dtype=np.int64)
    for column in kind.T:
        total = (weight * (kind == column[:, None])).sum(axis=1)
        better = (total > best) | ((total == best) & (column < best_kind))
        better &= column >= 0
        best = np.where(better, total, best)
        best_kind = np.where(better, column, best_kind)
    return best_kind, best


def _feasible(
    members: IntArray, figures: Figures, table: dict[str, FloatArray], rules: Rules
) -> Pool:
    """The groups among these that pass every rule, with their figures."""
    region, _ = _largest(figures.region, figures.industrial, members)
    industrial = figures.industrial[members].sum(axis=1)
    total = figures.total[members].sum(axis=1)
    population = figures.population[members].sum(axis=1)
    intensity = intensity_of(industrial, total, figures.share)
    keep = figures.intensity[members].min(axis=1) >= table["member_intensity_min"][region]
    keep &= population >= table["population_min"][region]
    keep &= population <= table["population_max"][region]
    keep &= intensity >= table["intensity_min"][region]
    keep &= industrial >= table["industrial_jobs_min"][region]
    members, region, industrial = members[keep], region[keep], industrial[keep]
    total, population, intensity = total[keep], population[keep], intensity[keep]
    _, inside = _largest(figures.zone, figures.total, members)
    cohesion = np.where(total > 0, inside / np.maximum(total, 1), 0.0)
    value = industrial * intensity**rules.weight_intensity * cohesion**rules.weight_cohesion
    if figures.given is not None:
        value = value * (1 + figures.given[members].sum(axis=1) / np.maximum(industrial, 1))
    padding = np.full((len(members), rules.members_max - members.shape[1]), len(figures.known) - 1)
    return Pool(
        units=len(figures.known) - 1,
        regions=figures.regions,
        members=np.concatenate([members, padding], axis=1),
        industrial=industrial,
        total=total,
        population=population,
        intensity=intensity,
        cohesion=cohesion,
        value=value,
        region=region,
    )


def _join(blocks: list[Pool], figures: Figures, rules: Rules) -> Pool:
    """All blocks as one pool, in lexicographic order of members."""
    empty = np.zeros((0, rules.members_max), dtype=np.int64)
    blocks = blocks or [_feasible(empty, figures, _thresholds(rules, figures.regions), rules)]
    members = np.concatenate([block.members for block in blocks])
    words = _keys(members, len(figures.known) + 1)
    order = np.lexsort(words[::-1])

    def gather(name: str) -> NDArray[np.generic]:
        return np.concatenate([getattr(block, name) for block in blocks])[order]

    return Pool(
        units=blocks[0].units,
        regions=figures.regions,
        members=members[order],
        industrial=gather("industrial").astype(np.int64),
        total=gather("total").astype(np.int64),
        population=gather("population").astype(np.int64),
        intensity=gather("intensity").astype(np.float64),
        cohesion=gather("cohesion").astype(np.float64),
        value=gather("value").astype(np.float64),
        region=gather("region").astype(np.int64),
    )


def _without_rivals(pool: Pool, country: Country, rules: Rules) -> Pool:
    """The pool without the groups that share a unit with an imposed group and are not it."""
    keep = np.ones(len(pool), dtype=bool)
    for imposed in rules.impose:
        inside = np.array([unit.siren in imposed for unit in country.units] + [False])
        shared = inside[pool.members].sum(axis=1)
        size = (pool.members < pool.units).sum(axis=1)
        keep &= (shared == 0) | ((shared == len(imposed)) & (size == len(imposed)))
    return pool if keep.all() else pool.subset(keep)
