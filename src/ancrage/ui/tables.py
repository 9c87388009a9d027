"""Tables that a reader can search, filter, sort, narrow to some columns, share and take away.

All of a table's state is in the address, so it works without JavaScript and the link can be
sent. The parameters (each after the table's `prefix`): `q` the search, one per filter, `tri` the
column (`-` before it: from the greatest), `colonnes` the columns wanted, `page`, and `format`
(csv, xlsx, geojson) for the file: every page of exactly what is shown. What is asked for and
does not exist is left out and said, never an error.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.ui import table_files
from ancrage.ui.columns import Column, Filter, Row, Value, plain
from ancrage.ui.formats import number

__all__ = ["Column", "Filter", "Row", "Table", "Value", "build_table"]

PAGE_SIZE = 50
SEARCH, SORT, COLUMNS, PAGE, FORMAT = "q", "tri", "colonnes", "page", "format"
FORMATS = ("csv", "xlsx", "geojson")


@dataclass(frozen=True, slots=True)
class Heading:
    column: Column
    aria_sort: str
    sort_url: str


@dataclass(frozen=True, slots=True)
class BodyCell:
    column: Column
    text: str
    remark: str
    url: str


@dataclass(frozen=True, slots=True)
class FilterChoice:
    filter: Filter
    name: str
    options: list[tuple[str, str]]
    selected: str


@dataclass(eq=False)
class Table:
    """A table at the state that `request` asks for.

    `search` gives the text in which the words of `q` are looked for. `default_sort` is a column's
    key, with `-` before it for the greatest first. `page_size` 0 shows every row on one page.
    Two tables on one page need two `prefix`es. `geometry` gives a row's GeoJSON geometry and
    opens the GeoJSON file. `controls` False shows a plain table. `source` and `as_of` say where
    the rows' figures come from and of what date they are.
    """

    request: HttpRequest
    _: KW_ONLY
    rows: Sequence[Row]
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    search: Callable[[Row], str] | None = None
    caption: str
    filename: str = "tableau"
    source: str = ""
    as_of: str = ""
    default_sort: str = ""
    page_size: int = PAGE_SIZE
    prefix: str = ""
    geometry: Callable[[Row], dict[str, Any] | None] | None = None
    controls: bool = True

    def __post_init__(self) -> None:
        self.all_rows, self.all_columns = self.rows, self.columns
        self.filters = [*self.filters, *map(_column_filter, filter(_is_filterable, self.columns))]
        self.page_size = self.page_size or max(len(self.rows), 1)
        self.notices: list[str] = []
        self.q = self._asked(SEARCH) if self.search else ""
        self.columns = self._chosen_columns()
        self.filter_choices = [self._read_filter(filter_) for filter_ in self.filters]
        self.sort = self._chosen_sort()
        self.rows = self._sorted(
            [row for row in self.rows if self._is_kept(row)] if self.is_narrowed else [*self.rows]
        )
        self.page = self._chosen_page()

    # What the request asks for

    def _asked(self, name: str) -> str:
        return self.request.GET.get(self.prefix + name, "").replace("\x00", "").strip()

    def _chosen_columns(self) -> list[Column]:
        asked = ",".join(self.request.GET.getlist(self.prefix + COLUMNS)).split(",")
        wanted = list(dict.fromkeys(key.strip() for key in asked if key.strip()))
        known = {column.key for column in self.all_columns}
        self._say_unknown(_("La colonne"), [key for key in wanted if key not in known])
        chosen = [column for column in self.all_columns if column.key in wanted]
        return chosen or [column for column in self.all_columns if column.default]

    def _read_filter(self, filter_: Filter) -> FilterChoice:
        options = filter_.options(self.all_rows)
        selected = self._asked(filter_.key)
        if selected and selected not in {value for value, _label in options}:
            self._say_unknown(_("La valeur de filtre"), [selected])
            selected = ""
        return FilterChoice(filter_, self.prefix + filter_.key, options, selected)

    def _chosen_sort(self) -> str:
        asked = self._asked(SORT)
        if not asked or self._sort_column(asked):
            return asked or self.default_sort
        self._say_unknown(_("Le tri"), [asked])
        return self.default_sort

    def _sort_column(self, sort: str) -> Column | None:
        sortable = (c for c in self.all_columns if c.sortable and c.key == sort.removeprefix("-"))
        return next(sortable, None)

    def _chosen_page(self) -> int:
        asked = self._asked(PAGE)
        page = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1
        if asked and (str(page) != asked or not 1 <= page <= self.page_count):
            self._say_unknown(_("La page"), [asked])
        return min(max(page, 1), self.page_count)

    def _say_unknown(self, what: str, asked: list[str]) -> None:
        for text in asked[:3]:
            message = _(
                "%(what)s « %(asked)s » n’existe pas dans ce tableau : ce choix est ignoré."
            )
            self.notices.append(message % {"what": what, "asked": text[:40]})

    # What is shown

    def _is_kept(self, row: Row) -> bool:
        return self._is_found(row) and all(
            not choice.selected or choice.selected in choice.filter.values(row)
            for choice in self.filter_choices
        )

    def _is_found(self, row: Row) -> bool:
        if not self.q or self.search is None:
            return True
        text = _searchable(self.search(row))
        return all(word in text for word in _searchable(self.q).split())

    def _sorted(self, rows: list[Row]) -> list[Row]:
        """Unknown values come last in both directions; equal ones keep the order given."""
        column = self._sort_column(self.sort)
        if column is None:
            return rows
        keyed = [(column.sort_key(row), row) for row in rows]
        known = [one for one in keyed if one[0] is not None]
        known.sort(key=itemgetter(0), reverse=self.sort.startswith("-"))
        return [row for _key, row in known] + [row for key, row in keyed if key is None]

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def total(self) -> int:
        return len(self.all_rows)

    @property
    def page_count(self) -> int:
        return max(-(-self.count // self.page_size), 1)

    @property
    def first(self) -> int:
        return (self.page - 1) * self.page_size + 1

    @property
    def last(self) -> int:
        return min(self.page * self.page_size, self.count)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or any(choice.selected for choice in self.filter_choices))

    @property
    def headings(self) -> Iterator[Heading]:
        for column in self.columns:
            direction = self._direction(column)
            target = f"-{column.key}" if direction == "ascending" else column.key
            url = self.url(**{SORT: target, PAGE: None}) if self._may_sort(column) else ""
            yield Heading(column, direction, url)

    def _may_sort(self, column: Column) -> bool:
        return self.controls and column.sortable

    def _direction(self, column: Column) -> str:
        if self.sort.removeprefix("-") != column.key:
            return ""
        return "descending" if self.sort.startswith("-") else "ascending"

    @property
    def shown_rows(self) -> Sequence[Row]:
        """The rows of this page."""
        return self.rows[self.first - 1 : self.last]

    @property
    def body(self) -> Iterator[list[BodyCell]]:
        for row in self.shown_rows:
            yield [self._body_cell(column, row) for column in self.columns]

    def _body_cell(self, column: Column, row: Row) -> BodyCell:
        url = column.link(row) if column.link else ""
        return BodyCell(column, column.text(row), column.remark(row), url)

    @property
    def column_choices(self) -> list[tuple[Column, bool]]:
        return [(column, column in self.columns) for column in self.all_columns]

    @property
    def element_id(self) -> str:
        return f"tableau-{self.prefix}" if self.prefix else "tableau"

    @property
    def count_text(self) -> str:
        counted = ngettext("%(count)s ligne", "%(count)s lignes", self.count)
        text = counted % {"count": number(self.count)}
        if self.page_count > 1:
            shown = {"text": text, "first": number(self.first), "last": number(self.last)}
            return _("%(text)s, de la %(first)s à la %(last)s") % shown
        return text

    # Addresses

    @cached_property
    def state(self) -> dict[str, str]:
        """The parameters of this table that differ from what it shows by itself."""
        default = [column for column in self.all_columns if column.default]
        chosen = {choice.filter.key: choice.selected for choice in self.filter_choices}
        return {
            SEARCH: self.q,
            **chosen,
            SORT: self.sort if self.sort != self.default_sort else "",
            COLUMNS: ",".join(c.key for c in self.columns) if self.columns != default else "",
            PAGE: str(self.page) if self.page > 1 else "",
        }

    @cached_property
    def foreign(self) -> list[tuple[str, str]]:
        """The parameters of the page that are not this table's: the date, the list…"""
        mine = {self.prefix + name for name in (*self.state, FORMAT)}
        return [
            (key, value)
            for key, values in self.request.GET.lists()
            if key not in mine
            for value in values
        ]

    def url(self, **changes: str | None) -> str:
        """The address of this table with some of its parameters changed (None: taken out)."""
        query = QueryDict(mutable=True)
        for key, value in self.foreign:
            query.appendlist(key, value)
        for key, new in (self.state | changes).items():
            if new:
                query[self.prefix + key] = new
        text = query.urlencode(safe=",")
        return f"{self.request.path}?{text}" if text else self.request.path

    @property
    def reset_url(self) -> str:
        cleared = {SEARCH: None, PAGE: None}
        return self.url(**cleared, **{f.key: None for f in self.filters})

    @property
    def share_url(self) -> str:
        return self.request.build_absolute_uri(self.url())

    @property
    def export_links(self) -> list[tuple[str, str]]:
        """(format, address) of each file that can be taken away."""
        offered = FORMATS if self.geometry else FORMATS[:2]
        return [(name, self.url(**{FORMAT: name, PAGE: None})) for name in offered]

    def page_url(self, page: int) -> str:
        return self.url(**{PAGE: str(page) if page > 1 else None})

    @property
    def page_links(self) -> list[tuple[str, int, str]]:
        """(label, page, address): the ends and the neighbours; page 0 stands for a gap."""
        near = {1, self.page - 1, self.page, self.page + 1, self.page_count}
        links: list[tuple[str, int, str]] = []
        for page in sorted(page for page in near if 1 <= page <= self.page_count):
            if links and page - links[-1][1] > 1:
                links.append(("…", 0, ""))
            links.append((str(page), page, self.page_url(page) if page != self.page else ""))
        return links

    @property
    def kept_state(self) -> list[tuple[str, str]]:
        """What the form has no field for and must send along."""
        fields = {SORT} if self.has_column_choice else {SORT, COLUMNS}
        return [(self.prefix + key, self.state[key]) for key in fields if self.state[key]]

    @property
    def has_search(self) -> bool:
        return self.search is not None

    @property
    def has_column_choice(self) -> bool:
        return len(self.all_columns) > 2

    # Files

    def response(self) -> HttpResponse | None:
        """The file, when the request asks for one; a view returns it instead of its page."""
        asked = self._asked(FORMAT)
        if asked and not (asked in FORMATS and (asked != "geojson" or self.geometry)):
            self._say_unknown(_("Le format"), [asked])
            return None
        return self.export(asked) if asked else None

    def export(self, format: str) -> HttpResponse:  # noqa: A002 the address says `format`
        """Every row that is kept, in the order and with the columns shown.

        Raises `ValueError` for a format that the table does not offer.
        """
        return table_files.export(self._whole(self.rows), format)

    def _whole(self, rows: Sequence[Row]) -> table_files.Shown:
        return table_files.Shown(
            rows=rows,
            columns=self.columns,
            caption=self.caption,
            filename=self.filename,
            source=self.source,
            as_of=self.as_of,
            description=self.description,
            share_url=self.share_url,
            geometry=self.geometry,
        )

    @property
    def description(self) -> str:
        """What is kept, in words."""
        kept = [
            f"{choice.filter.label} : {dict(choice.options)[choice.selected]}"
            for choice in self.filter_choices
            if choice.selected
        ]
        if self.q:
            kept.insert(0, _("recherche « %(q)s »") % {"q": self.q})
        counted = _("%(count)d lignes sur %(total)d") % {"count": self.count, "total": self.total}
        return " ; ".join([counted, *kept])


build_table = Table
"""Reads what the request asks for and applies it to the rows: see `Table`."""


def _is_filterable(column: Column) -> bool:
    return column.filterable


def _column_filter(column: Column) -> Filter:
    return Filter(column.key, column.label, column.text)


def _searchable(text: str) -> str:
    return "".join(c if c.isalnum() else " " for c in plain(text))
