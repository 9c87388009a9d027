"""Tables of which the database keeps, sorts and counts the rows: for lists of many thousands.

Same look, same parameters in the address, same files as `Table`; only the page that is shown is
read, and every row kept when a file is asked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.db.models import F, QuerySet
from django.http import HttpResponse

from ancrage.ui import table_files
from ancrage.ui.columns import Column, Filter, Row
from ancrage.ui.tables import PAGE_SIZE, SEARCH, Table

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryColumn(Column):
    """A column that is sorted by `order`, a field of the rows; without one, it is not sorted."""

    order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryFilter(Filter):
    """A choice among `choices` that keeps rows as `narrow` says."""

    value: Callable[[Row], None] = lambda _row: None
    narrow: Callable[[Rows, str], Rows]


@dataclass(eq=False, kw_only=True)
class QueryTable(Table):
    """A table over the rows of a queryset. `find` keeps those that hold one word of the search;
    `present` makes of the rows that are read what the columns read; `known_total`: how many rows
    there are, when it has been counted."""

    rows: Rows  # type: ignore[assignment]
    columns: Sequence[QueryColumn]
    filters: Sequence[QueryFilter] = ()
    find: Callable[[Rows, str], Rows] | None = None
    present: Callable[[Sequence[Any]], Sequence[Row]] = list
    known_total: int | None = None

    def __post_init__(self) -> None:
        self.all_columns, everything = self.columns, self.rows
        self.all_rows = ()
        self.page_size = self.page_size or PAGE_SIZE
        self.notices = []
        self.q = self._asked(SEARCH) if self.find else ""
        self.columns = self._chosen_columns()  # type: ignore[assignment]
        self.filter_choices = [self._read_filter(filter_) for filter_ in self.filters]
        self.sort = self._chosen_sort()
        self.everything = everything
        self.kept = self._ordered(self._narrowed(everything))
        self.page = self._chosen_page()
        shown = self.kept[self.first - 1 : self.first - 1 + self.page_size]
        self.rows = self.present(list(shown))  # type: ignore[assignment]

    def _narrowed(self, rows: Rows) -> Rows:
        for choice in self.filter_choices:
            if choice.selected and isinstance(choice.filter, QueryFilter):
                rows = choice.filter.narrow(rows, choice.selected)
        for word in self.q.split() if self.find else ():
            rows = self.find(rows, word)  # type: ignore[misc]
        return rows

    def _ordered(self, rows: Rows) -> Rows:
        """Unknown values come last in both directions; equal ones keep the usual order."""
        column = self._sort_column(self.sort)
        if not isinstance(column, QueryColumn):
            return rows
        by = F(column.order)
        down = self.sort.startswith("-")
        usual = rows.query.order_by or rows.model._meta.ordering
        return rows.order_by(by.desc(nulls_last=True) if down else by.asc(nulls_last=True), *usual)

    def _sort_column(self, sort: str) -> Column | None:
        column = super()._sort_column(sort)
        return column if isinstance(column, QueryColumn) and column.order else None

    def _may_sort(self, column: Column) -> bool:
        return self.controls and isinstance(column, QueryColumn) and bool(column.order)

    @cached_property
    def count(self) -> int:
        return self.kept.order_by().count() if self.is_narrowed else self.total

    @cached_property
    def total(self) -> int:
        known = self.known_total
        return self.everything.order_by().count() if known is None else known

    @property
    def shown_rows(self) -> Sequence[Row]:
        return cast(Sequence[Row], self.rows)

    @property
    def has_search(self) -> bool:
        return self.find is not None

    def export(self, format: str) -> HttpResponse:  # noqa: A002 the address says `format`
        """Every row that is kept, in the order and with the columns shown."""
        return table_files.export(self._whole(self.present(list(self.kept))), format)
