"""Dated tables brought in from files, and taken back whole."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.files.actions import store_file
from ancrage.funding.actions.books import locked_head
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.rights import Actor
from ancrage.stateaid.actions.parts import (
    PART,
    StateAidRefusedError,
    checked_reason,
    checked_source,
    revise_concerned,
    revisions_told,
)
from ancrage.stateaid.models import Check, ImportedTable, ReceivedAid, ReferenceRate, Zone
from ancrage.stateaid.queries.importing import digest_of, read_table
from ancrage.stateaid.rules.model import Origin
from ancrage.stateaid.rules.tables_read import RegisterRow

KIND = "aid_table"
BATCH = 1000


@command("stateaid.import_table")
def import_table(
    *,
    by: Actor,
    now: dt.datetime,
    kind: str,
    name: str,
    content: bytes,
    source: str,
    as_of: dt.date | None = None,
    is_demonstration: bool = False,
) -> tuple[ImportedTable, list[Check]]:
    """Keep a file of zones, of reference rates, of the register or its layout: the table, and the
    verdicts that it revises. A file that is there already changes nothing.

    `as_of`: the last day that a file of the register tells. InputRefused, with every fault;
    StateAidRefusedError.
    """
    allow()
    locked_head()
    told = checked_source(source)
    alive = ImportedTable.objects.filter(kind=kind, withdrawn_at=None)
    held = alive.filter(digest=digest_of(content)).first()
    if held is not None:
        unchanged()
        return held, []
    rows = read_table(kind, name, content)
    _check_as_of(kind, as_of, localdate(now))
    row = ImportedTable(
        kind=kind,
        name=name[:150],
        source=told,
        as_of=as_of,
        recorded_at=now,
        author=by.reference,
        is_demonstration=is_demonstration,
    )
    _write(row, content, rows)
    made = revise_concerned(author=by.reference, now=now, sirens=_touched(row))
    record(
        kind=KIND,
        reference=row.reference,
        label=row.get_kind_display(),
        says=_("Table importée : %(count)d lignes") % {"count": row.count},
        after=_document(row),
        details=revisions_told(made),
        private=True,
    )
    return row, made


def _layout(kind: str, rows: Sequence[Any]) -> dict[str, Any]:
    """The fields of a layout, as they are kept."""
    return {"fields": [asdict(one) for one in rows]} if kind == ImportedTable.LAYOUT else {}


def _check_as_of(kind: str, as_of: dt.date | None, today: dt.date) -> None:
    if kind == ImportedTable.REGISTER and as_of is None:
        raise StateAidRefusedError(_("Dites jusqu’à quel jour cet extrait du registre va."))
    if as_of is not None and as_of > today:
        raise StateAidRefusedError(_("Cette date n’est pas encore passée."))


@unjournalled(PART)
def _write(row: ImportedTable, content: bytes, rows: Sequence[Any]) -> None:
    """Keep a table, its file and its rows."""
    row.digest, row.count = digest_of(content), len(rows)
    row.layout = _layout(row.kind, rows)
    row.file = store_file(
        name=row.name, content=content, by_reference=row.author, now=row.recorded_at
    )
    row.save()
    _write_rows(row, rows)


@unjournalled(PART)
def _write_rows(table: ImportedTable, rows: Sequence[Any]) -> None:
    """Keep the rows of a table, each in the model of its kind."""
    if table.kind == ImportedTable.ZONES:
        zones = [
            Zone(
                table=table,
                commune=one.commune,
                zone=one.zone,
                valid_from=one.since,
                valid_until=one.until,
            )
            for one in rows
        ]
        Zone.objects.bulk_create(zones, batch_size=BATCH)
    elif table.kind == ImportedTable.RATES:
        rates = [
            ReferenceRate(table=table, valid_from=one.since, percent=Decimal(str(one.percent)))
            for one in rows
        ]
        ReferenceRate.objects.bulk_create(rates, batch_size=BATCH)
    elif table.kind == ImportedTable.REGISTER:
        aids = [_aid(table, one) for one in rows]
        ReceivedAid.objects.bulk_create(aids, batch_size=BATCH)


def _aid(table: ImportedTable, one: RegisterRow) -> ReceivedAid:
    return ReceivedAid(
        siren=one.siren,
        granted_on=one.granted_on,
        cents=one.cents,
        regime=one.regime,
        origin=Origin.REGISTER,
        financer=one.financer[:200],
        number=one.number[:80],
        table=table,
        recorded_at=table.recorded_at,
        is_demonstration=table.is_demonstration,
    )


def _touched(table: ImportedTable) -> set[str] | None:
    """The companies that a table tells of; None: it may concern any."""
    # What the register does not tell counts too: nothing else by its last day.
    return set() if table.kind == ImportedTable.LAYOUT else None


@command("stateaid.withdraw_table")
def withdraw_table(
    *, by: Actor, now: dt.datetime, table: ImportedTable, reason: str
) -> tuple[ImportedTable, list[Check]]:
    """Take a table back whole, and say why; it stays, for what was known until then. It, and the
    verdicts that this revises. StateAidRefusedError."""
    allow()
    locked_head()
    held = ImportedTable.objects.select_for_update().get(pk=table.pk)
    why = checked_reason(reason)
    if held.withdrawn_at is not None:
        raise StateAidRefusedError(_("Cette table a déjà été retirée."))
    held.withdrawn_at, held.withdrawn_reason = now, why[:300]
    held.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    made = revise_concerned(author=by.reference, now=now, sirens=_touched(held))
    record(
        kind=KIND,
        reference=held.reference,
        label=held.get_kind_display(),
        says=_("Table retirée"),
        before=_document(held),
        details={"reason": why, **revisions_told(made)},
        private=True,
    )
    return held, made


def _document(row: ImportedTable) -> dict[str, object]:
    names = ("kind", "name", "source", "digest", "count", "as_of")
    return {name: getattr(row, name) for name in names}
