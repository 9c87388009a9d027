"""What the commands of the antennas share: options, opening the database, refusals."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.people.acting_commands import fail

if TYPE_CHECKING:
    from ancrage.antennas.actions.antennas import Offer

Code = Annotated[str, typer.Argument(help="Code.")]
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Starts = Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Début de la période.")]
Ends = Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Fin de la période.")]
Opens = Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Ouverture.")]
Places = Annotated[int, typer.Option(min=1, help="Places.")]
Name = Annotated[str, typer.Option(help="Nom.")]


def start() -> None:
    """Open the database."""
    import django

    django.setup()


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


def offer_of(starts_on: dt.datetime, ends_on: dt.datetime, places: int) -> "Offer":
    """Places from a day to a day."""
    from ancrage.antennas.actions.antennas import Offer

    return Offer(starts_on.date(), ends_on.date(), places)
