"""`ancrage antennas`: where to open local antennas, from a data pack alone, with the proof."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.antennas import site_commands
from ancrage.antennas.shared_commands import question_of, refused

if TYPE_CHECKING:
    from ancrage.antennas.engine.model import Plan

IMPOSSIBLE = 3


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("antennas")(antennas_command)
    site_commands.register(app)


Count = Annotated[int, typer.Option(min=1, help="Nombre d’antennes, celles à garder comprises.")]
Radius = Annotated[
    float | None, typer.Option(min=0, help="Rayon desservi, en kilomètres à vol d’oiseau.")
]
Minutes = Annotated[
    float | None,
    typer.Option(min=0, help="À la place du rayon : minutes de route, converties (estimation)."),
]
Goal = Annotated[
    str,
    typer.Option(
        metavar="coverage|distance",
        help="coverage : le plus d’emplois dans le rayon ; distance : la moindre distance moyenne.",
    ),
]
Capacity = Annotated[
    int | None,
    typer.Option(help="Emplois industriels qu’une antenne peut desservir ; sinon sans limite."),
]
Keep = Annotated[
    list[str] | None, typer.Option("--keep", help="SIREN d’un hôte à garder ; répétable.")
]
Exclude = Annotated[
    list[str] | None, typer.Option("--exclude", help="SIREN qui ne peut accueillir ; répétable.")
]
Data = Annotated[
    Path | None, typer.Option(help="Dossier des données (epci.csv) ; sinon la France.")
]
TimeLimit = Annotated[float | None, typer.Option(min=0, help="Temps imparti, en secondes.")]
Out = Annotated[Path | None, typer.Option(help="Fichier .json du plan ; sinon un résumé seul.")]


def antennas_command(
    count: Count,
    radius_km: Radius = None,
    minutes: Minutes = None,
    objective: Goal = "coverage",
    capacity: Capacity = None,
    keep: Keep = None,
    exclude: Exclude = None,
    data: Data = None,
    time_limit: TimeLimit = None,
    out: Out = None,
) -> None:
    """Place des antennes locales : le meilleur choix d’hôtes, avec la preuve.

    Code de sortie : 0 un plan, 2 données ou options refusées, 3 aucun plan possible.
    """
    from ancrage.antennas.engine.model import NoPlanError
    from ancrage.antennas.engine.reading import read_places
    from ancrage.antennas.engine.siting import Ground
    from ancrage.geography.pack import EMBEDDED

    if out is not None:
        _check_file(out)
    question = question_of(count, objective, radius_km, minutes, capacity, keep, exclude)
    ground = Ground(read_places(EMBEDDED if data is None else data))
    try:
        plan = ground.solve(question, time_limit=time_limit)
    except NoPlanError as refusal:
        typer.echo(f"Aucun plan : {refusal}", err=True)
        raise typer.Exit(IMPOSSIBLE) from None
    _tell(plan, {place.siren: place.name for place in ground.places})
    if out is not None:
        _write(plan, out)


def _check_file(out: Path) -> None:
    """Refuse before the work what could not be written after it."""
    if out.suffix != ".json":
        raise refused(str(out), "le plan s’écrit en JSON.", "Donnez un fichier .json.")
    if not out.parent.is_dir():
        raise refused(str(out), "le dossier où écrire n’existe pas.", "Créez-le d’abord.")


def _tell(plan: "Plan", names: dict[str, str]) -> None:
    from ancrage.antennas.telling import summary

    for line in summary(plan, names):
        typer.echo(line)


def _write(plan: "Plan", out: Path) -> None:
    import json

    from ancrage.antennas.engine.documents import plan_document

    text = json.dumps(plan_document(plan), ensure_ascii=False, indent=2)
    out.write_text(text + "\n", encoding="utf-8")
    typer.echo(f"Écrit : {out}")
