"""`ancrage priority`, `ancrage forecast`: did the priority happen, and what is to come."""

import datetime as dt
from typing import Annotated

import typer

from ancrage.people.acting_commands import acted, fail, start_django, tell

Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Date = Annotated[str, typer.Option(help="Jour, AAAA-MM-JJ ; sinon aujourd’hui.")]
Operator = Annotated[str, typer.Option(help="Code de l’opérateur.")]
Measure = Annotated[str, typer.Option(help="Code de la mesure.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("priority")(priority_command)
    app.command("forecast")(forecast_command)


def priority_command(
    date: Date = "", operator: Operator = "", measure: Measure = "", as_json: Json = False
) -> None:
    """Dit si la priorité a eu lieu : accords, délais, montants, dans les territoires et hors."""
    start_django()
    from ancrage.evidence.documents import priority_document, priority_lines
    from ancrage.evidence.queries.priority import kept, priority_at

    found = priority_at(acted()["by"], day=_day(date))
    rows = kept(found, operator=operator, measure=measure)
    if not rows:
        fail("Aucun dossier ne répond à ces codes à cette date.")
    tell(priority_document(found, rows), priority_lines(found, rows), as_json=as_json)


def forecast_command(
    date: Date = "", operator: Operator = "", measure: Measure = "", as_json: Json = False
) -> None:
    """Prévoit les engagements et les paiements par trimestre, là où le passé le permet."""
    start_django()
    from ancrage.evidence.documents import forecast_document
    from ancrage.evidence.foreseen import forecasts_at, sentence

    found = forecasts_at(_day(date))
    held = found.of((operator, measure))
    if not held:
        fail("Aucun engagement ni paiement n’est connu pour ces codes à cette date.")
    lines = [sentence(one, found.rules) for one in held]
    tell(forecast_document(found, held), lines, as_json=as_json)


def _day(text: str) -> dt.date:
    from django.utils import timezone

    try:
        return dt.date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        fail(f"« {text} » n’est pas un jour : écrivez AAAA-MM-JJ.")
