"""`ancrage antennas`: where to open local antennas, from a data pack alone, with the proof."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ancrage.antennas.engine.model import Plan, Question

IMPOSSIBLE = 3


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    from ancrage.antennas import site_commands

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


def question_of(
    count: int,
    objective: str,
    radius_km: float | None,
    minutes: float | None,
    capacity: int | None,
    keep: list[str] | None,
    exclude: list[str] | None,
) -> "Question":
    """The question that the options ask. InputRefused."""
    from ancrage.antennas.engine.model import Objective, Question

    if objective not in list(Objective):
        raise _refused("--objective", f"« {objective} » n’existe pas.", "coverage ou distance.")
    if radius_km is not None and minutes is not None:
        advice = "Donnez l’un ou l’autre."
        raise _refused("--minutes", "un rayon et une durée à la fois.", advice)
    if minutes is not None:
        radius_km = _kilometres(minutes)
    return Question(
        count=count,
        objective=Objective(objective),
        radius_km=radius_km,
        capacity=capacity,
        kept=frozenset(keep or []),
        excluded=frozenset(exclude or []),
    )


def _kilometres(minutes: float) -> float:
    import datetime as dt

    from ancrage.antennas.travel import travel_at

    travel = travel_at(dt.datetime.now(tz=dt.UTC).date())
    radius = travel.kilometres(minutes)
    typer.echo(
        f"{minutes:g} minutes ≈ {radius:g} km à vol d’oiseau : estimation "
        f"({travel.speed_kmh:g} km/h, détour {travel.detour:g}). {travel.source}",
        err=True,
    )
    return radius


def _refused(option: str, what: str, advice: str) -> Exception:
    from ancrage.kernel.problems import InputRefused, Problem

    return InputRefused([Problem(option, None, None, what, advice)])


def _check_file(out: Path) -> None:
    """Refuse before the work what could not be written after it."""
    if out.suffix != ".json":
        raise _refused(str(out), "le plan s’écrit en JSON.", "Donnez un fichier .json.")
    if not out.parent.is_dir():
        raise _refused(str(out), "le dossier où écrire n’existe pas.", "Créez-le d’abord.")


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
