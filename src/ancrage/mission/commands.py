"""`ancrage mission`: what may be read of the missions, and what their other commands share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ancrage.people.acting_commands import acted, fail, start_django, tell

if TYPE_CHECKING:
    from ancrage.mission.models import Candidate, Mission

mission_app = typer.Typer(
    help="Missions d’experts : candidats, lectures, notes, effet sur la liste.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Code = Annotated[str, typer.Argument(help="Code de la mission.")]
Number = Annotated[int, typer.Argument(help="Numéro du candidat.")]
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Reason = Annotated[str, typer.Option("--reason", help="Raison, lue des personnes concernées.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(mission_app, name="mission")


@mission_app.command("list")
def list_command(as_json: Json = False) -> None:
    """Liste les missions."""
    start_django()
    from ancrage.mission.documents import mission_document
    from ancrage.mission.queries.missions import missions

    held = [mission_document(mission) for mission in missions()]
    lines = ["\t".join((m["code"], m["state"], m["name"])) for m in held]
    tell(held, lines or ["Aucune mission."], as_json=as_json)


@mission_app.command("show")
def show_command(code: Code, as_json: Json = False) -> None:
    """Montre une mission : son objet, ses dates, le poids de la note, ses experts."""
    mission = held_mission(code)
    from ancrage.mission.documents import expert_documents, mission_document

    told = mission_document(mission) | {"experts": expert_documents(acted()["by"], mission)}
    lines = [f"{told['name']} ({told['state']})", told["purpose"], *told["use_in_words"]]
    experts = [f"Expert {e['id']} : {e['name']} ({e['discipline']})" for e in told["experts"]]
    tell(told, lines + experts, as_json=as_json)


@mission_app.command("grid")
def grid_command(code: Code, as_json: Json = False) -> None:
    """Écrit la grille de lecture, ses repères et ses sources."""
    mission = held_mission(code)
    from ancrage.mission.documents import grid_document

    told = grid_document(mission)
    lines = [told["title"], told["origin"]]
    for criterion in told["criteria"]:
        lines.append(f"\n{criterion['code']} : {criterion['label']} (poids {criterion['weight']})")
        lines += [
            f"  {told['lowest'] + place} : {anchor}"
            for place, anchor in enumerate(criterion["anchors"])
        ]
    tell(told, lines, as_json=as_json)


@mission_app.command("candidates")
def candidates_command(code: Code, as_json: Json = False) -> None:
    """Liste les candidats que l’on peut voir, avec leur note si elle est arrêtée."""
    mission = held_mission(code)
    from ancrage.mission.documents import candidate_document
    from ancrage.mission.queries.candidates import visible_to

    held = [candidate_document(c) for c in visible_to(acted()["by"], mission)]
    lines = ["\t".join((str(c["number"]), c["state"], _score(c["score"]), c["name"])) for c in held]
    tell(held, lines or ["Aucun candidat."], as_json=as_json)


@mission_app.command("effect")
def effect_command(code: Code, as_json: Json = False) -> None:
    """Dit ce que les notes arrêtées changent à la liste, candidat par candidat."""
    mission = held_mission(code)
    from ancrage.mission.documents import effect_document
    from ancrage.mission.queries.effects import last_effect

    told = effect_document(last_effect(mission))
    changes = told["changes"] or {"outcomes": []}
    lines = [f"{o['name']} : {o['why']}" for o in changes["outcomes"]]
    tell(told, lines or [told["error"] or f"Calcul : {told['state']}."], as_json=as_json)


def _score(score: float | None) -> str:
    return "–" if score is None else f"{score:.1f}".replace(".", ",")


def held_mission(code: str) -> "Mission":
    """The mission of that code, or a refusal."""
    start_django()
    from ancrage.mission.queries.missions import find_mission

    found = find_mission(code)
    if found is None:
        fail(f"Aucune mission ne porte le code « {code} ».")
    return found


def held_candidate(code: str, number: int) -> "Candidate":
    """The candidate of that number, if who acts may know of it, or a refusal."""
    mission = held_mission(code)
    from ancrage.mission.models import Candidate
    from ancrage.mission.queries.candidates import find_candidate

    found: Candidate | None = find_candidate(acted()["by"], mission, number)
    if found is None:
        fail(f"La mission « {code} » n’a pas de candidat {number}.")
    return found


@contextmanager
def refusals() -> Iterator[None]:
    """What an action refuses, told in one sentence."""
    from ancrage.jobs.queue import QueueFullError
    from ancrage.kernel.problems import InputRefused

    try:
        yield
    except InputRefused:
        raise
    except QueueFullError:
        fail("Trop de calculs attendent déjà : réessayez dans quelques minutes.")
    except ValueError as refusal:
        fail(str(refusal))


def read_document(path: Any) -> dict[str, Any]:  # noqa: ANN401 a Path or "-"
    """A YAML or JSON file as a table, or a refusal."""
    import yaml

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        fail(f"{path} : illisible ({fault}).")
    if not isinstance(found, dict):
        fail(f"{path} : donnez des lignes « champ : valeur ».")
    return found
