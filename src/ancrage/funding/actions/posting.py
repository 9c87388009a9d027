"""Posting: every cent that enters the ledger goes through `post`, a batch at a time."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.files.models import StoredFile
from ancrage.funding.actions.books import Books, locked_head
from ancrage.funding.actions.cells import add_to_cells
from ancrage.funding.actions.rows import PART, Told, insert_told
from ancrage.funding.definitions import chart
from ancrage.funding.models import (
    CUTS,
    Batch,
    Commitment,
    CommitmentLine,
    Dossier,
    Entry,
    LedgerHead,
)
from ancrage.funding.queries.chain import bodies, header
from ancrage.funding.queries.places import Places
from ancrage.funding.rules.entries import GRANTED, LINE_STAGES, UNMATCHED, chain_hash
from ancrage.funding.rules.moves import Move, MoveRefusedError, moves_of
from ancrage.funding.rules.splitting import in_turn
from ancrage.journal.command import unjournalled
from ancrage.kernel.chunks import in_chunks
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.rights import Actor

OF_POSTING = frozenset({"stage", "year", "is_verified"})
"""What an entry's cut has of the amount itself; the rest is of its dossier."""
OF_MONEY = [name for name in CUTS if name not in OF_POSTING]


class LedgerRefusedError(ValueError):
    """What cannot be done in the ledger; the message is one French sentence."""


@dataclass(frozen=True, slots=True)
class Loose:
    """What is known of a payment that no commitment is known for: the cut that it counts in."""

    financer: str
    scheme: str = ""
    measure: str = ""
    need: str = ""
    programme: str = ""
    territory: str = ""
    place: str = "unknown"
    region: str = ""
    is_demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Posting:
    """Cents at a stage, on a day. `dossier` None: a payment to match, that `loose` tells.

    `commitment`: needed to grant; else the oldest lines of the dossier give first. `row`: the
    line of the file that tells it, for faults and for the entry.
    """

    stage: str
    cents: int
    event_on: dt.date
    dossier: Dossier | None = None
    commitment: Commitment | None = None
    loose: Loose | None = None
    document: str = ""
    file: StoredFile | None = None
    row: int | None = None
    is_verified: bool = False
    reason: str = ""


Moved = tuple[Posting, Move, CommitmentLine | None]


@unjournalled(PART)
def post(
    *,
    by: Actor,
    now: dt.datetime,
    today: dt.date,
    financer: str,
    origin: str,
    postings: Sequence[Posting],
    key: str = "",
    told: str = "",
    name: str = "",
) -> Batch:
    """Post these amounts, whole or not at all, in their order. InputRefused, with every fault.

    `key`, `told`: see `Batch`; the same key with the same lines gives the first batch again,
    with others LedgerRefusedError. `name`: the file that faults are told of.
    """
    head = locked_head()
    known = Batch.objects.filter(financer=financer, key=key).first() if key else None
    if known is not None:
        if known.told != told:
            raise LedgerRefusedError(_("Cette clé a déjà servi pour d’autres lignes."))
        return known
    books = Books(
        (p.dossier.pk for p in postings if p.dossier),
        [p.commitment for p in postings if p.commitment],
        chart(),
    )
    moved = _moved(books, postings, financer, today, name)
    books.write_lines()
    batch = Batch.objects.create(
        financer=financer, key=key, told=told, origin=origin, author=by.reference, entered_at=now
    )
    conclude(batch, _written(batch, books, moved), head)
    books.write(now)
    return batch


@unjournalled(PART)
def conclude(batch: Batch, entries: Iterable[Told], head: LedgerHead) -> None:
    """Sum the entries of a batch into their cells; chain it, as it was written, to the one
    before."""
    add_to_cells(entries)
    batch.hash, batch.count = chain_hash(head.hash, header(batch), bodies(batch))
    batch.save(update_fields=["count", "hash"])
    head.hash = batch.hash
    head.save()


def _written(batch: Batch, books: Books, moved: Iterable[Moved]) -> Iterator[Told]:
    """The entries of these moves, written some at a time: none is kept in memory."""
    places = Places()
    for chunk in in_chunks(moved):
        entries = [_entry(batch, places, books, *one) for one in chunk]
        insert_told(Entry, entries)
        yield from entries


def _moved(
    books: Books, postings: Iterable[Posting], financer: str, today: dt.date, name: str
) -> list[Moved]:
    """What each amount moves, the balances changed as it goes. InputRefused."""
    found: list[Moved] = []
    problems = []
    for posting in postings:
        try:
            _check(posting, financer, today)
            found += _moves(books, posting)
            if posting.dossier is not None and posting.stage == GRANTED:
                books.decide(posting.dossier, posting.event_on)
        except MoveRefusedError as refusal:
            advice = _("Vérifiez le montant et le dossier.")
            problems.append(Problem(name, posting.row, None, str(refusal), advice))
    if problems:
        raise InputRefused(problems)
    return found


def _check(posting: Posting, financer: str, today: dt.date) -> None:
    """What an amount must be before it moves anything. MoveRefusedError."""
    if posting.stage not in chart().stages:
        raise MoveRefusedError(_("Ce stade n’existe pas."))
    if posting.event_on > today:
        raise MoveRefusedError(_("Cette date n’est pas encore passée."))
    if (posting.dossier is None) != (posting.stage == UNMATCHED):
        raise MoveRefusedError(
            _("Dites de quel dossier : seul un paiement à rattacher n’en a pas encore.")
        )
    for held in (posting.dossier, posting.commitment, posting.loose):
        if held is not None and held.financer != financer:
            raise MoveRefusedError(_("Ce dossier ou cet engagement est d’un autre financeur."))


def _moves(books: Books, posting: Posting) -> list[Moved]:
    found: list[Moved] = []
    for line, cents in _lines(books, posting):
        has_envelope = line is not None and books.envelope_of(line.commitment) is not None
        moves = moves_of(
            posting.stage,
            cents,
            balances=books.balances(posting.dossier, line),
            chart=books.chart,
            from_envelope=has_envelope,
        )
        for move in moves:
            books.apply(move, posting.dossier, line)
            found.append((posting, move, line))
    return found


def _lines(books: Books, posting: Posting) -> list[tuple[CommitmentLine | None, int]]:
    """The lines that an amount concerns, with the part of each. MoveRefusedError.

    What is paid without its commitment being told is paid by the oldest that has enough left.
    """
    dossier, commitment = posting.dossier, posting.commitment
    if dossier is None or posting.stage not in LINE_STAGES:
        return [(None, posting.cents)]
    if posting.stage == GRANTED:
        if commitment is None:
            raise MoveRefusedError(_("Dites quel engagement accorde ce montant."))
        return [(books.open_line(dossier, commitment), posting.cents)]
    lines = books.lines_of(dossier, commitment)
    if len(lines) <= 1:
        if not lines:
            raise MoveRefusedError(_("Aucun engagement n’est connu pour ce dossier."))
        return [(lines[0], posting.cents)]
    sources = books.chart.stages[posting.stage].sources
    room = [sum(getattr(line, code) for code in sources) for line in lines]
    if sum(room) < posting.cents:
        return [(lines[0], posting.cents)]  # which is refused, in words
    shares = zip(lines, in_turn(posting.cents, room), strict=True)
    return [(line, cents) for line, cents in shares if cents]


def _entry(
    batch: Batch,
    places: Places,
    books: Books,
    posting: Posting,
    move: Move,
    line: CommitmentLine | None,
) -> Told:
    told = posting.loose
    if posting.dossier is not None:
        told = _cut_of(books.dossiers[posting.dossier.pk], posting.event_on, places)
    if told is None:
        raise ValueError("an amount needs its dossier, or what is known of it")
    return {
        "batch_id": batch.pk,
        "stage": posting.stage,
        "debit": move.debit,
        "credit": move.credit,
        "cents": move.cents,
        "dossier_id": posting.dossier.pk if posting.dossier else None,
        "line_id": line.pk if line else None,
        "envelope_id": line.commitment.envelope_id if line else None,
        "event_on": posting.event_on,
        "year": posting.event_on.year,
        "entered_at": batch.entered_at,
        "document": posting.document[:300],
        "file_id": posting.file.pk if posting.file else None,
        "row": posting.row,
        "is_verified": posting.is_verified,
        "reason": posting.reason[:300],
        "reverses_id": None,
    } | {name: getattr(told, name) for name in OF_MONEY}


def _cut_of(dossier: Dossier, on: dt.date, places: Places) -> Loose:
    territory, place, region = places.of_dossier(dossier, on)
    return Loose(
        financer=dossier.financer,
        scheme=dossier.scheme,
        measure=dossier.measure,
        need=dossier.need,
        programme=dossier.programme,
        territory=territory,
        place=place,
        region=region,
        is_demonstration=dossier.is_demonstration,
    )
