"""Entries and cells narrowed to what is looked at; how an address says it.

The money's pages and the list of entries narrow alike: so a total opens down to entries whose sum
it is.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.funding.definitions import chart
from ancrage.funding.models.dossiers import PLACES
from ancrage.funding.rules.cuts import TOTALS, UNKNOWN, Look
from ancrage.ui.middleware import read_as_at

PARAMETERS = {
    "total": "total",
    "stage": "stade",
    "financer": "financeur",
    "scheme": "dispositif",
    "measure": "mesure",
    "need": "besoin",
    "programme": "programme",
    "territory": "territoire",
    "place": "lieu",
    "region": "region",
    "year": "annee",
    "known_on": "connu",
}
"""What addresses call each field of a `Look`; the day is that of the page (`date`)."""
TOLD = ("financer", "scheme", "measure", "need", "programme", "territory", "region")
"""Fields that are "" where nobody told them."""
LONGEST = 120


def look_of(
    query: Mapping[str, str], *, until: dt.date | None, today: dt.date
) -> tuple[Look, list[str]]:
    """What an address looks at, and what was not understood of it, in sentences."""
    held: dict[str, Any] = {
        field: query.get(name, "").replace("\x00", "").strip()[:LONGEST]
        for field, name in PARAMETERS.items()
        if field not in {"year", "known_on"}
    }
    faults = []
    for field, known in (("total", TOTALS), ("stage", chart().stages), ("place", dict(PLACES))):
        if held[field] and held[field] not in known:
            faults.append(_ignored(PARAMETERS[field], held[field]))
            held[field] = ""
    year = query.get("annee", "").strip()
    if year.isascii() and year.isdecimal() and len(year) == 4:
        held["year"] = int(year)
    elif year:
        faults.append(_ignored("annee", year))
    known_on = query.get("connu", "").strip()
    if known_on:
        read = read_as_at(known_on, today=today)
        held["known_on"] = read.date if read.explicit else None
        faults += [read.error] if read.error else []
    return Look(**held, until=until), faults


def _ignored(name: str, asked: str) -> str:
    told = _("« %(asked)s » n’est pas une valeur de « %(name)s » : ce choix est ignoré.")
    return told % {"asked": asked[:40], "name": name}


def address_of(look: Look) -> dict[str, str]:
    """What an address says of a look, its day aside; what is any is left out."""
    held = {name: getattr(look, field) for field, name in PARAMETERS.items()}
    return {name: str(value) for name, value in held.items() if value not in ("", None)}


def narrowed(rows: "QuerySet[Any]", look: Look) -> "QuerySet[Any]":
    """Entries or cells of what is looked at, whatever their day."""
    where = Q()
    for field in TOLD:
        if value := getattr(look, field):
            where &= Q(**{field: "" if value == UNKNOWN else value})
    if look.place:
        where &= Q(place=look.place)
    if look.stage:
        where &= Q(stage=look.stage)
    if look.total:
        where &= Q(stage__in=[s.code for s in chart().stages.values() if s.of == look.total])
    if look.year is not None:
        where &= Q(year=look.year)
    return rows.filter(where)


def narrowed_entries(rows: "QuerySet[Any]", look: Look) -> "QuerySet[Any]":
    """Entries of what is looked at, until its day, as known on its other day."""
    found = narrowed(rows, look)
    if look.until is not None:
        found = found.filter(year__lte=look.until.year, event_on__lte=look.until)
    if look.known_on is not None:
        found = found.filter(entered_at__lt=end_of(look.known_on))
    return found


def end_of(day: dt.date) -> dt.datetime:
    """The moment when a day ends, in the site's time."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))


def signed_cents() -> Case:
    """The cents of an entry as they count in a net total: decommitments and recoveries negative.

    To be summed over entries or cells.
    """
    less = [stage.code for stage in chart().stages.values() if stage.sign < 0]
    return Case(
        When(stage__in=less, then=Value(-1) * F("cents")),
        default=F("cents"),
        output_field=BigIntegerField(),
    )
