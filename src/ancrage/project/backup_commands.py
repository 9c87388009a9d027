"""`ancrage backup`, `ancrage restore`: the whole database in one file, and back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ancrage.project.backup_format import Manifest

REFUSED = 2
AsJson = Annotated[bool, typer.Option("--json", help="Écrit le résultat en JSON.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("backup")(backup_command)
    app.command("restore")(restore_command)


def backup_command(
    out: Annotated[Path, typer.Option(help="Fichier de la sauvegarde.")],
    as_json: AsJson = False,
) -> None:
    """Sauvegarde toute la base de données dans un fichier, site en marche ou non.

    Le fichier contient des données personnelles : gardez-le à l’abri. Les sessions ouvertes n’y
    sont pas. Une sauvegarde précédente du même nom est remplacée une fois la nouvelle complète.
    """
    _start("project.backup")
    from django.utils import timezone

    from ancrage.geography.console import steps_bar
    from ancrage.project.backup_files import write_backup

    with _one_sentence(), steps_bar() as progress:
        manifest = write_backup(out=out, now=timezone.now(), progress=progress)
    _tell("Sauvegarde faite", out, manifest, as_json=as_json)


def restore_command(
    file: Annotated[Path, typer.Argument(help="Sauvegarde faite par « ancrage backup ».")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Remplace toutes les données de la base.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Contrôle le fichier, sans toucher à la base.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Remet la base de données dans l’état d’une sauvegarde, en entier ou pas du tout.

    Arrêtez le site avant. SQLite et PostgreSQL lisent les mêmes fichiers. Code de sortie : 2 si
    le fichier est altéré, vient d’une version plus récente, ou si la base contient des données.
    """
    _start("project.restore")
    from ancrage.geography.console import steps_bar
    from ancrage.project.restore_actions import check_backup, restore_backup

    with _one_sentence(), steps_bar() as progress:
        if check:
            manifest = check_backup(file=file, progress=progress)
        else:
            manifest = restore_backup(file=file, replace=replace, progress=progress)
    _tell("Sauvegarde intacte" if check else "Base restaurée", file, manifest, as_json=as_json)


def _start(action: str) -> None:
    """Start Django, and ask whether who runs this may."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from fault
    from django.conf import settings

    from ancrage.journal.acting import acting
    from ancrage.journal.policy import granted

    settings.HOME.mkdir(parents=True, exist_ok=True)
    granted(acting(), action)


@contextmanager
def _one_sentence() -> Iterator[None]:
    """A refusal is told in its one sentence, with exit code 2."""
    from django.db import OperationalError

    from ancrage.kernel.text import typeset
    from ancrage.project.backup_format import BackupRefusedError

    try:
        yield
    except BackupRefusedError as refusal:
        typer.echo(typeset(str(refusal)), err=True)
        raise typer.Exit(REFUSED) from refusal
    except OperationalError as fault:
        typer.echo(typeset(f"La base de données ne répond pas : {fault}"), err=True)
        raise typer.Exit(1) from fault
    except OSError as fault:
        typer.echo(typeset(f"Le fichier ne peut pas être écrit : {fault.strerror}."), err=True)
        raise typer.Exit(1) from fault


def _tell(what: str, file: Path, manifest: "Manifest", *, as_json: bool) -> None:
    import json

    from ancrage.files.rules.words import size_in_words
    from ancrage.kernel.text import typeset

    size, tables = file.stat().st_size, len(manifest.tables)
    if as_json:
        told = {
            "file": str(file),
            "bytes": size,
            "rows": manifest.rows,
            "tables": {note.label: note.rows for note in manifest.tables},
            "left_out": dict(manifest.left_out),
            "version": manifest.version,
            "made_at": manifest.made_at,
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    rows = f"{manifest.rows:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    typer.echo(typeset(f"{what} : {file} ({size_in_words(size)})"))
    typer.echo(typeset(f"{rows} lignes de {tables} tables, au {manifest.made_at[:16]} UTC."))
