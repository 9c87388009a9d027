"""What multipliers prove, whatever solver they come from.

Let λ_k be a multiplier for each row, ν ≥ 0 one for each link (i requires j) and for each group.
With p_i = Σ_{k ∋ i} λ_k the price of a cent to project i, and π_i = Σ ν of the links in which i
is the one that requires − Σ ν of those in which it is required + Σ ν of its groups, every plan is
worth

    Σ_i d_i g_i  ≤  Σ_k max(λ_k f_k, λ_k c_k) + Σ_e ν_e n_e
                    + Σ_i max { (d_i − p_i) g − π_i y : g = y = 0, or y = 1, m_i ≤ g ≤ u_i }
                    + max(0, w − Σ_k λ_k J_k) · (the most that the common level can be),

where w is what the common level is worth, J_k its coefficient in row k, and max(λ f, λ c) is λ c
for λ > 0, λ f for λ < 0 (a multiplier of the wrong sign, on a side that limits nothing, is taken
for 0). That holds for any λ and ν ≥ 0: weak duality, term by term. So the bound is computed again
here from the multipliers alone. With the worths set to zero, a bound below zero proves that no
plan satisfies the rows.

Each term is a double with few roundings; the sum is exact before its last rounding (`fsum`). What
those roundings can amount to is added, so that the bound holds as a real number.
"""

import math
from dataclasses import dataclass

import numpy as np

from ancrage.allocation.engine.arrays import Model
from ancrage.allocation.engine.figures import FloatArray

EPSILON = 2.0**-52
"""Twice the largest relative error of one rounded operation."""


@dataclass(frozen=True, slots=True)
class Multipliers:
    """λ by row (worth of a cent), ν by link and by group (worth of a project)."""

    row: FloatArray
    link: FloatArray
    group: FloatArray

    @classmethod
    def none(cls, model: Model) -> "Multipliers":
        """All zero: they prove that nothing is worth more than everything."""
        return cls(
            np.zeros(len(model.rows)), np.zeros(len(model.links)), np.zeros(len(model.groups))
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """What multipliers prove. `rate`: d_i − p_i; `charge`: π_i; `worth`: the most that each free
    project adds if it gets something. No plan is worth more than `bound`, and none that gives to
    i, or not, against the sign of `worth`, more than `bound` − |`worth`_i|.
    """

    multipliers: Multipliers
    rate: FloatArray
    charge: FloatArray
    worth: FloatArray
    bound: float


def prove(model: Model, multipliers: Multipliers, *, worths: bool = True) -> Proof:
    """The bound that these multipliers prove, with what each project adds to it."""
    used = _signed(model, multipliers)
    value = model.value if worths else np.zeros(len(model))
    price, weight, depth = _prices(model, used)
    rate = value - price
    charge, charge_weight, hung = _charges(model, used)
    worth = np.maximum(rate * model.least, rate * model.most) - charge
    sides = _sides(model, used)
    level = (model.level_worth if worths else 0.0) - math.fsum(
        multiplier * float(row.level)
        for multiplier, row in zip(used.row.tolist(), model.rows, strict=True)
        if row.level
    )
    taken = np.where(model.forced, worth, np.maximum(worth, 0.0))
    size = float(((np.abs(value) + weight) * model.most + charge_weight).sum())
    size += float(np.abs(sides).sum()) + abs(level) * model.level_most
    margin = (depth + hung + 8) * EPSILON * size
    total = math.fsum(taken.tolist()) + math.fsum(sides.tolist())
    if level > 0:
        total += level * model.level_most
    bound = total + (model.constant if worths else 0.0) + margin
    return Proof(used, rate, charge, worth, bound)


def refutes(model: Model, multipliers: Multipliers) -> bool:
    """Whether these multipliers prove that no plan satisfies the rows."""
    return prove(model, multipliers, worths=False).bound < 0


def _signed(model: Model, multipliers: Multipliers) -> Multipliers:
    """The same with those of the wrong sign set to zero."""
    lower = np.array([row.lower for row in model.rows])
    upper = np.array([row.upper for row in model.rows])
    row = np.where(np.isinf(upper), np.minimum(multipliers.row, 0), multipliers.row)
    row = np.where(np.isinf(lower), np.maximum(row, 0), row)
    return Multipliers(row, np.maximum(multipliers.link, 0), np.maximum(multipliers.group, 0))


def _prices(model: Model, multipliers: Multipliers) -> tuple[FloatArray, FloatArray, int]:
    """Σ λ and Σ |λ| over the rows of each project, and how many terms such a sum has at most."""
    price, weight = np.zeros(len(model)), np.zeros(len(model))
    terms = np.zeros(len(model), dtype=np.int64)
    for at in np.flatnonzero(multipliers.row).tolist():
        row, multiplier = model.rows[at], multipliers.row[at]
        shares = multiplier if row.weights is None else multiplier * row.weights
        price[row.columns] += shares
        weight[row.columns] += np.abs(shares)
        terms[row.columns] += 1
    return price, weight, int(terms.max(initial=0))


def _charges(model: Model, multipliers: Multipliers) -> tuple[FloatArray, FloatArray, int]:
    """π, Σ ν, and how many terms such a sum has at most."""
    charge, weight = np.zeros(len(model)), np.zeros(len(model))
    terms = np.zeros(len(model), dtype=np.int64)
    for side, sign in ((0, 1.0), (1, -1.0)):
        np.add.at(charge, model.links[:, side], sign * multipliers.link)
        np.add.at(weight, model.links[:, side], multipliers.link)
        np.add.at(terms, model.links[:, side], 1)
    for group, multiplier in zip(model.groups, multipliers.group.tolist(), strict=True):
        charge[group.columns] += multiplier
        weight[group.columns] += multiplier
        terms[group.columns] += 1
    return charge, weight, int(terms.max(initial=0))


def _sides(model: Model, multipliers: Multipliers) -> FloatArray:
    """Each row's max(λ f, λ c), then each group's ν n."""
    rows = [
        multiplier * (row.upper if multiplier > 0 else row.lower) if multiplier else 0.0
        for multiplier, row in zip(multipliers.row.tolist(), model.rows, strict=True)
    ]
    groups = [
        multiplier * group.most
        for multiplier, group in zip(multipliers.group.tolist(), model.groups, strict=True)
    ]
    return np.array(rows + groups)
