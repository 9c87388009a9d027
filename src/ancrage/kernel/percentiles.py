"""What most of some numbers do not exceed."""

import math
from collections.abc import Iterable


def percentile(values: Iterable[int], *, share: float) -> int | None:
    """The smallest that at least this share of them do not exceed (nearest rank); None of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    # 0.07 × 100 is 7.000000000000001 in binary: without the rounding, one too far.
    rank = max(math.ceil(round(share * len(ordered), 9)), 1)
    return ordered[rank - 1]
