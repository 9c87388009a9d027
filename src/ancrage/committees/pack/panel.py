"""Packs as the page of a meeting, the API and the command line show them, and hand them over."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from ancrage.committees.access import Access
from ancrage.committees.models import Pack, PackFile
from ancrage.committees.pack.content import MEMBERS, PUBLIC
from ancrage.committees.pack.files import KINDS
from ancrage.committees.pack.queries import PackAccess
from ancrage.committees.pack.readers import EDITIONS, READS
from ancrage.jobs.progress import JobView, job_view


def packs_context(access: Access, *, now: dt.datetime) -> dict[str, Any]:
    """The packs that somebody may have, those that he may ask for. One query."""
    held = PackAccess(access)
    buttons = {
        MEMBERS: _("Faire le dossier des membres"),
        PUBLIC: _("Faire le dossier public"),
    }
    return {
        "packs": [(pack, EDITIONS[pack.edition], job_of(pack, now=now)) for pack in held.packs()],
        "pack_buttons": [(edition, buttons[edition]) for edition in held.editions],
        "pack_kinds": list(KINDS),
    }


def job_of(pack: Pack, *, now: dt.datetime) -> JobView | None:
    """How far the work is; None once it is done, or when nobody asked the worker."""
    if pack.is_made or pack.job is None:
        return None
    return job_view(pack.job, now=now)


def pack_document(pack: Pack, *, now: dt.datetime) -> dict[str, Any]:
    """A pack as the API and the command line give it."""
    job = job_of(pack, now=now)
    return {
        "meeting": pack.meeting.code,
        "number": pack.number,
        "edition": pack.edition,
        "reads": READS[pack.edition],
        "asked_at": pack.asked_at,
        "made_at": pack.made_at,
        "state": "done" if pack.is_made else job.state.value if job else "waiting",
        "share": 1.0 if pack.is_made else job.share if job else 0.0,
        "digest": pack.digest,
        "files": list(pack.files.values("kind", "digest", "size")),
    }


def response_of(pack: Pack, file: PackFile) -> HttpResponse:
    """A file to be saved, never shown as a page of the site."""
    name = f"dossier-{pack.meeting.code.lower()}-{pack.number}-{pack.edition}.{file.kind}"
    response = HttpResponse(bytes(file.data), content_type=KINDS[file.kind].media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
