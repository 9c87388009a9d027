"""`ancrage contract`: contracts and their signatures from the command line."""

import typer

contract_app = typer.Typer(
    help="Contrats : les préparer, les signer, les vérifier.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(contract_app, name="contract")
