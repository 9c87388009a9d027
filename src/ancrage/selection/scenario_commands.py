"""`ancrage scenarios`: the workshop from the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from ancrage.selection.models import Scenario
    from ancrage.selection.queries.scenarios import SeenScenario

REFUSED = 2
FORMATS = (".toml", ".json", ".csv", ".geojson")
scenarios = typer.Typer(
    help="Scénarios de l’atelier d’identification.", no_args_is_help=True, rich_markup_mode=None
)
Code = Annotated[str, typer.Argument(help="Code du scénario.")]
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="RÈGLE=VALEUR", help="Change une règle ; répétable."),
]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(scenarios, name="scenarios")


@scenarios.command("list")
def list_command(
    archived: Annotated[bool, typer.Option("--archived", help="Ceux qui sont archivés.")] = False,
    as_json: Json = False,
) -> None:
    """Liste les scénarios que l’on peut voir."""
    _start_django()
    from django.utils import timezone

    from ancrage.journal.acting import acting
    from ancrage.selection.queries.country import loaded_country
    from ancrage.selection.queries.scenarios import seen_scenarios, visible_scenarios

    held = visible_scenarios(acting()).filter(archived_at__isnull=not archived)
    found = seen_scenarios(held, loaded_country(), now=timezone.now()) if held else []
    lines = ["\t".join((s.scenario.code, _state(s), s.scenario.name)) for s in found]
    _tell([_document(s) for s in found], lines or ["Aucun scénario."], as_json=as_json)


@scenarios.command("create")
def create_command(
    name: Annotated[str, typer.Argument(help="Nom du scénario.")],
    base: Annotated[
        str, typer.Option("--from", help="Jeu de règles fourni, ou code d’un scénario à copier.")
    ] = "announcement-2018",
    settings: Settings = None,
    note: Annotated[str, typer.Option(help="Note.")] = "",
) -> None:
    """Crée un scénario."""
    _start_django()
    from ancrage.selection.actions_scenarios import create_scenario, duplicate_scenario
    from ancrage.selection.queries.scenarios import find_scenario

    with _refusals():
        if find_scenario(base):
            made = duplicate_scenario(**_by(), scenario=base, name=name, note=note)
            if settings:
                _move(made, settings)
        else:
            made = create_scenario(
                **_by(), base=base, name=name, note=note, settings=settings or []
            )
    typer.echo(made.code)


@scenarios.command("show")
def show_command(code: Code, as_json: Json = False) -> None:
    """Montre un scénario : son état, ce qu’il change, son conflit s’il en a un."""
    held = _held(code)
    from django.utils import timezone

    from ancrage.selection.queries.country import loaded_country
    from ancrage.selection.queries.scenarios import run_of, seen
    from ancrage.selection.queries.summary import region_names
    from ancrage.selection.scenario_page import what_changes
    from ancrage.selection.summary import summary

    country = loaded_country()
    found, run = seen(held, country, now=timezone.now()), run_of(held)
    changes = what_changes(held, country, region_names())
    lines = [f"{held.name} ({_state(found)})"]
    lines += [f"  {c.label} : {c.before} → {c.after}" for c in changes]
    if run and run.result.conflict:
        lines.append(run.result.conflict.message)
    elif run:
        lines.append(summary(run.result, estimated=True))
    told = {"rules": held.rules, "result": run.record.result if run else None}
    _tell(_document(found) | told, lines, as_json=as_json)


@scenarios.command("change")
def change_command(code: Code, settings: Settings = None) -> None:
    """Change des règles d’un scénario."""
    held = _held(code)
    with _refusals():
        _move(held, settings or [])
    typer.echo(f"Changé : {held.name}")


@scenarios.command("rename")
def rename_command(
    code: Code,
    name: Annotated[str, typer.Argument(help="Nouveau nom.")],
    note: Annotated[str | None, typer.Option(help="Note ; sinon elle reste.")] = None,
) -> None:
    """Renomme un scénario."""
    held = _held(code)
    from ancrage.selection.actions_scenarios import rename_scenario

    kept = held.note if note is None else note
    with _refusals():
        rename_scenario(**_by(), scenario=code, name=name, note=kept)
    typer.echo(f"Renommé : {name}")


@scenarios.command("run")
def run_command(
    code: Code,
    draws: Annotated[int, typer.Option(help="Tirages de la robustesse : 0, 10, 20 ou 50.")] = 0,
    wait: Annotated[bool, typer.Option("--wait", help="Attend la fin du calcul.")] = False,
) -> None:
    """Fait calculer un scénario par le travailleur du site.

    Avec --wait, code de sortie : 0 calculé, 1 sans résultat, 3 règles impossibles.
    """
    _held(code)
    from ancrage.selection.actions_scenarios import run_scenario

    with _refusals():
        run_scenario(**_by(), scenario=code, draws=draws)
    if wait:
        _wait(code)
    typer.echo(f"{_held(code).name} : {_state(_seen(code))}")
    if wait:
        _leave(_seen(code))


@scenarios.command("cancel")
def cancel_command(code: Code) -> None:
    """Annule le calcul d’un scénario."""
    _held(code)
    from ancrage.selection.actions_scenarios import cancel_scenario

    with _refusals():
        cancel_scenario(**_by(), scenario=code)
    typer.echo(f"{_held(code).name} : {_state(_seen(code))}")


@scenarios.command("duplicate")
def duplicate_command(
    code: Code, name: Annotated[str, typer.Option(help="Nom ; sinon « Copie de… ».")] = ""
) -> None:
    """Copie un scénario."""
    _held(code)
    from ancrage.selection.actions_scenarios import duplicate_scenario

    with _refusals():
        made = duplicate_scenario(**_by(), scenario=code, name=name)
    typer.echo(made.code)


@scenarios.command("archive")
def archive_command(
    code: Code,
    undo: Annotated[bool, typer.Option("--undo", help="Le sort des archives.")] = False,
) -> None:
    """Archive un scénario, ou l’en sort."""
    _held(code)
    from ancrage.selection.actions_scenarios import archive_scenario, restore_scenario

    with _refusals():
        (restore_scenario if undo else archive_scenario)(**_by(), scenario=code)
    typer.echo(f"{_held(code).name} : {_state(_seen(code))}")


@scenarios.command("export")
def export_command(
    code: Code,
    out: Annotated[list[Path], typer.Option(help="Fichier .toml, .json, .csv ou .geojson.")],
) -> None:
    """Écrit les règles d’un scénario (.toml) ou son résultat (.json, .csv, .geojson)."""
    held = _held(code)
    for file in out:
        if file.suffix not in FORMATS or not file.parent.is_dir():
            _fail(f"{file} : écrivez dans un dossier qui existe, en {', '.join(FORMATS)}.")
    for file in out:
        file.write_text(_content(held, file.suffix), encoding="utf-8")
        typer.echo(f"Écrit : {file}")


def _content(held: "Scenario", suffix: str) -> str:
    from ancrage.selection.queries.scenarios import run_of
    from ancrage.selection.result_files import result_text
    from ancrage.selection.workshop_toml import rules_toml

    if suffix == ".toml":
        return rules_toml(held.rules)
    run = run_of(held)
    if run is None:
        _fail("Ce scénario n’a pas encore de résultat.")
    return result_text(run, suffix[1:])


def _move(held: "Scenario", settings: list[str]) -> None:
    from ancrage.selection.actions_scenarios import edit_scenario
    from ancrage.selection.workshop_rules import moved_by

    edit_scenario(**_by(), scenario=held.code, moved=moved_by(held.rules, settings=settings))


def _wait(code: str) -> None:
    """Follow the computation until it ends; a bar when a person looks at it."""
    import time

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from ancrage.selection.scenario_states import PENDING

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as b:
        task = b.add_task("en attente", total=1.0)
        while (found := _seen(code)).state in PENDING:
            job = found.scenario.job
            if job:
                b.update(task, description=job.step or "en attente", completed=job.share)
            time.sleep(1)


def _leave(found: "SeenScenario") -> None:
    from ancrage.selection.scenario_states import ScenarioState

    codes = {ScenarioState.DONE: 0, ScenarioState.INFEASIBLE: 3}
    raise typer.Exit(codes.get(found.state, 1))


def _seen(code: str) -> "SeenScenario":
    from django.utils import timezone

    from ancrage.selection.queries.country import loaded_country
    from ancrage.selection.queries.scenarios import seen

    return seen(_held(code), loaded_country(), now=timezone.now())


def _held(code: str) -> "Scenario":
    _start_django()
    from ancrage.selection.queries.scenarios import find_scenario

    found = find_scenario(code)
    if found is None:
        _fail("Aucun scénario de ce code : voyez « ancrage scenarios list ».")
    return found


def _state(found: "SeenScenario") -> str:
    from ancrage.selection.scenario_words import STATES

    return str(STATES[found.state])


def _document(found: "SeenScenario") -> dict[str, Any]:
    held = found.scenario
    return {
        "code": held.code,
        "name": held.name,
        "note": held.note,
        "state": found.state.value,
        "base": held.base,
        "parent": held.parent_id,
        "draws": held.draws,
        "identification": held.identification_id,
        "is_fresh": found.is_fresh,
    }


def _by() -> dict[str, Any]:
    """Who acts, and when: what every action asks."""
    from django.utils import timezone

    from ancrage.journal.acting import acting

    return {"by": acting(), "now": timezone.now()}


@contextmanager
def _refusals() -> Iterator[None]:
    """What is refused, in one sentence."""
    from ancrage.jobs.queue import QueueFullError
    from ancrage.selection.actions_scenarios import ScenarioRefusedError
    from ancrage.selection.workshop_rules import RulesRefusedError

    try:
        yield
    except (ScenarioRefusedError, RulesRefusedError) as refusal:
        _fail(str(refusal))
    except QueueFullError:
        _fail("Trop de calculs attendent déjà : réessayez dans quelques minutes.")


def _tell(document: object, lines: list[str], *, as_json: bool) -> None:
    import json

    text = json.dumps(document, ensure_ascii=False, indent=2) if as_json else "\n".join(lines)
    typer.echo(text)


def _start_django() -> None:
    import django

    django.setup()


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(REFUSED)
