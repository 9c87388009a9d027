"""Imports of sheets: who may see them, what they would do now, whether they can be undone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Scope, ScopeKind, Where
from ancrage.people.queries.scopes import NamedScope, named, named_scopes
from ancrage.roadmaps.definitions import form
from ancrage.roadmaps.models import (
    ActionSheet,
    Attachment,
    ColumnChoice,
    Comment,
    FundingEntry,
    ProgressReport,
    Share,
    SheetImport,
)
from ancrage.roadmaps.queries.reading import Choices, Given, unpacked
from ancrage.roadmaps.queries.sheets import told
from ancrage.roadmaps.rules.filed import Told
from ancrage.roadmaps.rules.funding import Line, plan_of
from ancrage.roadmaps.rules.planning import Held, Plan, planned

IMPORT = "roadmaps.import"
RECENT = 20
WRITTEN = 1000
"""How many sheets a query may name at once, on any database."""


@dataclass(frozen=True, slots=True)
class Look:
    """An import as it stands: what its files say, what they would do to the sheets of now."""

    told: Told
    plan: Plan


def import_where(scope: str) -> Where:
    """All that an import into a territory touches."""
    asked = Scope(ScopeKind.TERRITORY, scope)
    return Where(territories=frozenset({scope}), regions=named([asked])[asked].regions)


def may_import(actor: Actor, scope: str) -> bool:
    """Whether somebody may bring files into a territory that is one."""
    where = import_where(scope)
    return bool(where.regions) and may(actor, IMPORT, where)


def territories_for(actor: Actor) -> list[NamedScope]:
    """The territories into which somebody may bring files, by name."""
    return [
        one
        for one in named_scopes(ScopeKind.TERRITORY)
        if may(actor, IMPORT, Where(territories=frozenset({one.code}), regions=one.regions))
    ]


def find_import(actor: Actor, reference: str) -> SheetImport | None:
    """An import into a territory of the actor's; None for the others, as if not there."""
    held = SheetImport.objects.select_related("job").filter(reference=reference).first()
    return held if held is not None and may_import(actor, held.scope) else None


def recent_imports(scopes: Iterable[str]) -> "QuerySet[SheetImport]":
    """The last imports into territories that were taken in, or wait."""
    return SheetImport.objects.defer("reading").filter(scope__in=list(scopes))[:RECENT]


def given_files(held: SheetImport) -> list[Given]:
    """The files of an import that waits."""
    rows = held.files.select_related("file__content")
    return [Given(row.file.name, bytes(row.file.content.data)) for row in rows]


def choices_of(held: SheetImport) -> Choices:
    """What was said of the columns: for this import, else for the territory's files before."""
    remembered = dict(ColumnChoice.objects.filter(scope=held.scope).values_list("heading", "field"))
    return Choices(remembered | held.plan.get("columns", {}), held.plan.get("pages", {}))


def look_at(held: SheetImport) -> Look | None:
    """What an import would do, now; None while its files are being read."""
    if held.reading is None:
        return None
    said = unpacked(bytes(held.reading))
    plan = planned(said.lines, held=held_sheets(held.scope), form=form(), faults=said.faults)
    return Look(said, plan)


def plans_of(sheets: "QuerySet[ActionSheet]") -> dict[int, tuple[Line, ...]]:
    """The funding lines of sheets, by key. One query."""
    by_sheet: dict[int, list[FundingEntry]] = defaultdict(list)
    for entry in FundingEntry.objects.filter(sheet__in=sheets.order_by()):
        by_sheet[entry.sheet_id].append(entry)
    return {
        key: plan_of(told(entries), total_cost=None, own_share=None).lines
        for key, entries in by_sheet.items()
    }


def held_sheets(scope: str) -> list[Held]:
    """The sheets of a territory as files are compared to them, those of the bin too. 2 queries."""
    sheets = ActionSheet.objects.filter(roadmap__scope=scope)
    plans = plans_of(sheets)
    rows = sheets.values_list("pk", "code", "content", "state", "is_private", "deleted_at")
    return [
        Held(code, content, plans.get(pk, ()), state, is_private, deleted_at is not None)
        for pk, code, content, state, is_private, deleted_at in rows
    ]


def exported(scope: str) -> "QuerySet[ActionSheet]":
    """The sheets of a territory, in the order of their references."""
    held = ActionSheet.objects.filter(roadmap__scope=scope, deleted_at=None)
    return held.select_related("roadmap").order_by("reference", "code")


def written_by(held: SheetImport) -> "QuerySet[ActionSheet]":
    """The sheets that an import wrote, by code."""
    sheets = ActionSheet.objects.filter(roadmap__scope=held.scope, deleted_at=None)
    return sheets.filter(code__in=sorted(held.made)[:WRITTEN]).order_by("code")


def leans_on(held: SheetImport) -> list[str]:
    """The codes of sheets on which something was done since the import: it cannot be undone."""
    at, mine = held.taken_at, Q(sheet__roadmap__scope=held.scope)
    sheets = ActionSheet.objects.filter(roadmap__scope=held.scope)
    moved = {
        code
        for code, revision, deleted_at, moved_at in sheets.values_list(
            "code", "revision", "deleted_at", "moved_at"
        )
        if revision != held.made.get(code) or deleted_at or (at and moved_at > at)
    }
    for rows in (
        Comment.objects.filter(mine, written_at__gt=at),
        ProgressReport.objects.filter(mine, written_at__gt=at),
        FundingEntry.objects.filter(mine, entered_at__gt=at),
        Share.objects.filter(mine, given_at__gt=at),
        Attachment.objects.filter(mine, file__uploaded_at__gt=at),
    ):
        moved |= set(rows.values_list("sheet__code", flat=True))
    return sorted(moved & held.made.keys())
