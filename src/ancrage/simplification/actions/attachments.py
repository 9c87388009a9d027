"""The documents of a report: joined and taken out by its authors while it is a draft."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.files.actions import discard_file, store_file
from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor
from ancrage.simplification.access import authors_where
from ancrage.simplification.actions.parts import BlockRefusedError, locked_report
from ancrage.simplification.models import Attachment, BlockReport

MOST = 10
"""How many documents one report may hold."""


@command("simplification.attach")
def attach_file(
    *, by: Actor, now: dt.datetime, report: BlockReport, name: str, content: bytes
) -> Attachment:
    """Join a document to a draft. BlockRefusedError; FileRefusedError (files)."""
    held = _draft(report)
    if held.attachments.count() >= MOST:
        raise BlockRefusedError(_("Un signalement a au plus %d pièces.") % MOST)
    file = store_file(name=name, content=content, by_reference=by.reference, now=now)
    made = Attachment.objects.create(report=held, file=file)
    _record(held, _("Pièce jointe à un signalement"), made)
    return made


@command("simplification.detach")
def detach_file(*, by: Actor, now: dt.datetime, attachment: Attachment) -> None:
    """Take a document out of a draft. BlockRefusedError."""
    held = _draft(attachment.report)
    file = attachment.file
    attachment.delete()
    discard_file(file=file)
    _record(held, _("Pièce retirée d’un signalement"), attachment)


def _draft(report: BlockReport) -> BlockReport:
    held = locked_report(report=report)
    allow(authors_where(held))
    if held.state != "draft":
        raise BlockRefusedError(_("Ce blocage est signalé : ses pièces ne changent plus."))
    return held


def _record(report: BlockReport, says: str, attachment: Attachment) -> None:
    record(
        kind="block",
        reference=report.reference_code,
        label=_("Blocage n° %(number)d") % {"number": report.number},
        says=says,
        details={"name": attachment.file.name, "sha256": attachment.file.sha256},
        private=True,
    )
