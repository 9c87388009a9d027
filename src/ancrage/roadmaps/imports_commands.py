"""`ancrage sheet import`, `undo-import`, `export`: files of sheets on the command line."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.kernel.text import typeset
from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell
from ancrage.roadmaps.commands import Json, sheet_app

if TYPE_CHECKING:
    from ancrage.roadmaps.models import SheetImport
    from ancrage.roadmaps.queries.reading import Given

Files = Annotated[list[Path], typer.Argument(help="Fichiers XLSX, ODS, CSV ou DOCX.")]
For = Annotated[str, typer.Option("--territory", help="Territoire, « programme:code ».")]
Reference = Annotated[str, typer.Argument(help="Référence de la reprise.")]


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


@sheet_app.command("import")
def import_command(
    files: Files,
    territory: For,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Montre, sans rien écrire.")] = False,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Ce qui a été déduit est juste.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Reprend des fiches action ; les lignes fautives sont laissées de côté et dites."""
    start_django()
    from ancrage.roadmaps.actions.importing import prepare_import, read_import, take_import
    from ancrage.roadmaps.import_schemas import import_document
    from ancrage.roadmaps.queries.importing import may_import

    acting = acted()
    if not may_import(acting["by"], territory):
        fail(f"Vous ne reprenez pas de fichiers pour « {territory} ».")
    with refusals():
        held = prepare_import(**acting, scope=territory, files=_given(files, acting["now"]))
        read_import(held=held, now=acting["now"])
        told = import_document(held)
        writes = told["counts"]["new"] + told["counts"]["changed"]
        is_sure = confirm or not any(line["inferred"] for line in told["lines"])
        if not dry_run and is_sure and (writes or not told["faults"]):
            take_import(**acting, held=held, confirmed=confirm)
            held.refresh_from_db()
    tell({**told, **_done(held)}, _lines(told), as_json=as_json)
    if told["faults"] and not writes:
        raise typer.Exit(1)
    if not dry_run and not is_sure:
        fail(typeset("Rien n’est écrit : si ce qui a été déduit est juste, ajoutez --confirm."))


def _given(files: list[Path], now: dt.datetime) -> "list[Given]":
    """The files as they are read, once it is known that they are not too large."""
    from django.utils.timezone import localdate

    from ancrage.roadmaps.actions.importing import check_sizes
    from ancrage.roadmaps.queries.reading import Given

    try:
        check_sizes([(path.name, path.stat().st_size) for path in files], day=localdate(now))
        return [Given(path.name, path.read_bytes()) for path in files]
    except OSError as fault:
        fail(typeset(f"{fault.filename} : illisible."))


def _done(held: "SheetImport") -> dict[str, object]:
    return {"is_taken": held.taken_at is not None, "sheets": held.made}


def _lines(told: dict[str, object]) -> list[str]:
    counts, faults, lines = told["counts"], told["faults"], told["lines"]
    assert isinstance(counts, dict)  # noqa: S101 as import_document makes it
    assert isinstance(faults, list)  # noqa: S101
    assert isinstance(lines, list)  # noqa: S101
    words = ("créées", "modifiées", "inchangées", "à corriger")
    summary = ", ".join(f"{word} : {n}" for n, word in zip(counts.values(), words, strict=True))
    noted = [f"{one['place']} : {text}" for one in lines for text in one["inferred"]]
    blamed = [
        f"{f['file']} {f['page']} ligne {f['row']}, {f['column']} « {f['value']} » : "
        f"{f['what']} {f['advice']}"
        for f in faults
    ]
    return [*map(typeset, [f"Reprise {told['reference']} : {summary}.", *noted, *blamed])]


@sheet_app.command("undo-import")
def undo_command(reference: Reference) -> None:
    """Défait toute une reprise, tant que rien n’a été fait depuis sur ses fiches."""
    start_django()
    from ancrage.roadmaps.actions.undoing import undo_import
    from ancrage.roadmaps.queries.importing import find_import

    acting = acted()
    held = find_import(acting["by"], reference)
    if held is None:
        fail(f"La reprise « {reference} » n’existe pas.")
    with refusals():
        undo_import(**acting, held=held)
    typer.echo("Défait.")


@sheet_app.command("export")
def export_command(
    territory: For,
    output: Annotated[Path, typer.Option("--output", "-o", help="Fichier .xlsx, .ods ou .csv.")],
) -> None:
    """Écrit les fiches d’un territoire, avec tous leurs champs, dans un fichier qui se relit."""
    start_django()
    from django.utils.timezone import localdate

    from ancrage.roadmaps.files import export
    from ancrage.roadmaps.queries.importing import may_import

    acting = acted()
    made = None
    if may_import(acting["by"], territory):
        suffix = output.suffix.removeprefix(".")
        made = export(acting["by"], territory, suffix, day=localdate(acting["now"]))
    if made is None:
        fail("Donnez un de vos territoires, et un fichier .xlsx, .ods ou .csv.")
    output.write_bytes(made.content)
    typer.echo(str(output))
