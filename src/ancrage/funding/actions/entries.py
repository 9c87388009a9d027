"""The ledger's commands: post a batch of amounts, reverse one entry."""

import datetime as dt
from collections.abc import Sequence

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.funding.access import financer_where, where_of
from ancrage.funding.actions.books import Books, locked_head
from ancrage.funding.actions.cells import add_to_cells
from ancrage.funding.actions.posting import LedgerRefusedError, Posting, post
from ancrage.funding.definitions import chart
from ancrage.funding.models import CUTS, Batch, Dossier, Entry
from ancrage.funding.models.ledger import SCREEN
from ancrage.funding.queries.chain import bodies
from ancrage.funding.rules.entries import chain_hash
from ancrage.funding.rules.moves import Move, MoveRefusedError, reversal_of
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.chain import canonical, digest, plain_value
from ancrage.kernel.rights import Actor

KIND = "ledger"
KEPT = (
    *(name for name in CUTS if name != "stage"),
    "stage",
    "debit",
    "credit",
    "dossier_id",
    "line_id",
    "envelope_id",
    "event_on",
    "document",
    "file_id",
    "row",
    "is_verified",
)
"""What a reversal has of the entry that it undoes."""


@command("funding.post")
def post_entries(
    *,
    by: Actor,
    now: dt.datetime,
    financer: str,
    postings: Sequence[Posting],
    origin: str = SCREEN,
    key: str = "",
) -> Batch:
    """Post amounts of one financer's dossiers. InputRefused, with every fault; LedgerRefusedError
    when the key served for other lines."""
    allow(financer_where(financer))
    told = digest(canonical([plain_value(_told(posting)) for posting in postings]))
    before = Batch.objects.filter(financer=financer, key=key).exists() if key else False
    batch = post(
        by=by,
        now=now,
        today=localdate(now),
        financer=financer,
        origin=origin,
        postings=postings,
        key=key,
        told=told,
    )
    if before:
        unchanged()
        return batch
    dossier = postings[0].dossier if len(postings) == 1 else None
    record(
        kind=KIND,
        reference=batch.reference,
        label=dossier.code if dossier else financer,
        says=_("%(count)d écritures passées au grand livre") % {"count": batch.count},
        after={"financer": financer, "count": batch.count, "hash": batch.hash},
    )
    return batch


def _told(posting: Posting) -> dict[str, object]:
    """An amount as its digest tells it."""
    return {
        "stage": posting.stage,
        "cents": posting.cents,
        "event_on": posting.event_on,
        "dossier": posting.dossier.code if posting.dossier else "",
        "commitment": posting.commitment.number if posting.commitment else "",
        "document": posting.document,
    }


@command("funding.reverse")
def reverse_entry(*, by: Actor, now: dt.datetime, entry: Entry, reason: str) -> Entry:
    """Undo an entry whole, on its own day, and say why. LedgerRefusedError."""
    head = locked_head()
    told = Entry.objects.select_related("dossier", "line__commitment", "batch").get(pk=entry.pk)
    allow(where_of(told.dossier) if told.dossier else financer_where(told.financer))
    if not reason.strip():
        raise LedgerRefusedError(_("Dites pourquoi vous annulez cette écriture."))
    if told.reverses_id or Entry.objects.filter(reverses=told).exists():
        raise LedgerRefusedError(_("Cette écriture est déjà annulée."))
    commitments = [told.line.commitment] if told.line else []
    books = Books([told.dossier_id] if told.dossier_id else [], commitments, chart())
    line = books.lines[told.line.commitment_id, told.line.dossier_id] if told.line else None
    move = _undone(books, told, told.dossier, line)
    batch = Batch.objects.create(
        financer=told.financer, origin=SCREEN, author=by.reference, entered_at=now, count=1
    )
    made = Entry.objects.create(
        batch=batch,
        cents=move.cents,
        entered_at=now,
        reason=reason.strip()[:300],
        reverses=told,
        **{name: getattr(told, name) for name in KEPT},
    )
    add_to_cells([made])
    batch.hash = head.hash = chain_hash(head.hash, bodies(batch))
    batch.save(update_fields=["hash"])
    head.save()
    books.apply(move, told.dossier, line)
    books.write(now)
    record(
        kind=KIND,
        reference=batch.reference,
        label=told.dossier.code if told.dossier else told.financer,
        says=_("Écriture annulée"),
        after={"entry": told.pk, "cents": made.cents, "hash": batch.hash},
        details={"reason": made.reason},
    )
    return made


def _undone(books: Books, told: Entry, dossier: Dossier | None, line: object) -> Move:
    move = Move(told.stage, told.debit, told.credit, told.cents)
    try:
        return reversal_of(
            move,
            balances=books.balances(dossier, line),  # type: ignore[arg-type]
            chart=books.chart,
        )
    except MoveRefusedError as refusal:
        raise LedgerRefusedError(str(refusal)) from refusal
