"""How far a figure can be trusted. A number never travels without it."""

from enum import StrEnum


class Quality(StrEnum):
    """Where a figure stands between a count and a guess."""

    EXACT = "exact"
    ESTIMATE = "estimate"
    DERIVED = "derived"
    DECLARED = "declared"
    SIMULATED = "simulated"
    UNKNOWN = "unknown"
