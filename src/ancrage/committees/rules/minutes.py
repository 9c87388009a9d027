"""The minutes as they are drafted from what happened: plain lines that people then correct.

A line that begins with « # » is a title; an empty line ends a paragraph.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ancrage.committees.rules.sitting import (
    APPROVED,
    CONDITIONAL,
    POSTPONED,
    REFUSED,
    Tally,
)
from ancrage.kernel.text import long_date, typeset

DECIDED = {
    APPROVED: "Le comité approuve.",
    CONDITIONAL: "Le comité approuve sous conditions :",
    POSTPONED: "Le comité ajourne sa décision.",
    REFUSED: "Le comité refuse.",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What was decided on an item; `conditions`: words, by when, who."""

    label: str
    decision: str
    reason: str = ""
    effect: str = ""
    votes: Tally | None = None
    conditions: Sequence[tuple[str, dt.date, str]] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that was held. `present`, `excused`: in words; `quorum`: what it lacked, or ""."""

    name: str
    day: dt.date
    place: str
    is_written: bool
    present: Sequence[str]
    excused: Sequence[str]
    quorum: str
    items: Sequence[Said]


def draft(held: Held) -> str:
    """The minutes, in French."""
    return typeset("\n".join(_lines(held)))


def _lines(held: Held) -> Iterator[str]:
    yield f"# {held.name}"
    if held.is_written:
        yield f"Consultation écrite close le {long_date(held.day)}."
    else:
        where = f", {held.place}" if held.place else ""
        yield f"Séance du {long_date(held.day)}{where}."
    yield ""
    yield "# " + ("Avis reçus" if held.is_written else "Présents")
    yield from (f"- {one}" for one in held.present or ("Personne n’est consigné.",))
    if held.excused:
        yield "# Excusés"
        yield from (f"- {one}" for one in held.excused)
    yield held.quorum or "Le quorum est atteint."
    yield ""
    for rank, item in enumerate(held.items, start=1):
        yield from _item(rank, item)


def _item(rank: int, item: Said) -> Iterator[str]:
    yield f"# {rank}. {item.label}"
    yield DECIDED.get(item.decision, "Aucune décision n’est consignée.")
    for words, due, who in item.conditions:
        yield f"- {words} ({who}, avant le {long_date(due)})"
    if item.votes is not None:
        votes = item.votes
        told = f"{votes.in_favour} pour, {votes.against} contre"
        yield f"Votes : {told}, {votes.abstained} abstention(s)."
    if item.reason:
        yield f"Motif : {item.reason}"
    if item.effect:
        yield item.effect
    yield ""
