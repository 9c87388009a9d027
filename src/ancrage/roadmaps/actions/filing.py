"""Writing what files say: sheets begun and changed, money told and reversed. Parts of commands.

A file may hold thousands of sheets: everything is written in bulk, in a few queries.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ancrage.journal.command import unjournalled
from ancrage.kernel.rights import Actor
from ancrage.kernel.text import fold
from ancrage.roadmaps.actions.parts import (
    PART,
    fill_money,
    is_invented,
    take_codes,
    today,
    with_columns,
)
from ancrage.roadmaps.models import (
    FILE,
    ActionSheet,
    FundingEntry,
    Revision,
    Roadmap,
    SheetColumns,
    SheetImport,
)
from ancrage.roadmaps.queries.importing import plans_of
from ancrage.roadmaps.queries.sheets import told
from ancrage.roadmaps.rules.content import Change, Content
from ancrage.roadmaps.rules.filed import Money
from ancrage.roadmaps.rules.funding import Plan as Funding
from ancrage.roadmaps.rules.funding import plan_of
from ancrage.roadmaps.rules.planning import CHANGED, NEW, Plan, Planned

BATCH = 500
SOURCE = 300
REWRITTEN = [
    *(field.name for field in SheetColumns._meta.fields),
    *("content", "cells", "revision", "changed_at"),
]


@dataclass(frozen=True)
class Filing:
    """Who brings what in, when, into which roadmap."""

    by: Actor
    now: dt.datetime
    roadmap: Roadmap
    source: SheetImport

    @cached_property
    def day(self) -> dt.date:
        return today(self.now)

    def entry(self, sheet: ActionSheet, money: Money) -> FundingEntry:
        """An amount told by a file."""
        return FundingEntry(
            sheet=sheet,
            financer=money.financer,
            kind=money.kind,
            year=money.year,
            stage=money.stage,
            cents=money.cents,
            told_on=self.day,
            source=money.cell[:SOURCE],
            author=self.by.reference,
            entered_at=self.now,
        )

    def reversal(self, entry: FundingEntry, why: str) -> FundingEntry:
        """What takes an entry back."""
        return FundingEntry(
            sheet_id=entry.sheet_id,
            financer=entry.financer,
            kind=entry.kind,
            year=entry.year,
            stage=entry.stage,
            cents=-entry.cents,
            told_on=self.day,
            source=why[:SOURCE],
            reverses=entry,
            author=self.by.reference,
            entered_at=self.now,
        )


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A sheet and what it becomes: its content, what changes in it, its cells of origin."""

    sheet: ActionSheet
    content: Content
    changes: Mapping[str, Change]
    cells: dict[str, list[str]]


def hold_sheets(roadmap: Roadmap) -> None:
    """Keep the sheets of a roadmap from other changes until the command under way ends."""
    held = ActionSheet.objects.select_for_update().filter(roadmap=roadmap).order_by("pk")
    list(held.values_list("pk", flat=True))


@unjournalled(PART)
def write_plan(
    *, by: Actor, now: dt.datetime, roadmap: Roadmap, source: SheetImport, plan: Plan
) -> None:
    """Do what a plan says, its sheets being held. What undoing it takes is put in the import, which
    is not saved here."""
    filing = Filing(by, now, roadmap, source)
    begun = _begin(filing, plan.of(NEW))
    written = _change(filing, plan.of(CHANGED))
    source.made = {sheet.code: sheet.revision for sheet in (*begun, *written)}


def _begin(filing: Filing, rows: Sequence[Planned]) -> list[ActionSheet]:
    if not rows:
        return []
    codes = take_codes(year=filing.day.year, count=len(rows))
    invented = is_invented(filing.by.reference)
    made, entries = [], []
    for row, code in zip(rows, codes, strict=True):
        sheet = ActionSheet(
            code=code,
            roadmap=filing.roadmap,
            content=row.content,
            cells=_cells(filing, row),
            is_private=bool(row.filed.is_private),
            author=filing.by.reference,
            origin=FILE,
            source=filing.source,
            created_at=filing.now,
            changed_at=filing.now,
            moved_at=filing.now,
            is_demonstration=invented,
        )
        money = [filing.entry(sheet, money) for money, _held in row.money if money.cents]
        fill_money(with_columns(sheet), plan_of(told(money), total_cost=None, own_share=None))
        made.append(sheet)
        entries += money
    ActionSheet.objects.bulk_create(made, batch_size=BATCH)
    FundingEntry.objects.bulk_create(entries, batch_size=BATCH)
    return made


def _cells(filing: Filing, row: Planned) -> dict[str, list[str]]:
    return {path: [filing.source.reference, cell] for path, cell in row.cells.items()}


def _change(filing: Filing, rows: Sequence[Planned]) -> list[ActionSheet]:
    held = sheets_among(filing.roadmap, {row.code for row in rows})
    made = []
    for row in rows:
        sheet = held[row.code]
        former = {path: cell for path, cell in sheet.cells.items() if path in row.changes}
        kept = {path: cell for path, cell in sheet.cells.items() if path not in former}
        if former:
            filing.source.former[row.code] = former
        made.append(Rewritten(sheet, row.content, row.changes, kept | _cells(filing, row)))
    rewrite(filing=filing, made=made, entries=_told_anew(filing, rows, held))
    return [one.sheet for one in made]


def sheets_among(roadmap: Roadmap, codes: Collection[str]) -> dict[str, ActionSheet]:
    """Sheets of a roadmap by code. Databases limit how many codes a query may name."""
    if not codes:
        return {}
    sheets = ActionSheet.objects.filter(roadmap=roadmap).select_related("roadmap")
    return {sheet.code: sheet for sheet in sheets.iterator(BATCH) if sheet.code in codes}


def _told_anew(
    filing: Filing, rows: Sequence[Planned], held: Mapping[str, ActionSheet]
) -> list[FundingEntry]:
    """What reverses what was told of amounts until now, and tells them: the sums become theirs."""
    told_now = [(held[row.code], money) for row in rows for money, _held in row.money]
    if not told_now:
        return []
    standing = FundingEntry.objects.filter(
        sheet__roadmap=filing.roadmap, reverses=None, reversal=None
    )
    by_key = defaultdict(list)
    for entry in standing:
        key = (fold(entry.financer), entry.year, entry.stage)
        by_key[(entry.sheet_id, key)].append(entry)
    entries = []
    for sheet, money in told_now:
        why = f"Remplacé par {money.cell}"
        entries += [filing.reversal(one, why) for one in by_key[(sheet.pk, money.key)]]
        if money.cents:
            entries.append(filing.entry(sheet, money))
    return entries


@unjournalled(PART)
def rewrite(*, filing: Filing, made: Sequence[Rewritten], entries: Sequence[FundingEntry]) -> None:
    """Write sheets as they become, all at once: a revision of each, its money, its columns."""
    FundingEntry.objects.bulk_create(entries, batch_size=BATCH)
    plans = plans_of(ActionSheet.objects.filter(roadmap=filing.roadmap)) if made else {}
    for one in made:
        sheet = one.sheet
        sheet.content, sheet.cells = one.content, one.cells
        sheet.revision += 1
        sheet.changed_at = filing.now
        fill_money(with_columns(sheet), Funding(plans.get(sheet.pk, ()), None, None))
    Revision.objects.bulk_create([_revision(filing, one) for one in made], batch_size=BATCH)
    # each is there: this only updates, and far faster than `bulk_update` with so many columns
    ActionSheet.objects.bulk_create(
        [one.sheet for one in made],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=REWRITTEN,
    )


def _revision(filing: Filing, one: Rewritten) -> Revision:
    return Revision(
        sheet=one.sheet,
        number=one.sheet.revision,
        changes={path: list(pair) for path, pair in one.changes.items()},
        author=filing.by.reference,
        origin=FILE,
        written_at=filing.now,
    )
