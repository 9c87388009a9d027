"""The milestones of sheets, for a calendar: of each reader's sheets, and of what is published."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from ancrage.kernel.rights import Actor
from ancrage.roadmaps.models import ActionSheet, SheetVersion
from ancrage.roadmaps.queries.portfolio import GIVEN_UP, Lens, Listed, followed
from ancrage.roadmaps.rules.periods import first_day, last_day, period_words


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone of a sheet as its reader may know it; its titles are "" in outline.

    `said`: the day in words when it is told by its month, its quarter or its year alone. `revision`
    is that of what is read, written at `changed_at`.
    """

    key: str
    sheet: ActionSheet
    sheet_title: str
    title: str
    day: dt.date
    said: str
    is_done: bool
    revision: int
    changed_at: dt.datetime


def milestones(
    actor: Actor, *, start: dt.date, end: dt.date, today: dt.date
) -> Iterator[Milestone]:
    """Those of a period, of sheets that are not given up. Four queries, five for outlines.

    A sheet that the reader follows is read as it is being written; another, as it was validated.
    """
    working, public = (Lens(actor, today, is_published) for is_published in (False, True))
    mine = followed(actor, today=today)
    others = public.rows().exclude(sheet__in=mine.order_by().values("pk"))
    for lens, rows in ((working, mine), (public, others)):
        held = dict(_due_within(lens, rows, start, end))
        for listed in lens.present(list(lens.light_rows().filter(pk__in=held).order_by("pk"))):
            for key, told in held[listed.row.pk].items():
                yield _milestone(listed, key, told)


def _due_within(
    lens: Lens, rows: "QuerySet[Any]", start: dt.date, end: dt.date
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows that have milestones in a period, with these: the database reads them out of the
    documents, which are many more and longer."""
    kept = rows.exclude(**{f"{lens.at('state')}__in": GIVEN_UP}).order_by()
    for pk, told in kept.values_list("pk", "content__milestones").iterator():
        within = {
            key: row
            for key, row in (told or {}).items()
            if row.get("due") and start <= last_day(row["due"]) <= end
        }
        if within:
            yield pk, within


def _milestone(listed: Listed, key: str, told: dict[str, Any]) -> Milestone:
    """A milestone with what its reader may know: of a published sheet, nothing of what is being
    written since."""
    period, sheet = told["due"], listed.sheet
    version = listed.row if isinstance(listed.row, SheetVersion) else None
    written = dt.datetime.combine(version.decided_on, dt.time(), dt.UTC) if version else None
    return Milestone(
        key=key,
        sheet=sheet,
        sheet_title="" if listed.is_outline else listed.row.title,
        title="" if listed.is_outline else told.get("title") or "sans intitulé",
        day=last_day(period),
        said="" if first_day(period) == last_day(period) else period_words(period),
        is_done=bool(told.get("done")),
        revision=version.number if version else sheet.revision,
        changed_at=written or sheet.changed_at,
    )
