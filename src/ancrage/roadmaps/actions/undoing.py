"""Undoing a whole import, while nothing was done since on what it wrote."""

import datetime as dt
from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor
from ancrage.roadmaps.access import roadmap_where
from ancrage.roadmaps.actions.filing import (
    Filing,
    Rewritten,
    hold_sheets,
    rewrite,
    sheets_among,
)
from ancrage.roadmaps.actions.importing import KIND
from ancrage.roadmaps.actions.parts import SheetRefusedError, roadmap_of, take_codes, today
from ancrage.roadmaps.models import ActionSheet, FundingEntry, Revision, SheetImport
from ancrage.roadmaps.queries.importing import leans_on
from ancrage.roadmaps.rules.content import changed

SHOWN = 5


@command("roadmaps.import")
def undo_import(*, by: Actor, now: dt.datetime, held: SheetImport) -> SheetImport:
    """Put the sheets that an import began in the bin, and those that it changed as they were.

    SheetRefusedError once something was done on one of them.
    """
    roadmap = roadmap_of(scope=held.scope, now=now)
    allow(roadmap_where(roadmap))
    take_codes(year=today(now).year, count=0)  # one import at a time
    hold_sheets(roadmap)
    taken = SheetImport.objects.select_for_update(of=("self",)).get(pk=held.pk)
    _check(taken)
    ActionSheet.objects.filter(source=taken).update(deleted_at=now)
    _restore(Filing(by, now, roadmap, taken))
    taken.undone_at = now
    taken.save(update_fields=["undone_at"])
    _record(taken)
    return taken


def _check(taken: SheetImport) -> None:
    if taken.taken_at is None:
        raise SheetRefusedError(_("Ces fichiers n’ont pas été repris : il n’y a rien à défaire."))
    if taken.undone_at is not None:
        raise SheetRefusedError(_("Cette reprise est déjà défaite."))
    leaning = leans_on(taken)
    if leaning:
        codes = ", ".join(leaning[:SHOWN]) + ("…" if len(leaning) > SHOWN else "")
        raise SheetRefusedError(
            _("Des fiches ont changé depuis, la reprise ne se défait plus d’un coup : %s.") % codes
        )


def _restore(filing: Filing) -> None:
    """Bring back what the import changed, by a new revision of each sheet; its money too."""
    taken = filing.source
    at = taken.taken_at or filing.now
    written = Revision.objects.filter(sheet__roadmap=filing.roadmap, written_at=at)
    by_sheet = {revision.sheet_id: revision for revision in written}
    made = []
    for code, sheet in sheets_among(filing.roadmap, taken.made).items():
        if sheet.source_id == taken.pk:
            continue
        changes = by_sheet[sheet.pk].changes
        content = changed(sheet.content, {path: before for path, (before, _) in changes.items()})
        kept = {path: cell for path, cell in sheet.cells.items() if path not in changes}
        back = {path: (after, before) for path, (before, after) in changes.items()}
        made.append(Rewritten(sheet, content, back, kept | taken.former.get(code, {})))
    rewrite(filing=filing, made=made, entries=_money_back(filing, {one.sheet.pk for one in made}))


def _money_back(filing: Filing, sheets: Collection[int]) -> list[FundingEntry]:
    """What the import told is reversed; what it reversed is told again, from its own source."""
    at = filing.source.taken_at or filing.now
    mine = FundingEntry.objects.filter(sheet__roadmap=filing.roadmap, entered_at=at)
    why = _("Reprise défaite : %s") % filing.source
    found = []
    for entry in mine.select_related("reverses"):
        if entry.sheet_id in sheets:
            first = entry.reverses
            found.append(_again(filing, first) if first else filing.reversal(entry, why))
    return found


def _again(filing: Filing, entry: FundingEntry) -> FundingEntry:
    return FundingEntry(
        sheet_id=entry.sheet_id,
        financer=entry.financer,
        kind=entry.kind,
        year=entry.year,
        stage=entry.stage,
        cents=entry.cents,
        told_on=entry.told_on,
        source=entry.source,
        author=filing.by.reference,
        entered_at=filing.now,
    )


def _record(taken: SheetImport) -> None:
    count = len(taken.made)
    says = ngettext(
        "Reprise de fichiers défaite : %(n)d fiche action",
        "Reprise de fichiers défaite : %(n)d fiches action",
        count,
    ) % {"n": count}
    record(
        kind=KIND,
        reference=taken.reference,
        label=taken.scope,
        says=says,
        details={"sheets": sorted(taken.made)},
        private=True,
    )
