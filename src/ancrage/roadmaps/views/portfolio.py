"""The list of action sheets: what somebody follows, or what everybody reads."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.journal.policy import rights
from ancrage.people.middleware import ActorRequest
from ancrage.people.saved_lists import saved_views
from ancrage.roadmaps.definitions import words
from ancrage.roadmaps.portfolio_table import (
    FOLLOWED_LIST,
    INVENTED,
    INVENTED_SOURCE,
    LIST,
    PUBLISHED,
    portfolio_table,
)
from ancrage.roadmaps.queries.portfolio import lens_of, summary_of
from ancrage.ui.links import link


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Every sheet that the reader may see, with the sums of what is kept."""
    actor = request.actor
    asked = request.GET.get(LIST, "")
    lens = lens_of(actor, today=timezone.localdate(), published_only=asked == PUBLISHED)
    whole = summary_of(lens, lens.rows())
    table = portfolio_table(request, lens, whole)
    if file := table.response():
        return file
    summary = summary_of(lens, table.kept) if table.is_narrowed else whole
    context = {
        "table": table,
        "lens": lens,
        "summary": summary,
        "late_url": table.url(suivi="retard", page=None),
        "at_risk_url": table.url(suivi="risque", page=None),
        "totals": [
            (total, table.url(besoin=total.code, page=None) if total.code in words("needs") else "")
            for total in summary.totals
        ],
        "saved": saved_views(request, "sheets"),
        "lists": _lists(request, is_published=lens.is_published, asked=asked),
        "invented": INVENTED if table.source == INVENTED_SOURCE else "",
        "may_start": rights().may_enter(actor, "roadmaps.start") and actor.is_person,
        "may_import": rights().may_enter(actor, "roadmaps.import") and actor.is_person,
        "breadcrumb": [(_("Fiches action"), "")],
    }
    return render(request, "roadmaps/portfolio.html", context)


def _lists(request: ActorRequest, *, is_published: bool, asked: str) -> list[tuple[str, str, bool]]:
    """(label, address, is shown) of the two lists, for who has both."""
    if not request.actor.is_person or (is_published and asked != PUBLISHED):
        return []
    return [
        (_("Celles que je suis"), link(request, "sheets", liste=FOLLOWED_LIST), not is_published),
        (
            _("Toutes celles qui sont publiées"),
            link(request, "sheets", liste=PUBLISHED),
            is_published,
        ),
    ]
