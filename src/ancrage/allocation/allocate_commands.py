"""`ancrage allocate`: share an envelope among projects, from two files, with the proof."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ancrage.allocation.engine.conflict import Conflict
    from ancrage.allocation.engine.model import Plan, Problem, Progress

INFEASIBLE = 1
NOTHING_FOUND = 3


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("allocate")(allocate_command)


Projects = Annotated[Path, typer.Option(help="Fichier .csv des projets et de ce qu’ils demandent.")]
RuleFile = Annotated[Path, typer.Option(help="Fichier .toml de l’enveloppe et des règles.")]
Out = Annotated[Path, typer.Option(help="Fichier .json du partage.")]
Seconds = Annotated[float, typer.Option(min=0, help="Temps imparti, en secondes.")]
Gap = Annotated[
    float, typer.Option(min=0, help="Écart relatif accepté, (borne − valeur) / borne, en fraction.")
]


def allocate_command(
    projects: Projects, rules: RuleFile, out: Out, seconds: Seconds = 60.0, gap: Gap = 1e-4
) -> None:
    """Partage une enveloppe entre des projets selon des règles, avec la preuve.

    Code de sortie : 0 un partage, 1 règles impossibles (le fichier dit lesquelles), 2 données ou
    options refusées (rien n’est écrit), 3 temps écoulé sans partage.
    """
    from ancrage.allocation.engine.rules_reading import read_scenario
    from ancrage.allocation.telling import summary
    from ancrage.ui.progress import progress_bar

    _check_file(out)
    problem = read_scenario(projects, rules)
    with progress_bar("lecture des règles") as progress:
        plan, conflict = _solved(problem, rules, seconds, gap, progress)
    _write(problem, plan, out)
    for line in summary(problem, plan, conflict):
        typer.echo(line)
    typer.echo(f"Écrit : {out}")
    if not plan.grants:
        raise typer.Exit(INFEASIBLE if plan.status == "infeasible" else NOTHING_FOUND)


def _solved(
    problem: "Problem", rules: Path, seconds: float, gap: float, progress: "Progress"
) -> "tuple[Plan, Conflict | None]":
    """The plan; when there is none, the rules in conflict."""
    from dataclasses import replace

    from ancrage.allocation.engine.checks import ProblemRefusedError
    from ancrage.allocation.engine.conflict import find_conflict
    from ancrage.allocation.engine.solve import solve
    from ancrage.kernel.problems import InputRefused, Problem

    try:
        plan = solve(problem, seconds=seconds, gap=gap, progress=progress)
    except ProblemRefusedError as refusal:
        faults = (Problem(rules.name, None, None, fault, "") for fault in refusal.faults)
        raise InputRefused(faults) from None
    if plan.status != "infeasible":
        return plan, None
    conflict = find_conflict(problem, progress=progress)
    return (replace(plan, conflict=conflict.rules) if conflict else plan), conflict


def _write(problem: "Problem", plan: "Plan", out: Path) -> None:
    import json

    from ancrage.allocation.engine.documents import plan_document

    text = json.dumps(plan_document(problem, plan), ensure_ascii=False, indent=2)
    out.write_text(f"{text}\n", encoding="utf-8")


def _check_file(out: Path) -> None:
    """Refuse before the work what could not be written after it."""
    from ancrage.kernel.problems import InputRefused, Problem

    if out.suffix != ".json":
        what, advice = "le partage s’écrit en JSON.", "Donnez un fichier .json."
        raise InputRefused([Problem(str(out), None, None, what, advice)])
    if not out.parent.is_dir():
        what, advice = "le dossier où écrire n’existe pas.", "Créez-le d’abord."
        raise InputRefused([Problem(str(out), None, None, what, advice)])
