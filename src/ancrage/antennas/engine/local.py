"""A good choice of hosts, quickly: add the best one by one, then swap as long as it helps."""

import numpy as np

from ancrage.antennas.engine.model import BoolArray, FloatArray, IntArray


def value_of(cost: FloatArray, weight: FloatArray, chosen: IntArray) -> int:
    """Σ w_i · least cost of i among these columns."""
    return int(weight @ cost[:, chosen].min(axis=1))


def greedy(cost: FloatArray, weight: FloatArray, count: int, kept: BoolArray) -> IntArray:
    """`count` columns: the kept ones, then each time the one that helps most (ties: first)."""
    chosen: list[int] = np.flatnonzero(kept).tolist()
    least = cost[:, chosen].min(axis=1) if chosen else np.full(len(cost), cost.max(initial=0.0) + 1)
    while len(chosen) < count:
        totals = weight @ np.minimum(cost, least[:, None])
        totals[chosen] = np.inf
        best = int(np.argmin(totals))
        chosen.append(best)
        least = np.minimum(least, cost[:, best])
    return np.sort(np.array(chosen, dtype=np.int64))


def improved(cost: FloatArray, weight: FloatArray, chosen: IntArray, kept: BoolArray) -> IntArray:
    """Swap one chosen column (not kept) for another as long as the value falls."""
    chosen = np.sort(chosen)
    while True:
        swap = _best_swap(cost, weight, chosen, kept)
        if swap is None:
            return chosen
        chosen = np.sort(np.append(np.delete(chosen, swap[0]), swap[1]))


def _best_swap(
    cost: FloatArray, weight: FloatArray, chosen: IntArray, kept: BoolArray
) -> tuple[int, int] | None:
    """(position in `chosen` to leave, column to enter) of the swap that gains most; None: none.

    gain(in, out) = what `in` gains to all − what the places of `out` lose, given that they may go
    to `in` or to their second host (Whitaker's fast interchange).
    """
    movable = np.flatnonzero(~kept[chosen])
    if not len(movable) or len(chosen) == cost.shape[1]:
        return None
    first, second, nearest = _two_least(cost[:, chosen])
    entering = np.maximum(first[:, None] - cost, 0)
    gain = weight @ entering
    stays = np.minimum(cost, second[:, None])
    lost = np.maximum(stays - first[:, None], 0)
    weighted = lost * weight[:, None]
    best: tuple[int, int, int] | None = None
    for place in movable:
        net = gain - weighted[nearest == place].sum(axis=0)
        net[chosen] = -np.inf
        column = int(np.argmax(net))
        if net[column] > 0 and (best is None or net[column] > best[0]):
            best = (int(net[column]), int(place), column)
    return None if best is None else (best[1], best[2])


def _two_least(costs: FloatArray) -> tuple[FloatArray, FloatArray, IntArray]:
    """The least and the second least cost of each row, and where the least is."""
    nearest = costs.argmin(axis=1)
    rows = np.arange(len(costs))
    first = costs[rows, nearest]
    if costs.shape[1] == 1:
        return first, np.full(len(costs), np.inf), nearest
    rest = costs.copy()
    rest[rows, nearest] = np.inf
    return first, rest.min(axis=1), nearest
