"""Envelopes as trees: what each holds, has delegated and committed, today or as at a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Sum

from ancrage.funding.models import Entry, Envelope, EnvelopeMove
from ancrage.funding.models.envelopes import NATURES, OPENED
from ancrage.funding.rules.delegating import held_changes, path_of
from ancrage.funding.rules.entries import GRANTED
from ancrage.journal.models import JournalEntry

DECOMMITTED = "decommitted"
KIND, OF_DATA = "envelope", "data"
"""What the journal calls envelopes, and those of public sources together."""


@dataclass(frozen=True, slots=True)
class Node:
    """An envelope in its tree. Cents; `depth`: 0 at the top."""

    envelope: Envelope
    depth: int
    held: int
    delegated: int
    committed: int
    parent: Envelope | None

    @property
    def available(self) -> int:
        """Cents neither delegated nor committed; of what is announced, what no source splits."""
        return self.held - self.delegated - self.committed

    @property
    def is_opened(self) -> bool:
        return self.envelope.nature == OPENED


@dataclass(slots=True)
class Sums:
    """What an envelope holds, has delegated, has committed, in cents."""

    held: int = 0
    delegated: int = 0
    committed: int = 0


def nodes(*, until: dt.date | None) -> list[Node]:
    """Every envelope, each under the one that it is a part of. One query; three as at a day."""
    rows = {row.pk: row for row in Envelope.objects.order_by("created_at", "pk")}
    sums = sums_at(rows, until) if until else _kept(rows.values())
    parts: dict[int | None, list[Envelope]] = defaultdict(list)
    for row in rows.values():
        parts[row.parent_id].append(row)

    def under(parent: int | None, depth: int) -> Iterator[Node]:
        for row in parts[parent]:
            held = sums[row.pk]
            above = rows.get(row.parent_id or 0)
            yield Node(row, depth, held.held, held.delegated, held.committed, above)
            yield from under(row.pk, depth + 1)

    return list(under(None, 0))


def _kept(rows: Iterable[Envelope]) -> dict[int, Sums]:
    return {row.pk: Sums(row.held, row.delegated, row.committed) for row in rows}


def sums_at(rows: Mapping[int, Envelope], until: dt.date | None) -> dict[int, Sums]:
    """The balances of envelopes summed anew from their moves and entries, until a day or of all
    time. Two queries."""
    parents = {pk: row.parent_id for pk, row in rows.items()}
    found = {pk: Sums() for pk in rows}
    moves = EnvelopeMove.objects.order_by().values_list("origin", "target")
    entries = Entry.objects.filter(envelope__isnull=False, stage__in=[GRANTED, DECOMMITTED])
    if until is not None:
        moves, entries = moves.filter(event_on__lte=until), entries.filter(event_on__lte=until)
    for origin, target, cents in moves.annotate(sum=Sum("cents")):
        for pk, change in held_changes(
            path_of(origin, parents), path_of(target, parents), cents
        ).items():
            found[pk].held += change
            above = parents[pk]
            if above is not None:
                found[above].delegated += change
    drawn = entries.order_by().values_list("envelope", "stage").annotate(sum=Sum("cents"))
    for envelope, stage, cents in drawn:
        found[envelope].committed += cents if stage == GRANTED else -cents
    return found


def by_nature(found: Iterable[Node]) -> list[tuple[str, str, list[Node]]]:
    """The envelopes of each nature, which are never added to one another: code, label, nodes."""
    held = list(found)
    return [
        (code, label, [node for node in held if node.envelope.nature == code])
        for code, label in NATURES
    ]


def find_envelope(code: str) -> Envelope | None:
    """An envelope by its code."""
    return Envelope.objects.select_related("parent").filter(code=code).first()


def path_up(envelope: Envelope) -> list[Envelope]:
    """The envelopes above one, from the top; it comes last. One query."""
    rows = {row.pk: row for row in Envelope.objects.all()}
    keys = path_of(envelope.pk, {pk: row.parent_id for pk, row in rows.items()})
    return [rows[key] for key in reversed(keys)]


@dataclass(frozen=True, slots=True)
class Version:
    """What was changed of an envelope, when, and why, as the journal keeps it."""

    at: dt.datetime
    says: str
    reason: str


def versions_of(envelope: Envelope) -> Iterator[Version]:
    """The changes of an envelope, the last first. One query."""
    rows = JournalEntry.objects.filter(kind=KIND, reference__in=[envelope.code, OF_DATA])
    for row in rows.order_by("-number"):
        details = (row.change or {}).get("details", {})
        if row.reference == envelope.code:
            yield Version(row.at, row.says, details.get("reason", ""))
        for part in details.get("parts", ()):
            if (part["kind"], part["reference"]) == (KIND, envelope.code):
                yield Version(row.at, part["says"], part["change"]["details"].get("reason", ""))


def moves_of(envelope: Envelope, *, until: dt.date | None) -> "list[EnvelopeMove]":
    """What came into an envelope and went out of it, in order. One query."""
    moves = EnvelopeMove.objects.filter(origin=envelope) | EnvelopeMove.objects.filter(
        target=envelope
    )
    if until is not None:
        moves = moves.filter(event_on__lte=until)
    return list(
        moves.select_related("origin", "target", "reversal").order_by("event_on", "pk").distinct()
    )
