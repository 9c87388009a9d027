"""What is dated in roadmaps: the milestones of sheets, for a calendar; the first days of each, for
the road of its territory."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils.timezone import localdate

from ancrage.kernel.rights import Actor
from ancrage.roadmaps.models import ActionSheet, SheetVersion
from ancrage.roadmaps.queries.portfolio import GIVEN_UP, Lens, Listed, followed
from ancrage.roadmaps.queries.sheets import visible_to
from ancrage.roadmaps.rules.periods import first_day, last_day, period_words

BEGUN = ("running", "done")
"""The states of a sheet whose action was engaged for sure: it may be suspended, closed before."""


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


@dataclass(frozen=True, slots=True)
class RoadmapDays:
    """The first days of a roadmap: a sheet submitted, validated, engaged. `has_begun`: an action is
    engaged, or was; its day may be unknown."""

    submitted_on: dt.date | None
    validated_on: dt.date | None
    begun_on: dt.date | None
    has_begun: bool
    is_invented: bool


def roadmap_days(actor: Actor, *, by: dt.date, scope: str = "") -> dict[str, RoadmapDays]:
    """The first days of every roadmap, by scope code, in the sheets that somebody may know of; of
    one territory alone with `scope`. One query.

    A sheet says when it was submitted last: one that was validated was submitted by then.
    """
    rows = visible_to(actor).order_by()
    rows = rows.filter(roadmap__scope=scope) if scope else rows
    begun = Q(state__in=BEGUN)
    told = rows.values("roadmap__scope").annotate(
        submitted=Min("submitted_on", filter=Q(submitted_on__lte=by)),
        validated=Min("versions__decided_on", filter=Q(versions__decided_on__lte=by)),
        begun=Min("moved_at", filter=Q(state="running", moved_at__date__lte=by)),
        count=Count("pk", filter=begun & Q(created_at__date__lte=by)),
        invented=Count("pk", filter=Q(is_demonstration=True)),
    )
    return {
        one["roadmap__scope"]: RoadmapDays(
            submitted_on=min(filter(None, (one["submitted"], one["validated"])), default=None),
            validated_on=one["validated"],
            begun_on=localdate(one["begun"]) if one["begun"] else None,
            has_begun=bool(one["count"]),
            is_invented=bool(one["invented"]),
        )
        for one in told
    }
