"""Undoing a financer's file as a whole, while nothing was posted since on what it wrote."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.funding.access import financer_where
from ancrage.funding.actions.again import again
from ancrage.funding.actions.books import locked_head
from ancrage.funding.actions.filling import WRITTEN
from ancrage.funding.actions.importing import KIND
from ancrage.funding.actions.posting import LedgerRefusedError, post
from ancrage.funding.actions.rows import rewrite
from ancrage.funding.actions.undoing import undo
from ancrage.funding.models import Batch, Dossier, Entry, FiledPayment, MoneyImport, WaitingPayment
from ancrage.funding.models.ledger import FILE
from ancrage.funding.models.waiting import UNDONE, WAITING
from ancrage.funding.queries.importing import entries_of, leans_on
from ancrage.journal.command import allow, command, record
from ancrage.kernel.chunks import in_chunks
from ancrage.kernel.rights import Actor


@command("funding.import_file")
def undo_import(*, by: Actor, now: dt.datetime, held: MoneyImport) -> MoneyImport:
    """Reverse what a file posted, post again what it had reversed, put its dossiers back as they
    were; those that it began stay, with nothing on them. LedgerRefusedError."""
    allow(financer_where(held.financer))
    locked_head()
    taken = MoneyImport.objects.select_for_update(of=("self",)).get(pk=held.pk)
    _check(taken)
    why = _("Reprise défaite : « %s »") % taken.name
    entries = list(entries_of(taken).select_related("dossier", "line__commitment", "file"))
    undone = [entry for entry in entries if not entry.reverses_id]
    origins = [entry.reverses_id for entry in entries if entry.reverses_id]
    batches = []
    if undone:
        batches.append(
            undo(
                by=by,
                now=now,
                financer=taken.financer,
                entries=undone[::-1],
                reason=why,
                origin=FILE,
            )
        )
    _restore(taken, now)
    batches += _post_again(by, now, taken, origins, why)
    taken.undoing = [batch.reference for batch in batches]
    taken.undone_at = now
    taken.save(update_fields=["undone_at", "undoing"])
    record(
        kind=KIND,
        reference=taken.reference,
        label=taken.financer,
        says=_("Reprise d’un fichier financier défaite"),
        after={"hash": [batch.hash for batch in batches]},
        details={"digest": taken.digest},
        private=True,
    )
    return taken


def _check(taken: MoneyImport) -> None:
    if taken.taken_at is None:
        raise LedgerRefusedError(_("Ce fichier n’a pas été repris : il n’y a rien à défaire."))
    if taken.undone_at is not None:
        raise LedgerRefusedError(_("Cette reprise est déjà défaite."))
    leaning = leans_on(taken)
    if leaning:
        raise LedgerRefusedError(
            _("Elle ne se défait plus d’un coup, on a écrit depuis sur : %s.") % ", ".join(leaning)
        )


def _post_again(
    by: Actor, now: dt.datetime, taken: MoneyImport, origins: Iterable[int], why: str
) -> list[Batch]:
    """Post the entries that the file had reversed, as they were; what waited waits again."""
    held: list[Entry] = []
    for chunk in in_chunks(sorted(origins)):
        rows = Entry.objects.filter(pk__in=chunk)
        held += rows.select_related("dossier", "line__commitment", "file")
    if not held:
        return []
    waited = [entry for entry in held if entry.dossier is None]
    postings = again([entry for entry in held if entry.dossier], less={}, reason=why)
    restored = post(
        by=by,
        now=now,
        today=localdate(now),
        financer=taken.financer,
        origin=FILE,
        postings=[*postings, *again(waited, less={}, reason=why)],
        key=f"undo:{taken.reference}",
        told=taken.digest,
        name=taken.name,
    )
    _wait_again(waited, restored)
    return [restored]


def _wait_again(waited: Sequence[Entry], restored: Batch) -> None:
    """The payments that waited are those of the new entries."""
    new = Entry.objects.filter(batch=restored, dossier=None).order_by("pk")
    waiting = {one.entry_id: one for one in WaitingPayment.objects.filter(entry__in=waited)}
    changed = []
    for before, entry in zip(sorted(waited, key=lambda e: e.pk), new, strict=True):
        one = waiting[before.pk]
        one.entry, one.state, one.matched_on = entry, WAITING, None
        changed.append(one)
    rewrite(changed, ["entry", "state", "matched_on"])


def _restore(taken: MoneyImport, now: dt.datetime) -> None:
    """Put back what the file changed beside amounts."""
    former: dict[str, dict[str, Any]] = taken.former.get("dossiers", {})
    fields = {field.attname: field for field in Dossier._meta.concrete_fields}
    changed = []
    for chunk in in_chunks(sorted(former)):
        for dossier in Dossier.objects.filter(code__in=chunk):
            for name, value in former[dossier.code].items():
                setattr(dossier, name, fields[name].to_python(value))
            dossier.changed_at = now
            changed.append(dossier)
    rewrite(changed, WRITTEN)
    _restore_payments(taken)


def _restore_payments(taken: MoneyImport) -> None:
    before: dict[str, int] = taken.former.get("payments", {})
    for chunk in in_chunks(sorted(before)):
        held = list(FiledPayment.objects.filter(financer=taken.financer, key__in=chunk))
        for payment in held:
            payment.cents = before[payment.key]
        rewrite(held, ["cents"])
    FiledPayment.objects.filter(source=taken).delete()
    waiting = WaitingPayment.objects.filter(source_import=taken, state=WAITING)
    waiting.update(state=UNDONE)
