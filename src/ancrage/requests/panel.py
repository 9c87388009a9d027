"""On a territory's page: its means of the four kinds, asked, granted, delivered."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.catalogue.rules.basket import Means
from ancrage.geography.models import Perimeter, Territory
from ancrage.geography.panels import Panel
from ancrage.people.middleware import actor_in
from ancrage.requests.queries.means import means_of
from ancrage.requests.queries.requests import visible_to
from ancrage.requests.words import INVENTED
from ancrage.ui.links import link

LABELS = {
    Means.FINANCIAL: gettext_lazy("Moyens financiers"),
    Means.ADMINISTRATIVE: gettext_lazy("Moyens administratifs"),
    Means.TECHNICAL: gettext_lazy("Moyens techniques"),
    Means.HUMAN: gettext_lazy("Moyens humains"),
}


def means_panel(request: HttpRequest, territory: Territory) -> Panel | None:
    """Public counts; they open down to the list for those who may read some of it."""
    if territory.version.perimeter.kind != Perimeter.PROGRAMME:
        return None
    code = f"{territory.version.perimeter_id}:{territory.code}"
    found = means_of(code)
    actor = actor_in(request)
    sees = actor.is_person and visible_to(actor).filter(territory=code).exists()
    context = {
        "rows": [(str(LABELS[Means(row.kind)]), row) for row in found.rows],
        "whole": found.whole,
        "unknown": found.unknown,
        "invented": INVENTED if found.is_invented else "",
        "list_url": link(request, "requests", territoire=code) if sees else "",
        "outcomes_url": link(request, "request_outcomes"),
    }
    return Panel(_("Les moyens demandés et obtenus"), "requests/parts/means.html", context)
