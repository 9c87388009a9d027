"""Whether a territory's contract is signed: its project committee is then its monitoring committee.

Contracts are above committees: they register how to know.
"""

import datetime as dt
from collections.abc import Callable

from ancrage.committees.definitions import bodies_at

IsSigned = Callable[[str, dt.date], bool]
_checks: list[IsSigned] = []


def register_signed(check: IsSigned) -> None:
    """Say how to know that a territory's contract is signed on a day; the last one holds."""
    _checks[:] = [check]


def label_of(body: str, scope: str, day: dt.date) -> str:
    """What a committee is called on a day. KeyError for one that is not."""
    held = bodies_at(day)[body]
    is_signed = bool(held.after_contract and _checks and _checks[0](scope, day))
    return held.name(has_contract=is_signed)
