"""Writing a backup whole or not at all, and reading one only when it is found intact."""

import contextlib
import datetime as dt
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db import connection

from ancrage import __version__
from ancrage.files.rules.archives import UNREADABLE
from ancrage.kernel.chain import written_instant
from ancrage.project.backup_format import (
    MANIFEST,
    SEAL,
    BackupRefusedError,
    Manifest,
    TableNote,
    line_of,
    read_manifest,
    seal_of,
)
from ancrage.project.backup_tables import (
    LEFT_OUT,
    Table,
    shape_of_code,
    shape_of_database,
    snapshot,
    tables_at,
)

Progress = Callable[[str, float], None]
"""Told what is under way (a short French phrase) and which share of it is done, 0 to 1."""
TOLD_EVERY = 1000
T = TypeVar("T")
LATER_DATABASE = (
    "La base de données est celle d’une version plus récente d’Ancrage : mettez Ancrage à jour."
)
ALTERED = "Le fichier « %s » a été modifié ou abîmé : il n’est pas restauré."


def write_backup(*, out: Path, now: dt.datetime, progress: Progress) -> Manifest:
    """Write all of the database in `out`, in its place only once complete.

    BackupRefusedError when something else than a backup is there already, or no database is.
    """
    _refuse_to_overwrite(out)
    shape = shape_of_database()
    if not shape:
        raise BackupRefusedError("La base de données est vide : il n’y a rien à sauvegarder.")
    if shape - shape_of_code():
        raise BackupRefusedError(LATER_DATABASE)
    with _replacing(out) as file, ZipFile(file, "w", ZIP_DEFLATED) as archive, snapshot():
        tables = tables_at(shape)
        steps = Steps("Sauvegarde", sum(table.count() for table in tables), progress)
        notes = [
            _write_table(archive, table, f"tables/{place:03}-{table.label}.jsonl", steps)
            for place, table in enumerate(tables, start=1)
        ]
        manifest = Manifest(
            version=__version__,
            made_at=written_instant(now),
            database=connection.vendor,
            migrations=shape,
            tables=tuple(notes),
            left_out=LEFT_OUT,
        )
        text = manifest.text()
        for name, told in ((MANIFEST, text), (SEAL, seal_of(text))):
            archive.writestr(ZipInfo(name), told, ZIP_DEFLATED)
    return manifest


def _refuse_to_overwrite(out: Path) -> None:
    if not out.parent.is_dir():
        raise BackupRefusedError(f"Le dossier « {out.parent} » n’existe pas.")
    if not out.exists():
        return
    try:
        with BackupFile(out):
            return
    except BackupRefusedError as fault:
        raise BackupRefusedError(
            f"« {out} » existe et n’est pas une sauvegarde : donnez un autre nom."
        ) from fault


@contextmanager
def _replacing(out: Path) -> Iterator[Any]:
    """A new file that takes the place of `out` when all went well; only its owner reads it."""
    handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(out)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


class Steps:
    """Tells progress by rows, not at every row."""

    def __init__(self, what: str, total: int, progress: Progress) -> None:
        self.what, self.total, self.progress, self.done = what, max(total, 1), progress, 0

    def each(self, rows: Iterable[T]) -> Iterator[T]:
        """The rows, counted as they pass."""
        for row in rows:
            yield row
            self.done += 1
            if self.done % TOLD_EVERY == 0:
                self.progress(self.what, min(self.done / self.total, 1.0))


def _write_table(archive: ZipFile, table: Table, name: str, steps: Steps) -> TableNote:
    digest = table.digest()
    with archive.open(name, "w", force_zip64=True) as file:
        for row in steps.each(table.rows()):
            line = line_of(row)
            digest.add(row, line)
            file.write(line)
    return TableNote(table.label, name, table.columns, digest.rows, digest.sha256())


class BackupFile:
    """A backup that is open for reading. BackupRefusedError when the file is not one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._archive = ZipFile(path)
        except UNREADABLE as fault:
            raise BackupRefusedError(_not_a_backup(path, fault)) from fault
        try:
            text, seal = (self._archive.read(name).decode() for name in (MANIFEST, SEAL))
        except UNREADABLE as fault:
            self._archive.close()
            raise BackupRefusedError(_not_a_backup(path, fault)) from fault
        if seal != seal_of(text):
            self._archive.close()
            raise BackupRefusedError(ALTERED % path)
        self.manifest = read_manifest(text)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._archive.close()

    def lines(self, note: TableNote) -> Iterator[bytes]:
        """The lines of a table. BackupRefusedError when they cannot be read."""
        try:
            with self._archive.open(note.file) as file:
                yield from io.BufferedReader(file)  # type: ignore[type-var]
        except UNREADABLE as fault:
            raise BackupRefusedError(ALTERED % self.path) from fault

    def rows(self, note: TableNote) -> Iterator[list[Any]]:
        """The rows of a table as the file holds them."""
        for line in self.lines(note):
            row: list[Any] = json.loads(line)
            yield row

    def check(self, tables: dict[str, Table], progress: Progress) -> None:
        """Read everything and find it as the manifest says. BackupRefusedError."""
        steps = Steps("Contrôle du fichier", self.manifest.rows, progress)
        for note in self.manifest.tables:
            digest = tables[note.label].digest()
            try:
                for line in steps.each(self.lines(note)):
                    digest.add(json.loads(line) if digest.json_places else [], line)
            except UNREADABLE as fault:
                raise BackupRefusedError(ALTERED % self.path) from fault
            if (digest.rows, digest.sha256()) != (note.rows, note.sha256):
                raise BackupRefusedError(ALTERED % self.path)


def _not_a_backup(path: Path, fault: Exception) -> str:
    if isinstance(fault, FileNotFoundError):
        return f"« {path} » n’existe pas."
    if isinstance(fault, OSError) and fault.strerror:
        return f"« {path} » ne peut pas être lu : {fault.strerror}."
    return f"« {path} » n’est pas une sauvegarde d’Ancrage, ou elle est abîmée."
