"""Rows of an open dataset as the lines of its two files: CSV, and JSON one object a line.

Both are made line by line, so that a long dataset is sent as it is read.
"""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from ancrage.opendata.rules.fields import Field, Kind, Value, plain, written

CSV, JSONL = "csv", "jsonl"
BARE = {Kind.MONEY, Kind.DECIMAL, Kind.WHOLE}


class _Line:
    """A file that hands back each line."""

    def write(self, text: str) -> str:
        return text


def csv_lines(fields: Sequence[Field], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """The header, then each row, with their ends of line."""
    writer = csv.writer(_Line())
    yield writer.writerow([field.name for field in fields])
    for row in rows:
        yield writer.writerow([written(f, value) for f, value in zip(fields, row, strict=True)])


def json_lines(fields: Sequence[Field], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """Each row as an object; figures are exact, euros with their two decimals."""
    for row in rows:
        told = (
            f"{_quoted(field.name)}: {_json(field, value)}"
            for field, value in zip(fields, row, strict=True)
        )
        yield f"{{{', '.join(told)}}}\n"


def _json(field: Field, value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if field.kind in BARE and not isinstance(value, str | dt.date):
        return plain(field, value)
    return _quoted(plain(field, value))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def read_rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV that we wrote, as texts."""
    return list(csv.DictReader(io.StringIO(text, newline="")))
