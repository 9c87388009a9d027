"""Payments that their keys alone give to dossiers, and how much of each: pure, no cent lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ancrage.funding.rules.splitting import in_turn, split


class Outcome(StrEnum):
    """What its key makes of a payment."""

    MATCHED = "matched"
    SHORT = "short"
    CONTRADICTORY = "contradictory"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment by its keys. `dossier`: the one that number, SIRET and exercise name; `lines`:
    those of the commitment that it names; None when it names none that is known."""

    key: int
    cents: int
    dossier: int | None
    lines: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Line:
    """A commitment's part for a dossier, and the cents that can still be paid of it."""

    pk: int
    dossier: int
    room: int


@dataclass(frozen=True, slots=True)
class Keyed:
    """What became of a payment: the cents of each line when it is matched."""

    key: int
    outcome: Outcome
    shares: tuple[tuple[int, int], ...] = ()


def by_key(
    payments: Iterable[Paid], *, lines: Sequence[Line], oldest_first: Sequence[int]
) -> list[Keyed]:
    """What its keys make of each payment, in their order: what one takes, the next has no more.

    A commitment that covers several dossiers is shared as what is left of each goes; a dossier is
    paid by its oldest commitment that has some left. `oldest_first`: the lines in that order.
    """
    known = {line.pk: line for line in lines}
    rooms = {line.pk: line.room for line in lines}
    return [_keyed(payment, known, rooms, oldest_first) for payment in payments]


def _keyed(
    payment: Paid, known: Mapping[int, Line], rooms: dict[int, int], oldest_first: Sequence[int]
) -> Keyed:
    if payment.dossier is None and not payment.lines:
        return Keyed(payment.key, Outcome.UNKNOWN)
    held = [pk for pk in oldest_first if _is_named(known[pk], payment)]
    if payment.lines and payment.dossier is not None and not held:
        return Keyed(payment.key, Outcome.CONTRADICTORY)
    room = [rooms[pk] for pk in held]
    if sum(room) < payment.cents:
        return Keyed(payment.key, Outcome.SHORT)
    shared = in_turn if payment.dossier is not None else split
    taken = [(pk, cents) for pk, cents in zip(held, shared(payment.cents, room), strict=True)]
    for pk, cents in taken:
        rooms[pk] -= cents
    return Keyed(payment.key, Outcome.MATCHED, tuple((pk, cents) for pk, cents in taken if cents))


def _is_named(line: Line, payment: Paid) -> bool:
    """Whether every key that the payment tells names this line."""
    return (payment.lines is None or line.pk in payment.lines) and (
        payment.dossier is None or line.dossier == payment.dossier
    )


def proposed(cents: int, rooms: Sequence[int]) -> list[int]:
    """What each may take of a payment, as what is left of each goes; when it is not enough, all
    that is left of each."""
    if sum(rooms) < cents:
        return list(rooms)
    return split(cents, rooms) if cents > 0 else [0 for _room in rooms]
