"""What the basket adds to the page of a territory; where those who serve a measure say so."""

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.catalogue.queries.territories import offer_of
from ancrage.geography.models import Territory
from ancrage.geography.panels import Panel
from ancrage.ui.middleware import DatedRequest
from ancrage.ui.services import register_service

__all__ = ["offered", "register_service"]


def offered(request: HttpRequest, territory: Territory) -> Panel | None:
    """« Ce que le territoire peut obtenir », on its page."""
    offer = offer_of(territory, day=cast(DatedRequest, request).as_at.date)
    context = {
        "offer": offer,
        "counts": [
            (need, sum(need.code in held.measure.needs for held in offer.open))
            for need in offer.basket.needs.values()
        ],
        "territory": territory,
    }
    return Panel(_("Ce que le territoire peut obtenir"), "catalogue/parts/panel.html", context)
