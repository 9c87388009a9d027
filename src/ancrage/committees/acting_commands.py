"""`ancrage committee`: a meeting under way, its decisions, its minutes, its conditions."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import yaml

from ancrage.committees.commands import Code, Rank, Reason, committee_app, held_item, held_meeting
from ancrage.people.acting_commands import acted, fail, refusals, start_django

if TYPE_CHECKING:
    from ancrage.committees.models import Condition

Reference = Annotated[str, typer.Argument(help="Référence de la condition.")]
Told = Annotated[Path, typer.Argument(help="Fichier YAML ou JSON.")]


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


def _read(file: Path) -> Any:  # noqa: ANN401 whatever it tells
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        fail(f"{file} ne se lit pas : {fault}")


@committee_app.command("open")
def open_command(code: Code) -> None:
    """Ouvre la séance, ou la consultation écrite."""
    held = held_meeting(code).meeting
    from ancrage.committees.actions.sitting import open_meeting

    with refusals():
        open_meeting(**acted(), meeting=held)
    typer.echo("Ouverte.")


@committee_app.command("seat")
def seat_command(code: Code, file: Told) -> None:
    """Consigne les présences : une liste de {seat, status, person, name, by}."""
    held = held_meeting(code).meeting
    from ancrage.committees.actions.sitting import seat_members
    from ancrage.committees.rules.sitting import Attendance

    rows = _read(file)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        fail("Le fichier doit tenir une liste de sièges.")
    told = [
        Attendance(*(str(row.get(part) or "") for part in ("seat", "status", "person", "by")))
        for row in rows
    ]
    names = {
        str(row["seat"]): str(row["name"]) for row in rows if row.get("seat") and row.get("name")
    }
    with refusals():
        seat_members(**acted(), meeting=held, told=told, names=names)
    typer.echo("Fait.")


@committee_app.command("decide")
def decide_command(code: Code, rank: Rank, file: Told) -> None:
    """Consigne une décision : decision, reason, votes {siège: vote}, conditions [{words, due,
    role}]."""
    item = held_item(code, rank)
    from ancrage.committees.actions.sitting import Asked, Ruling, decide_item

    told = _read(file)
    if not isinstance(told, dict):
        fail("Le fichier doit dire la décision.")
    with refusals():
        asked = [
            Asked(str(c["words"]), _day(c["due"]), str(c["role"]))
            for c in told.get("conditions", ())
        ]
        ruling = Ruling(
            decision=str(told.get("decision", "")),
            reason=str(told.get("reason", "")),
            votes={str(seat): str(vote) for seat, vote in told.get("votes", {}).items()},
            conditions=asked,
        )
        made = decide_item(**acted(), item=item, ruling=ruling)
    typer.echo(made.effect or made.get_decision_display())


def _day(told: Any) -> dt.date:  # noqa: ANN401 as YAML reads it
    return told if isinstance(told, dt.date) else dt.date.fromisoformat(str(told))


@committee_app.command("vote")
def vote_command(
    code: Code,
    rank: Rank,
    seat: Annotated[str, typer.Argument(help="Siège.")],
    vote: Annotated[str, typer.Argument(help="for, against ou abstained.")],
    comment: Annotated[str, typer.Option(help="Observation.")] = "",
) -> None:
    """Donne l’avis d’un siège, dans une consultation écrite."""
    item = held_item(code, rank)
    from ancrage.committees.actions.voting import vote_in_writing

    with refusals():
        vote_in_writing(**acted(), item=item, seat=seat, vote=vote, comment=comment)
    typer.echo("Fait.")


@committee_app.command("close")
def close_command(code: Code) -> None:
    """Clôt la séance."""
    held = held_meeting(code).meeting
    from ancrage.committees.actions.sitting import close_meeting

    with refusals():
        close_meeting(**acted(), meeting=held)
    typer.echo("Close.")


@committee_app.command("minutes")
def minutes_command(code: Code) -> None:
    """Écrit le relevé de décisions."""
    access = held_meeting(code)
    held = access.meeting
    is_read = access.is_member and (held.state == "approved" or access.is_preparer)
    if not is_read or not held.minutes:
        fail("Cette réunion n’a pas de relevé que vous puissiez lire.")
    typer.echo(held.minutes)


@committee_app.command("draft-minutes")
def draft_minutes_command(code: Code) -> None:
    """Rédige le relevé d’après la séance."""
    held = held_meeting(code).meeting
    from ancrage.committees.actions.concluding import draft_minutes

    with refusals():
        made = draft_minutes(**acted(), meeting=held)
    typer.echo(made.minutes)


@committee_app.command("write-minutes")
def write_minutes_command(code: Code, file: Told) -> None:
    """Remplace le relevé par le texte d’un fichier."""
    held = held_meeting(code).meeting
    from ancrage.committees.actions.concluding import write_minutes

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        fail(f"{file} ne se lit pas : {fault}")
    with refusals():
        write_minutes(**acted(), meeting=held, revision=held.minutes_revision, text=text)
    typer.echo("Fait.")


@committee_app.command("approve")
def approve_command(code: Code) -> None:
    """Approuve le relevé et le publie."""
    held = held_meeting(code).meeting
    from ancrage.committees.actions.concluding import approve_minutes

    with refusals():
        approve_minutes(**acted(), meeting=held, revision=held.minutes_revision)
    typer.echo("Approuvé.")


@committee_app.command("correct")
def correct_command(code: Code, reason: Reason = "") -> None:
    """Rouvre un relevé approuvé, avec la raison."""
    held = held_meeting(code).meeting
    from ancrage.committees.actions.concluding import correct_minutes

    with refusals():
        correct_minutes(**acted(), meeting=held, reason=reason)
    typer.echo("Rouvert.")


def _held_condition(reference: str) -> "Condition":
    start_django()
    from ancrage.committees.access import condition_where
    from ancrage.committees.queries.meetings import find_condition
    from ancrage.journal.policy import may

    actor = acted()["by"]
    held = find_condition(actor, reference)
    if held is None or not may(actor, "committees.read", condition_where(held)):
        fail(f"La condition « {reference} » n’existe pas.")
    return held


@committee_app.command("answer")
def answer_command(
    reference: Reference, answer: Annotated[str, typer.Argument(help="Ce qui a été fait.")]
) -> None:
    """Dit ce qui a été fait pour remplir une condition."""
    held = _held_condition(reference)
    from ancrage.committees.actions.conditions import answer_condition

    with refusals():
        answer_condition(**acted(), condition=held, answer=answer)
    typer.echo("Fait.")


@committee_app.command("lift")
def lift_command(
    reference: Reference,
    verb: Annotated[str, typer.Option(help="lift, send_back ou drop.")] = "lift",
    reason: Reason = "",
) -> None:
    """Lève une condition, la redemande, ou ne la demande plus."""
    held = _held_condition(reference)
    from ancrage.committees.actions.conditions import LIFTS, lift_condition

    if verb not in LIFTS:
        fail("Dites lift, send_back ou drop.")
    with refusals():
        made = lift_condition(**acted(), condition=held, verb=verb, reason=reason)
    typer.echo(made.state)


@committee_app.command("compose")
def compose_command(
    body: Annotated[str, typer.Argument(help="Comité : regional ou project.")],
    region: Annotated[str, typer.Argument(help="Code de la région.")],
    file: Told,
) -> None:
    """Règle qui siège : {valid_from, left_out, added [{code, label, role, votes}], reason}."""
    start_django()
    from ancrage.committees.actions.composing import set_composition
    from ancrage.committees.rules.composition import Seat

    told = _read(file)
    if not isinstance(told, dict) or "valid_from" not in told:
        fail("Le fichier doit dire valid_from, et la raison.")
    with refusals():
        try:
            added = [Seat(**seat) for seat in told.get("added", ())]
        except TypeError:
            fail("Un siège ajouté dit code, label, role et votes.")
        set_composition(
            **acted(),
            body=body,
            region=region,
            valid_from=_day(told["valid_from"]),
            left_out=[str(code) for code in told.get("left_out", ())],
            added=added,
            reason=str(told.get("reason", "")),
        )
    typer.echo("Réglée.")
