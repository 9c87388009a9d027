"""How the values of a pack are written: the same in every file, as on the pages."""

import datetime as dt

from ancrage.catalogue.rules.facts import euros
from ancrage.committees.pack.content import COUNT, DAY, EUROS, Chart, Figure, Table, Value
from ancrage.kernel.quality import Quality
from ancrage.ui.exports import Cell
from ancrage.ui.figures import QUALITY_LABELS
from ancrage.ui.formats import UNKNOWN, french_date, number, unit_of

FIGURES = frozenset({COUNT, EUROS})
"""The kinds that are set on the right."""


def in_words(value: Value, kind: str) -> str:
    """A value as a reader reads it: « 1 234 », « 12 500 € », « inconnu »."""
    if kind == EUROS:
        return UNKNOWN if value is None else euros(int(value))
    if kind == COUNT:
        return number(None if value is None else int(value))
    if kind == DAY:
        return french_date(dt.date.fromisoformat(str(value)) if value else None)
    return UNKNOWN if value is None else str(value)


def as_cell(value: Value, kind: str) -> Cell:
    """A value as a spreadsheet computes with it; an unknown one is told."""
    if value is None:
        return UNKNOWN
    if kind == EUROS:
        return int(value) / 100
    if kind == DAY:
        return dt.date.fromisoformat(str(value))
    return value


def figure_in_words(figure: Figure) -> str:
    """A figure with its unit."""
    told = in_words(figure.value, figure.kind)
    unit = unit_of(figure.value, figure.unit)
    return f"{told}\N{NO-BREAK SPACE}{unit}" if unit and figure.value is not None else told


def origin(block: Figure | Table | Chart, source: str = "") -> str:
    """« Source, état au jour, qualité »: what goes with a figure wherever it goes."""
    quality = getattr(block, "quality", "")
    kept = quality if quality not in {"", Quality.EXACT.value} else ""
    told = str(QUALITY_LABELS[Quality(kept)]) if kept else ""
    parts = (source or block.source, f"état au\N{NO-BREAK SPACE}{block.as_of}", told)
    return ", ".join(filter(None, parts))


def heading(label: str, kind: str) -> str:
    """A heading with the unit of its column, for what computes with it."""
    return f"{label} (€)" if kind == EUROS else label


def chart_alt(chart: Chart) -> str:
    """A chart told to who does not see it: what it compares, its greatest, where the rest is."""
    told = []
    for series in chart.series:
        known = [
            (value, place)
            for value, place in zip(series.values, chart.places, strict=True)
            if value is not None
        ]
        if known:
            value, place = max(known, key=lambda one: one[0])
            told.append(f"{series.label}, au plus {in_words(value, chart.kind)} ({place})")
    named = "\N{NO-BREAK SPACE};".join(f" {one}" for one in told).strip()
    return (
        f"Barres\N{NO-BREAK SPACE}: {chart.title}. {named}. Les chiffres sont dans le tableau "
        f"«\N{NO-BREAK SPACE}{chart.twin}\N{NO-BREAK SPACE}»."
    )
