"""`ancrage siting`: scenarios of where antennas could be, their plans, their curves."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ancrage.antennas.shared_commands import (
    Code,
    Ends,
    Json,
    Name,
    Opens,
    Places,
    Starts,
    offer_of,
    question_of,
    refusals,
    start,
)
from ancrage.people.acting_commands import acted, fail, tell

if TYPE_CHECKING:
    from ancrage.antennas.actions.sitings import Wanted
    from ancrage.antennas.models import Siting

siting_app = typer.Typer(
    help="Scénarios d’implantation des antennes.", no_args_is_help=True, rich_markup_mode=None
)
Count = Annotated[int, typer.Option(min=1, help="Nombre d’antennes.")]
Goal = Annotated[str, typer.Option(metavar="coverage|distance", help="Ce qui est recherché.")]
Radius = Annotated[float | None, typer.Option(min=0, help="Rayon en km à vol d’oiseau.")]
Minutes = Annotated[float | None, typer.Option(min=0, help="Rayon en minutes (estimation).")]
Capacity = Annotated[int | None, typer.Option(min=1, help="Emplois qu’une antenne peut servir.")]
Keep = Annotated[list[str] | None, typer.Option("--keep", help="Hôte à garder ; répétable.")]
Exclude = Annotated[list[str] | None, typer.Option("--exclude", help="Exclue ; répétable.")]
Note = Annotated[str, typer.Option(help="Note.")]


@siting_app.command("list")
def list_sitings(as_json: Json = False) -> None:
    """Liste les scénarios d’implantation."""
    start()
    from ancrage.antennas.documents import siting_document
    from ancrage.antennas.queries.sitings import visible_to

    held = [siting_document(siting) for siting in visible_to(acted()["by"])]
    lines = ["\t".join((s["code"], str(s["question"]["count"]), s["name"])) for s in held]
    tell(held, lines or ["Aucun scénario."], as_json=as_json)


@siting_app.command("show")
def show_siting(code: Code, as_json: Json = False) -> None:
    """Montre un scénario, son plan et sa preuve."""
    siting = _siting(code)
    from ancrage.antennas.documents import siting_detail
    from ancrage.antennas.queries.places import names
    from ancrage.antennas.queries.sitings import Seen
    from ancrage.antennas.telling import summary

    plan = Seen(siting).plan
    lines = [siting.name, *(summary(plan, names()) if plan else ["Pas encore calculé."])]
    tell(siting_detail(siting), lines, as_json=as_json)


@siting_app.command("try")
def try_siting(code: Code, keep: Keep = None, exclude: Exclude = None) -> None:
    """Dit aussitôt ce que changerait un hôte ajouté (--keep) ou retiré (--exclude) du plan."""
    siting = _siting(code)
    from ancrage.antennas.queries.places import loaded_ground
    from ancrage.antennas.queries.sitings import Seen
    from ancrage.antennas.siting_page import what_if

    plan = Seen(siting).plan
    found = plan and what_if(plan, loaded_ground(), siting, keep or [], exclude or [])
    if not found:
        fail("Rien ne change : le plan manque, ou ces hôtes n’y changent rien.")
    for figure in found.figures:
        typer.echo(f"{figure.label} : {figure.written} {figure.written_unit}")
    if found.swap:
        place, figure = found.swap
        typer.echo(f"À nombre égal, retirer {place.name} : {figure.written} {figure.written_unit}")


@siting_app.command("create")
def create_command(
    name: Name,
    count: Count,
    objective: Goal = "coverage",
    radius_km: Radius = None,
    minutes: Minutes = None,
    capacity: Capacity = None,
    keep: Keep = None,
    exclude: Exclude = None,
    note: Note = "",
) -> None:
    """Crée un scénario d’implantation."""
    start()
    from ancrage.antennas.actions.sitings import create_siting

    asked = _asked(count, objective, radius_km, minutes, capacity, keep, exclude)
    with refusals():
        made = create_siting(**acted(), wanted=_wanted(name, note, *asked))
    typer.echo(made.code)


@siting_app.command("change")
def change_command(
    code: Code,
    count: Count,
    name: Name = "",
    objective: Goal = "coverage",
    radius_km: Radius = None,
    minutes: Minutes = None,
    capacity: Capacity = None,
    keep: Keep = None,
    exclude: Exclude = None,
    note: Note = "",
) -> None:
    """Remplace la question d’un scénario."""
    siting = _siting(code)
    from ancrage.antennas.actions.sitings import edit_siting

    asked = _asked(count, objective, radius_km, minutes, capacity, keep, exclude)
    wanted = _wanted(name or siting.name, note or siting.note, *asked)
    with refusals():
        edit_siting(**acted(), siting=siting, wanted=wanted)
    typer.echo("Question changée.")


@siting_app.command("run")
def run_command(code: Code) -> None:
    """Demande le calcul du plan au travailleur du site."""
    siting = _siting(code)
    from ancrage.antennas.actions.sitings import run_siting

    with refusals():
        run_siting(**acted(), siting=siting)
    typer.echo(f"Calcul demandé : voyez « ancrage siting show {code} ».")


@siting_app.command("curve")
def curve_command(code: Code) -> None:
    """Demande ce qu’apporte chaque antenne de plus."""
    siting = _siting(code)
    from ancrage.antennas.actions.sitings import run_curve

    with refusals():
        run_curve(**acted(), siting=siting)
    typer.echo(f"Calcul demandé : voyez « ancrage siting show {code} ».")


@siting_app.command("cancel")
def cancel_command(code: Code) -> None:
    """Annule le calcul en cours."""
    siting = _siting(code)
    from ancrage.antennas.actions.sitings import cancel_siting

    with refusals():
        cancel_siting(**acted(), siting=siting)
    typer.echo("Calcul annulé.")


@siting_app.command("adopt")
def adopt_command(
    code: Code, opens_on: Opens, starts_on: Starts, ends_on: Ends, places: Places
) -> None:
    """Fait du plan des antennes prévues."""
    siting = _siting(code)
    from ancrage.antennas.actions.antennas import adopt_siting

    with refusals():
        made = adopt_siting(
            **acted(),
            siting=siting,
            opens_on=opens_on.date(),
            offer=offer_of(starts_on, ends_on, places),
        )
    for antenna in made:
        typer.echo(f"{antenna.code}\t{antenna.name}")


def _asked(*told: Any) -> tuple[Any, ...]:  # noqa: ANN401 the options of a question
    """The question, and the minutes that its radius was made from."""
    return question_of(*told), told[3]


def _wanted(name: str, note: str, question: Any, minutes: float | None) -> "Wanted":  # noqa: ANN401
    from ancrage.antennas.actions.sitings import Wanted

    return Wanted(name, question, note, minutes)


def _siting(code: str) -> "Siting":
    start()
    from ancrage.antennas.queries.sitings import find_siting

    found = find_siting(code)
    if found is None:
        fail(f"Aucun scénario ne porte le code « {code} ».")
    return found
