"""`ancrage money import`, `undo-import`, `export`: financers' files on the command line."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from ancrage.funding.commands.group import money_app
from ancrage.kernel.text import typeset
from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell

Financer = Annotated[str, typer.Option("--financer", help="Financeur : « ademe », « region:84 ».")]
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


@money_app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="Fichier CSV, XLSX ou ODS.")],
    financer: Financer,
    as_at: Annotated[str, typer.Option(help="Jour des montants, AAAA-MM-JJ.")] = "",
    layout: Annotated[str, typer.Option(help="Une ligne est : dossiers ou payments.")] = "",
    decreases: Annotated[str, typer.Option(help="Les baisses sont : real ou error.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Montre, sans rien écrire.")] = False,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Ce qui a été déduit, baissé, corrigé est juste.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Reprend un fichier financier ; les lignes fautives sont laissées de côté et dites."""
    start_django()
    from ancrage.funding.actions.importing import choose, prepare_import, read_file, take_import
    from ancrage.funding.queries.importing import may_import
    from ancrage.funding.schemas.files import import_document

    acting = acted()
    if not may_import(acting["by"], financer):
        fail(typeset(f"Vous ne reprenez pas les fichiers de « {financer} »."))
    try:
        content, day = file.read_bytes(), dt.date.fromisoformat(as_at) if as_at else None
    except OSError:
        fail(typeset(f"{file} : illisible."))
    except ValueError:
        fail("Écrivez le jour AAAA-MM-JJ.")
    with refusals():
        held = prepare_import(
            **acting, financer=financer, name=file.name, content=content, as_at=day
        )
        if layout or decreases:
            choose(held=held, layout=layout, decreases=decreases)
        told = import_document(read_file(held=held, now=acting["now"]))
        is_sure = confirm or not told["needs_word"]
        has_changes = any(told["counts"][kind] for kind in ("new", "changed", "loose"))
        if not dry_run and is_sure and (has_changes or not told["faults"]):
            held = take_import(**acting, held=held, confirmed=confirm)
    tell({**told, "is_taken": held.taken_at is not None}, _lines(told), as_json=as_json)
    if told["faults"] and not has_changes:
        raise typer.Exit(1)
    if not dry_run and not is_sure and has_changes:
        fail(
            typeset(
                "Rien n’est écrit : si ce qui a été déduit, baissé ou corrigé est juste, ajoutez "
                "--confirm."
            )
        )


def _lines(told: dict[str, Any]) -> list[str]:
    words = ("nouveaux", "mis à jour", "inchangés", "paiements à rattacher", "lignes à corriger")
    counts = zip(told["counts"].values(), words, strict=True)
    summary = ", ".join(f"{word} : {count}" for count, word in counts)
    noted = [f"{n['column']} : {n['text']} ({n['count']} lignes)" for n in told["notes"]]
    blamed = [
        f"ligne {f['row']}, {f['column']} « {f['value']} » : {f['what']} {f['advice']}"
        for f in told["faults"]
    ]
    return [*map(typeset, [f"Reprise {told['reference']} : {summary}.", *noted, *blamed])]


@money_app.command("undo-import")
def undo_command(
    reference: Annotated[str, typer.Argument(help="Référence de la reprise.")],
) -> None:
    """Défait toute une reprise, tant que rien n’a été passé depuis sur ses dossiers."""
    start_django()
    from ancrage.funding.actions.import_undoing import undo_import
    from ancrage.funding.queries.importing import find_import

    acting = acted()
    held = find_import(acting["by"], reference)
    if held is None:
        fail(typeset(f"La reprise « {reference} » n’existe pas."))
    with refusals():
        undo_import(**acting, held=held)
    typer.echo("Défait.")


@money_app.command("export")
def export_command(
    financer: Financer,
    output: Annotated[Path, typer.Option("--output", "-o", help="Fichier .xlsx, .ods ou .csv.")],
) -> None:
    """Écrit les dossiers d’un financeur dans un fichier qui se relit à l’identique."""
    start_django()
    from django.utils.timezone import localdate

    from ancrage.funding import money_files
    from ancrage.funding.queries.importing import may_import

    acting = acted()
    write = money_files.WRITES.get(output.suffix.removeprefix("."))
    if write is None or not may_import(acting["by"], financer):
        fail("Donnez un financeur qui est le vôtre, et un fichier .xlsx, .ods ou .csv.")
    sheet = money_files.dossiers_sheet(financer, day=localdate(acting["now"]))
    output.write_bytes(write(sheet, output.stem).content)
    typer.echo(str(output))
