"""The packs of a meeting: asked for by a click, waited for, taken away."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from ancrage.committees.access import Access
from ancrage.committees.actions.packs import ask_pack
from ancrage.committees.actions.parts import MeetingRefusedError
from ancrage.committees.models import Meeting, Pack
from ancrage.committees.pack.content import MEMBERS, PUBLIC
from ancrage.committees.pack.files import KINDS
from ancrage.committees.pack.queries import PackAccess, find_file, find_pack
from ancrage.committees.pack.readers import EDITIONS, READS
from ancrage.committees.queries.meetings import find_meeting, name_of
from ancrage.files.rules.words import size_in_words
from ancrage.jobs.progress import JobView, job_view
from ancrage.journal.policy import NotAllowedError
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

CONFLICT, GONE = 409, _("Ce dossier n’existe pas, ou n’est pas pour vous.")
BUTTONS = {MEMBERS: _("Faire le dossier des membres"), PUBLIC: _("Faire le dossier public")}


def packs_context(request: ActorRequest, meeting: Meeting) -> dict[str, Any]:
    """What `committees/_packs.html` needs on the page of a meeting. One query."""
    access = PackAccess(Access(request.actor, meeting))
    packs = access.packs()
    return {
        "meeting": meeting,
        "packs": [(pack, EDITIONS[pack.edition], _job(pack)) for pack in packs],
        "pack_buttons": [(edition, BUTTONS[edition]) for edition in access.editions],
        "pack_kinds": [(code, kind.label) for code, kind in KINDS.items()],
    }


@require_POST
def make(request: ActorRequest, code: str) -> HttpResponse:
    """Ask for a pack; its page tells how far it is."""
    meeting = find_meeting(request.actor, code)
    if meeting is None:
        raise Http404(_("Aucune réunion ne porte ce code."))
    edition = request.POST.get("edition", MEMBERS)
    try:
        pack = ask_pack(by=request.actor, now=timezone.now(), meeting=meeting, edition=edition)
    except NotAllowedError as refusal:
        raise Http404(GONE) from refusal
    except MeetingRefusedError as refusal:
        context = {"problem": str(refusal), **packs_context(request, meeting)}
        context["breadcrumb"] = _trail(request, meeting)
        return render(request, "committees/pack_refused.html", context, status=CONFLICT)
    return redirect(link(request, "pack", code, pack.number))


@require_GET
def show(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """A pack: how far it is, or its files with what tells them from any other."""
    pack = _pack_or_404(request, code, number)
    job = _job(pack)
    access = PackAccess(Access(request.actor, pack.meeting))
    files = pack.files.defer("data") if pack.is_made else ()
    context = {
        "pack": pack,
        "meeting": pack.meeting,
        "meeting_name": name_of(pack.meeting),
        "edition": EDITIONS[pack.edition],
        "reads": READS[pack.edition],
        "job": job,
        "is_running": job is not None and job.is_pending,
        "files": [(one, KINDS[one.kind].label, size_in_words(one.size)) for one in files],
        "may_ask_again": access.makes(pack.edition),
        "page_url": link(request, "pack", code, number),
        "progress_url": link(request, "pack_progress", code, number),
        "breadcrumb": [
            *_trail(request, pack.meeting),
            (_("Dossier n° %d") % pack.number, ""),
        ],
    }
    return render(request, "committees/pack.html", context)


@require_GET
def progress(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """How far the work is, for the page that waits."""
    pack = _pack_or_404(request, code, number)
    job = _job(pack)
    if job is None or not job.is_pending:
        return HttpResponseClientRefresh()
    if request.GET.get("vu") == job.mark:
        return HttpResponse(status=204)
    context = {
        "job": job,
        "page_url": link(request, "pack", code, number),
        "progress_url": link(request, "pack_progress", code, number),
    }
    return render(request, "jobs/progress.html", context)


@require_GET
def file(request: ActorRequest, code: str, number: int, kind: str) -> HttpResponse:
    """A file of a pack, exactly as it was made."""
    pack = _pack_or_404(request, code, number)
    held = find_file(pack, kind)
    if held is None:
        raise Http404(_("Ce fichier n’existe pas."))
    return pack_response(pack, kind, bytes(held.data))


def pack_response(pack: Pack, kind: str, data: bytes) -> HttpResponse:
    """The file to be saved, never shown as a page of the site."""
    name = f"dossier-{slugify(pack.meeting.code)}-{pack.number}-{pack.edition}.{kind}"
    response = HttpResponse(data, content_type=KINDS[kind].media_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _pack_or_404(request: ActorRequest, code: str, number: int) -> Pack:
    pack = find_pack(request.actor, code, number)
    if pack is None:
        raise Http404(GONE)
    return pack


def _job(pack: Pack) -> JobView | None:
    if pack.is_made or pack.job is None:
        return None
    return job_view(pack.job, now=timezone.now())


def _trail(request: ActorRequest, meeting: Meeting) -> list[tuple[str, str]]:
    return [
        (_("Comités"), link(request, "meetings")),
        (name_of(meeting), link(request, "meeting", meeting.code)),
    ]
