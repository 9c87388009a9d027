"""The dated tables that were imported, as a check takes them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db.models import QuerySet

from ancrage.stateaid.models import ImportedTable, ReferenceRate, Zone
from ancrage.stateaid.queries.knowing import known
from ancrage.stateaid.rules.model import Tables


def in_force(kind: str, *, known_on: dt.date | None = None) -> "QuerySet[ImportedTable]":
    """The tables of a kind that were not taken back, the last imported first."""
    return ImportedTable.objects.filter(known(known_on), kind=kind)


def tables_at(known_on: dt.date | None = None, *, communes: Collection[str] = ()) -> Tables:
    """Zones of these communes, rates and the register's last day, as known on a day (None: now);
    None for what was never imported."""
    held = list(ImportedTable.objects.filter(known(known_on)).values_list("kind", "as_of"))
    kinds = {kind for kind, _day in held}
    days = [day for kind, day in held if kind == ImportedTable.REGISTER and day]
    return Tables(
        zones=_zones(known_on, communes) if ImportedTable.ZONES in kinds else None,
        rates=_rates(known_on) if ImportedTable.RATES in kinds else None,
        register_until=max(days, default=None),
    )


ELSEWHERE = ""
Zones = dict[str, tuple[tuple[dt.date, dt.date | None, str], ...]]


def _zones(known_on: dt.date | None, communes: Collection[str]) -> Zones | None:
    """The last table that tells of a commune from a day holds. Those that are not asked for are
    all under `ELSEWHERE`: a commune that no table names is in no zone on the days that some tell.
    """
    rows = Zone.objects.filter(known(known_on, path="table__")).order_by()
    spans = rows.values_list("valid_from", "valid_until").distinct()
    elsewhere = tuple((since, until, "") for since, until in spans)
    if not elsewhere:
        return None
    told = rows.filter(commune__in=communes).order_by("table__recorded_at", "pk")
    last = {(one.commune, one.valid_from): one for one in told}
    found = defaultdict(list)
    for (code, since), one in sorted(last.items()):
        found[code].append((since, one.valid_until, one.zone))
    return {ELSEWHERE: elsewhere} | {code: tuple(held) for code, held in found.items()}


def _rates(known_on: dt.date | None) -> tuple[tuple[dt.date, float], ...] | None:
    """The last table that tells a day holds."""
    rows = ReferenceRate.objects.filter(known(known_on, path="table__"))
    told = rows.order_by("table__recorded_at", "pk").values_list("valid_from", "percent")
    return tuple(sorted((day, float(rate)) for day, rate in dict(told).items())) or None


def everything() -> "QuerySet[ImportedTable]":
    """Every table that was imported, those taken back too; the last first."""
    return ImportedTable.objects.select_related("file")


def layout_in_force() -> ImportedTable | None:
    """The layout of the register's file that holds, if one was imported."""
    return in_force(ImportedTable.LAYOUT).first()
