"""Sharing cents without losing or making one."""

from collections.abc import Sequence


def split(cents: int, weights: Sequence[int]) -> list[int]:
    """Shares of `cents` as the weights go, by the largest remainder; they sum to it exactly.

    Equal remainders go to the first. ValueError when no weight is positive, or one is negative.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must be at least 0, one of them more")
    if cents < 0:
        return [-share for share in split(-cents, weights)]
    shares = [cents * weight // whole for weight in weights]
    rests = [cents * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda rank: (-rests[rank], rank))
    for rank in order[: cents - sum(shares)]:
        shares[rank] += 1
    return shares


def in_turn(cents: int, room: Sequence[int]) -> list[int]:
    """What each takes of `cents` when the first takes all it can, then the second, and so on.

    ValueError when there is not enough room for all.
    """
    found = []
    for most in room:
        taken = min(cents, max(most, 0))
        found.append(taken)
        cents -= taken
    if cents:
        raise ValueError(f"{cents} cents find no room")
    return found
