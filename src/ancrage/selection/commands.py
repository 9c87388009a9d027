"""`ancrage identify`: from figures and rules to a list of territories with its proof."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ancrage.kernel.problems import Problem
    from ancrage.kernel.tables import Directory
    from ancrage.selection.engine.model import Country, Progress, Result, Rules

INFEASIBLE = 3
NOTHING_FOUND = 4


def register(app: typer.Typer) -> None:
    """Add this capability's commands to the command line."""
    app.command("identify")(identify_command)
    app.command("rules")(rules_command)


Data = Annotated[
    Path | None,
    typer.Option(help="Dossier des données (epci.csv, epci_adjacency.csv) ; sinon la France."),
]
RuleFile = Annotated[
    str, typer.Option(help="Fichier de règles .toml, ou nom d’un jeu de règles fourni.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="RÈGLE=VALEUR", help="Change une règle ; répétable."),
]
TimeLimit = Annotated[float | None, typer.Option(min=0, help="Temps imparti, en secondes.")]
Gap = Annotated[
    float | None,
    typer.Option(help="Écart relatif accepté, (borne − objectif) / objectif, en fraction."),
]
Runs = Annotated[int, typer.Option(min=0, help="Nombre de calculs sur des chiffres perturbés.")]
Explain = Annotated[bool, typer.Option("--explain", help="Explique chaque choix, chaque refus.")]
Out = Annotated[
    list[Path] | None, typer.Option(help="Fichier .json, .csv ou .geojson ; répétable.")
]
Json = Annotated[
    bool, typer.Option("--json", help="Écrit le résultat en JSON sur la sortie standard.")
]
RuleName = Annotated[str | None, typer.Argument(help="Nom d’un jeu fourni, ou fichier .toml.")]


def identify_command(
    data: Data = None,
    rules: RuleFile = "announcement-2018",
    settings: Settings = None,
    time_limit: TimeLimit = None,
    gap: Gap = None,
    robustness: Runs = 0,
    explain: Explain = False,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Identifie les territoires selon des règles, avec la preuve de l’écart à l’optimum.

    Code de sortie : 0 une liste, 2 données ou règles refusées, 3 règles impossibles,
    4 temps écoulé sans liste.
    """
    from ancrage.selection.engine.result import result_document
    from ancrage.ui.progress import progress_bar

    settings = [*(settings or []), *([] if gap is None else [f"gap={gap}"])]
    files = out or []
    _check_files(files)
    country, asked = _inputs(data, rules, settings)
    with progress_bar("lecture des données") as progress:
        result = _identified(country, asked, time_limit, progress)
        document = result_document(result)
        if explain and result.territories:
            document["explanation"] = _explanation(country, asked, result, progress)
        if robustness and result.territories:
            document["robustness"] = _robustness(country, asked, robustness, progress)
    for file in files:
        _write(file, document, result, country, embedded=data is None)
    _print(document, result, files, as_json=as_json, estimated=data is None)
    _leave(result)


def rules_command(name: RuleName = None, settings: Settings = None) -> None:
    """Liste les jeux de règles fournis, ou montre en JSON les règles de l’un d’eux."""
    from ancrage.selection.engine.result import as_json
    from ancrage.selection.engine.rules import load_rules, rules_document, shipped_rules

    if name is None:
        for shipped in shipped_rules():
            typer.echo(f"{shipped}\t{load_rules(shipped).title}")
    else:
        asked = load_rules(name, settings=settings or [])
        typer.echo(as_json(rules_document(asked)), nl=False)


def _check_files(files: list[Path]) -> None:
    """Refuse before the work what could not be written after it."""
    from ancrage.kernel.problems import InputRefused, Problem
    from ancrage.selection.engine.result import FORMATS

    problems = []
    for file in files:
        if file.suffix not in FORMATS:
            what = "l’extension n’est pas celle d’un format connu."
            advice = f"Choisissez parmi {', '.join(FORMATS)}."
            problems.append(Problem(str(file), None, None, what, advice))
        elif not file.parent.is_dir():
            what = "le dossier où écrire n’existe pas."
            problems.append(Problem(str(file), None, None, what, "Créez-le d’abord."))
    if problems:
        raise InputRefused(problems)


def _inputs(data: Path | None, name: str, settings: list[str]) -> "tuple[Country, Rules]":
    """The figures and the rules; refused with the faults of both."""
    from ancrage.kernel.problems import InputRefused
    from ancrage.selection.engine.country import read_country
    from ancrage.selection.engine.rules import check_against, load_rules

    try:
        country = read_country(_embedded() if data is None else data)
    except InputRefused as refusal:
        raise InputRefused([*refusal.problems, *_faults_of(name, settings)]) from None
    rules = load_rules(name, settings=settings)
    check_against(rules, country, settings=settings)
    return country, rules


def _faults_of(name: str, settings: list[str]) -> "tuple[Problem, ...]":
    from ancrage.kernel.problems import InputRefused
    from ancrage.selection.engine.rules import load_rules

    try:
        load_rules(name, settings=settings)
    except InputRefused as refusal:
        return refusal.problems
    return ()


def _embedded() -> "Directory":
    from ancrage.geography.pack import EMBEDDED

    return EMBEDDED


def _identified(
    country: "Country", rules: "Rules", time_limit: float | None, progress: "Progress"
) -> "Result":
    from dataclasses import replace

    from ancrage.selection.engine.conflict import find_conflict
    from ancrage.selection.engine.identify import identify
    from ancrage.selection.engine.model import Status

    result = identify(
        country=country, rules=rules, gap=rules.gap, time_limit=time_limit, progress=progress
    )
    if result.status is not Status.INFEASIBLE or result.conflict is not None:
        return result
    conflict = find_conflict(country=country, rules=rules, progress=progress)
    return replace(result, conflict=conflict)


def _explanation(
    country: "Country", rules: "Rules", result: "Result", progress: "Progress"
) -> dict[str, Any]:
    from ancrage.selection.engine.explanation import explain, explanation_document

    found = explain(country=country, rules=rules, result=result, progress=progress)
    return explanation_document(found)


def _robustness(
    country: "Country", rules: "Rules", runs: int, progress: "Progress"
) -> dict[str, Any]:
    from ancrage.selection.engine.robustness import robustness, robustness_document

    found = robustness(country=country, rules=rules, runs=runs, progress=progress)
    return robustness_document(found)


def _write(
    file: Path, document: dict[str, Any], result: "Result", country: "Country", *, embedded: bool
) -> None:
    from ancrage.selection.engine.result import as_csv, as_geojson, as_json

    if file.suffix == ".csv":
        text = as_csv(result, country)
    elif file.suffix == ".geojson":
        text = as_json(as_geojson(document, _outline if embedded else _no_outline), indent=None)
    else:
        text = as_json(document)
    file.write_text(text, encoding="utf-8")


def _outline(sirens: Sequence[str]) -> dict[str, Any] | None:
    from ancrage.geography.outlines import geometry_geojson

    return geometry_geojson(sirens)


def _no_outline(_sirens: Sequence[str]) -> None:
    """A pack of figures alone has no outlines."""


def _print(
    document: dict[str, Any],
    result: "Result",
    files: list[Path],
    *,
    as_json: bool,
    estimated: bool,
) -> None:
    from ancrage.selection import summary
    from ancrage.selection.engine import result as documents

    if as_json:
        typer.echo(documents.as_json(document), nl=False)
        return
    if result.territories:
        typer.echo(summary.summary(result, estimated=estimated))
    for file in files:
        typer.echo(f"Écrit : {file}")


def _leave(result: "Result") -> None:
    from ancrage.selection.engine.model import Status

    if result.territories:
        return
    if result.status is Status.INFEASIBLE:
        why = result.conflict.message if result.conflict else "elles se contredisent."
        typer.echo(f"Aucune liste ne satisfait ces règles : {why}", err=True)
        raise typer.Exit(INFEASIBLE)
    typer.echo("Temps écoulé avant qu’une liste soit trouvée : accordez-en plus.", err=True)
    raise typer.Exit(NOTHING_FOUND)
