"""The classes of a map of amounts: round bounds between groups of like size."""

from collections.abc import Iterable

CLASSES = 7


def bounds_of(values: Iterable[float]) -> tuple[float, ...]:
    """At most six round bounds, each above the one before, that part positive values into classes
    of about the same number. None for fewer than two different values."""
    held = sorted(value for value in values if value > 0)
    if not held or held[0] == held[-1]:
        return ()
    cuts = [rounded(held[rank * len(held) // CLASSES]) for rank in range(1, CLASSES)]
    return tuple(sorted({cut for cut in cuts if held[0] < cut}))


def rounded(value: float) -> float:
    """To two digits that count: 12 345 is 12 000, 0.0347 is 0.035."""
    return float(f"{value:.2g}")
