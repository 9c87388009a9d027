"""What commands of every capability do around their actions: who acts, refusals, what is told.

Django is imported inside, so that a command that needs no database starts at once.
"""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, TypedDict

import typer

if TYPE_CHECKING:
    from ancrage.kernel.rights import Actor

REFUSED = 2


class Acted(TypedDict):
    """Who acts, and when: what every action takes first."""

    by: "Actor"
    now: dt.datetime


def start_django() -> None:
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
    from ancrage.kernel.problems import InputRefused

    try:
        yield
    except InputRefused:
        raise
    except ValueError as refusal:
        fail(str(refusal))


def tell(document: object, lines: list[str], *, as_json: bool) -> None:
    """Write for a person, or for a program."""
    text = json.dumps(document, ensure_ascii=False, indent=2, default=str)
    typer.echo(text if as_json else "\n".join(lines))


def fail(sentence: str) -> NoReturn:
    """Say why not, and leave."""
    typer.echo(sentence, err=True)
    raise typer.Exit(REFUSED)
