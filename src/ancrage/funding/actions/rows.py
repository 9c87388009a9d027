"""Writing many rows at once, the same way on SQLite and PostgreSQL.

One statement run for each row: the ORM makes the SQL of many rows anew each time, which takes
three times as long as to run it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from ancrage.journal.command import unjournalled

BATCH = 1000
AS_THEY_ARE = frozenset({int, str, bool, type(None)})
"""The values that every database takes as they are, in the columns of the ledger."""
PART = "une partie de la commande, qui en laisse la trace"


@unjournalled(PART)
def insert(rows: Sequence[models.Model]) -> None:
    """Write these new rows of one model, in their order; their keys are not read back."""
    if not rows:
        return
    held = [field for field in rows[0]._meta.concrete_fields if not field.primary_key]
    marks = ", ".join(["%s"] * len(held))
    sql = f"INSERT INTO {_table(rows[0])} ({_names(held)}) VALUES ({marks})"  # noqa: S608 names of ours
    with connection.cursor() as cursor:
        cursor.executemany(sql, [_values(row, held) for row in rows])


@unjournalled(PART)
def rewrite(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write these fields of rows that are there."""
    if not rows:
        return
    held: list[Any] = [rows[0]._meta.get_field(name) for name in fields]
    key: Any = rows[0]._meta.pk
    told = ", ".join(f"{_quoted(field.column)} = %s" for field in held)
    sql = f"UPDATE {_table(rows[0])} SET {told} WHERE {_quoted(key.column)} = %s"  # noqa: S608 names of ours
    with connection.cursor() as cursor:
        cursor.executemany(sql, [_values(row, [*held, key]) for row in rows])


def _values(row: models.Model, held: Sequence[Any]) -> list[Any]:
    """The values of a row as the database takes them: most of them as they are."""
    database = connections[DEFAULT_DB_ALIAS]
    told = row.__dict__
    return [
        value
        if type(value := told[field.attname]) in AS_THEY_ARE
        else field.get_db_prep_save(value, database)
        for field in held
    ]


def _table(row: models.Model) -> str:
    return _quoted(row._meta.db_table)


def _names(held: Sequence[Any]) -> str:
    return ", ".join(_quoted(field.column) for field in held)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def in_chunks(values: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """The values, so many at a time."""
    held = list(values)
    for start in range(0, len(held), size):
        yield held[start : start + size]
