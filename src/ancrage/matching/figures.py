"""The figures that signals speak of, each read from a territory's totals with what it may say.

Where a figure comes from, its date, its quality are told by the reference data. An evolution of
what is only estimated is never computed, and a figure of a whole zone is never compared.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.geography.measures import BY_KEY, FigureBook, Measure
from ancrage.geography.models import EmploymentZone
from ancrage.geography.queries import TerritoryRow, Totals, ratio
from ancrage.kernel.quality import Quality
from ancrage.matching.rules.signals import Signal
from ancrage.ui import formats
from ancrage.ui.figures import Figure

UNEMPLOYMENT = "unemployment"
INDUSTRIAL_SHARE = "industrial_share"
PER = 100


def _hard_share(here: Totals, _country: Totals) -> float | None:
    return ratio(here.hard_hiring_projects, here.hiring_projects)


def _hiring_rate(here: Totals, _country: Totals) -> float | None:
    rate = ratio(here.hiring_projects, here.industrial_jobs)
    return None if rate is None else rate * PER


def _brownfields_left(here: Totals, _country: Totals) -> float | None:
    if here.brownfields_count is None:
        return None
    return here.brownfields_count - (here.brownfields_reconverted_count or 0)


MEASURES: Mapping[str, Measure] = {
    "hard_hiring_share": Measure(
        "hard_hiring_share",
        gettext_lazy("Projets de recrutement industriels jugés difficiles (bassin d’emploi)"),
        "%",
        ("hard_hiring_projects", "hiring_projects"),
        _hard_share,
        as_percent=True,
        additive=False,
        floor=True,
    ),
    "hiring_rate": Measure(
        "hiring_rate",
        gettext_lazy("Projets de recrutement pour 100 emplois industriels (bassin d’emploi)"),
        gettext_lazy("projets"),
        ("hiring_projects", "industrial_jobs"),
        _hiring_rate,
        decimals=1,
        additive=False,
        floor=True,
    ),
    "brownfields_left": Measure(
        "brownfields_left",
        gettext_lazy("Friches recensées qui ne sont pas reconverties"),
        gettext_lazy("sites"),
        ("brownfields_count", "brownfields_reconverted_count"),
        _brownfields_left,
        floor=True,
        compared=False,
    ),
    **{key: BY_KEY[key] for key in (INDUSTRIAL_SHARE, "private_trend", "private_trend_recent")},
}


def figure_of(signal: Signal, row: TerritoryRow, book: FigureBook) -> Figure:
    """A signal's figure for a territory, with its unit, date, source and quality."""
    if signal.figure == UNEMPLOYMENT:
        return _unemployment(row, book)
    measure = MEASURES[signal.figure]
    if signal.is_evolution and book.quality(measure) == Quality.ESTIMATE:
        return Figure(None, str(measure.label), quality=Quality.UNKNOWN)
    partial = len(row.whole) < len(row.members)
    return book.figure(measure, row.totals, row.country, partial=partial)


def comparable(signal: Signal, row: TerritoryRow, book: FigureBook) -> float | None:
    """The value that may stand beside those of other territories; None when it may not."""
    if signal.figure == INDUSTRIAL_SHARE and is_spread(row):
        return None
    return figure_of(signal, row, book).value


def is_spread(row: TerritoryRow) -> bool:
    """Whether some jobs are the employment zone's, spread: no industry is seen inside it."""
    return any(place.jobs_quality != "estimate" for place in row.whole)


def written(signal: Signal, figure: Figure) -> str:
    """The figure with its unit, as a sentence says it: « −5,3 % », « +2,0 % », « 3,4 projets »."""
    told = formats.with_unit(figure.value, figure.unit, figure.decimals)
    signed = signal.is_evolution and figure.value is not None and figure.value > 0
    return f"+{told}" if signed else told


def silence(signal: Signal, row: TerritoryRow, figure: Figure) -> str:
    """Why there is no figure; "" when there is one."""
    if figure.is_known:
        return ""
    if not row.whole:
        return _(
            "Aucun membre n’est une intercommunalité entière : les chiffres ne s’additionnent pas."
        )
    if signal.figure == UNEMPLOYMENT:
        return _("Connu pour les zones d’emploi de métropole seulement.")
    if any(place.jobs_quality == "unknown" for place in row.whole):
        return _("Les sources ne comptent pas les emplois de Mayotte.")
    return _("La source ne donne pas ce chiffre.")


def _unemployment(row: TerritoryRow, book: FigureBook) -> Figure:
    """The rate of the employment zone that holds most of the territory's jobs: the zone's."""
    zone = _main_zone(row)
    rate = zone.unemployment_rate_2022 if zone else None
    label = _("Chômage au sens du recensement, zone d’emploi %(zone)s") % {
        "zone": zone.name if zone else _("inconnue")
    }
    return book.column(
        "employment_zones",
        "unemployment_rate_2022",
        None if rate is None else float(rate),
        label,
        decimals=1,
    )


def _main_zone(row: TerritoryRow) -> EmploymentZone | None:
    zones = (place.employment_zone for place in row.whole)
    return next((zone for zone in zones if zone and zone.code == row.main_zone), None)
