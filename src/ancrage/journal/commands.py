"""`ancrage journal`: export the chain, verify an export."""

from pathlib import Path
from typing import Annotated

import typer

journal = typer.Typer(help="Journal des décisions et des changements.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(journal, name="journal")


@journal.command("verify")
def verify_command(
    file: Annotated[Path, typer.Argument(help="Export du journal, en lignes JSON.")],
    head: Annotated[
        str, typer.Option(help="Dernière empreinte, notée ailleurs : dit que rien n’a été retiré.")
    ] = "",
) -> None:
    """Vérifie un export, hors ligne, et nomme la première entrée touchée.

    Code de sortie : 0 intact, 1 touché, 2 ce n’est pas un export.
    """
    from ancrage.journal.checker import check

    try:
        with file.open(encoding="utf-8", newline="\n") as lines:
            place, told, code = check(lines, head or None)
    except (OSError, UnicodeDecodeError) as fault:
        typer.echo(f"{file} : illisible ({fault}).", err=True)
        raise typer.Exit(2) from fault
    typer.echo(
        f"Entrée {place} : {told}." if place is not None else f"{told[0].upper()}{told[1:]}."
    )
    raise typer.Exit(code)


@journal.command("export")
def export_command(
    out: Annotated[Path, typer.Option(help="Fichier des lignes JSON.")],
    private: Annotated[
        bool, typer.Option("--private", help="Avec ce qui est réservé à un binôme.")
    ] = False,
    personal: Annotated[
        bool, typer.Option("--personal", help="Avec les données personnelles.")
    ] = False,
) -> None:
    """Exporte le journal entier, une entrée par ligne."""
    import django

    django.setup()
    from ancrage.journal.acting import acting
    from ancrage.journal.export import export_lines
    from ancrage.journal.policy import NotAllowedError, granted

    by = acting()
    granted(by, "journal.export")
    if (private or personal) and by.is_person:
        raise NotAllowedError("journal.export")
    count = -1
    with out.open("w", encoding="utf-8", newline="\n") as lines:
        for line in export_lines(with_private=private, with_personal=personal):
            lines.write(line)
            count += 1
    typer.echo(f"{count} entrées : {out}")
