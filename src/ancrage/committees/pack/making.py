"""A pack made: gathered from the site, written as files. Nothing is changed here."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.committees.models import Pack
from ancrage.committees.pack.content import Content
from ancrage.committees.pack.files import KINDS, file_of
from ancrage.committees.pack.gathering import gather
from ancrage.committees.pack.queries import agenda_of, frame_of, subtitle_of
from ancrage.committees.queries.meetings import name_of

GATHERED = 0.5
"""The share of the work once the content is gathered."""
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What a pack holds, and its files by kind."""

    content: Content
    files: dict[str, bytes]


def quiet(_step: str, _share: float) -> None:
    """Tell nobody."""


def gathered(pack: Pack, *, now: dt.datetime, progress: Progress = quiet) -> Content:
    """What the pack of a meeting says, as things stand now."""
    meeting = pack.meeting
    invented = _("Démonstration\N{NO-BREAK SPACE}: cette réunion est inventée.")
    return gather(
        frame_of(meeting, pack.edition, day=localdate(now)),
        title=name_of(meeting),
        subtitle=subtitle_of(meeting, pack.edition, day=localdate(now)),
        agenda=agenda_of(meeting, pack.edition),
        site=settings.SITE_URL,
        notices=[invented] if meeting.is_demonstration else [],
        progress=progress,
    )


def make(pack: Pack, *, now: dt.datetime, progress: Progress = quiet) -> Made:
    """The pack of a meeting, with its files."""
    content = gathered(pack, now=now, progress=lambda step, share: progress(step, share * GATHERED))
    files = {}
    for rank, kind in enumerate(KINDS):
        share = GATHERED + (1 - GATHERED) * rank / len(KINDS)
        progress(_("écriture du fichier %s") % kind.upper(), share)
        files[kind] = file_of(content, kind)
    return Made(content, files)
