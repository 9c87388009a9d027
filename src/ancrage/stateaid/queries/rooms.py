"""What room a regime leaves to each of several grants that are being prepared."""

import datetime as dt
from collections.abc import Sequence

from ancrage.stateaid.queries.verdicts import verdicts_for
from ancrage.stateaid.rules.model import Asked


def rooms_of(
    asked: Sequence[Asked], *, known_on: dt.date | None = None
) -> list[tuple[int | None, str]]:
    """The most that each may be granted (cents; None: unknown), with why, in one sentence.

    Each alone: two grants to one undertaking share its room.
    """
    found = []
    for verdict in verdicts_for(asked, known_on=known_on):
        told = verdict.reasons if verdict.most is not None else verdict.missing
        found.append((verdict.most, " ".join(told)))
    return found
