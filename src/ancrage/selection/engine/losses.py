"""What it costs to bring a unit in: an interval that surely contains the exact loss.

    loss(u) = (best value under the rules) − (best value of a solution that holds u)

**At least.** The relaxation of the programme bounds what a solution with group g can be worth
(see relaxation.py), so with u it is worth at most the best of these bounds over the groups that
hold u. It is tightened by a linear programme where u must be held, over the groups of reduced
cost ≥ −W only: a solution with any other group is worth at most B − W, so the larger of the two
is a bound. **At most.** A solution that holds u, built by small moves (moves.py). The best value
itself is only known to lie between the result's objective and its bound: both ends say so.

All the work is bounded by numbers of units, groups, moves, simplex steps and branches, never by
the clock: the same input gives the same intervals, and where there is more to do they are wider.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ancrage.selection.engine.cuts import Holders
from ancrage.selection.engine.figures import IntArray
from ancrage.selection.engine.forced import ForcedBounds
from ancrage.selection.engine.greedy import greedy
from ancrage.selection.engine.moves import Found, Neighbourhood
from ancrage.selection.engine.plain import as_lp
from ancrage.selection.engine.programme import Programme
from ancrage.selection.engine.relaxation import Relaxation
from ancrage.selection.engine.solve import tighten
from ancrage.selection.engine.solver import Solver

MOST_FORCED = 1500  # units for which the linear programme is solved again
NARROW = 5e-5  # of the value: an interval to be content with
MOST_MADE = 100  # units for which a list is made from nothing
MOST_SOLVED = 6  # units for which HiGHS looks for a solution
SOLVED_SLACK, SOLVED_AMONG, SOLVED_NODES = 1e-4, 1000, 5  # its groups and its branches


Tell = Callable[[float], None]


def _say_nothing(_share: float) -> None:
    return


@dataclass(frozen=True, slots=True)
class Loss:
    """The interval, in the unit of the value, and the group that holds the unit at `most`.

    `most` and `group` (positions of units) are None when no solution with the unit was built.
    """

    least: float
    most: float | None
    group: tuple[int, ...] | None


def losses(
    *,
    programme: Programme,
    chosen: IntArray,
    bound: float,
    units: Sequence[int],
    tell: Tell = _say_nothing,
) -> dict[int, Loss]:
    """The loss of each of `units`, none of which is in the solution `chosen` (rows of the pool).

    `bound` is the proven bound of the best value. Units that no group holds are left out. `tell`
    is told regularly which share of the work is done, 0 to 1.
    """
    relaxation = tighten(programme=programme, deadline=np.inf)
    if relaxation is None:
        return {}
    holders = Holders(programme.pool)
    held = [unit for unit in units if len(holders.of(unit))]
    bound = min(bound, relaxation.best.bound)
    forced = ForcedBounds(relaxation, holders)
    tell(0.1)
    ceilings = _ceilings(holders, relaxation, held, forced, tell)
    neighbourhood = Neighbourhood(programme, relaxation.best, chosen)
    tell(0.5)
    found = _built(neighbourhood, programme, ceilings, tell)
    _complete(programme, relaxation, ceilings, found)
    _solve_widest(programme, chosen, forced, ceilings, found)
    value = programme.pool.value[chosen].sum()
    best = max([float(value), *(solution.value for solution in found.values())])
    bound = max(bound, best)
    return {
        unit: _loss(programme, unit, best, bound, ceilings[unit], found.get(unit)) for unit in held
    }


def _ceilings(
    holders: Holders,
    relaxation: Relaxation,
    units: Sequence[int],
    forced: ForcedBounds,
    tell: Tell,
) -> dict[int, float]:
    """The most that a solution with each unit can be worth."""
    reduced, bound = relaxation.best.reduced, relaxation.best.bound
    ceilings = {
        unit: bound + min(0.0, float(reduced[holders.of(unit)].max(initial=-np.inf)))
        for unit in units
    }
    order = sorted(ceilings, key=lambda unit: (-ceilings[unit], unit))[:MOST_FORCED]
    for rank, unit in enumerate(order):
        tell(0.1 + 0.4 * rank / len(order))
        ceilings[unit] = min(ceilings[unit], forced.bound_with(unit))
    return ceilings


def _built(
    neighbourhood: Neighbourhood,
    programme: Programme,
    ceilings: Mapping[int, float],
    tell: Tell,
) -> dict[int, Found]:
    """The best solution built with each unit: its own, or one built for another unit.

    The cheapest units come first; one whose interval is already narrow is not tried again.
    """
    best: dict[int, Found] = {}
    order = sorted(ceilings, key=lambda unit: (-ceilings[unit], unit))
    for rank, unit in enumerate(order):
        tell(0.5 + 0.4 * rank / len(order))
        if unit in best and ceilings[unit] - best[unit].value <= NARROW * abs(ceilings[unit]):
            continue
        found = neighbourhood.best_with(unit)
        if found is not None:
            _share(programme, found, best)
    return best


def _complete(
    programme: Programme,
    relaxation: Relaxation,
    ceilings: Mapping[int, float],
    best: dict[int, Found],
) -> None:
    """For the units that no move brings in: a list made from nothing, the unit first."""
    scores = [relaxation.best.reduced, programme.pool.value]
    for unit in [unit for unit in ceilings if unit not in best][:MOST_MADE]:
        if unit not in best:
            made = greedy(programme=_with_unit(programme, unit), scores=scores)
            if made is not None:
                _share(programme, Found(float(programme.pool.value[made].sum()), made), best)


def _with_unit(programme: Programme, unit: int) -> Programme:
    """The same programme where the unit must be held."""
    lower = programme.unit_lower.copy()
    lower[unit] = 1.0
    return replace(programme, unit_lower=lower)


def _share(programme: Programme, found: Found, best: dict[int, Found]) -> None:
    """Note the solution for every unit that it holds, where it is the best so far."""
    for unit in np.unique(programme.pool.members[found.chosen]).tolist():
        if unit not in best or found.value > best[unit].value:
            best[unit] = found


def _solve_widest(
    programme: Programme,
    chosen: IntArray,
    forced: ForcedBounds,
    ceilings: Mapping[int, float],
    best: dict[int, Found],
) -> None:
    """Solve with HiGHS, among few groups, for the units that have no solution or a poor one."""

    def width(unit: int) -> float:
        return ceilings[unit] - best[unit].value if unit in best else np.inf

    widest = sorted(ceilings, key=lambda unit: (-width(unit), unit))[:MOST_SOLVED]
    for unit in widest:
        slack = SOLVED_SLACK * abs(ceilings[unit])
        if width(unit) <= slack:
            return
        near = forced.near(unit, slack if unit in best else np.inf)
        rows = np.union1d(near[:SOLVED_AMONG], chosen)
        found = _solved(programme, rows, unit)
        if found is not None:
            _share(programme, found, best)


def _solved(programme: Programme, rows: IntArray, unit: int) -> Found | None:
    """A good solution with the unit among these groups, in a bounded number of branches."""
    few = _with_unit(programme.subset(rows), unit)
    solver = Solver.start(mip_rel_gap=NARROW, mip_max_nodes=SOLVED_NODES)
    solver.passModel(as_lp(few, None))
    solver.run()
    into = rows[np.flatnonzero(np.array(solver.getSolution().col_value) > 0.5)]
    held = bool((programme.pool.members[into] == unit).any())
    if not held or not programme.allows(into):
        return None
    return Found(float(programme.pool.value[into].sum()), into)


def _loss(
    programme: Programme, unit: int, best: float, bound: float, ceiling: float, found: Found | None
) -> Loss:
    least = max(0.0, best - min(ceiling, bound))
    if found is None:
        return Loss(least, None, None)
    rows = programme.pool.members[found.chosen]
    row = int(found.chosen[np.flatnonzero((rows == unit).any(axis=1))[0]])
    return Loss(least, max(least, bound - found.value), programme.pool.group(row))
