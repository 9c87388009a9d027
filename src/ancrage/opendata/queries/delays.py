"""How each grantor stands towards its duty to publish: counts that everybody reads."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from ancrage.opendata.queries.conventions import Position
from ancrage.opendata.queries.positions import Positions, positions
from ancrage.opendata.rules.duty import DUE, Standing
from ancrage.opendata.rules.fields import Value


@dataclass(slots=True)
class Duty:
    """A grantor's agreements: how many of each standing, how many not published in time.

    `late`: past their last day and not published; `published_late`: published after it.
    """

    financer: str
    name: str
    siret: str
    is_demonstration: bool
    counts: Counter[Standing] = field(default_factory=Counter)
    late: int = 0
    published_late: int = 0

    @property
    def due(self) -> int:
        """All that is to be published."""
        return sum(self.counts[one] for one in DUE)


def _counted(held: Iterable[Position]) -> list[Duty]:
    found: dict[tuple[str, bool], Duty] = {}
    for one in held:
        key = one.financer, one.is_demonstration
        duty = found.setdefault(key, Duty(one.financer, one.grantor, "", key[1]))
        duty.siret = duty.siret or one.grantor_siret
        duty.counts[one.stands.standing] += 1
        duty.late += one.is_late
        is_published = one.stands.standing == Standing.PUBLISHED
        duty.published_late += is_published and one.stands.late > 0
    return sorted(found.values(), key=lambda one: (-one.late, one.name, one.is_demonstration))


@lru_cache(maxsize=1)
def duties_of(held: Positions) -> tuple[Duty, ...]:
    """The duty of each grantor, those that are late first: counted once for the same positions."""
    return tuple(_counted(held.rows))


def delay_rows(day: dt.date) -> Iterator[tuple[Value, ...]]:
    """A row per grantor, as open data."""
    for one in duties_of(positions(day)):
        yield (
            one.name,
            one.siret or None,
            one.due,
            one.counts[Standing.PUBLISHED],
            one.published_late,
            one.counts[Standing.READY],
            one.counts[Standing.LACKING],
            one.late,
            one.counts[Standing.WITHHELD],
            one.is_demonstration,
        )
