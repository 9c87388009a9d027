"""The `ancrage` command: each capability brings its own verbs."""

import os

import typer

app = typer.Typer(
    name="ancrage",
    help="Ancrage : du choix des territoires à la preuve de ce que le programme a changé.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line. Settings can be replaced by DJANGO_SETTINGS_MODULE."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ancrage.project.settings")
    app()
