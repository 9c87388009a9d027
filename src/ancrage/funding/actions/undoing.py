"""Undoing entries: each by its opposite, on its own day, in the same cut."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from ancrage.funding.actions.books import Books, locked_head
from ancrage.funding.actions.posting import LedgerRefusedError, conclude
from ancrage.funding.actions.rows import PART, Told, insert_told
from ancrage.funding.definitions import chart
from ancrage.funding.models import CUTS, Batch, Entry
from ancrage.funding.rules.entries import GRANTED
from ancrage.funding.rules.moves import Move, MoveRefusedError, reversal_of
from ancrage.journal.command import unjournalled
from ancrage.kernel.rights import Actor

KEPT = (
    *CUTS,
    "debit",
    "credit",
    "dossier_id",
    "line_id",
    "envelope_id",
    "event_on",
    "document",
    "file_id",
    "row",
)
"""What a reversal has of the entry that it undoes."""


@unjournalled(PART)
def undo(
    *,
    by: Actor,
    now: dt.datetime,
    financer: str,
    entries: Sequence[Entry],
    reason: str,
    origin: str,
) -> Batch:
    """Undo entries of one financer, in the order given, whole or not at all. LedgerRefusedError."""
    head = locked_head()
    keys = [entry.pk for entry in entries]
    rows = Entry.objects.select_related("line__commitment", "dossier", "reversal").in_bulk(keys)
    told = [rows[key] for key in keys]
    _check(told, financer, reason)
    books = Books(
        (entry.dossier_id for entry in told if entry.dossier_id),
        [entry.line.commitment for entry in told if entry.line],
        chart(),
    )
    batch = Batch.objects.create(
        financer=financer, origin=origin, author=by.reference, entered_at=now
    )
    made = [_undone(books, batch, entry, reason) for entry in told]
    insert_told(Entry, made)
    conclude(batch, made, head)
    books.write(now)
    return batch


def _check(told: Sequence[Entry], financer: str, reason: str) -> None:
    if not reason.strip():
        raise LedgerRefusedError(_("Dites pourquoi vous annulez cette écriture."))
    if any(entry.financer != financer for entry in told):
        raise LedgerRefusedError(_("Cette écriture est d’un autre financeur."))
    is_twice = len(set(told)) < len(told)
    if is_twice or any(entry.reverses_id or hasattr(entry, "reversal") for entry in told):
        raise LedgerRefusedError(_("Cette écriture est déjà annulée."))


def _undone(books: Books, batch: Batch, told: Entry, reason: str) -> Told:
    """The opposite of an entry, the balances changed by it. LedgerRefusedError."""
    line = books.lines[told.line.commitment_id, told.line.dossier_id] if told.line else None
    try:
        move = reversal_of(
            Move(told.stage, told.debit, told.credit, told.cents),
            balances=books.balances(told.dossier, line),
            chart=books.chart,
        )
    except MoveRefusedError as refusal:
        raise LedgerRefusedError(str(refusal)) from refusal
    books.apply(move, told.dossier, line)
    if told.dossier is not None and told.stage == GRANTED:
        books.reopen(told.dossier, told.event_on)
    return {name: getattr(told, name) for name in KEPT} | {
        "batch_id": batch.pk,
        "cents": move.cents,
        "entered_at": batch.entered_at,
        "reason": reason.strip()[:300],
        "reverses_id": told.pk,
    }
