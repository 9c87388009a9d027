"""Writing the shares of an amount exactly, and sharing by them without losing a cent."""

from collections.abc import Sequence
from decimal import Decimal

from ancrage.funding.rules.splitting import split

HALF = Decimal("0.5")
FEWEST, MOST = 2, 20
"""The decimals that a share may have: no amount of the public accounts needs more."""


def shared(total: int, held: Sequence[Decimal]) -> list[int]:
    """`total` shared by these shares, which sum to 1: no cent is lost."""
    return split(total, [int(share.scaleb(MOST)) for share in held])


def shares(amounts: Sequence[int]) -> tuple[Decimal, ...]:
    """The share of each amount in their sum: they sum to exactly 1, and `shared` gives the
    amounts back.

    Each is less than half a cent off, so that the order in which they are read changes nothing.
    They have two decimals when that is enough, more when it is not: with d decimals a share is less
    than 10^-d off, so that d above log10(2 × total) always is. ValueError when nothing is shared.
    """
    total = sum(amounts)
    if total <= 0 or min(amounts) < 0:
        raise ValueError("amounts are positive")
    for decimals in range(FEWEST, MOST + 1):
        units = split(10**decimals, amounts)
        found = tuple(Decimal(unit).scaleb(-decimals) for unit in units)
        if all(
            _is_exact(total * share, amount) for share, amount in zip(found, amounts, strict=True)
        ):
            return found
    raise ValueError(f"{total} cents: more than a share can tell")


def _is_exact(part: Decimal, amount: int) -> bool:
    return abs(part - amount) < HALF
