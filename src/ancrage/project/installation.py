"""What an installation needs before it can serve: its database, its static files."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

STAMP = ".fingerprint"


def migrate() -> bool:
    """Bring the database to this version's shape; False when it has it already."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    if is_migrated():
        return False
    call_command("migrate", verbosity=0, interactive=False)
    return True


def is_migrated() -> bool:
    """Whether the database has the shape that this version of the code expects."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def collect_static() -> bool:
    """Gather and compress the static files; False when they have not changed since."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    fingerprint = _fingerprint(_static_files())
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(fingerprint)
    return True


def _static_files() -> Iterable[Path]:
    for finder in get_finders():
        for path, storage in finder.list([]):
            yield Path(storage.path(path))


def _fingerprint(files: Iterable[Path]) -> str:
    """Names, sizes and dates: enough to see a change without reading fifty megabytes."""
    seen = sorted(f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files)
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()
