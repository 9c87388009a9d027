"""What a later capability brings to the answers: where one asks, how long it really takes.

`requests` registers both when the site starts; until then nothing is asked from here, and how
long it really takes is « inconnu ».
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ancrage.catalogue.rules.facts import Facts


@dataclass(frozen=True, slots=True)
class MeasuredDelay:
    """How many days an operator takes to decide on a measure, in median, over how many requests."""

    median_days: float
    count: int


Delays = Callable[[dt.date], Mapping[tuple[str, str], MeasuredDelay]]
"""On a day, by operator and measure."""
Ask = Callable[[str, str, Facts], str]
"""From a measure, a territory's scope code ("" without one) and facts, the address to ask at;
"" when it cannot be asked there."""

_delays: list[Delays] = []
_asks: list[Ask] = []


def register_delays(delays: Delays) -> Delays:
    """Say how long operators really take; the last registration holds."""
    _delays[:] = [delays]
    return delays


def register_ask(ask: Ask) -> Ask:
    """Say where a measure is asked for; the last registration holds."""
    _asks[:] = [ask]
    return ask


def delays_at(day: dt.date) -> Mapping[tuple[str, str], MeasuredDelay]:
    """The delays that were measured on a day; none as long as nobody measures."""
    return _delays[0](day) if _delays else {}


def ask_url(measure: str, territory: str, facts: Facts) -> str:
    """Where to ask for a measure; "" when there is nowhere."""
    return _asks[0](measure, territory, facts) if _asks else ""
