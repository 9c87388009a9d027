"""`ancrage allocation`: the sharing of envelopes from the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell

if TYPE_CHECKING:
    from ancrage.allocation.actions.scenarios import Wanted
    from ancrage.allocation.models import Scenario

allocation_app = typer.Typer(
    help="Répartition d’une enveloppe : scénarios, plans, adoption.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Code = Annotated[str, typer.Argument(help="Code du scénario.")]
Financer = Annotated[str, typer.Option(help="Code du financeur, comme « region:84 ».")]
Scope = Annotated[str, typer.Option(help="Code de la Région ; rien pour la nation.")]
Envelope = Annotated[str, typer.Option(help="Code de l’enveloppe partagée.")]
By = Annotated[
    str,
    typer.Option(
        metavar="territory|region|need|measure|operator|year",
        help="Par quoi les crédits sont délégués à l’adoption.",
    ),
]
Unit = Annotated[str, typer.Option(help="Unité des résultats attendus.")]
Out = Annotated[Path, typer.Option("--out", help="Fichier à écrire.")]


def register(app: typer.Typer) -> None:
    """Add the group to the command line."""
    app.add_typer(allocation_app, name="allocation")


@allocation_app.command("list")
def list_command(as_json: Json = False) -> None:
    """Liste les scénarios de répartition."""
    start_django()
    from ancrage.allocation.definitions import state_of
    from ancrage.allocation.documents import scenario_document
    from ancrage.allocation.queries.scenarios import visible_to

    held = list(visible_to(acted()["by"]))
    lines = ["\t".join((one.code, state_of(one.state).label, one.name)) for one in held]
    tell(
        [scenario_document(one) for one in held],
        lines or ["Aucun scénario de répartition."],
        as_json=as_json,
    )


@allocation_app.command("show")
def show_command(code: Code, as_json: Json = False) -> None:
    """Montre un scénario, son plan avec sa borne, ce qu’il est devenu."""
    held = scenario_of(code)
    from ancrage.allocation.definitions import state_of
    from ancrage.allocation.documents import scenario_detail
    from ancrage.allocation.queries.scenarios import granted_cents, is_current
    from ancrage.catalogue.rules.facts import euros
    from ancrage.ui.formats import number

    lines = [held.name, state_of(held.state).label]
    if held.plan:
        lines += [
            f"Attribué : {euros(granted_cents(held))}",
            f"Écart à la borne : {number(100 * held.plan['gap'], 4)} %",
            "" if is_current(held) else "Plan d’une version d’avant : à calculer à nouveau.",
        ]
    tell(scenario_detail(held), [line for line in lines if line], as_json=as_json)


@allocation_app.command("new")
def new_command(
    name: Annotated[str, typer.Argument(help="Nom.")],
    financer: Financer,
    scope: Scope = "",
    envelope: Envelope = "",
    delegates_by: By = "",
    unit: Unit = "",
) -> None:
    """Commence un scénario."""
    start_django()
    from ancrage.allocation.actions.scenarios import create_scenario

    with refusals():
        wanted = _wanted(name, financer, scope, envelope, delegates_by, unit)
        made = create_scenario(**acted(), wanted=wanted)
    typer.echo(made.code)


@allocation_app.command("describe")
def describe_command(
    code: Code,
    name: Annotated[str, typer.Option(help="Nom.")] = "",
    envelope: Envelope = "",
    delegates_by: By = "",
    unit: Unit = "",
) -> None:
    """Change le nom, l’enveloppe, la délégation, l’unité d’un scénario : ce qui est dit."""
    held = scenario_of(code)
    from dataclasses import replace

    from ancrage.allocation.actions.scenarios import describe_scenario, wanted_of

    told: dict[str, Any] = {"name": name, "delegates_by": delegates_by, "unit": unit}
    told["envelope"] = _envelope(envelope) if envelope else None
    changes = {field: value for field, value in told.items() if value}
    with refusals():
        wanted = replace(wanted_of(held), **changes)
        describe_scenario(**acted(), scenario=held, wanted=wanted, revision=held.revision)
    typer.echo("Scénario décrit.")


@allocation_app.command("copy")
def copy_command(code: Code, name: Annotated[str, typer.Argument(help="Nom de la copie.")]) -> None:
    """Copie un scénario, avec ses projets, ses règles, ses montants fixés à la main."""
    held = scenario_of(code)
    from ancrage.allocation.actions.scenarios import copy_scenario

    with refusals():
        made = copy_scenario(**acted(), scenario=held, name=name)
    typer.echo(made.code)


@allocation_app.command("lines")
def lines_command(code: Code, as_json: Json = False) -> None:
    """Liste les projets d’un scénario, avec ce que le plan attribue à chacun."""
    held = scenario_of(code)
    from ancrage.allocation.access import reads_rooms
    from ancrage.allocation.documents import line_document
    from ancrage.allocation.queries.scenarios import lines_of
    from ancrage.catalogue.rules.facts import euros

    found = list(lines_of(held))
    lines = [
        "\t".join(
            (
                line.code,
                euros(line.asked),
                "inconnu" if line.granted is None else euros(line.granted),
                line.name,
            )
        )
        for line in found
    ]
    with_room = reads_rooms(acted()["by"], held)
    told = [line_document(line, with_room=with_room) for line in found]
    tell(told, lines or ["Aucun projet."], as_json=as_json)


@allocation_app.command("rules")
def rules_command(code: Code) -> None:
    """Écrit les règles d’un scénario, comme rules.toml."""
    held = scenario_of(code)
    from ancrage.allocation.queries.files import rules_text

    with refusals():
        text = rules_text(held)
    typer.echo(text)


@allocation_app.command("compare")
def compare_command(
    codes: Annotated[list[str], typer.Argument(help="Codes des scénarios, de deux à quatre.")],
    as_json: Json = False,
) -> None:
    """Compare des scénarios : ce que chaque territoire reçoit dans chacun."""
    start_django()
    from ancrage.allocation.queries.comparing import MOST, comparison_of
    from ancrage.catalogue.rules.facts import euros

    if not 2 <= len(set(codes)) <= MOST:
        fail(f"Donnez de deux à {MOST} scénarios.")
    found = comparison_of([scenario_of(code) for code in dict.fromkeys(codes)])
    lines = ["\t".join(["", *(side.scenario.code for side in found.sides)])]
    lines.append("\t".join(["Attribué", *(euros(side.cents) for side in found.sides)]))
    for row in found.territories:
        told = ("–" if cents is None else euros(cents) for cents in row.cents)
        lines.append("\t".join([row.name or "sans territoire", *told]))
    document = {
        part: [{"code": row.code, "name": row.name, "cents": row.cents} for row in rows]
        for part, rows in (("projects", found.projects), ("territories", found.territories))
    }
    tell(document, lines, as_json=as_json)


@allocation_app.command("export")
def export_command(
    code: Code,
    out: Out,
    what: Annotated[
        str, typer.Option(metavar="projects|rules|plan", help="Ce qui est écrit.")
    ] = "projects",
) -> None:
    """Écrit projects.csv, rules.toml ou plan.json, que « ancrage allocate » lit ou écrit."""
    held = scenario_of(code)
    from functools import partial

    from ancrage.allocation.access import reads_rooms
    from ancrage.allocation.queries.files import plan_text, projects_text, rules_text

    with_rooms = reads_rooms(acted()["by"], held)
    writers: dict[str, Callable[[Scenario], str]] = {
        "projects": partial(projects_text, with_rooms=with_rooms),
        "rules": rules_text,
        "plan": plan_text,
    }
    if what not in writers:
        fail("Choisissez projects, rules ou plan.")
    out.write_text(writers[what](held), encoding="utf-8")
    typer.echo(str(out))


def _wanted(
    name: str, financer: str, scope: str, envelope: str, delegates_by: str, unit: str
) -> "Wanted":
    from ancrage.allocation.actions.scenarios import Wanted

    held = _envelope(envelope) if envelope else None
    return Wanted(name, financer, scope, held, delegates_by, unit)


def _envelope(code: str) -> Any:  # noqa: ANN401 a model of Django's
    from ancrage.funding.queries.envelopes import find_envelope

    found = find_envelope(code)
    if found is None:
        fail(f"L’enveloppe « {code} » n’existe pas.")
    return found


def scenario_of(code: str) -> "Scenario":
    """The scenario that a command names, if its reader may see it."""
    start_django()
    from ancrage.allocation.queries.scenarios import find_scenario

    found = find_scenario(acted()["by"], code)
    if found is None:
        fail(f"Le scénario de répartition « {code} » n’existe pas.")
    return found
