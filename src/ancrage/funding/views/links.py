"""Dossiers and what they are of: requests, action sheets, projects; suggested, tied, untied."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ancrage.funding.actions.linking import link_dossier, refuse_link, unlink_dossier
from ancrage.funding.models import Dossier
from ancrage.funding.models.matching import PROJECT, REQUEST, SHEET
from ancrage.funding.tables.links import KINDS, ties_table
from ancrage.funding.views.matching_common import CONFLICT, attempt, said, trail
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

SLUGS = {"sollicitations": REQUEST, "fiches": SHEET, "projets": PROJECT}
"""The kinds of links as addresses say them."""


@require_GET
def index(request: ActorRequest, slug: str) -> HttpResponse:
    """What is tied to no dossier, with the dossiers suggested."""
    return _page(request, slug)


def _kind_or_404(slug: str) -> str:
    if slug not in SLUGS:
        raise Http404(_("Il n’y a pas de tels liens."))
    return SLUGS[slug]


def _page(request: ActorRequest, slug: str, *, problem: str = "") -> HttpResponse:
    kind = _kind_or_404(slug)
    table = ties_table(request, kind, today=timezone.localdate())
    context = {
        "slug": slug,
        "label": KINDS[kind],
        "kinds": [(one, KINDS[code]) for one, code in SLUGS.items()],
        "table": table,
        "ties": [tie for tie in table.shown_rows if tie.found],
        "problem": problem,
        "typed": request.POST if problem else {},
        "breadcrumb": trail(request, str(KINDS[kind])),
    }
    status = CONFLICT if problem else 200
    return table.response() or render(request, "funding/dossier_links.html", context, status=status)


@require_POST
def tie(request: ActorRequest, slug: str) -> HttpResponse:
    """Tie a dossier."""
    return _done(
        request,
        slug,
        lambda held, kind: link_dossier(
            by=request.actor,
            now=timezone.now(),
            dossier=held,
            kind=kind,
            code=said(request, "code").strip(),
        ),
    )


@require_POST
def refuse(request: ActorRequest, slug: str) -> HttpResponse:
    """Say that two things do not go together."""
    return _done(
        request,
        slug,
        lambda held, kind: refuse_link(
            by=request.actor,
            now=timezone.now(),
            dossier=held,
            kind=kind,
            code=said(request, "code").strip(),
            reason=said(request, "reason"),
        ),
    )


@require_POST
def untie(request: ActorRequest, slug: str) -> HttpResponse:
    """Undo a link."""
    return _done(
        request,
        slug,
        lambda held, kind: unlink_dossier(
            by=request.actor,
            now=timezone.now(),
            dossier=held,
            kind=kind,
            reason=said(request, "reason"),
        ),
    )


def _done(request: ActorRequest, slug: str, act: Callable[[Dossier, str], object]) -> HttpResponse:
    kind = _kind_or_404(slug)
    held = Dossier.objects.filter(code=said(request, "dossier").strip()).first()
    if held is None:
        return _page(request, slug, problem=_("Ce dossier n’existe pas."))
    return attempt(
        lambda: act(held, kind),
        done=lambda: link(request, "dossier_links", slug),
        refused=lambda told: _page(request, slug, problem=told),
    )
