"""On a territory's page: its road, step by step."""

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.geography.models import Territory
from ancrage.geography.panels import Panel
from ancrage.home.path.definitions import road_at
from ancrage.home.path.gathering import known_at
from ancrage.home.path.shown import pending_words, shown_steps, who_words
from ancrage.matching.queries.places import scope_of
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link


def path_panel(request: HttpRequest, territory: Territory) -> Panel | None:
    """Only of a programme's territory. Five queries."""
    scope = scope_of(territory)
    if not scope:
        return None
    asked = cast(ActorRequest, request)
    day = asked.as_at.date
    here = (territory.version_id, territory.code)
    known = known_at(asked.actor, day=day, scope=scope)
    held, pending = known.standing(scope, here, day=day), known.pending(asked.actor, scope, day=day)
    following = held.next
    context = {
        "held": held,
        "steps": shown_steps(asked, held),
        "road": road_at(day),
        "next": following,
        "pending": pending_words(pending),
        "pending_url": (
            link(request, "act", pending.contract.code, pending.rank) if pending else ""
        ),
        "who": who_words(following) if following else "",
        "calendar": link(request, "calendar", territoire=scope),
        "paths": link(request, "paths"),
    }
    return Panel(_("Parcours"), "home/parts/path_panel.html", context)
