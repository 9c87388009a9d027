"""The programme solved: relaxation, cuts, then an exact search among the groups that still count.

1. The linear relaxation (`relaxation`), tightened by cuts on triples of units (`cuts`) as long
   as they move the bound, gives a bound B and the reduced cost of every group.
   A greedy list made from its weights may already be close enough.
2. Any solution that holds a group of reduced cost below −ε is worth less than B − ε. So HiGHS
   solves, exactly and with the cuts, the programme over the groups of reduced cost ≥ −ε only:
   with its bound M, no solution at all is worth more than max(M, B − ε).
3. If that is not close enough to the best solution found, ε grows, until B − ε is close enough
   to what was found. Most runs need one search over some thousand groups.

The presolve of HiGHS takes minutes with many groups, and does not look at the clock. So the first
searches are kept to few groups (ε is what leaves that many), larger ones do without the presolve,
and where there is a time limit they run in a process that can be stopped.

The steps follow from each other and run one after the other; two cores serve the enumeration of
large countries (`groups`), HiGHS where it branches, and the draws of the robustness.

Every decision depends on the input alone; the clock only matters once the time limit is hit.
"""

import time
from dataclasses import dataclass

import numpy as np

from ancrage.selection.engine.apart import call_apart
from ancrage.selection.engine.cuts import Cut, Holders, broken_triples
from ancrage.selection.engine.figures import FloatArray, IntArray
from ancrage.selection.engine.greedy import greedy
from ancrage.selection.engine.groups import Pool
from ancrage.selection.engine.model import Progress
from ancrage.selection.engine.plain import Outcome, Rows, solve_plain
from ancrage.selection.engine.programme import Programme
from ancrage.selection.engine.relaxation import Relaxation

ROUNDS = 50  # of cuts, at most
FIRST_WIDTH = 0.01  # the first ε, relative to what a territory is worth on average
WIDER = 4  # how much ε grows from one search to the next, at most
FIRST_GROUPS = 30_000  # that the first search looks at, at most; the next, WIDER times more
MANY = 30_000  # groups that HiGHS takes minutes to presolve
LATE = 2.0  # seconds after its time limit when HiGHS is stopped
LITTLE = 1e-6  # a round of cuts that moves the bound by less is the last
PENALTY = 10.0  # of a broken row, relative to the best group
HARSHER = 100.0
FAINT = 1e-4  # what only decides between groups of the same weight
WHOLE = 1e-6  # a weight this near to 0 or 1 is no fraction: a whole group breaks no cut


@dataclass(frozen=True, slots=True)
class Proof:
    """What the search proved, for those who explain it.

    No solution is worth more than `bound`. One that holds group g of `pool` is worth at most
    `relaxation_bound + min(0, reduced_costs[g])`. `chosen` are rows of the pool (None: none).
    """

    pool: Pool
    chosen: IntArray | None
    objective: float | None
    bound: float
    finished: bool
    relaxation_bound: float
    reduced_costs: FloatArray

    def bound_with(self) -> FloatArray:
        """For each group, the most that a solution which holds it can be worth."""
        with_group = self.relaxation_bound + np.minimum(self.reduced_costs, 0.0)
        return np.minimum(with_group, self.bound)


def solve(
    *, programme: Programme, gap: float, deadline: float, progress: Progress | None = None
) -> Proof:
    """The best solution to within `gap`, or the best found by `deadline` (`perf_counter`)."""
    tell = progress or _say_nothing
    tell("borne : relaxation et coupes", 0.1)
    relaxation = tighten(programme=programme, deadline=deadline)
    if relaxation is None:
        return _proof(programme, None, Outcome(None, -np.inf, finished=True))
    tell("recherche d’une liste", 0.5)
    outcome = _search(relaxation, gap, tell)
    return _proof(programme, relaxation, outcome)


def tighten(*, programme: Programme, deadline: float) -> Relaxation | None:
    """The relaxation with all the cuts worth adding; None if even it has no solution."""
    largest = float(programme.pool.value.max(initial=0.0)) or 1.0
    penalty = PENALTY * largest
    relaxation = Relaxation(programme=programme, penalty=penalty, deadline=deadline)
    solved = relaxation.solve()
    while solved and relaxation.shortage > 1e-7:
        if _impossible(programme, deadline):
            return None
        penalty *= HARSHER
        relaxation = Relaxation(programme=programme, penalty=penalty, deadline=deadline)
        solved = relaxation.solve()
        if penalty > 1e12 * largest:
            break
    if solved:
        _add_cuts(relaxation)
    return relaxation


def _impossible(programme: Programme, deadline: float) -> bool:
    """Whether no mixture of groups satisfies the rows: the least shortage is above zero."""
    relaxation = Relaxation(programme=programme.without_values(), penalty=1.0, deadline=deadline)
    relaxation.solve()
    return relaxation.best.bound < -1e-6


def _add_cuts(relaxation: Relaxation) -> None:
    pool = relaxation.programme.pool
    holders = Holders(pool)
    for _ in range(ROUNDS):
        weight = relaxation.weights()
        part = np.flatnonzero((weight > WHOLE) & (weight < 1 - WHOLE))
        triples = broken_triples(pool=pool, columns=relaxation.columns[part], weight=weight[part])
        before = relaxation.best.bound
        relaxation.add_cuts([holders.cut(triple) for triple in triples])
        if not triples or not relaxation.solve():
            return
        if before - relaxation.best.bound < LITTLE * abs(before):
            return


def _search(relaxation: Relaxation, gap: float, tell: Progress) -> Outcome:
    """Exact searches among ever more groups, until the bound meets what was found."""
    programme, best = relaxation.programme, relaxation.best
    found = first_list(relaxation)
    bound, width = best.bound, FIRST_WIDTH * abs(best.bound) / max(1, programme.most)
    most = FIRST_GROUPS
    while bound > _worth(programme, found) * (1 + gap):
        width = max(min(width, _width_of(best.reduced, most)), relaxation.smallest_gain)
        most *= WIDER
        rows = np.flatnonzero(best.reduced >= -width)
        outcome = _search_among(relaxation, rows, gap)
        found = max(outcome.chosen, found, key=lambda chosen: _worth(programme, chosen))
        everything = len(rows) == len(programme.pool)
        left_out = -np.inf if everything else best.bound - width
        bound = min(bound, max(outcome.bound, left_out))
        if everything or not outcome.finished:
            return Outcome(found, bound, outcome.finished)
        tell("preuve", 0.9)
        missing = best.bound - _worth(programme, found) * (1 + gap)
        width = min(WIDER * width, missing) if missing > width else WIDER * width
    return Outcome(found, bound, finished=True)


def first_list(relaxation: Relaxation) -> IntArray | None:
    """A list made quickly, most often near the best when the relaxation has been solved."""
    pool = relaxation.programme.pool
    weight = np.zeros(len(pool))
    weight[relaxation.columns] = relaxation.weights()
    reduced = relaxation.best.reduced / relaxation.largest
    jobs = pool.industrial / max(1, pool.industrial.max(initial=0))
    scores = [
        weight + FAINT * reduced,
        (weight > 1 - WHOLE) + FAINT * (reduced + jobs),
        pool.value,
        jobs,
    ][0 if relaxation.guided else 2 :]
    return greedy(programme=relaxation.programme, scores=scores)


def _width_of(reduced: FloatArray, count: int) -> float:
    """The ε that leaves so many groups."""
    return np.inf if count >= len(reduced) else -float(np.partition(reduced, -count)[-count])


def _worth(programme: Programme, chosen: IntArray | None) -> float:
    return -np.inf if chosen is None else float(programme.pool.value[chosen].sum())


def _search_among(relaxation: Relaxation, rows: IntArray, gap: float) -> Outcome:
    """HiGHS on these groups of the pool only; `chosen` are rows of the whole pool."""
    left = relaxation.deadline - time.perf_counter()
    if left <= 0:
        return Outcome(None, np.inf, finished=False)
    inside = np.full(len(relaxation.programme.pool), -1)
    inside[rows] = np.arange(len(rows))
    few, cuts = relaxation.programme.subset(rows), as_rows(relaxation.cuts, inside)
    outcome: Outcome | None
    if left == np.inf:
        outcome = search_among(few, cuts, gap, None)
    elif len(rows) <= MANY:
        outcome = search_among(few, cuts, gap, left)
    else:
        outcome = call_apart(search_among, few, cuts, gap, left, seconds=left + LATE)
    if outcome is None:
        return Outcome(None, np.inf, finished=False)
    chosen = None if outcome.chosen is None else rows[outcome.chosen]
    return Outcome(chosen, outcome.bound, outcome.finished)


def search_among(few: Programme, cuts: Rows, gap: float, seconds: float | None) -> Outcome:
    """HiGHS on a programme of few groups."""
    presolve = len(few.pool) <= MANY
    return solve_plain(programme=few, gap=gap, time_limit=seconds, cuts=cuts, presolve=presolve)


def as_rows(cuts: list[Cut], inside: IntArray) -> Rows:
    """The cuts as rows over some groups: `inside` gives the column of each, −1 without one."""
    held = [inside[cut.columns] for cut in cuts]
    held = [columns[columns >= 0] for columns in held]
    sizes = [len(columns) for columns in held]
    return Rows(
        row=np.repeat(np.arange(len(cuts)), sizes),
        column=np.concatenate([*held, np.zeros(0, dtype=np.int64)]),
        coefficient=np.ones(sum(sizes)),
        right=np.ones(len(cuts)),
    )


def _proof(programme: Programme, relaxation: Relaxation | None, outcome: Outcome) -> Proof:
    pool, chosen = programme.pool, outcome.chosen
    objective = None if chosen is None else float(pool.value[chosen].sum())
    bound = outcome.bound if objective is None else max(outcome.bound, objective)
    nothing = np.full(len(pool), -np.inf)
    return Proof(
        pool=pool,
        chosen=chosen,
        objective=objective,
        bound=bound,
        finished=outcome.finished,
        relaxation_bound=-np.inf if relaxation is None else relaxation.best.bound,
        reduced_costs=nothing if relaxation is None else relaxation.best.reduced,
    )


def nothing_known(pool: Pool) -> Proof:
    """When the time ran out before the first relaxation: no list, no bound."""
    unbounded = np.full(len(pool), np.inf)
    return Proof(
        pool=pool,
        chosen=None,
        objective=None,
        bound=np.inf,
        finished=False,
        relaxation_bound=np.inf,
        reduced_costs=unbounded,
    )


def _say_nothing(_phrase: str, _share: float) -> None:
    return
