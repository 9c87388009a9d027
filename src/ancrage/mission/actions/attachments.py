"""The files of an application: joined and taken out while it is a draft."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.files.actions import discard_file, store_file
from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor
from ancrage.mission.access import authors_where
from ancrage.mission.actions.missions import MissionRefusedError
from ancrage.mission.actions.parts import locked_candidate
from ancrage.mission.models import Attachment, Candidate

MOST = 20
"""How many files one application may hold."""


@command("mission.attach")
def attach_file(
    *,
    by: Actor,
    now: dt.datetime,
    candidate: Candidate,
    kind: str,
    name: str,
    content: bytes,
) -> Attachment:
    """Join a file to a draft. MissionRefusedError; FileRefusedError (files)."""
    held = _draft(candidate)
    if kind not in dict(Attachment.KINDS):
        raise MissionRefusedError(_("La nature de pièce « %s » n’existe pas.") % kind)
    if held.attachments.count() >= MOST:
        raise MissionRefusedError(_("Une candidature a au plus %d pièces.") % MOST)
    file = store_file(name=name, content=content, by_reference=by.reference, now=now)
    made = Attachment.objects.create(candidate=held, file=file, kind=kind)
    record(
        kind="candidate",
        reference=held.reference,
        label=held.shown_name,
        says=_("Pièce jointe à une candidature"),
        details={"kind": kind, "name": file.name, "sha256": file.sha256},
        private=True,
    )
    return made


@command("mission.detach")
def detach_file(*, by: Actor, now: dt.datetime, attachment: Attachment) -> None:
    """Take a file out of a draft. MissionRefusedError."""
    held = _draft(attachment.candidate)
    file = attachment.file
    attachment.delete()
    discard_file(file=file)
    record(
        kind="candidate",
        reference=held.reference,
        label=held.shown_name,
        says=_("Pièce retirée d’une candidature"),
        details={"kind": attachment.kind, "name": file.name, "sha256": file.sha256},
        private=True,
    )


def _draft(candidate: Candidate) -> Candidate:
    held = locked_candidate(candidate=candidate)
    allow(authors_where(held))
    if held.state != "draft":
        raise MissionRefusedError(_("Cette candidature est déposée : ses pièces ne changent plus."))
    return held
