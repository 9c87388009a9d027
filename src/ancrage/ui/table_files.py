"""The files of a table: every page of exactly what is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from ancrage.ui import exports
from ancrage.ui.columns import Column, Row
from ancrage.ui.exports import Cell, Sheet

GEOJSON_TYPE = "application/geo+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a table shows: the rows kept, in their order, and the columns chosen.

    `description` says the search and the filters, `share_url` finds the same table again.
    """

    rows: Sequence[Row]
    columns: Sequence[Column]
    caption: str
    filename: str
    source: str
    as_of: str
    description: str
    share_url: str
    geometry: Callable[[Row], dict[str, Any] | None] | None


def export(table: Shown, name: str) -> HttpResponse:
    """The table as `name`: csv, xlsx or geojson. Raises `ValueError` for any other."""
    if name == "csv":
        return exports.csv_response(sheet(table), table.filename)
    if name == "xlsx":
        return exports.xlsx_response(sheet(table), table.filename)
    if name == "geojson" and table.geometry:
        return _geojson(table)
    raise ValueError(name)


def sheet(table: Shown) -> Sheet:
    """The rows kept, in the order and with the columns shown, as values instead of texts."""
    headings = [heading for column in table.columns for heading in _headings(column)]
    rows = [[cell for c in table.columns for cell in _cells(c, row)] for row in table.rows]
    notes = [(_("Sélection"), table.description), (_("Adresse"), table.share_url)]
    return Sheet(table.caption, headings, rows, table.source, table.as_of, notes)


def _headings(column: Column) -> list[str]:
    remark = [f"{column.label} — {_('précision')}"] if column.has_remarks else []
    return [column.heading, *remark]


def _cells(column: Column, row: Row) -> list[Cell]:
    return [column.cell(row), column.remark(row)] if column.has_remarks else [column.cell(row)]


def _geojson(table: Shown) -> HttpResponse:
    shown = sheet(table)
    properties = (dict(zip(shown.headings, cells, strict=True)) for cells in shown.rows)
    document = {
        "type": "FeatureCollection",
        "name": table.caption,
        "source": table.source,
        "date": table.as_of,
        "features": [
            {"type": "Feature", "geometry": _geometry(table, row), "properties": values}
            for row, values in zip(table.rows, properties, strict=True)
        ],
    }
    text = {"ensure_ascii": False}
    response = JsonResponse(document, content_type=GEOJSON_TYPE, json_dumps_params=text)
    return exports.as_download(response, table.filename, "geojson")


def _geometry(table: Shown, row: Row) -> dict[str, Any] | None:
    return table.geometry(row) if table.geometry else None
