"""The pack of a meeting: asked for, then kept with the files that were made of it.

Between the two, `pack/making.py` gathers and writes it without changing anything: nobody waits for
a row that it holds, and its progress is seen.
"""

import datetime as dt
import zlib
from collections.abc import Mapping

from django.db.models import Max
from django.utils.translation import gettext as _

from ancrage.committees.access import Access, committee_where
from ancrage.committees.actions.parts import MeetingRefusedError, locked_meeting, record_meeting
from ancrage.committees.models import Meeting, Pack, PackFile
from ancrage.committees.pack.content import Content
from ancrage.committees.pack.files import digest_of
from ancrage.committees.pack.queries import MAKE, PackAccess
from ancrage.committees.pack.readers import EDITIONS
from ancrage.jobs import queue
from ancrage.journal.command import allow, command, unchanged, unjournalled
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.rights import Actor

JOB = "committees.pack"
FULL = "Trop de dossiers attendent déjà d’être faits : réessayez dans quelques minutes."
PART = "une partie de la commande, qui en laisse la trace"


@command(MAKE)
def ask_pack(
    *, by: Actor, now: dt.datetime, meeting: Meeting, edition: str, is_queued: bool = True
) -> Pack:
    """Ask for a pack; one that waits already is not asked twice, but set to work again when its
    worker was lost. Not `is_queued`, who asks makes it himself.

    MeetingRefusedError; NotAllowedError for an edition that one does not read.
    """
    held = locked_meeting(meeting)
    _check(by, held, edition)
    if edition not in EDITIONS:
        raise MeetingRefusedError(_("Cette édition n’existe pas."))
    pack = held.packs.filter(edition=edition, made_at=None).select_related("job").first()
    if pack is not None:
        unchanged()
    else:
        last = held.packs.aggregate(last=Max("number"))["last"] or 0
        pack = Pack.objects.create(
            meeting=held, number=last + 1, edition=edition, asked_by=by.reference, asked_at=now
        )
        _record(pack, _("Dossier demandé"))
    if is_queued:
        _enqueue(pack=pack, by=by, now=now)
    return pack


@unjournalled(PART)
def _enqueue(*, pack: Pack, by: Actor, now: dt.datetime) -> None:
    told = {"pack": pack.pk, "by": by.reference}
    try:
        pack.job = queue.enqueue(kind=JOB, key=f"{JOB}:{pack.pk}", arguments=told, now=now)
    except queue.QueueFullError as refusal:
        raise MeetingRefusedError(FULL) from refusal
    pack.save(update_fields=["job"])


@command(MAKE)
def keep_pack(
    *, by: Actor, now: dt.datetime, pack: Pack, content: Content, files: Mapping[str, bytes]
) -> Pack:
    """Keep what was gathered and the files made of it; a pack that is made is never made again.

    NotAllowedError when who asked may no longer.
    """
    held = Pack.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=pack.pk)
    _check(by, held.meeting, held.edition)
    if held.is_made:
        unchanged()
        return held
    data = content.packed()
    held.content, held.digest, held.made_at = zlib.compress(data), digest_of(data), now
    held.save(update_fields=["content", "digest", "made_at"])
    digests = {kind: digest_of(made) for kind, made in files.items()}
    PackFile.objects.bulk_create(
        PackFile(pack=held, kind=kind, digest=digests[kind], size=len(made), data=made)
        for kind, made in files.items()
    )
    _record(held, _("Dossier fait"), digests={"content": held.digest, **digests})
    return held


def _check(by: Actor, meeting: Meeting, edition: str) -> None:
    """That one may make packs of this committee, and read this edition. NotAllowedError."""
    allow(committee_where(meeting))
    if not PackAccess(Access(by, meeting)).reads(edition):
        raise NotAllowedError(MAKE)


def _record(pack: Pack, says: str, **more: object) -> None:
    told = {"number": pack.number, "edition": pack.edition, **more}
    record_meeting(pack.meeting, says, after=told)
