"""What the VTE adds to the page of a territory: its missions, its counters."""

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.geography.models import Territory
from ancrage.geography.panels import Panel
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link
from ancrage.vte.models import Offer
from ancrage.vte.queries.counts import lines, whole
from ancrage.vte.queries.offers import published
from ancrage.vte.queries.places import list_perimeter

SHOWN = 5


def missions_here(request: HttpRequest, territory: Territory) -> Panel | None:
    """The missions of a territory of the list that counts; nothing on the others' pages."""
    if territory.version.perimeter_id != list_perimeter():
        return None
    actor_request = cast(ActorRequest, request)
    code = f"{territory.version.perimeter_id}:{territory.code}"
    open_ = published(actor_request.as_at.date).filter(territory=code).order_by("starts_on", "code")
    context = {
        "counts": whole(lines(territory=code)),
        "open": list(open_[:SHOWN]),
        "url": link(request, "vte_missions", territoire=territory.name),
        "is_demonstration": Offer.objects.filter(territory=code, is_demonstration=True).exists(),
    }
    return Panel(_("Missions VTE"), "vte/parts/panel.html", context)
