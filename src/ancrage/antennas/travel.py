"""How many kilometres as the crow flies one goes in so many minutes: an estimate, dated."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from ancrage.kernel.text import typeset


@dataclass(frozen=True, slots=True)
class Travel:
    """Mean speed by road, and how much longer the road is than a straight line."""

    valid_from: dt.date
    speed_kmh: float
    detour: float
    source: str

    def kilometres(self, minutes: float) -> float:
        """As the crow flies, to the tenth."""
        return round(minutes / 60 * self.speed_kmh / self.detour, 1)


@lru_cache(maxsize=1)
def all_travel() -> tuple[Travel, ...]:
    """Every declared value, the earliest first."""
    text = (files("ancrage.antennas") / "data" / "travel.yaml").read_text(encoding="utf-8")
    held = [
        Travel(line["valid_from"], line["speed_kmh"], line["detour"], typeset(line["source"]))
        for line in yaml.safe_load(text)
    ]
    return tuple(sorted(held, key=lambda travel: travel.valid_from))


def travel_at(day: dt.date) -> Travel:
    """What is in force on that day (before the first date: the first)."""
    known = [travel for travel in all_travel() if travel.valid_from <= day]
    return known[-1] if known else all_travel()[0]
