"""Columns and filters of the tables of places."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ancrage.geography.measures import BY_KEY, FigureBook, Measure, dated
from ancrage.geography.models import PerimeterVersion
from ancrage.geography.place_maps import list_source
from ancrage.geography.queries import IntercommunalityRow, TerritoryRow
from ancrage.kernel.quality import Quality
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.middleware import DatedRequest
from ancrage.ui.tables import Column, Filter

SHOWN = ("population", "industrial_jobs", "industrial_share", "intensity", "private_trend")
"""The measures that a table shows unless others are chosen."""


def measure_column(
    measure: Measure, book: FigureBook, *, is_partial: Callable[[Any], bool] | None = None
) -> Column:
    """A measure of a row's totals; `is_partial` tells rows whose sums are lower bounds."""
    quality = book.quality(measure)
    bound: bool | Callable[[Any], bool] = measure.floor
    if not measure.floor and measure.additive and is_partial:
        bound = is_partial
    return Column(
        key=measure.key,
        label=str(measure.label),
        value=lambda row: measure.value(row.totals, row.country),
        unit="" if measure.as_percent else str(measure.unit),
        decimals=measure.decimals,
        quality=None if quality == Quality.EXACT else quality,
        numeric=True,
        default=measure.key in SHOWN,
        percent=measure.as_percent,
        lower_bound=bound,
    )


def compared_measures() -> list[Measure]:
    """Those that may be ranked: what is only recorded (brownfields) never is."""
    return [measure for measure in BY_KEY.values() if measure.compared]


def territory_columns(
    request: DatedRequest, book: FigureBook, rows: Sequence[TerritoryRow]
) -> list[Column]:
    partial = (lambda row: row.lower_bound) if any(r.lower_bound for r in rows) else None
    return [
        Column(
            "name",
            _("Territoire"),
            lambda row: row.name,
            link=lambda row: link(request, "territory", row.version, row.code),
        ),
        Column("code", _("Code"), lambda row: row.code, default=False),
        Column(
            "region",
            _("Région"),
            lambda row: row.region_name,
            link=lambda row: link(request, "region", row.region),
        ),
        Column("members", _("Membres"), lambda row: len(row.members), numeric=True),
        *(measure_column(m, book, is_partial=partial) for m in compared_measures()),
        Column(
            "share",
            _("Part des emplois industriels du pays"),
            lambda row: row.share,
            decimals=2,
            percent=True,
            default=False,
            quality=Quality.ESTIMATE,
            lower_bound=partial or False,
        ),
        Column(
            "zone", _("Zone d’emploi principale"), lambda row: row.main_zone_name, default=False
        ),
        Column(
            "cohesion",
            _("Cohésion : part des emplois dans la zone principale"),
            lambda row: row.cohesion,
            decimals=0,
            percent=True,
            default=False,
            quality=Quality.ESTIMATE,
        ),
        Column(
            "codes",
            _("Codes des membres"),
            lambda row: " ".join(m.code for m in row.members),
            sortable=False,
            default=False,
        ),
    ]


def table_source(version: PerimeterVersion, book: FigureBook) -> str:
    """Who made the list, and who made the figures that its table shows."""
    makers = dict.fromkeys(book.source(BY_KEY[key]) for key in SHOWN)
    lists = list_source(version)
    return _("%(list)s ; %(figures)s (chiffres)") % {
        "list": lists if version.is_simulated else _("%(list)s (liste)") % {"list": lists},
        "figures": " ; ".join(filter(None, makers)),
    }


def table_dates(version: PerimeterVersion, book: FigureBook) -> str:
    """The list's date and the figures': they are never the same."""
    return " ; ".join(
        (
            _("liste du %(day)s") % {"day": french_date(version.valid_from)},
            *dated(book, ("population", "industrial_jobs", "private_trend")),
        )
    )


def region_filter(
    choices: Sequence[tuple[str, str]], value: Callable[[Any], Sequence[str]]
) -> Filter:
    return Filter("region", _("Région"), value, choices=choices, all_label=_("Toutes"))


def intercommunality_columns(
    request: DatedRequest, book: FigureBook, list_name: str
) -> list[Column]:
    return [
        Column(
            "name",
            _("Intercommunalité"),
            lambda row: row.place.name,
            link=lambda row: link(request, "intercommunality", row.place.siren),
        ),
        Column("siren", "SIREN", lambda row: row.place.siren, default=False),
        Column("kind", _("Nature"), lambda row: row.place.get_kind_display(), default=False),
        Column(
            "region",
            _("Région"),
            lambda row: row.place.region.name,
            link=lambda row: link(request, "region", row.place.region_id),
        ),
        Column("department", _("Département"), lambda row: row.place.department.name),
        Column("zone", _("Zone d’emploi"), _zone_name, default=False),
        *(measure_column(m, book) for m in compared_measures()),
        Column("territory", _territory_heading(list_name), territory_names),
    ]


def _territory_heading(list_name: str) -> str:
    return _("Territoire (%(list)s)") % {"list": list_name} if list_name else _("Territoire")


def _zone_name(row: IntercommunalityRow) -> str:
    return row.place.employment_zone.name if row.place.employment_zone else ""


def territory_names(row: IntercommunalityRow) -> str:
    """Its territories, said in part when only some of it is in."""
    return " ; ".join(
        m.territory.name if m.how == "whole" else f"{m.territory.name} ({_('en partie')})"
        for m in row.territories
    )
