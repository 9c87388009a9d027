"""When the committees of territories met, for the road of each."""

import datetime as dt

from django.utils.timezone import localdate

from ancrage.committees.queries.meetings import TERRITORY, visible_to
from ancrage.kernel.rights import Actor

HELD = ("held", "approved")


def project_meetings(actor: Actor, *, by: dt.date) -> dict[str, list[tuple[dt.date, str]]]:
    """(day, code) of the meetings held by a day of every territory's own committee, by scope code,
    the first one first, as far as somebody may know of them. One query."""
    rows = visible_to(actor).filter(scope_kind=TERRITORY, state__in=HELD, starts_at__date__lte=by)
    found: dict[str, list[tuple[dt.date, str]]] = {}
    for scope, starts, code in rows.order_by("starts_at").values_list("scope", "starts_at", "code"):
        found.setdefault(scope, []).append((localdate(starts), code))
    return found
