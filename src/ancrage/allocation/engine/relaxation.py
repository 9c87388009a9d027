"""The linear relaxation, by sifting: HiGHS only sees projects that are near their break-even.

At an optimum, at most as many projects as there are rows get a part; all others get nothing or the
most that they may, as the multipliers say. So a linear programme over a sample gives multipliers
near the right ones; projects far from break-even are settled by them; a programme over the others
gives better multipliers; those that these settle otherwise join; until none does. Projects that
hang together join together. Where floors take nearly the whole envelope, rows that are full may
hold back what would mend a broken one: after a few rounds, twice as many projects join each time.

Rows may be broken at a penalty, so that there always is an answer. When rows stay broken, the same
is solved without worths: its multipliers then prove that no plan satisfies the rows (`refutes`).
"""

import time
from dataclasses import dataclass, replace
from fractions import Fraction

import highspy
import numpy as np

from ancrage.allocation.engine.arrays import Model
from ancrage.allocation.engine.bounds import Multipliers, Proof, prove, refutes
from ancrage.allocation.engine.figures import BoolArray, FloatArray, IntArray
from ancrage.allocation.engine.programme import Answer, Programme, closed, unit_of
from ancrage.selection.engine.solver import Solver

FEW = 6_000  # projects that HiGHS takes at once
SAMPLE = 4_000  # projects of the first programme
NEAR = 4_000  # projects nearest to break-even that the second one holds
EACH = 20  # of each row that binds
JOINING = 6_000  # projects that join at once, at most
PENALTIES = (100.0, 1e4, 1e6)  # of a broken cent, relative to the best cent
BROKEN = 1e-4  # of the programme's unit: by which rows are broken that is no rounding
PATIENCE = 3  # rounds in which only projects of broken rows join
MORE = 2  # times as many projects, near their break-even, that are held after those
MENDING = 3.0  # times what a row lacks, that projects which join may bring
CLOSE = 1e-7  # relative gap between programme and proof at which sifting stops


class OutOfTimeError(Exception):
    """The deadline came before an answer."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What the relaxation gives: the proof, and grants that are not whole."""

    proof: Proof
    grants: FloatArray
    present: BoolArray
    level: float


def relax(model: Model, deadline: float) -> Relaxed | None:
    """The relaxation solved; None when it is proved that no plan satisfies the rows."""
    for number, penalty in enumerate(PENALTIES):
        answer, proof = _sift(model, penalty, deadline)
        if answer.shortage <= BROKEN * unit_of(model):
            return Relaxed(proof, answer.grants, answer.present, answer.level)
        if number == 0 and _refuted(model, deadline):
            return None
    return Relaxed(proof, answer.grants, answer.present, answer.level)


def _refuted(model: Model, deadline: float) -> bool:
    """Whether rows must stay broken, whatever the worths."""
    answer, _ = _sift(model, 1.0, deadline, worths=False)
    return refutes(model, answer.multipliers)


def _sift(
    model: Model, penalty: float, deadline: float, *, worths: bool = True
) -> tuple[Answer, Proof]:
    """Programmes over more and more projects, until the proof meets the programme."""
    best_cent = float(np.abs(model.value).max(initial=0.0)) or 1.0
    penalty = penalty * best_cent if worths else penalty
    if len(model) <= FEW:
        everything = np.arange(len(model))
        answer = _solved(model, everything, np.zeros_like(model.most), penalty, worths, deadline)
        return answer, prove(model, answer.multipliers, worths=worths)
    multipliers = _sampled(model, penalty, worths, deadline)
    nobody = np.zeros(len(model), dtype=bool)
    proof = _proved(model, multipliers, nobody, worths)
    chosen = closed(model, _nearest(model, proof, NEAR))
    mended = 0
    while True:
        rest = best_of(model, proof)
        rest[chosen] = 0
        answer = _solved(model, chosen, rest, penalty, worths, deadline)
        inside = nobody.copy()
        inside[chosen] = True
        wanted = _wanted(model, proof, answer.broken, inside)
        if wanted.any():
            mended += 1
            if mended > PATIENCE:
                wanted |= _nearest(model, proof, MORE * len(chosen))
            chosen = closed(model, wanted | inside)
            continue
        proof = _proved(model, answer.multipliers, inside, worths)
        joining = _contradicted(model, proof, rest, inside)
        if not joining.any() or _met(model, answer, proof, penalty, worths):
            return answer, proof
        chosen = closed(model, joining | inside)


def _proved(model: Model, multipliers: Multipliers, inside: BoolArray, worths: bool) -> Proof:  # noqa: FBT001
    """The proof, with multipliers of our own for the links and groups that HiGHS did not see."""
    return prove(model, hung(model, multipliers, inside, worths=worths), worths=worths)


def _met(model: Model, answer: Answer, proof: Proof, penalty: float, worths: bool) -> bool:  # noqa: FBT001
    worth = 0.0
    if worths:
        worth = float(model.value @ answer.grants) + model.constant
        worth += model.level_worth * answer.level
    reached = worth - penalty * answer.shortage
    return proof.bound - reached <= CLOSE * abs(proof.bound)


def _solved(
    model: Model,
    chosen: IntArray,
    rest: IntArray,
    penalty: float,
    worths: bool,  # noqa: FBT001
    deadline: float,
) -> Answer:
    programme = Programme(model, chosen, rest, integral=False, penalty=penalty, worths=worths)
    solver = Solver.start()
    run(solver, programme, deadline)
    return programme.answer(solver)


def run(solver: Solver, programme: Programme, deadline: float) -> None:
    """Let HiGHS solve it. OutOfTimeError at the deadline, unless it is a mixed programme."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise OutOfTimeError
    solver.setOptionValue("time_limit", left)
    solver.passModel(programme.as_lp())
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kTimeLimit and not programme.integral:
        raise OutOfTimeError


def _sampled(model: Model, penalty: float, worths: bool, deadline: float) -> Multipliers:  # noqa: FBT001
    """Multipliers of the same rows, drawn smaller, over projects spread over all codes."""
    spread = np.zeros(len(model), dtype=bool)
    spread[:: max(1, len(model) // SAMPLE)] = True
    for row in model.rows:
        spread[row.columns[:: max(1, len(row.columns) // 10)]] = True
    chosen = np.flatnonzero(spread)
    small = sampled_rows(model, spread)
    answer = _solved(small, chosen, np.zeros_like(model.most), penalty, worths, deadline)
    return replace(Multipliers.none(model), row=answer.multipliers.row)


def sampled_rows(model: Model, spread: BoolArray) -> Model:
    """The model with rows as much smaller as what the sample may get of them is."""
    reach = np.where(spread, model.most, 0)
    rows = []
    for row in model.rows:
        whole = float(model.most[row.columns].sum())
        share = float(reach[row.columns].sum()) / whole if whole else 1.0
        rows.append(
            replace(
                row,
                lower=row.lower * share,
                upper=row.upper * share,
                level=row.level * Fraction(share),
            )
        )
    return replace(model, rows=tuple(rows), groups=(), links=np.zeros((0, 2), dtype=np.int64))


def best_of(model: Model, proof: Proof) -> IntArray:
    """What each project gets at these multipliers: nothing, its least or its most."""
    return np.where(proof.worth > 0, np.where(proof.rate > 0, model.most, model.least), 0)


def _nearest(model: Model, proof: Proof, count: int) -> BoolArray:
    """So many projects nearest to their break-even, and those that must have something."""
    if count >= len(model):
        return np.ones(len(model), dtype=bool)
    apart = np.abs(proof.worth) / model.most
    chosen: BoolArray = apart <= np.partition(apart, count)[count]
    for at in np.flatnonzero(proof.multipliers.row).tolist():
        columns = model.rows[at].columns
        if len(columns) > EACH:
            columns = columns[np.argpartition(apart[columns], EACH)[:EACH]]
        chosen[columns] = True
    return chosen | model.forced | _broken(model, proof.worth > 0)


def _wanted(model: Model, proof: Proof, broken: FloatArray, inside: BoolArray) -> BoolArray:
    """For each row that stays broken, its nearest projects outside, enough to mend it.

    The multipliers of a programme with broken rows are the penalty's: they would settle all
    projects of such a row otherwise at once.
    """
    wanted = np.zeros(len(model), dtype=bool)
    for at in np.flatnonzero(broken > BROKEN * unit_of(model)).tolist():
        columns = model.rows[at].columns
        columns = columns[~inside[columns]]
        apart = np.abs(proof.worth[columns]) / model.most[columns]
        columns = columns[np.argsort(apart, kind="stable")]
        reach = np.cumsum(model.most[columns])
        wanted[columns[: int(np.searchsorted(reach, MENDING * broken[at])) + 1]] = True
    return wanted


def _broken(model: Model, present: BoolArray) -> BoolArray:
    """Projects of links and groups that do not hold."""
    broken = np.zeros(len(model), dtype=bool)
    wrong = present[model.links[:, 0]] & ~present[model.links[:, 1]]
    broken[model.links[wrong].ravel()] = True
    for group in model.groups:
        if present[group.columns].sum() > group.most:
            broken[group.columns] = True
    return broken


def _contradicted(model: Model, proof: Proof, rest: IntArray, inside: BoolArray) -> BoolArray:
    """Settled projects that the multipliers would settle otherwise; the furthest first."""
    tiny = 1e-9 * float(np.abs(model.value * model.most).max(initial=0.0))
    added = proof.rate * rest - np.where(rest > 0, proof.charge, 0.0)
    wrong = np.maximum(proof.worth, 0.0) - added
    wrong[inside] = 0.0
    joining = wrong > tiny
    if joining.sum() > JOINING:
        joining &= wrong >= np.partition(wrong, -JOINING)[-JOINING]
    return joining


def hung(
    model: Model, multipliers: Multipliers, inside: BoolArray, *, worths: bool = True
) -> Multipliers:
    """With multipliers for the links and groups outside, that settle them where they are apart.

    Half-way between the two that a link sets against each other; between the last that a group
    lets in and the first that it keeps out. Where projects hang in several ways it is a guess.
    """
    if not len(model.links) and not model.groups:
        return multipliers
    worth = prove(model, multipliers, worths=worths).worth
    ends = worth[model.links]
    wrong = (ends[:, 0] > 0) & (ends[:, 1] < 0) & ~inside[model.links].any(axis=1)
    link = np.where(wrong, (ends[:, 0] - ends[:, 1]) / 2, multipliers.link)
    group = multipliers.group.copy()
    for at, one in enumerate(model.groups):
        if not inside[one.columns].any():
            ranked = np.sort(worth[one.columns])[::-1]
            last = ranked[one.most - 1] if one.most else 2 * max(ranked[0], 0.0)
            group[at] = max(0.0, (last + ranked[one.most]) / 2) if ranked[one.most] > 0 else 0.0
    return Multipliers(multipliers.row, link, group)
