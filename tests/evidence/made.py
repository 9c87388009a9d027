"""Files made up for the tests."""

import datetime as dt

from ancrage.evidence.rules.comparisons import Rules
from ancrage.evidence.rules.files import GRANTED, INSIDE, PENDING, REFUSED, Case

RULES = Rules(dt.date(2018, 1, 1), "essai", "essai", 0.95, 20, 365, 730, 3, 0.85)
ON = dt.date(2026, 11, 26)
ASKED = dt.date(2024, 3, 1)


def case(result: str = GRANTED, place: str = INSIDE, **changed: object) -> Case:
    """A file of Bpifrance, decided in thirty days, of 1,000 € asked; granted as asked."""
    asked = changed.get("asked", ASKED)
    told = {
        "operator": "bpifrance",
        "measure": "vte",
        "place": place,
        "asked": asked,
        "result": result,
        "ended": None if result == PENDING else asked + dt.timedelta(days=30),
        "asked_amount": 100_000,
        "granted_amount": 100_000 if result == GRANTED else None,
    }
    return Case(**told | changed)


def several(granted: int, refused: int = 0, pending: int = 0, **told: object) -> list[Case]:
    counts = ((GRANTED, granted), (REFUSED, refused), (PENDING, pending))
    return [case(result, **told) for result, count in counts for _ in range(count)]
