"""What was published: the list, each publication with what changed, its file; publishing."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ancrage.files.responses import file_response
from ancrage.journal.policy import may
from ancrage.opendata.actions.publishing import publish
from ancrage.opendata.actions.telling import OpenDataRefusedError
from ancrage.opendata.datasets import datasets, find_dataset
from ancrage.opendata.models import Publication
from ancrage.opendata.tables import publications_table
from ancrage.opendata.views.common import CONFLICT, said, trail
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

SHOWN = 100
"""How many rows that changed the page lists; the two files hold them all."""


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Every publication, and the button that makes one."""
    return _index(request)


def _index(request: ActorRequest, *, problem: str = "") -> HttpResponse:
    table = publications_table(request, list(Publication.objects.select_related("file")))
    if file := table.response():
        return file
    context = {
        "table": table,
        "datasets": datasets() if may(request.actor, "opendata.publish") else [],
        "problem": problem,
        "breadcrumb": trail(request, _("Publications")),
    }
    status = CONFLICT if problem else 200
    return render(request, "opendata/publications.html", context, status=status)


@require_POST
def make(request: ActorRequest) -> HttpResponse:
    """Freeze a dataset as it is today."""
    told = said(request, ("dataset", "note"))
    try:
        made = publish(
            by=request.actor,
            now=timezone.now(),
            dataset=told.get("dataset", ""),
            note=told.get("note", ""),
        )
    except OpenDataRefusedError as refusal:
        return _index(request, problem=str(refusal))
    return redirect(link(request, "open_publication", made.code))


def publication_or_404(code: str) -> Publication:
    """The publication of the address."""
    rows = Publication.objects.select_related("file", "previous")
    found = rows.filter(code=code).first()
    if found is None:
        raise Http404(_("Cette publication n’existe pas."))
    return found


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """One publication: its file, its digest, what changed since the one before."""
    held = publication_or_404(code)
    dataset = find_dataset(held.dataset)
    changes = held.changes or {"added": [], "removed": [], "altered": []}
    context = {
        "publication": held,
        "key": dataset.described.key if dataset else (),
        "parts": [
            (_("Lignes ajoutées"), held.added, list(map(_told, changes["added"][:SHOWN]))),
            (_("Lignes retirées"), held.removed, list(map(_told, changes["removed"][:SHOWN]))),
        ],
        "altered": [(_told(one["key"]), one["columns"]) for one in changes["altered"][:SHOWN]],
        "shown": SHOWN,
        "breadcrumb": trail(
            request, (_("Publications"), link(request, "open_publications")), held.code
        ),
    }
    return render(request, "opendata/publication.html", context)


def _told(key: Sequence[str]) -> str:
    """A row by the values that tell it apart, without those that are empty."""
    return " · ".join(filter(None, key))


@require_GET
def file(request: ActorRequest, code: str) -> HttpResponse:
    """The file as it was published."""
    del request
    response = file_response(publication_or_404(code).file)
    response["Cache-Control"] = "public, max-age=86400"
    return response
