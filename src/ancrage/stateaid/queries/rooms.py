"""What room a regime leaves to each of several grants that are being prepared."""

import datetime as dt
from collections.abc import Collection, Sequence

from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.queries.facts import links_around
from ancrage.stateaid.queries.verdicts import verdicts_for
from ancrage.stateaid.rules.groups import undertaking
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


def undertakings_of(sirens: Collection[str], *, on: dt.date) -> dict[str, str]:
    """What tells the undertaking that each company is of on a day: its first SIREN. A query for
    each step of the longest chain of links."""
    links, kinds = links_around(sirens), regimes().kinds
    linked = {end for link in links for end in (link.holder, link.held)}
    found = {siren: siren for siren in sirens if siren not in linked}
    for siren in sirens:
        if siren not in found:
            group = undertaking(siren, links, on=on, known_on=dt.date.max, kinds=kinds)
            found |= dict.fromkeys(group, min(group))
    return found
