"""`ancrage money`: the group to which each room of money adds its commands."""

import typer

money_app = typer.Typer(
    help="Argent : enveloppes, écritures, rapprochement des paiements, déclarations.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the group to the command line."""
    app.add_typer(money_app, name="money")
