"""Roadmaps and sheets as the API and the command line give them, as far as one may read them.

Who may read a sheet as it is written has its working copy; everybody has what was validated; who
has an outline, that it exists, its amounts and its dates.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from ancrage.kernel.rights import Actor
from ancrage.people.queries import names_of
from ancrage.roadmaps.access import Access, is_public
from ancrage.roadmaps.definitions import state_of
from ancrage.roadmaps.models import (
    ActionSheet,
    Attachment,
    Comment,
    FundingEntry,
    ProgressReport,
    Roadmap,
    Share,
)
from ancrage.roadmaps.queries.sheets import facts_of, names_on, shared_with
from ancrage.roadmaps.rules.content import Conflict, flat

AMOUNTS = ("total_cost", "own_share", "asked", "promised", "granted", "paid")
DATES = ("submitted_on", "decided_on", "starts_on", "ends_on", "reported_on")
FULL, PUBLISHED, OUTLINE = "full", "published", "outline"


def content_shown(sheet: ActionSheet, access: Access) -> tuple[str, dict[str, Any] | None]:
    """How much of a sheet somebody reads, and that content: None for an outline."""
    if access.is_full:
        return FULL, sheet.content
    if is_public(sheet):
        versions = sheet.versions.all()  # the last one first; read beforehand for lists
        return PUBLISHED, versions[0].content
    return OUTLINE, None


def sheet_documents(rows: "QuerySet[ActionSheet]", actor: Actor) -> list[dict[str, Any]]:
    """Sheets in a list. Two queries beside theirs."""
    return [
        sheet_document(row, actor, frozenset(share.person for share in row.shares.all()))
        for row in rows.prefetch_related("versions", "shares")
    ]


def sheet_document(
    sheet: ActionSheet, actor: Actor, given: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """A sheet in a list."""
    how, content = content_shown(sheet, Access(actor, sheet, given))
    told = content or {}
    return {
        "code": sheet.code,
        "territory": sheet.roadmap.scope,
        "territory_name": sheet.roadmap.territory_name,
        "state": sheet.state,
        "state_label": state_of(sheet.state).label,
        "version": sheet.version,
        "revision": sheet.revision if how == FULL else None,
        "read_as": how,
        "is_private": sheet.is_private,
        "title": told.get("title"),
        "need": told.get("need"),
        "owner_name": told.get("owner_name"),
        "light": sheet.light or None,
        **_amounts(sheet, how, told),
        **{name: getattr(sheet, name) for name in DATES},
        "is_demonstration": sheet.is_demonstration,
    }


def _amounts(sheet: ActionSheet, how: str, told: dict[str, Any]) -> dict[str, Any]:
    found = {name: getattr(sheet, name) for name in AMOUNTS}
    if how == PUBLISHED:
        found |= {name: told.get(name) for name in ("total_cost", "own_share")}
    return found


def detail_document(sheet: ActionSheet, actor: Actor) -> dict[str, Any]:
    """A sheet with its content by path; what surrounds its writing for those who read it so."""
    given = shared_with(sheet)
    access = Access(actor, sheet, given)
    how, content = content_shown(sheet, access)
    is_full = how == FULL
    return {
        **sheet_document(sheet, actor, given),
        "reason": sheet.reason if is_full else None,
        "light_reason": sheet.light_reason if is_full else None,
        "content": None if content is None else flat(content),
        "missing": list(facts_of(sheet).missing) if is_full else None,
        "funding": [entry_document(one) for one in sheet.funding.all()] if is_full else None,
        "reports": [report_document(one) for one in sheet.reports.all()] if is_full else None,
        "comments": comment_documents(sheet.comments.all()) if is_full else None,
        "attachments": [
            file_document(one) for one in sheet.attachments.select_related("file").all()
        ]
        if is_full
        else None,
        "shares": share_documents(sheet) if access.is_writer else None,
        "cells": {path: cell[1] for path, cell in sheet.cells.items()} if is_full else None,
    }


def entry_document(entry: FundingEntry) -> dict[str, Any]:
    """An amount that was told."""
    return {
        "id": entry.pk,
        "financer": entry.financer,
        "kind": entry.kind,
        "year": entry.year,
        "stage": entry.stage,
        "cents": entry.cents,
        "told_on": entry.told_on,
        "source": entry.source,
        "reverses": entry.reverses_id,
    }


def report_document(report: ProgressReport) -> dict[str, Any]:
    """A progress report."""
    return {
        "told_on": report.told_on,
        "light": report.light,
        "reason": report.reason,
        "sentence": report.sentence,
        "milestones": report.milestones,
    }


def comment_documents(comments: Iterable[Comment]) -> list[dict[str, Any]]:
    """Remarks, with their authors' names. One query."""
    held = list(comments)
    names = names_of({one.author for one in held})
    return [
        {
            "reference": one.reference,
            "field": one.field,
            "text": one.text,
            "party": one.party,
            "author": names.get(one.author, ""),
            "written_at": one.written_at,
            "answer": one.answer,
            "resolved_at": one.resolved_at,
        }
        for one in held
    ]


def file_document(attachment: Attachment) -> dict[str, Any]:
    """A file joined to a sheet, without its content."""
    file = attachment.file
    return {
        "id": attachment.pk,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
    }


def share_documents(sheet: ActionSheet) -> list[dict[str, Any]]:
    """Those that a sheet was given to, by name once they did something with it. Two queries."""
    held: list[Share] = list(sheet.shares.all())
    names = names_on(sheet) if held else {}
    return [
        {"person": one.person, "name": names.get(one.person, ""), "given_at": one.given_at}
        for one in held
    ]


def conflict_document(conflict: Conflict) -> dict[str, Any]:
    """What two people wrote in one place."""
    return {
        "path": conflict.path,
        "was": conflict.was,
        "theirs": conflict.theirs,
        "mine": conflict.mine,
    }


def roadmap_document(roadmap: Roadmap) -> dict[str, Any]:
    """A roadmap without its sheets."""
    return {
        "territory": roadmap.scope,
        "territory_name": roadmap.territory_name,
        "regions": sorted(roadmap.region_codes),
        "strategy": roadmap.strategy,
        "axes": roadmap.axes,
        "revision": roadmap.revision,
        "is_demonstration": roadmap.is_demonstration,
    }
