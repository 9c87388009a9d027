"""The sheets of the demonstration: one command for all of them, since each would be slow."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor
from ancrage.roadmaps.actions.parts import fill_money, take_codes, with_columns
from ancrage.roadmaps.actions.steps import with_plan
from ancrage.roadmaps.models import (
    ActionSheet,
    FundingEntry,
    ProgressReport,
    Revision,
    Roadmap,
    SheetVersion,
)
from ancrage.roadmaps.queries.sheets import told
from ancrage.roadmaps.rules.content import Content, changes
from ancrage.roadmaps.rules.funding import plan_of

BATCH = 250


@dataclass(frozen=True)
class Invented:
    """A made-up sheet with what hangs on it. `validated`: the content that the committee saw,
    when it did."""

    sheet: ActionSheet
    funding: Sequence[FundingEntry]
    reports: Sequence[ProgressReport]
    validated: Content | None
    decided_on: dt.date | None

    def versions(self, by: Actor) -> Iterator[SheetVersion]:
        """What the committee froze; its columns and its plan are made like any other's."""
        if self.validated is None or self.decided_on is None:
            return
        made = SheetVersion(
            sheet=self.sheet,
            number=1,
            revision=1,
            content=self.validated,
            decided_on=self.decided_on,
            decided_by=by.reference,
            decision=_("Décision inventée pour la démonstration"),
        )
        money = {"total_cost": made.content.get("total_cost")}
        money["own_share"] = made.content.get("own_share")
        yield with_plan(made, plan_of(told(self.funding), **money))

    def revisions(self, by: Actor) -> Iterator[Revision]:
        """What was written after the committee."""
        if self.validated is None or self.sheet.revision < 2:
            return
        made = changes(self.validated, self.sheet.content)
        yield Revision(
            sheet=self.sheet,
            number=2,
            changes={path: list(pair) for path, pair in made.items()},
            author=by.reference,
            written_at=self.sheet.changed_at,
        )


@command("roadmaps.start")
def add_invented(
    *, by: Actor, now: dt.datetime, roadmaps: Sequence[Roadmap], sheets: Sequence[Invented]
) -> int:
    """Add made-up roadmaps and their sheets, marked as such."""
    allow()
    for roadmap in roadmaps:
        roadmap.created_at = roadmap.changed_at = now
        roadmap.is_demonstration = True
    Roadmap.objects.bulk_create(roadmaps)
    _number([one.sheet for one in sheets])
    for one in sheets:
        _complete(one, by)
    made = ActionSheet.objects.bulk_create([one.sheet for one in sheets], batch_size=BATCH)
    hanging: list[list[FundingEntry | ProgressReport | SheetVersion | Revision]] = [
        [row for one in sheets for row in one.funding],
        [row for one in sheets for row in one.reports],
        [row for one in sheets for row in one.versions(by)],
        [row for one in sheets for row in one.revisions(by)],
    ]
    for rows in filter(None, hanging):
        type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)  # type: ignore[arg-type]
    record(
        kind="roadmap",
        reference="demonstration",
        says=_("Fiches action inventées pour la démonstration : %d") % len(made),
        details={"new": len(made), "roadmaps": len(roadmaps)},
    )
    return len(made)


def _number(sheets: Sequence[ActionSheet]) -> None:
    def year(sheet: ActionSheet) -> int:
        return localdate(sheet.created_at).year

    for begun, held in groupby(sorted(sheets, key=year), key=year):
        same_year = list(held)
        codes = take_codes(year=begun, count=len(same_year))
        for sheet, code in zip(same_year, codes, strict=True):
            sheet.code = code


def _complete(one: Invented, by: Actor) -> None:
    sheet = one.sheet
    sheet.author, sheet.is_demonstration = by.reference, True
    for entry in one.funding:
        entry.author = by.reference
    for report in one.reports:
        report.author = by.reference
    with_columns(sheet)
    fill_money(
        sheet,
        plan_of(told(one.funding), total_cost=sheet.total_cost, own_share=sheet.own_share),
    )
