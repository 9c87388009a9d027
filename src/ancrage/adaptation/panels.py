"""What amendments add to the page of a territory: those that touched it, and a way to propose."""

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.adaptation.lists import touched_by
from ancrage.adaptation.places import held_regions
from ancrage.adaptation.queries.amendments import visible_to
from ancrage.adaptation.workflow import state_of
from ancrage.geography.models import Perimeter, Territory
from ancrage.geography.panels import Panel
from ancrage.people.middleware import ActorRequest


def amended(request: HttpRequest, territory: Territory) -> Panel | None:
    """« Ce que la région en a fait », on the page of a territory of a programme's own list."""
    programme = territory.version.perimeter
    if programme.kind == Perimeter.OFFICIAL:
        return None
    actor = cast(ActorRequest, request).actor
    held = visible_to(actor).filter(programme=programme)
    found = [a for a in held if territory.code in touched_by(a.moves)]
    regions = held_regions(actor, "adaptation.draft")
    context = {
        "amendments": [(a, state_of(a.state)) for a in found],
        "programme": programme.code,
        "may_propose": regions is None or territory.region_id in regions,
    }
    return Panel(_("Modifications de ce territoire"), "adaptation/parts/panel.html", context)
