"""The `ancrage` command: each capability brings its own verbs.

Everything heavy is imported inside the commands, so that `ancrage --help` stays quick. Exit
codes: 0 done, 1 failed, 2 refused input, 130 interrupted; a command may add its own.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

REFUSED = 2
MODULES = (
    "ancrage.project.commands",
    "ancrage.project.backup_commands",
    "ancrage.geography.commands",
    "ancrage.geography.year_commands",
    "ancrage.journal.commands",
    "ancrage.people.commands",
    "ancrage.people.role_commands",
    "ancrage.people.access_commands",
    "ancrage.people.saved_commands",
    "ancrage.inbox.commands",
    "ancrage.selection.commands",
    "ancrage.selection.site_commands",
    "ancrage.selection.scenario_commands",
    "ancrage.adaptation.commands",
    "ancrage.mission.commands",
    "ancrage.mission.steering_commands",
    "ancrage.mission.candidate_commands",
    "ancrage.catalogue.commands",
    "ancrage.catalogue.writing_commands",
    "ancrage.matching.commands",
    "ancrage.matching.coverage_commands",
    "ancrage.requests.commands",
    "ancrage.requests.acting_commands",
    "ancrage.vte.commands",
    "ancrage.antennas.commands",
    "ancrage.simplification.commands",
    "ancrage.roadmaps.commands",
    "ancrage.roadmaps.acting_commands",
    "ancrage.roadmaps.imports_commands",
    "ancrage.committees.commands",
    "ancrage.committees.acting_commands",
    "ancrage.committees.pack_commands",
    "ancrage.contracts.commands",
    "ancrage.contracts.signing_commands",
    "ancrage.funding.commands.group",
    "ancrage.funding.commands.ledger",
    "ancrage.funding.commands.envelopes",
    "ancrage.funding.commands.matching",
    "ancrage.funding.commands.returns",
    "ancrage.stateaid.commands",
    "ancrage.stateaid.facts_commands",
    "ancrage.allocation.commands",
    "ancrage.allocation.acting_commands",
    "ancrage.evidence.commands",
    "ancrage.opendata.commands",
    "ancrage.funding.commands.files",
    "ancrage.funding.commands.money",
    "ancrage.allocation.allocate_commands",
    "ancrage.home.calendar.commands",
    "ancrage.home.path.commands",
)

app = typer.Typer(
    name="ancrage",
    help="Ancrage : du choix des territoires à la preuve de ce que le programme a changé.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from ancrage import __version__

        typer.echo(f"ancrage {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Affiche la version."
        ),
    ] = False,
    by: Annotated[
        str, typer.Option("--by", help="Adresse de la personne qui agit ; sinon l’exploitant.")
    ] = "",
) -> None:
    """Ancrage : du choix des territoires à la preuve de ce que le programme a changé."""
    if by:
        from ancrage.journal.acting import act_for

        act_for(by)


for module in MODULES:
    import_module(module).register(app)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code. A refused input is told, never traced."""
    from ancrage.journal.policy import NotAllowedError
    from ancrage.kernel.problems import InputRefused

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ancrage.project.settings")
    try:
        app(None if arguments is None else list(arguments), prog_name="ancrage")
    except InputRefused as refusal:
        for problem in refusal.problems:
            typer.echo(str(problem), err=True)
        return REFUSED
    except NotAllowedError:
        typer.echo("Cela n’existe pas, ou vous n’en avez pas le droit.", err=True)
        return REFUSED
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    return 0


def main() -> None:
    """The entry point. Settings can be replaced by DJANGO_SETTINGS_MODULE."""
    sys.exit(run())
