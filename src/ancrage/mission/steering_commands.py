"""`ancrage mission`: preparing, weighing, opening; experts, their declarations, their readings."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ancrage.mission.commands import (
    Code,
    Json,
    Number,
    Reason,
    held_candidate,
    held_mission,
    mission_app,
    read_document,
    refusals,
)
from ancrage.people.acting_commands import acted, fail, start_django, tell

if TYPE_CHECKING:
    from ancrage.mission.actions.missions import Plan
    from ancrage.mission.models import Expert, Mission

PlanFile = Annotated[
    Path, typer.Argument(help="Fichier YAML ou JSON : name, purpose, programme, grid, dates…")
]
ExpertId = Annotated[int, typer.Argument(help="Numéro de l’expert, donné par « mission show ».")]


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


@mission_app.command("prepare")
def prepare_command(code: Code, plan: PlanFile) -> None:
    """Prépare une mission, que personne ne voit encore ouverte."""
    start_django()
    from ancrage.mission.actions.missions import prepare_mission

    with refusals():
        made = prepare_mission(**acted(), code=code, plan=_plan(read_document(plan), None))
    typer.echo(made.code)


@mission_app.command("amend")
def amend_command(code: Code, plan: PlanFile) -> None:
    """Change l’objet ou les dates d’une mission ; ce que le fichier tait ne change pas."""
    mission = held_mission(code)
    from ancrage.mission.actions.missions import amend_mission, plan_of

    with refusals():
        asked = _plan(read_document(plan), plan_of(mission))
        amend_mission(**acted(), mission=mission, plan=asked)
    typer.echo("Mission modifiée.")


@mission_app.command("use")
def use_command(
    code: Code,
    bonus: Annotated[str, typer.Option(help="Bonus en % pour une note de 100.")] = "",
    minimum: Annotated[str, typer.Option(help="Note minimale.")] = "",
    forced_from: Annotated[str, typer.Option(help="Entrée d’office à partir de.")] = "",
    reason: Reason = "",
) -> None:
    """Déclare ce que la note change à la liste ; sans option, la note est consultative."""
    mission = held_mission(code)
    from ancrage.mission.actions.missions import declare_use
    from ancrage.mission.rules.use import read_use

    use = read_use({"bonus": bonus, "minimum": minimum, "forced_from": forced_from})
    with refusals():
        declare_use(**acted(), mission=mission, use=use, reason=reason)
    typer.echo("\n".join(use.in_words()))


@mission_app.command("open")
def open_command(code: Code) -> None:
    """Ouvre une mission aux candidatures et aux lectures."""
    mission = held_mission(code)
    from ancrage.mission.actions.missions import open_mission

    with refusals():
        open_mission(**acted(), mission=mission)
    typer.echo("Mission ouverte.")


@mission_app.command("close")
def close_command(code: Code) -> None:
    """Clôt une mission : ses notes ne changent plus."""
    mission = held_mission(code)
    from ancrage.mission.actions.missions import close_mission

    with refusals():
        close_mission(**acted(), mission=mission)
    typer.echo("Mission close.")


@mission_app.command("appoint")
def appoint_command(
    code: Code,
    email: Annotated[str, typer.Argument(help="Adresse de la personne, qui a le rôle d’expert.")],
    discipline: Annotated[str, typer.Option(help="Discipline.")],
) -> None:
    """Nomme un expert."""
    mission = held_mission(code)
    from ancrage.mission.actions.experts import appoint_expert
    from ancrage.people.models import Person

    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        fail(f"Personne n’a l’adresse « {email} ».")
    with refusals():
        made = appoint_expert(**acted(), mission=mission, person=person, discipline=discipline)
    typer.echo(f"Expert {made.pk} nommé.")


@mission_app.command("dismiss")
def dismiss_command(code: Code, expert: ExpertId, reason: Reason) -> None:
    """Met fin à la mission d’un expert ; ses lectures en cours ne comptent plus."""
    held = _expert(held_mission(code), expert)
    from ancrage.mission.actions.experts import dismiss_expert

    with refusals():
        dismiss_expert(**acted(), expert=held, reason=reason)
    typer.echo("C’est fait.")


@mission_app.command("interests")
def interests_command(code: Code, as_json: Json = False) -> None:
    """Lit les déclarations d’intérêts des experts."""
    mission = held_mission(code)
    from ancrage.journal.policy import granted
    from ancrage.mission.documents import interest_documents

    granted(acted()["by"], "mission.read_interests")
    held = interest_documents(mission)
    lines = [
        f"{i['expert']}\tcandidat {i['candidate']}\t{i['reason'] if i['conflict'] else 'aucun'}"
        for i in held
    ]
    tell(held, lines or ["Aucune déclaration."], as_json=as_json)


@mission_app.command("declare")
def declare_command(
    code: Code,
    number: Number,
    conflict: Annotated[
        str, typer.Option(help="Le lien que vous avez ; sans cette option : aucun conflit.")
    ] = "",
) -> None:
    """Déclare vos intérêts pour un candidat ; n’en avoir aucun se déclare aussi."""
    mission = held_mission(code)
    from ancrage.mission.actions.experts import Declared, declare_interests
    from ancrage.mission.queries.missions import expert_of

    expert = expert_of(mission, acted()["by"])
    if expert is None:
        fail("Vous n’êtes pas expert de cette mission.")
    told = {number: Declared(has_conflict=bool(conflict), reason=conflict)}
    with refusals():
        declare_interests(**acted(), expert=expert, declared=told)
    typer.echo("Déclaré.")


@mission_app.command("pick")
def pick_command(
    code: Code,
    identification: Annotated[str, typer.Argument(help="Code d’une identification gardée.")],
    territories: Annotated[list[str], typer.Argument(help="Codes de ses territoires.")],
) -> None:
    """Retient comme candidats des territoires d’une identification."""
    mission = held_mission(code)
    from ancrage.mission.actions.applications import pick_candidates
    from ancrage.selection.queries.runs import find_run

    run = find_run(identification)
    if run is None:
        fail(f"Aucune identification ne porte le code « {identification} ».")
    with refusals():
        made = pick_candidates(
            **acted(), mission=mission, identification=run.record, codes=territories
        )
    typer.echo("\n".join(f"{c.number}\t{c.name}" for c in made))


@mission_app.command("assign")
def assign_command(
    code: Code,
    number: Number,
    experts: Annotated[list[int], typer.Argument(help="Numéros des experts.")],
) -> None:
    """Confie les lectures d’un candidat à des experts sans conflit d’intérêts."""
    candidate = held_candidate(code, number)
    from ancrage.mission.actions.readings import assign_readings

    held = [_expert(candidate.mission, expert) for expert in experts]
    with refusals():
        made = assign_readings(**acted(), candidate=candidate, experts=held)
    typer.echo(", ".join(f"lecture {reading.pk}" for reading in made))


@mission_app.command("share")
def share_command(code: Code) -> None:
    """Répartit les lectures qui manquent entre les experts sans conflit."""
    mission = held_mission(code)
    from ancrage.mission.actions.readings import share_readings

    with refusals():
        count, lacking = share_readings(**acted(), mission=mission)
    left = f" Sans lecteur : {', '.join(map(str, lacking))}." if lacking else ""
    given = "lecture confiée" if count == 1 else "lectures confiées"
    typer.echo(f"{count} {given}.{left}")


@mission_app.command("set-aside")
def set_aside_command(
    code: Code,
    reading: Annotated[int, typer.Argument(help="Numéro de la lecture.")],
    reason: Reason,
) -> None:
    """Écarte une lecture : elle ne compte plus."""
    mission = held_mission(code)
    from ancrage.mission.actions.readings import set_aside_reading
    from ancrage.mission.models import Reading

    found = Reading.objects.select_related("candidate")
    held = found.filter(candidate__mission=mission, pk=reading).first()
    if held is None:
        fail(f"La mission « {code} » n’a pas de lecture {reading}.")
    with refusals():
        set_aside_reading(**acted(), reading=held, reason=reason)
    typer.echo("Lecture écartée.")


@mission_app.command("compute")
def compute_command(code: Code) -> None:
    """Demande au travailleur du site l’effet des notes arrêtées sur la liste."""
    mission = held_mission(code)
    from ancrage.mission.actions.effects import ask_effect

    with refusals():
        made = ask_effect(**acted(), mission=mission)
    typer.echo(f"Calcul {made.number} demandé : voyez « ancrage mission effect {code} ».")


@mission_app.command("cancel")
def cancel_command(code: Code) -> None:
    """Annule le calcul de l’effet."""
    mission = held_mission(code)
    from ancrage.mission.actions.effects import cancel_effect

    with refusals():
        cancel_effect(**acted(), mission=mission)
    typer.echo("Calcul annulé.")


def _plan(told: dict[str, Any], before: "Plan | None") -> "Plan":
    """A plan as a file says it, over the one there is."""
    from ancrage.mission.actions.missions import Plan

    try:
        return Plan(**((before.told() if before else {}) | told))
    except TypeError as fault:
        fail(f"Le fichier ne convient pas ({fault}).")


def _expert(mission: "Mission", number: int) -> "Expert":
    found = next((expert for expert in mission.experts.all() if expert.pk == number), None)
    if found is None:
        fail(f"La mission n’a pas d’expert {number}.")
    found.mission = mission
    return found
