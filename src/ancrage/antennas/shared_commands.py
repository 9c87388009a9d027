"""What the commands of the antennas share: options, opening the database, refusals."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.people.acting_commands import fail

if TYPE_CHECKING:
    from ancrage.antennas.actions.antennas import Offer
    from ancrage.antennas.engine.model import Question

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


def question_of(
    count: int,
    objective: str,
    radius_km: float | None,
    minutes: float | None,
    capacity: int | None,
    keep: list[str] | None,
    exclude: list[str] | None,
) -> "Question":
    """The question that the options ask. InputRefused."""
    from ancrage.antennas.engine.model import Objective, Question

    if objective not in list(Objective):
        raise refused("--objective", f"« {objective} » n’existe pas.", "coverage ou distance.")
    if radius_km is not None and minutes is not None:
        advice = "Donnez l’un ou l’autre."
        raise refused("--minutes", "un rayon et une durée à la fois.", advice)
    if minutes is not None:
        radius_km = _kilometres(minutes)
    return Question(
        count=count,
        objective=Objective(objective),
        radius_km=radius_km,
        capacity=capacity,
        kept=frozenset(keep or []),
        excluded=frozenset(exclude or []),
    )


def _kilometres(minutes: float) -> float:
    from ancrage.antennas.travel import travel_at

    travel = travel_at(dt.datetime.now(tz=dt.UTC).date())
    radius = travel.kilometres(minutes)
    typer.echo(
        f"{minutes:g} minutes ≈ {radius:g} km à vol d’oiseau : estimation "
        f"({travel.speed_kmh:g} km/h, détour {travel.detour:g}). {travel.source}",
        err=True,
    )
    return radius


def refused(option: str, what: str, advice: str) -> Exception:
    """What an option should have been, to be raised."""
    from ancrage.kernel.problems import InputRefused, Problem

    return InputRefused([Problem(option, None, None, what, advice)])
