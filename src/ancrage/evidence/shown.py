"""The figures of the priority as its pages show them: tables, charts, addresses of the files."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from ancrage.evidence import words
from ancrage.evidence.queries.files import NO_MEASURE
from ancrage.evidence.queries.priority import Priority
from ancrage.evidence.rules.comparisons import Difference, Kind
from ancrage.evidence.rules.files import INSIDE, OUTSIDE
from ancrage.evidence.rules.priority import Key, Row
from ancrage.evidence.rules.samples import Sample
from ancrage.funding.rules.cuts import UNKNOWN
from ancrage.kernel.quality import Quality
from ancrage.ui.columns import Value
from ancrage.ui.figures import Figure
from ancrage.ui.formats import french_date, number
from ancrage.ui.interval_charts import IntervalChart, Spread, intervals
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Filter, Table

ALL_MEASURES = "—"


def address(request: HttpRequest, key: Key) -> str:
    """The page of an operator, or of one of its measures."""
    operator, measure = key
    if measure:
        return link(request, "priority_measure", operator, measure)
    return link(request, "priority_operator", operator)


def files_address(request: HttpRequest, key: Key, place: str) -> str:
    """The list of the files that a count is made of; "" where the site has no such list."""
    operator, measure = key
    try:
        return link(
            request,
            "dossiers",
            financeur=operator,
            mesure=UNKNOWN if measure == NO_MEASURE else measure,
            lieu=place,
        )
    except NoReverseMatch:
        return ""


def source(found: Priority) -> str:
    return words.INVENTED_SOURCE if found.invented else words.SOURCE


def whole_figures(row: Row, found: Priority) -> list[Figure]:
    """The programme in figures: how many, how often, how long, inside and outside."""
    day, origin = french_date(found.on), source(found)
    quality = Quality.SIMULATED if found.invented else Quality.DERIVED

    def figure(value: float | None, label: str, unit: str = "", decimals: int = 0) -> Figure:
        return Figure(value, label, unit, day, origin, quality, decimals)

    figures = []
    for place in (INSIDE, OUTSIDE):
        held, where = row.places[place], words.place_words()[place].lower()
        rate, days = held.cohort.rate, held.waiting
        decided, dated = number(held.cohort.decided), number(days.decided)
        figures += [
            figure(held.files, _("Dossiers, %(place)s") % {"place": where}),
            figure(
                None if rate is None else rate * 100,
                _("Taux d’accord, %(place)s (n = %(n)s)") % {"place": where, "n": decided},
                "%",
                1,
            ),
            figure(
                days.median,
                _("Délai médian, %(place)s (n = %(n)s)") % {"place": where, "n": dated},
                _("jours"),
            ),
        ]
    return figures


# The table of operators and measures


def priority_table(request: HttpRequest, found: Priority) -> Table:
    """A line for each operator and each of its measures: both sides, and what differs."""
    operators = _("toutes les mesures"), _("une mesure")
    return Table(
        request,
        rows=found.rows,
        columns=[
            Column(
                "operateur",
                _("Opérateur"),
                lambda row: found.words(row.key)[0],
                link=lambda row: address(request, (row.operator, "")),
            ),
            Column(
                "mesure",
                _("Mesure"),
                lambda row: found.words(row.key)[1] or ALL_MEASURES,
                link=lambda row: address(request, row.key) if row.measure else "",
            ),
            *_side_columns(request),
            *_gap_columns(found),
        ],
        filters=[
            Filter("operateurs", _("Opérateur"), lambda row: found.words(row.key)[0]),
            Filter("portee", _("Portée"), lambda row: operators[bool(row.measure)]),
        ],
        search=lambda row: " ".join(found.words(row.key)),
        caption=_("Dans les territoires et hors d’eux, par opérateur et par mesure"),
        filename="priorite",
        source=source(found),
        as_of=french_date(found.on),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a sample: its column's key and heading, how it is read and written."""

    key: str
    heading: str
    read: Callable[[Sample], Value]
    unit: str = ""
    decimals: int = 0
    percent: bool = False
    default: bool = True

    def column(
        self,
        key: str,
        heading: str,
        sample_of: Callable[[Any], Sample],
        *,
        link: Callable[[Any], str] | None = None,
        default: bool = True,
    ) -> Column:
        """The column of a table whose rows have such a sample."""
        return Column(
            key,
            heading,
            lambda row: self.read(sample_of(row)),
            unit=self.unit,
            decimals=self.decimals,
            numeric=True,
            percent=self.percent,
            link=link,
            default=default,
        )


def told_of_samples() -> tuple[Told, ...]:
    cohort, granted = _("Décidés, demandés depuis assez longtemps"), _("Montant accordé")
    return (
        Told("dossiers", _("Dossiers"), lambda s: s.files),
        Told("attente", _("En attente"), lambda s: s.pending, default=False),
        Told("cohorte", cohort, lambda s: s.cohort.decided, default=False),
        Told("taux", _("Taux d’accord"), lambda s: s.cohort.rate, percent=True, decimals=1),
        Told("delai", _("Délai médian"), lambda s: s.waiting.median, _("jours")),
        Told("demande", _("Montant demandé"), lambda s: euros(s.asked_amount), "€", default=False),
        Told("accorde", granted, lambda s: euros(s.granted_amount), "€", default=False),
        Told("part", _("Part du montant accordée"), lambda s: s.amount_rate, percent=True,
             decimals=1, default=False),
        Told("moyen", _("Montant moyen accordé"), lambda s: euros(s.mean_granted), "€",
             default=False),
    )  # fmt: skip


def euros(cents: float | None) -> int | None:
    """Whole euros, for a table."""
    return None if cents is None else round(cents / 100)


def _side_columns(request: HttpRequest) -> list[Column]:
    sides = ((INSIDE, "ti", _("territoires")), (OUTSIDE, "hors", _("hors")))
    return [
        told.column(
            f"{prefix}{told.key}",
            f"{told.heading}, {place}",
            _at(where),
            link=_opened(request, where) if told.key == "dossiers" else None,
            default=told.default,
        )
        for told in told_of_samples()
        for where, prefix, place in sides
    ]


def _at(place: str) -> Callable[[Row], Sample]:
    return lambda row: row.places[place]


def _opened(request: HttpRequest, place: str) -> Callable[[Row], str]:
    return lambda row: files_address(request, row.key, place)


def _gap_columns(found: Priority) -> list[Column]:
    """For each thing compared: the difference, its interval, what it is worth."""
    return [column for kind in Kind for column in _columns_of(kind, found.rules.level)]


def _columns_of(kind: Kind, level: float) -> list[Column]:
    name, unit = words.kind_words()[kind].lower(), words.kind_units()[kind]

    def read(row: Row) -> Difference:
        found: Difference = getattr(row.place, kind.value)
        return found

    return [
        Column(
            f"ecart-{kind}",
            _("Écart, %(name)s") % {"name": name},
            lambda row: value_of(read(row)),
            unit=unit,
            decimals=1 if kind == Kind.RATE else 0,
            numeric=True,
        ),
        Column(
            f"intervalle-{kind}",
            _("Intervalle, %(name)s") % {"name": name},
            lambda row: interval_text(read(row)),
            sortable=False,
            default=kind == Kind.RATE,
        ),
        Column(
            f"constat-{kind}",
            _("Constat, %(name)s") % {"name": name},
            lambda row: words.worth(read(row), level=level),
            filterable=True,
        ),
    ]


def value_of(difference: Difference) -> float | None:
    held = words.scaled(difference)
    return held.value if held else None


def interval_text(difference: Difference) -> str:
    held = words.scaled(difference)
    return words.interval_words(held.interval, words.decimals_of(difference)) if held else ""


def rate_chart(request: HttpRequest, rows: Iterable[Row], found: Priority) -> IntervalChart:
    """The difference of grant rates of each row, on one scale."""
    items = []
    for row in rows:
        held = words.scaled(row.place.rate)
        operator, measure = found.words(row.key)
        said = words.worth(row.place.rate, level=found.rules.level)
        if held:
            decimals = words.decimals_of(row.place.rate)
            said = f"{words.signed(held.value, decimals)} ({interval_text(row.place.rate)})"
        items.append(
            Spread(
                measure or operator,
                held.value if held else None,
                held.interval.low if held else None,
                held.interval.high if held else None,
                said,
                address(request, row.key),
            )
        )
    return intervals(
        _("Taux d’accord : écart entre les territoires et le reste, en points"),
        items,
        zero=_("aucun écart ; à droite, les territoires sont accordés plus souvent"),
        source=source(found),
        as_of=french_date(found.on),
    )
