"""What a table can show of its rows, and by what they can be filtered."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ancrage.kernel.quality import Quality
from ancrage.ui import formats
from ancrage.ui.exports import Cell
from ancrage.ui.figures import QUALITY_LABELS

Row = Any
"""A row is whatever the page has: the columns alone know how to read it."""
Value = str | int | float | bool | date | None
YES, NO = "oui", "non"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `value` reads it from a row.

    `percent` columns hold shares between 0 and 1. `quality` is one for the whole column, or
    read from each row; `lower_bound` likewise (« au moins »). A None is « inconnu » in a numeric
    column and empty elsewhere. `link` gives the address of the cell's page, or "".
    """

    key: str
    label: str
    value: Callable[[Row], Value]
    unit: str = ""
    decimals: int = 0
    quality: Quality | Callable[[Row], Quality] | None = None
    sortable: bool = True
    numeric: bool = False
    default: bool = True
    link: Callable[[Row], str] | None = None
    filterable: bool = False
    percent: bool = False
    lower_bound: bool | Callable[[Row], bool] = False

    @property
    def heading(self) -> str:
        """The label with unit and quality, for a reader who has only the column."""
        notes = [self.shown_unit] if self.shown_unit else []
        if isinstance(self.quality, Quality) and self.quality != Quality.EXACT:
            notes.append(str(QUALITY_LABELS[self.quality]))
        if self.lower_bound is True:
            notes.append("au moins")
        return f"{self.label} ({', '.join(notes)})" if notes else str(self.label)

    @property
    def shown_unit(self) -> str:
        return "%" if self.percent else self.unit

    @property
    def is_numeric(self) -> bool:
        return self.numeric or self.percent

    @property
    def has_remarks(self) -> bool:
        """Whether what must be said of the figure differs from row to row."""
        return callable(self.quality) or callable(self.lower_bound)

    def remark(self, row: Row) -> str:
        """What must be said of this row's figure alone: « estimation », « au moins »."""
        said = [self._row_quality(row), "au moins" if self._is_lower_bound(row) else ""]
        return ", ".join(filter(None, said)) if self.value(row) is not None else ""

    def _row_quality(self, row: Row) -> str:
        quality = self.quality(row) if callable(self.quality) else None
        return str(QUALITY_LABELS[quality]) if quality not in (None, Quality.EXACT) else ""

    def _is_lower_bound(self, row: Row) -> bool:
        return callable(self.lower_bound) and self.lower_bound(row)

    def text(self, row: Row) -> str:
        """The cell as the screen writes it."""
        value = self.value(row)
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, date):
            return formats.french_date(value)
        if self.is_numeric and not isinstance(value, str):
            return self._figure(value)
        return "" if value is None else str(value)

    def _figure(self, value: int | float | None) -> str:
        return (
            formats.percent(value, self.decimals)
            if self.percent
            else formats.number(value, self.decimals)
        )

    def cell(self, row: Row) -> Cell:
        """The cell as a file holds it: the figure as shown, rounded alike, but as a number."""
        value = self.value(row)
        if not self.is_numeric or isinstance(value, str):
            return YES if value is True else NO if value is False else value
        if not formats.is_known(value):  # type: ignore[arg-type]
            return formats.UNKNOWN
        shown = round(float(value) * (100 if self.percent else 1), self.decimals)  # type: ignore[arg-type]
        return shown if self.decimals else int(shown)

    def sort_key(self, row: Row) -> Any:  # noqa: ANN401 whatever can be compared
        """Orders French texts without regard to accents or case; numbers by size."""
        value = self.value(row)
        return plain(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice that keeps some rows: those of which `value` is, or contains, what is chosen.

    `choices` are (value, label) pairs; without them, the values found in the rows.
    """

    key: str
    label: str
    value: Callable[[Row], str | Iterable[str] | None]
    choices: Sequence[tuple[str, str]] = ()
    all_label: str = "Sans filtre"

    def values(self, row: Row) -> tuple[str, ...]:
        value = self.value(row)
        if value is None:
            return ()
        return (value,) if isinstance(value, str) else tuple(map(str, value))

    def options(self, rows: Iterable[Row]) -> list[tuple[str, str]]:
        if self.choices:
            return [(str(value), str(label)) for value, label in self.choices]
        found = {value for row in rows for value in self.values(row) if value}
        return [(value, value) for value in sorted(found, key=plain)]


def plain(text: str) -> str:
    """A text without accents nor capitals, to compare what people type."""
    parts = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()
