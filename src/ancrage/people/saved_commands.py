"""`ancrage people`, continued: the ways of seeing lists that somebody named."""

from typing import Annotated

import typer

from ancrage.people.commands import people
from ancrage.people.role_commands import Json, done, fail, start, tell


def register(app: typer.Typer) -> None:
    """These commands are added to `people`, which is registered by its own module."""


@people.command("views")
def views_command(
    page: Annotated[str, typer.Argument(help="Nom de la liste : requests, sheets…")] = "",
    as_json: Json = False,
) -> None:
    """Liste ses vues d’une liste, ou de toutes."""
    start()
    from ancrage.journal.acting import acting
    from ancrage.people.queries.saved import view_document, views_of

    held = [view_document(view) for view in views_of(acting(), page)]
    lines = ["\t".join((v["reference"], v["page"], v["name"], v["query"])) for v in held]
    tell(held, lines or ["Aucune vue."], as_json=as_json)


@people.command("save-view")
def save_view_command(
    page: Annotated[str, typer.Argument(help="Nom de la liste : requests, sheets…")],
    name: Annotated[str, typer.Argument(help="Nom de la vue.")],
    query: Annotated[str, typer.Argument(help="Ce qui suit « ? » dans l’adresse.")] = "",
) -> None:
    """Garde une vue d’une liste sous un nom."""
    start()
    from ancrage.people.actions.saved import save_view

    typer.echo(done(save_view, page=page, name=name, query=query).reference)


@people.command("drop-view")
def drop_view_command(
    reference: Annotated[str, typer.Argument(help="Référence, donnée par « people views ».")],
) -> None:
    """Efface une vue."""
    start()
    from ancrage.journal.acting import acting
    from ancrage.people.actions.saved import drop_view
    from ancrage.people.queries.saved import find_view

    held = find_view(acting(), reference)
    if held is None:
        fail("Cette vue n’existe pas.")
    done(drop_view, view=held)
    typer.echo("Effacée.")
