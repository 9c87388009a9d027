"""The packs of a meeting: asked for by a click, waited for, taken away."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from ancrage.committees.access import Access
from ancrage.committees.actions.packs import ask_pack
from ancrage.committees.actions.parts import MeetingRefusedError
from ancrage.committees.models import Pack
from ancrage.committees.pack.content import MEMBERS
from ancrage.committees.pack.files import KINDS
from ancrage.committees.pack.panel import job_of, response_of
from ancrage.committees.pack.queries import PackAccess, find_file, find_pack
from ancrage.committees.pack.readers import EDITIONS, READS
from ancrage.committees.queries.meetings import name_of
from ancrage.committees.views.common import meeting_or_404, meeting_step, said, trail
from ancrage.committees.views.meetings import meeting_page
from ancrage.files.rules.words import size_in_words
from ancrage.journal.policy import NotAllowedError
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

GONE = "Ce dossier n’existe pas, ou n’est pas pour vous."


@require_POST
def make(request: ActorRequest, code: str) -> HttpResponse:
    """Ask for a pack; its page tells how far it is."""
    access = meeting_or_404(request, code)
    edition, now = said(request, "edition") or MEMBERS, timezone.now()
    try:
        pack = ask_pack(by=request.actor, now=now, meeting=access.meeting, edition=edition)
    except NotAllowedError as refusal:
        raise Http404(GONE) from refusal
    except MeetingRefusedError as refusal:
        return meeting_page(request, access, problem=str(refusal))
    return redirect(link(request, "pack", code, pack.number))


@require_GET
def show(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """A pack: how far it is, or its files with what tells them from any other."""
    pack = _pack_or_404(request, code, number)
    job = job_of(pack, now=timezone.now())
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
        "breadcrumb": trail(
            request, meeting_step(request, pack.meeting), _("Dossier n° %d") % pack.number
        ),
    }
    return render(request, "committees/pack.html", context)


@require_GET
def progress(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """How far the work is, for the page that waits."""
    pack = _pack_or_404(request, code, number)
    job = job_of(pack, now=timezone.now())
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
    return response_of(pack, held)


def _pack_or_404(request: ActorRequest, code: str, number: int) -> Pack:
    pack = find_pack(request.actor, code, number)
    if pack is None:
        raise Http404(GONE)
    return pack
