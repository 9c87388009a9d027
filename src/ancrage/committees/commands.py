"""`ancrage committee`: committees and their meetings from the command line."""

import typer

committee_app = typer.Typer(
    help="Comités : réunions, ordre du jour, décisions, relevés.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(committee_app, name="committee")
