"""`ancrage path`: where each territory stands on its road."""

import datetime as dt
from typing import Annotated

import typer

from ancrage.people.acting_commands import acted, fail, start_django, tell

path_app = typer.Typer(
    help="Parcours des territoires, de l’identification à l’évaluation.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Date = Annotated[str, typer.Option(help="Jour, AAAA-MM-JJ ; sinon aujourd’hui.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(path_app, name="path")


@path_app.command("list")
def list_command(
    date: Date = "",
    region: Annotated[str, typer.Option(help="Code de région.")] = "",
    stage: Annotated[str, typer.Option(help="Étape, comme contract.")] = "",
    as_json: Json = False,
) -> None:
    """Liste les territoires : où en est chacun, depuis quand, ce qui vient ensuite."""
    start_django()
    from ancrage.home.path.definitions import road_at
    from ancrage.home.path.documents import kept, road_document, road_line
    from ancrage.home.path.gathering import roads_at

    day = _day(date)
    labels = road_at(day).labels
    if stage and stage not in labels:
        fail(f"Étape inconnue : {stage}. Connues : {', '.join(labels)}.")
    found = kept(roads_at(acted()["by"], day=day), region=region, stage=stage)
    lines = [road_line(one) for one in found] or ["Aucun territoire."]
    tell([road_document(one) for one in found], lines, as_json=as_json)


@path_app.command("show")
def show_command(
    territory: Annotated[str, typer.Argument(help="Territoire, « programme:code ».")],
    date: Date = "",
    as_json: Json = False,
) -> None:
    """Montre le parcours d’un territoire, étape par étape."""
    start_django()
    from ancrage.home.path.documents import detail_document
    from ancrage.home.path.gathering import find_road

    found = find_road(acted()["by"], territory, day=_day(date))
    if found is None:
        fail("Aucun territoire ne porte ce code à cette date.")
    lines = [
        f"{step.status.value}\t{step.on or 'inconnu'}\t{step.stage.label}"
        for step in found.standing.steps
    ]
    tell(detail_document(found), [found.held.name, *lines], as_json=as_json)


def _day(text: str) -> dt.date:
    from django.utils import timezone

    try:
        return dt.date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        fail(f"« {text} » n’est pas un jour : écrivez AAAA-MM-JJ.")
