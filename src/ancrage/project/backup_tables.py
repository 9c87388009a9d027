"""The tables of the database: all that its models say, in an order, and their rows as read."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import CharField, F, Field, Model, TextField
from django.db.models.functions import Collate

from ancrage.project.backup_format import (
    Code,
    Migrations,
    RowsDigest,
    code_of,
    encoded,
    holds_json,
)

FAILED = "essais de connexion manqués : oubliés au bout d’un quart d’heure"
LEFT_OUT = {
    "sessions.session": "sessions ouvertes : chacun se connecte à nouveau",
    "axes.accessattempt": FAILED,
    "axes.accessattemptexpiration": FAILED,
    "axes.accessfailurelog": FAILED,
    "axes.accesslog": FAILED,
}
"""What a backup does not hold, and why."""
MADE_BY_MIGRATIONS = {"contenttypes.contenttype", "auth.permission"}
"""Tables that are filled when a database is made: rows there are no data yet."""
ROWS_AT_ONCE, LARGE_ROWS_AT_ONCE = 2000, 1
"""How many rows are held in memory; those with a file or a document may have megabytes each."""


class Table:
    """A model with what is needed to carry its rows."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.label = model._meta.label_lower
        self.fields: Sequence[Field[Any, Any]] = model._meta.local_concrete_fields
        self.columns = tuple(str(field.column) for field in self.fields)
        self.codes: list[Code] = [code_of(field) for field in self.fields]

    def digest(self) -> RowsDigest:
        return RowsDigest(place for place, field in enumerate(self.fields) if holds_json(field))

    def rows(self) -> Iterator[list[Any]]:
        """Every row as a backup holds it, in the order of the primary key."""
        names = [field.attname for field in self.fields]
        kinds = {field.get_internal_type() for field in self.fields}
        large = kinds & {"BinaryField", "JSONField"}
        size = LARGE_ROWS_AT_ONCE if large else ROWS_AT_ONCE
        held = self.model._base_manager.order_by(self._key()).values_list(*names)
        return (encoded(row, self.codes) for row in held.iterator(chunk_size=size))

    def count(self) -> int:
        return self.model._base_manager.count()

    def _key(self) -> Any:  # noqa: ANN401 an expression, whatever it is about
        """The primary key; texts by code point, as PostgreSQL's own order depends on its host."""
        key: Any = self.model._meta.pk
        name = key.attname
        while key.remote_field is not None:
            key = key.target_field
        is_text = isinstance(key, CharField | TextField)
        if is_text and connection.vendor == "postgresql":
            return Collate(F(name), "C").asc()
        return F(name).asc()


def tables_at(migrations: Migrations) -> list[Table]:
    """The tables of a database of this shape, each after those that it points to."""
    then = MigrationLoader(None).project_state(sorted(migrations)).apps
    return [
        Table(model)
        for model in _ordered(then.get_models(include_auto_created=True))
        if model._meta.managed and not model._meta.proxy and not _is_left_out(model)
    ]


def _is_left_out(model: type[Model]) -> bool:
    return model._meta.label_lower in LEFT_OUT


def _ordered(models: Iterable[type[Model]]) -> list[type[Model]]:
    """Models after those that they point to, else by name; a circle is cut anywhere.

    Both databases check foreign keys at the end of the transaction, circles included.
    """
    by_label = {model._meta.label_lower: model for model in models}
    placed: dict[str, type[Model]] = {}
    entered: set[str] = set()

    def place(label: str) -> None:
        if label in entered or label not in by_label:
            return
        entered.add(label)
        fields = by_label[label]._meta.local_concrete_fields
        pointed = (f.remote_field.model._meta.label_lower for f in fields if f.remote_field)
        for other in sorted(pointed):
            place(other)
        placed[label] = by_label[label]

    for label in sorted(by_label):
        place(label)
    return list(placed.values())


def shape_of_database() -> Migrations:
    """The migrations that the database has, of applications still in use; none when it is new."""
    loader = MigrationLoader(connection)
    applied = loader.applied_migrations
    return frozenset((app, name) for app, name in applied if app in loader.migrated_apps)


def shape_of_code() -> Migrations:
    """The migrations that this version of the code has."""
    return frozenset(MigrationLoader(None).graph.nodes)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read the whole database as it is at one moment, without keeping others from writing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # `atomic` would take the right to write
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
