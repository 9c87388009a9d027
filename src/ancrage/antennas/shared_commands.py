"""What the commands of the antennas share: who acts, refusals, telling."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn, TypedDict

import typer

if TYPE_CHECKING:
    from ancrage.antennas.actions.antennas import Offer
    from ancrage.kernel.rights import Actor

REFUSED = 2
Code = Annotated[str, typer.Argument(help="Code.")]
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Starts = Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Début de la période.")]
Ends = Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Fin de la période.")]
Opens = Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Ouverture.")]
Places = Annotated[int, typer.Option(min=1, help="Places.")]
Name = Annotated[str, typer.Option(help="Nom.")]


class Acted(TypedDict):
    """Who acts, and when: what every action takes first."""

    by: "Actor"
    now: dt.datetime


def start() -> None:
    """Open the database."""
    import django

    django.setup()


def acted() -> Acted:
    """Who acts on the command line, now."""
    from django.utils import timezone

    from ancrage.journal.acting import acting

    return {"by": acting(), "now": timezone.now()}


@contextmanager
def refusals() -> Iterator[None]:
    """What an action refuses, told in one sentence."""
    from ancrage.jobs.queue import QueueFullError

    try:
        yield
    except QueueFullError:
        fail("Trop de calculs attendent déjà : réessayez dans quelques minutes.")
    except ValueError as refusal:
        fail(str(refusal))


def tell(document: object, lines: list[str], *, as_json: bool) -> None:
    """Write for a person, or for a program."""
    import json

    text = json.dumps(document, ensure_ascii=False, indent=2, default=str)
    typer.echo(text if as_json else "\n".join(lines))


def fail(sentence: str) -> NoReturn:
    """Say why not, and leave."""
    typer.echo(sentence, err=True)
    raise typer.Exit(REFUSED)


def offer_of(starts_on: dt.datetime, ends_on: dt.datetime, places: int) -> "Offer":
    """Places from a day to a day."""
    from ancrage.antennas.actions.antennas import Offer

    return Offer(starts_on.date(), ends_on.date(), places)
