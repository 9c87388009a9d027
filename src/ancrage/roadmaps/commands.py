"""`ancrage sheet` and `ancrage roadmap`: what may be read, and what their commands share."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell

if TYPE_CHECKING:
    from ancrage.roadmaps.models import ActionSheet

SHOWN = 50
sheet_app = typer.Typer(
    help="Fiches action : les écrire, les soumettre, les suivre, les reprendre de fichiers.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
roadmap_app = typer.Typer(
    help="Feuilles de route : stratégie, axes, points d’avancement.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Code = Annotated[str, typer.Argument(help="Code de la fiche, comme F-2026-000123.")]
Territory = Annotated[str, typer.Argument(help="Territoire, « programme:code ».")]
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Body = Annotated[Path, typer.Argument(help="YAML ou JSON : « champ : valeur ».")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(sheet_app, name="sheet")
    app.add_typer(roadmap_app, name="roadmap")


@sheet_app.command("list")
def list_command(
    territory: Annotated[str, typer.Option(help="Territoire, « programme:code ».")] = "",
    state: Annotated[str, typer.Option(help="État, comme idea ou running.")] = "",
    need: Annotated[str, typer.Option(help="Besoin, comme recruter.")] = "",
    limit: Annotated[int, typer.Option(help="Nombre de lignes.")] = SHOWN,
    as_json: Json = False,
) -> None:
    """Liste les fiches action que l’on peut lire, la dernière commencée d’abord."""
    start_django()
    from ancrage.roadmaps.documents import sheet_documents
    from ancrage.roadmaps.queries.sheets import visible_to

    actor = acted()["by"]
    asked = {"roadmap__scope": territory, "state": state, "need": need}
    rows = visible_to(actor).filter(**{name: value for name, value in asked.items() if value})
    held = sheet_documents(rows.order_by("-code")[:limit], actor)
    lines = [
        "\t".join((d["code"], d["state_label"], d["title"] or "réservée", d["territory_name"]))
        for d in held
    ]
    tell(held, lines or ["Aucune fiche."], as_json=as_json)


@sheet_app.command("show")
def show_command(code: Code, as_json: Json = False) -> None:
    """Montre une fiche action, telle que l’on peut la lire."""
    held = held_sheet(code)
    from ancrage.roadmaps.definitions import form
    from ancrage.roadmaps.documents import detail_document

    told = detail_document(held, acted()["by"])
    lines = [f"{held.code} : {told['state_label']}, version validée {held.version or 'aucune'}"]
    for path, value in (told["content"] or {}).items():
        shown = ", ".join(value) if isinstance(value, list) else value
        lines.append(f"{form().label(path)} : {shown}")
    lines += [f"Il manque : {', '.join(told['missing'])}."] if told["missing"] else []
    tell(told, lines, as_json=as_json)


@sheet_app.command("deleted")
def deleted_command(as_json: Json = False) -> None:
    """Liste les fiches à la corbeille que l’on peut rétablir."""
    start_django()
    from ancrage.roadmaps.queries.sheets import find_deleted

    rows = find_deleted(acted()["by"])
    held = [{"code": row.code, "title": row.title, "deleted_at": row.deleted_at} for row in rows]
    lines = [f"{row['code']}\t{row['title']}" for row in held]
    tell(held, lines or ["La corbeille est vide."], as_json=as_json)


@roadmap_app.command("show")
def roadmap_command(territory: Territory, as_json: Json = False) -> None:
    """Montre une feuille de route et ses fiches que l’on peut lire."""
    start_django()
    from ancrage.roadmaps.documents import roadmap_document, sheet_documents
    from ancrage.roadmaps.queries.sheets import find_roadmap, visible_to

    held = find_roadmap(territory)
    if held is None:
        fail(f"« {territory} » n’a pas encore de feuille de route.")
    actor = acted()["by"]
    rows = visible_to(actor).filter(roadmap=held).order_by("code")
    told = {**roadmap_document(held), "sheets": sheet_documents(rows, actor)}
    lines = [held.territory_name, *(f"{axis['code']} {axis['title']}" for axis in held.axes)]
    lines += [f"{one['code']}\t{one['state_label']}\t{one['title']}" for one in told["sheets"]]
    tell(told, lines, as_json=as_json)


@roadmap_app.command("write")
def roadmap_write_command(territory: Territory, file: Body) -> None:
    """Écrit la stratégie (strategy) et les axes (axes : code, title, need)."""
    start_django()
    from ancrage.roadmaps.actions.roadmaps import write_roadmap
    from ancrage.roadmaps.queries.sheets import find_roadmap

    told = read_body(file)
    held = find_roadmap(territory)
    axes = told.get("axes", [])
    if not isinstance(axes, list) or not all(isinstance(axis, dict) for axis in axes):
        fail(f"{file} : « axes » est une liste de « code, title, need ».")
    with refusals():
        write_roadmap(
            **acted(),
            scope=territory,
            revision=held.revision if held else 0,
            strategy=str(told.get("strategy", "")),
            axes=[{name: str(value) for name, value in axis.items()} for axis in axes],
        )
    typer.echo("Enregistré.")


@roadmap_app.command("call")
def call_command(
    territory: Territory,
    committee_on: Annotated[
        dt.datetime, typer.Argument(formats=["%Y-%m-%d"], help="Date du comité.")
    ],
) -> None:
    """Demande les points d’avancement avant un comité."""
    start_django()
    from ancrage.roadmaps.actions.following import call_reports
    from ancrage.roadmaps.queries.sheets import find_roadmap

    held = find_roadmap(territory)
    if held is None:
        fail(f"« {territory} » n’a pas encore de feuille de route.")
    with refusals():
        count = call_reports(**acted(), roadmap=held, committee_on=committee_on.date())
    several = "s" if count > 1 else ""
    typer.echo(f"{count} point{several} d’avancement demandé{several}.")


def held_sheet(code: str) -> "ActionSheet":
    """The sheet of that code, if who acts may know of it, or a refusal."""
    start_django()
    from ancrage.roadmaps.models import ActionSheet
    from ancrage.roadmaps.queries.sheets import find_sheet

    found: ActionSheet | None = find_sheet(acted()["by"], code)
    if found is None:
        fail(f"La fiche « {code} » n’existe pas.")
    return found


def read_body(path: Path) -> dict[str, Any]:
    """What a YAML or JSON file tells, or a refusal."""
    import yaml

    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        fail(f"{path} : illisible ({fault}).")
    if not isinstance(told, dict):
        fail(f"{path} : écrivez « champ : valeur ».")
    return told
