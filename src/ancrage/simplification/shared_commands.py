"""What the commands on rules that block share: their group, options, what a number names."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ancrage.people.acting_commands import acted, fail, start_django

if TYPE_CHECKING:
    from ancrage.simplification.access import Access
    from ancrage.simplification.models import BlockCase, BlockReport

simplify_app = typer.Typer(
    help="Règles qui bloquent : signalements, cas, réponses des autorités.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Number = Annotated[int, typer.Argument(help="Numéro du signalement.")]
CaseNumber = Annotated[int, typer.Argument(help="Numéro du cas.")]
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Reason = Annotated[str, typer.Option("--reason", help="Raison, lue des personnes concernées.")]
Document = Annotated[Path, typer.Argument(help="Fichier YAML ou JSON : « champ : valeur ».")]


def held_report(number: int) -> "tuple[BlockReport, Access]":
    """The report of that number and how much may be read of it, or a refusal."""
    start_django()
    from ancrage.simplification.access import Access
    from ancrage.simplification.queries.reports import access_to, find_report

    actor = acted()["by"]
    found = find_report(actor, number)
    access = access_to(actor, found) if found is not None else Access.NONE
    if found is None or access == Access.NONE:
        fail(f"Aucun signalement ne porte le numéro {number}.")
    return found, access


def held_case(number: int) -> "BlockCase":
    """The case of that number, or a refusal."""
    start_django()
    from ancrage.simplification.queries.cases import find_case

    found = find_case(acted()["by"], number)
    if found is None:
        fail(f"Aucun cas ne porte le numéro {number}.")
    return found


def read_document(path: Path) -> dict[str, Any]:
    """A YAML or JSON file as a table, or a refusal."""
    import yaml

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        fail(f"{path} : illisible ({fault}).")
    if not isinstance(found, dict):
        fail(f"{path} : donnez des lignes « champ : valeur ».")
    return found
