"""`ancrage money show`, `ancrage money statements`: the sums of any cut, what was said of them."""

import datetime as dt
from typing import Annotated

import typer

from ancrage.funding.commands.group import money_app
from ancrage.people.acting_commands import fail, start_django, tell

Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Date = Annotated[str, typer.Option(help="Jour, AAAA-MM-JJ ; sinon aujourd’hui.")]


def register(_app: typer.Typer) -> None:
    """The commands are those of `money_app`, which `ancrage.funding.commands.group` adds."""


@money_app.command("show")
def show_command(
    by: Annotated[str, typer.Option(help="Axe : territoire, mesure, financeur, annee…")] = "",
    date: Date = "",
    known_on: Annotated[str, typer.Option(help="Tel que connu ce jour-là, AAAA-MM-JJ.")] = "",
    territory: Annotated[str, typer.Option(help="Territoire, « programme:code ».")] = "",
    financer: Annotated[str, typer.Option(help="Code du financeur.")] = "",
    measure: Annotated[str, typer.Option(help="Code de la mesure, ou « inconnu ».")] = "",
    as_json: Json = False,
) -> None:
    """Montre ce qui est demandé, accordé et payé, à une date, en tout et par un axe."""
    start_django()
    from ancrage.funding.documents.money import line_document, sums_document
    from ancrage.funding.queries.lines import lines_of
    from ancrage.funding.queries.totals import whole_of
    from ancrage.funding.rules.axes import AXES
    from ancrage.funding.rules.cuts import Look

    if by and by not in AXES:
        fail(f"Axe inconnu : {by}. Connus : {', '.join(AXES)}.")
    day = _day(date)
    known = _day(known_on) if known_on else None
    look = Look(territory=territory, financer=financer, measure=measure, until=day, known_on=known)
    axes = [AXES[by]] if by else []
    sums = whole_of(look).sums
    lines = lines_of(look, axes) if axes else []
    told = {
        "as_of": day.isoformat(),
        "known_on": known.isoformat() if known else None,
        "whole": sums_document(sums),
        "lines": [line_document(line, axes) for line in lines],
    }
    said = [_line("Ensemble", sums_document(sums))]
    said += [_line(", ".join(line.names), sums_document(line.sums)) for line in lines]
    tell(told, said, as_json=as_json)


def _line(name: str, sums: dict[str, int]) -> str:
    from ancrage.catalogue.rules.facts import euros

    return (
        f"{name} : {euros(sums['requested'])} demandés, {euros(sums['granted'])} accordés, "
        f"{euros(sums['paid'])} payés, {euros(sums['unmatched'])} payés à rattacher"
    )


@money_app.command("statements")
def statements_command(date: Date = "", as_json: Json = False) -> None:
    """Liste ce qui a été dit en public de l’argent, à côté de ce que l’on retrace."""
    start_django()
    from ancrage.funding.documents.money import statement_document
    from ancrage.funding.queries.statements import compared_at
    from ancrage.funding.rules.wording import spoken

    beside = compared_at(_day(date))
    lines = []
    for one in beside.compared:
        held = one.statement
        then = "sans somme comparable" if one.then is None else f"retracé : {spoken(one.then)}"
        lines.append(f"{held.said}, {held.who} : {held.says} ({then})")
    tell([statement_document(one) for one in beside.compared], lines, as_json=as_json)


def _day(text: str) -> dt.date:
    from django.utils import timezone

    try:
        return dt.date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        fail(f"« {text} » n’est pas une date : écrivez AAAA-MM-JJ.")
