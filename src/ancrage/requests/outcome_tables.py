"""The counts and delays of the requests as a table, a chart and figures."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.kernel.quality import Quality
from ancrage.requests.queries.outcomes import OutcomeRow, Outcomes
from ancrage.requests.rules.outcomes import INSIDE, OUTSIDE, Tally
from ancrage.ui.charts import Bar, BarChart, bars
from ancrage.ui.columns import Value
from ancrage.ui.figures import Figure
from ancrage.ui.formats import french_date
from ancrage.ui.tables import Column, Filter, Table

WHOLE = "whole"
Read = Callable[[Tally], Value]
SHOWN: tuple[tuple[str, Any, Read], ...] = (
    ("demandees", gettext_lazy("demandées"), lambda t: t.asked),
    ("accordees", gettext_lazy("accordées"), lambda t: t.granted),
    ("refusees", gettext_lazy("refusées"), lambda t: t.refused),
    ("cours", gettext_lazy("en cours"), lambda t: t.pending),
    ("retirees", gettext_lazy("retirées"), lambda t: t.withdrawn),
    ("realisees", gettext_lazy("réalisées"), lambda t: t.delivered),
    ("mediane", gettext_lazy("délai médian (jours)"), lambda t: t.median),
    ("p90", gettext_lazy("délai, 9e décile (jours)"), lambda t: t.ninetieth),
    ("cas", gettext_lazy("décisions datées (n)"), lambda t: t.timed),
    ("sansdate", gettext_lazy("décisions non datées"), lambda t: t.undated),
    ("attente", gettext_lazy("plus ancienne en cours (jours)"), lambda t: t.oldest),
)
ALWAYS = frozenset({"demandees", "accordees", "refusees", "cours", "mediane", "p90", "cas"})
APART = frozenset({"demandees", "accordees", "mediane", "cas"})
"""What is shown by itself of all places, and of inside and outside apart."""
GROUPS = (
    (WHOLE, "", ""),
    (INSIDE, "ti", gettext_lazy("territoires")),
    (OUTSIDE, "hors", gettext_lazy("hors")),
)


def outcome_table(request: HttpRequest, found: Outcomes, *, source: str, today: dt.date) -> Table:
    """A line for each operator's measure."""
    return Table(
        request,
        rows=found.rows,
        columns=(
            Column("operateur", _("Opérateur"), lambda row: row.operator_name),
            Column("mesure", _("Mesure"), lambda row: row.measure_name),
            *(column for group in GROUPS for column in _columns(*group)),
        ),
        filters=(
            Filter("operateurs", _("Opérateur"), lambda row: row.operator_name),
            Filter("mesures", _("Mesure"), lambda row: row.measure_name),
        ),
        search=lambda row: f"{row.operator_name} {row.measure_name}",
        caption=_("Demandes et délais, par opérateur et par mesure"),
        filename="sollicitations-resultats",
        source=source,
        as_of=french_date(today),
        default_sort="-demandees",
    )


def _columns(place: str, prefix: str, words: object) -> list[Column]:
    shown = ALWAYS if place == WHOLE else APART
    return [
        Column(
            f"{prefix}{key}",
            f"{str(label)[:1].upper()}{str(label)[1:]}" + (f", {words}" if words else ""),
            _of(place, read),
            numeric=True,
            decimals=1 if key == "mediane" else 0,
            default=key in shown,
        )
        for key, label, read in SHOWN
        if place == WHOLE or key in {*ALWAYS, "cours"}
    ]


def _of(place: str, read: Read) -> Callable[[OutcomeRow], Value]:
    if place == WHOLE:
        return lambda row: read(row.whole)
    return lambda row: read(row.tallies[place])


def whole_figures(found: Outcomes, *, source: str, today: dt.date) -> list[Figure]:
    """The whole of it: how many, how long, inside and outside, with how many cases."""
    quality = Quality.SIMULATED if found.invented else Quality.DERIVED
    day = french_date(today)

    def figure(value: float | None, label: str, unit: str = "", decimals: int = 0) -> Figure:
        return Figure(value, label, unit, day, source, quality, decimals)

    inside, outside = found.places[INSIDE], found.places[OUTSIDE]
    return [
        figure(found.whole.asked, _("Demandées")),
        figure(found.whole.granted, _("Accordées")),
        figure(found.whole.pending, _("En cours")),
        figure(
            inside.median,
            _("Délai médian dans les territoires (n = %d)") % inside.timed,
            _("jours"),
            1,
        ),
        figure(
            outside.median,
            _("Délai médian hors territoire (n = %d)") % outside.timed,
            _("jours"),
            1,
        ),
    ]


def outcome_chart(found: Outcomes, *, source: str, today: dt.date) -> BarChart:
    """The median delay of each operator; « inconnu » when none of its decisions is dated."""
    items = [
        Bar(
            _("%(name)s (n = %(n)d)") % {"name": row.operator_name, "n": row.whole.timed},
            row.whole.median,
        )
        for row in found.operators
    ]
    held = found.whole.median
    return bars(
        _("Délai médian de décision, par opérateur"),
        items,
        unit=_("jours"),
        decimals=1,
        reference=(_("tous les opérateurs"), held) if held is not None else None,
        source=source,
        as_of=french_date(today),
    )
