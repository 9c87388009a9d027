"""Beside the writing of a sheet: remarks, progress reports, files, those it is given to."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.files.actions import discard_file, store_file
from ancrage.inbox.actions import settle
from ancrage.journal.command import allow, command, unchanged
from ancrage.kernel.rights import Actor
from ancrage.people.actions.accounts import read_address
from ancrage.roadmaps.access import party_of, roadmap_where, where_of, writers_where
from ancrage.roadmaps.actions.notices import ask_report, cause_of, tell_comment, tell_owner
from ancrage.roadmaps.actions.parts import (
    SheetRefusedError,
    keep_revision,
    locked_sheet,
    record_sheet,
    today,
    with_columns,
)
from ancrage.roadmaps.definitions import form, parameters_at, words
from ancrage.roadmaps.models import (
    SCREEN,
    ActionSheet,
    Attachment,
    Comment,
    ProgressReport,
    Roadmap,
    Share,
)
from ancrage.roadmaps.queries.sheets import reference_at, shared_with
from ancrage.roadmaps.rules.content import changed, changes

LONGEST, SENTENCE = 5000, 500
REPORTED = ("validated", "running", "suspended")
"""The states of which the progress is told."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a report tells. `milestones`: the keys of those done since; `light`: its code."""

    light: str
    reason: str = ""
    sentence: str = ""
    milestones: Collection[str] = ()


@command("roadmaps.comment")
def comment_sheet(
    *, by: Actor, now: dt.datetime, sheet: ActionSheet, text: str, field: str = ""
) -> Comment:
    """Remark on a field, or on the whole sheet. SheetRefusedError."""
    held = locked_sheet(sheet)
    given = shared_with(held)
    allow(where_of(held, given))
    if field and field not in {one.code for one in form()}:
        raise SheetRefusedError(_("Ce champ n’existe pas."))
    if not text.strip():
        raise SheetRefusedError(_("Écrivez votre remarque."))
    made = Comment.objects.create(
        sheet=held,
        field=field,
        text=text.strip()[:LONGEST],
        party=party_of(by, held, given) or "committee",
        author=by.reference,
        written_at=now,
    )
    tell_comment(sheet=held, comment=made, now=now)
    record_sheet(held, _("Remarque faite"), details={"field": field})
    return made


@command("roadmaps.comment")
def resolve_comment(*, by: Actor, now: dt.datetime, comment: Comment, answer: str = "") -> Comment:
    """Say that a remark is dealt with: by the other party, or who made it. SheetRefusedError."""
    held = locked_sheet(comment.sheet)
    given = shared_with(held)
    allow(where_of(held, given))
    told = Comment.objects.select_for_update().get(pk=comment.pk)
    if told.resolved_at is not None:
        unchanged()
        return told
    if party_of(by, held, given) == told.party and by.reference != told.author:
        raise SheetRefusedError(_("C’est à l’autre partie de dire que cette remarque est résolue."))
    told.answer, told.resolved_by, told.resolved_at = answer.strip()[:LONGEST], by.reference, now
    told.save()
    settle(cause=cause_of(held, f"comment:{told.reference}"), now=now)
    record_sheet(held, _("Remarque résolue"), details={"field": told.field})
    return told


@command("roadmaps.report")
def report_progress(
    *, by: Actor, now: dt.datetime, sheet: ActionSheet, progress: Progress
) -> ProgressReport:
    """Tell how the action goes; the milestones done are ticked in the sheet. SheetRefusedError."""
    held = locked_sheet(sheet)
    allow(writers_where(held, shared_with(held)))
    _check(held, progress)
    rows = held.content.get("milestones", {})
    done = {
        f"milestones.{key}.done": today(now).isoformat()
        for key in progress.milestones
        if key in rows and not rows[key].get("done")
    }
    before, held.content = held.content, changed(held.content, done)
    if done:
        keep_revision(
            sheet=held,
            changes=changes(before, held.content),
            author=by.reference,
            origin=SCREEN,
            now=now,
        )
    held.light, held.light_reason = progress.light, progress.reason.strip()[:SENTENCE]
    held.reported_on = today(now)
    with_columns(held).save()
    made = ProgressReport.objects.create(
        sheet=held,
        light=progress.light,
        reason=held.light_reason,
        sentence=progress.sentence.strip()[:SENTENCE],
        milestones=sorted(path.split(".")[1] for path in done),
        told_on=today(now),
        author=by.reference,
        written_at=now,
    )
    settle(cause=cause_of(held, "report"), now=now)
    record_sheet(held, _("Point d’avancement"), after={"light": progress.light})
    return made


def _check(held: ActionSheet, progress: Progress) -> None:
    if held.state not in REPORTED:
        raise SheetRefusedError(_("On fait le point sur une action validée et non achevée."))
    if progress.light not in words("lights"):
        raise SheetRefusedError(_("Choisissez un feu : vert, orange ou rouge."))
    if progress.light != "green" and not progress.reason.strip():
        raise SheetRefusedError(_("Dites pourquoi le feu n’est pas vert."))


@command("roadmaps.call_reports")
def call_reports(*, by: Actor, now: dt.datetime, roadmap: Roadmap, committee_on: dt.date) -> int:
    """Ask for a report on each action under way of a roadmap, before a committee of that day.

    An action of which one told so shortly before the committee that it still holds is not asked.
    """
    allow(roadmap_where(roadmap))
    if committee_on <= today(now):
        raise SheetRefusedError(_("La date du comité doit être à venir."))
    recent = committee_on - dt.timedelta(days=parameters_at(today(now)).report_days)
    under_way = roadmap.sheets.filter(state__in=REPORTED, deleted_at=None)
    sheets = under_way.exclude(reported_on__gte=recent).select_related("roadmap")
    for sheet in sheets:
        settle(cause=cause_of(sheet, "report"), now=now)
        ask_report(sheet=sheet, due=committee_on, now=now)
    if not sheets:
        unchanged()
        return 0
    record_sheet(
        sheets[0],
        _("Points d’avancement demandés"),
        details={"count": len(sheets), "committee_on": committee_on.isoformat()},
    )
    return len(sheets)


@command("roadmaps.share")
def share_sheet(*, by: Actor, now: dt.datetime, sheet: ActionSheet, email: str) -> Share:
    """Give one sheet, and it alone, to who has an account at an address: who carries it writes it.

    Nothing tells who gives it whether there is such a person. AccountRefusedError.
    """
    held = locked_sheet(sheet)
    allow(writers_where(held))
    address = read_address(email)
    made, is_new = Share.objects.get_or_create(
        sheet=held,
        person=reference_at(held, address),
        defaults={"given_by": by.reference, "given_at": now},
    )
    if not is_new:
        unchanged()
        return made
    tell_owner(sheet=held, share=made, now=now)
    record_sheet(held, _("Fiche action confiée"), personal={"email": address})
    return made


@command("roadmaps.share")
def unshare_sheet(*, by: Actor, now: dt.datetime, sheet: ActionSheet, person: str) -> None:
    """Take a sheet back from somebody, by reference."""
    held = locked_sheet(sheet)
    allow(writers_where(held))
    gone, _details = Share.objects.filter(sheet=held, person=person).delete()
    if not gone:
        unchanged()
        return
    record_sheet(held, _("Fiche action reprise à qui elle était confiée"))


@command("roadmaps.attach")
def attach_file(
    *, by: Actor, now: dt.datetime, sheet: ActionSheet, name: str, content: bytes
) -> Attachment:
    """Join a file to a sheet; its kind is told by what it holds. FileRefusedError."""
    held = locked_sheet(sheet)
    allow(writers_where(held, shared_with(held)))
    file = store_file(name=name, content=content, by_reference=by.reference, now=now)
    made = Attachment.objects.create(sheet=held, file=file)
    record_sheet(held, _("Pièce jointe à une fiche action"), details={"sha256": file.sha256})
    return made


@command("roadmaps.attach")
def detach_file(*, by: Actor, now: dt.datetime, attachment: Attachment) -> None:
    """Take a file away from a sheet."""
    held = locked_sheet(attachment.sheet)
    allow(writers_where(held, shared_with(held)))
    file = attachment.file
    sha256 = file.sha256
    attachment.delete()
    discard_file(file=file)
    record_sheet(held, _("Pièce retirée d’une fiche action"), details={"sha256": sha256})
