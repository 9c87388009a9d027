"""The ledger's commands: post a batch of amounts, reverse one entry."""

import datetime as dt
from collections.abc import Sequence

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.funding.access import financer_where
from ancrage.funding.actions.books import locked_head
from ancrage.funding.actions.posting import LedgerRefusedError, Posting, post
from ancrage.funding.actions.undoing import undo
from ancrage.funding.gates import pass_gates
from ancrage.funding.models import Batch, Entry
from ancrage.funding.models.ledger import FILE, SCREEN
from ancrage.funding.rules.entries import GRANTED
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.chain import canonical, digest, plain_value
from ancrage.kernel.rights import Actor

KIND = "ledger"


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
    when there is nothing to post, or when the key served for other lines."""
    allow(financer_where(financer))
    if not postings:
        raise LedgerRefusedError(_("Il n’y a aucune écriture à passer."))
    locked_head()
    if origin != FILE:  # what a financer's file tells is done already
        pass_gates(by, now, [p for p in postings if p.stage == GRANTED])
    told = digest(canonical([_told(posting) for posting in postings])) if key else ""
    before = key and Batch.objects.filter(financer=financer, key=key).exists()
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
    says = ngettext("%(count)d écriture passée", "%(count)d écritures passées", batch.count)
    record(
        kind=KIND,
        reference=batch.reference,
        label=dossier.code if dossier else financer,
        says=says % {"count": batch.count},
        after={"financer": financer, "count": batch.count, "hash": batch.hash},
    )
    return batch


def _told(posting: Posting) -> list[object]:
    """An amount as the digest of a batch tells it: all that it says."""
    told = [
        posting.stage,
        posting.cents,
        posting.event_on,
        posting.dossier.code if posting.dossier else "",
        posting.commitment.pk if posting.commitment else None,
        str(posting.loose or ""),
        posting.document,
        posting.row,
        posting.is_verified,
        posting.reason,
    ]
    return [plain_value(value) for value in told]


@command("funding.reverse")
def reverse_entry(
    *, by: Actor, now: dt.datetime, entry: Entry, reason: str, origin: str = SCREEN
) -> Entry:
    """Undo an entry whole, on its own day, and say why. LedgerRefusedError."""
    allow(financer_where(entry.financer))
    dossier = entry.dossier
    batch = undo(
        by=by, now=now, financer=entry.financer, entries=[entry], reason=reason, origin=origin
    )
    made = batch.entries.get()
    record(
        kind=KIND,
        reference=batch.reference,
        label=dossier.code if dossier else entry.financer,
        says=_("Écriture annulée"),
        after={"entry": entry.pk, "cents": made.cents, "hash": batch.hash},
        details={"reason": made.reason},
    )
    return made
