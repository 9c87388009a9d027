"""What multipliers prove, in whole numbers: L(λ) of `model.py`, and which hosts it settles."""

from dataclasses import dataclass

import numpy as np

from ancrage.antennas.engine.model import BoolArray, FloatArray


@dataclass(frozen=True, slots=True)
class Fixing:
    """Hosts that must be in and hosts that are out; the others are free."""

    inside: BoolArray
    outside: BoolArray

    @property
    def free(self) -> BoolArray:
        return ~(self.inside | self.outside)

    def with_host(self, column: int, *, inside: bool) -> "Fixing":
        """The same with this host settled."""
        changed = Fixing(self.inside.copy(), self.outside.copy())
        (changed.inside if inside else changed.outside)[column] = True
        return changed


@dataclass(frozen=True, slots=True)
class Proof:
    """What multipliers prove: no choice costs less than `bound`; `gains` are the g_j."""

    bound: int
    gains: FloatArray
    multipliers: FloatArray


def prove(
    cost: FloatArray, weight: FloatArray, count: int, fixing: Fixing, multipliers: FloatArray
) -> Proof:
    """L(λ) under these fixings, for the multipliers rounded to whole numbers."""
    whole = np.rint(np.maximum(multipliers, 0))
    gains = weight @ np.maximum(whole[:, None] - cost, 0)
    inside = gains[fixing.inside]
    left = count - len(inside)
    free = np.sort(gains[fixing.free])[::-1][:left]
    bound = int(weight @ whole) - int(inside.sum()) - int(free.sum())
    return Proof(bound, gains, whole)


def settle(proof: Proof, count: int, fixing: Fixing, best: int) -> Fixing:
    """Put aside the hosts whose choice costs at least `best`; hold those that cannot be missed."""
    left = count - int(fixing.inside.sum())
    free = np.flatnonzero(fixing.free)
    order = free[np.argsort(-proof.gains[free], kind="stable")]
    if left <= 0 or left >= len(order):
        return fixing
    last_in, first_out = proof.gains[order[left - 1]], proof.gains[order[left]]
    outside, inside = fixing.outside.copy(), fixing.inside.copy()
    worse = order[left:]
    outside[worse[proof.bound + last_in - proof.gains[worse] >= best]] = True
    needed = order[:left]
    inside[needed[proof.bound + proof.gains[needed] - first_out >= best]] = True
    return Fixing(inside, outside)
