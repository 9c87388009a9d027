"""Restoring a backup: the whole database as the file has it, or nothing changed."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import Node

from ancrage.geography.actions.bulk import refresh_statistics
from ancrage.journal.command import unjournalled
from ancrage.project.backup_files import LATER_DATABASE, BackupFile, Progress, Steps
from ancrage.project.backup_format import (
    BackupRefusedError,
    Manifest,
    Migrations,
    TableNote,
    decoded,
)
from ancrage.project.backup_tables import (
    MADE_BY_MIGRATIONS,
    Table,
    shape_of_code,
    shape_of_database,
    tables_at,
)

VALUES_AT_ONCE, BYTES_AT_ONCE = 10_000, 1_000_000
"""What one statement carries at most; one row may have more bytes by itself."""


def check_backup(*, file: Path, progress: Progress) -> Manifest:
    """Read a backup through and find it intact; the database is left alone. BackupRefusedError."""
    with BackupFile(file) as backup:
        _checked_tables(backup, progress)
        return backup.manifest


@unjournalled("le journal revient tel que la sauvegarde le tient, sans une entrée de plus")
def restore_backup(*, file: Path, replace: bool, progress: Progress) -> Manifest:
    """Make the database what it was when the backup was made.

    A new database gets its tables first; one that holds data is only replaced when asked.
    BackupRefusedError when the file is not intact, comes from a later version, or does not fit.
    """
    with BackupFile(file) as backup:
        tables = _checked_tables(backup, progress)
        _prepare(backup.manifest, replace=replace)
        try:
            with transaction.atomic():
                _load(backup, tables, progress)
        except (DatabaseError, ValueError) as fault:
            if isinstance(fault, BackupRefusedError):
                raise
            raise BackupRefusedError(
                f"La base de données n’accepte pas ces données, rien n’a été changé : {fault}"
            ) from fault
    _bring_up_to_date(backup.manifest)
    progress("Terminé", 1.0)
    return backup.manifest


def _bring_up_to_date(manifest: Manifest) -> None:
    """Give what an older version saved the shape that this one expects."""
    if not shape_of_code() - manifest.migrations:
        return
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as fault:
        raise BackupRefusedError(
            f"Les données de la version {manifest.version} sont restaurées, mais leur mise à jour "
            f"échoue : {fault}. Recommencez dans une base neuve avec cette version-là."
        ) from fault


def _checked_tables(backup: BackupFile, progress: Progress) -> dict[str, Table]:
    """The tables of the backup's time, once its file is found to be right for them."""
    manifest = backup.manifest
    if manifest.migrations - shape_of_code():
        raise BackupRefusedError(
            "Cette sauvegarde a été faite par une version plus récente d’Ancrage "
            f"({manifest.version}) : mettez Ancrage à jour, puis recommencez."
        )
    tables = {table.label: table for table in tables_at(manifest.migrations)}
    told = {note.label: note.columns for note in manifest.tables}
    if told != {label: table.columns for label, table in tables.items()}:
        raise BackupRefusedError("Les tables de cette sauvegarde ne sont pas celles d’Ancrage.")
    backup.check(tables, progress)
    return tables


def _prepare(manifest: Manifest, *, replace: bool) -> None:
    """Give a new database the backup's shape; refuse one that cannot be written over."""
    shape = shape_of_database()
    if not shape:
        _make_tables(manifest.migrations)
        return
    if shape - shape_of_code():
        raise BackupRefusedError(LATER_DATABASE)
    if not replace and _holds_data(shape):
        raise BackupRefusedError(
            "La base de données contient déjà des données : ajoutez --replace pour les remplacer "
            "toutes par celles de la sauvegarde."
        )
    if shape != manifest.migrations and manifest.migrations == shape_of_code():
        call_command("migrate", verbosity=0, interactive=False)
        shape = shape_of_database()
    if shape != manifest.migrations:
        raise BackupRefusedError(
            f"Cette sauvegarde vient d’une version plus ancienne ({manifest.version}) : donnez une "
            "base de données neuve (DATABASE_URL ou ANCRAGE_HOME), qui sera mise à jour ensuite."
        )


def _make_tables(migrations: Migrations) -> None:
    executor = MigrationExecutor(connection)
    nodes = executor.loader.graph.node_map
    last = [key for key in sorted(migrations) if not _followers(nodes[key]) & migrations]
    executor.migrate(last)


def _followers(node: Node) -> set[tuple[str, str]]:
    """The migrations that depend directly on one, those of its own application only."""
    return {child.key for child in node.children if child.key[0] == node.key[0]}


def _holds_data(shape: Migrations) -> bool:
    held = (table for table in tables_at(shape) if table.label not in MADE_BY_MIGRATIONS)
    return any(table.model._base_manager.exists() for table in held)


def _load(backup: BackupFile, tables: dict[str, Table], progress: Progress) -> None:
    """Empty every table, fill those of the backup, and read all of it back."""
    _empty_tables()
    manifest = backup.manifest
    steps = Steps("Restauration", manifest.rows, progress)
    for note in manifest.tables:
        for batch in _batches(tables[note.label], steps.each(backup.rows(note))):
            _insert(tables[note.label], batch)
    connection.check_constraints()
    models = [table.model for table in tables.values()]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    again = Steps("Relecture", manifest.rows, progress)
    for note in manifest.tables:
        _compare(tables[note.label], note, again)
    refresh_statistics(models)


def _empty_tables() -> None:
    """Open sessions go as well: they name people by numbers that may be somebody else's now."""
    connection.check_constraints()  # what is still to be checked keeps PostgreSQL from emptying
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), names):
            cursor.execute(statement)


def _batches(table: Table, rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    """Rows as the database takes them, as many as one statement may carry."""
    limit = VALUES_AT_ONCE // len(table.columns)
    batch: list[list[Any]] = []
    weight = 0
    for row in rows:
        batch.append(decoded(row, table.codes))
        weight += sum(len(value) for value in row if isinstance(value, str))
        if len(batch) >= limit or weight > BYTES_AT_ONCE:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def _insert(table: Table, batch: list[list[Any]]) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, table.columns))
    one = f"({', '.join(['%s'] * len(table.columns))})"
    places = ", ".join([one] * len(batch))
    sql = f"INSERT INTO {quote(table.model._meta.db_table)} ({names}) VALUES {places}"  # noqa: S608 names of our models
    values = [
        field.get_db_prep_save(value, connection)
        for row in batch
        for field, value in zip(table.fields, row, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _compare(table: Table, note: TableNote, steps: Steps) -> None:
    digest = table.digest()
    for row in steps.each(table.rows()):
        digest.add(row)
    if (digest.rows, digest.sha256()) != (note.rows, note.sha256):
        raise BackupRefusedError(
            f"La table {note.label} ne revient pas à l’identique dans cette base de données : "
            "rien n’a été changé."
        )
