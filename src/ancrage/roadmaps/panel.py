"""On a territory's page: the way to its roadmap, and how many sheets are published."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.geography.models import Territory
from ancrage.geography.panels import Panel
from ancrage.matching.queries.places import scope_of
from ancrage.roadmaps.queries.portfolio import published
from ancrage.ui.links import link


def roadmap_panel(request: HttpRequest, territory: Territory) -> Panel | None:
    """Only of a programme's territory. One query."""
    scope = scope_of(territory)
    if not scope:
        return None
    context = {
        "count": published().filter(sheet__roadmap__scope=scope).count(),
        "url": link(request, "roadmap", territory.version_id, territory.code),
    }
    return Panel(_("Feuille de route"), "roadmaps/parts/panel.html", context)
