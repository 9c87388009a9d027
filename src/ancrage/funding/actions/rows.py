"""Writing many rows at once, the same way on SQLite and PostgreSQL.

One statement run for each row: the ORM makes the SQL of many rows anew each time, which takes
three times as long as to run it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from ancrage.journal.command import unjournalled
from ancrage.kernel.chain import PLAIN
from ancrage.kernel.chunks import in_chunks

PART = "une partie de la commande, qui en laisse la trace"
Told = Mapping[str, Any]
"""A row as the value of each of its columns."""


@unjournalled(PART)
def insert(rows: Sequence[models.Model]) -> None:
    """Write these new rows of one model, in their order; their keys are not read back."""
    if rows:
        insert_told(type(rows[0]), [row.__dict__ for row in rows])


@unjournalled(PART)
def insert_told(model: type[models.Model], rows: Iterable[Told]) -> None:
    """The same for rows told by their columns, all of them: a million need no object each."""
    held = [field for field in model._meta.concrete_fields if not field.primary_key]
    marks = ", ".join(["%s"] * len(held))
    sql = f"INSERT INTO {_table(model)} ({_names(held)}) VALUES ({marks})"  # noqa: S608 names of ours
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(_values(rows, held)))


@unjournalled(PART)
def insert_keyed(rows: Sequence[models.Model], *names: str) -> None:
    """The same, each row then given its key, found by these columns: unique together, and the last
    of them tells few rows apart from the others."""
    insert(rows)
    told = {tuple(getattr(row, name) for name in names): row for row in rows}
    for chunk in in_chunks({key[-1] for key in told}):
        held = type(rows[0])._default_manager.filter(**{f"{names[-1]}__in": chunk})
        for *key, pk in held.order_by().values_list(*names, "pk"):
            if row := told.get(tuple(key)):
                row.pk = pk


@unjournalled(PART)
def rewrite(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write these fields of rows that are there."""
    if not rows:
        return
    held: list[Any] = [rows[0]._meta.get_field(name) for name in fields]
    key: Any = rows[0]._meta.pk
    told = ", ".join(f"{_quoted(field.column)} = %s" for field in held)
    sql = f"UPDATE {_table(type(rows[0]))} SET {told} WHERE {_quoted(key.column)} = %s"  # noqa: S608 names of ours
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(_values([row.__dict__ for row in rows], [*held, key])))


def _values(rows: Iterable[Told], held: Sequence[Any]) -> Iterator[list[Any]]:
    """The values of each row as the database takes them: most of them as they are, and the days,
    which are few, prepared once each."""
    database = connections[DEFAULT_DB_ALIAS]
    days: dict[tuple[str, dt.date], Any] = {}

    def prepared(field: Any, value: object) -> Any:  # noqa: ANN401 what a field holds
        if not isinstance(value, dt.date):
            return field.get_db_prep_save(value, database)
        key = (field.attname, value)
        if key not in days:
            days[key] = field.get_db_prep_save(value, database)
        return days[key]

    for told in rows:
        yield [
            value if type(value := told[field.attname]) in PLAIN else prepared(field, value)
            for field in held
        ]


def _table(model: type[models.Model]) -> str:
    return _quoted(model._meta.db_table)


def _names(held: Sequence[Any]) -> str:
    return ", ".join(_quoted(field.column) for field in held)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
