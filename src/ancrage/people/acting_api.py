"""What the API's writes share: who acts and when, and the answer to what is refused."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypedDict

from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import HttpError

from ancrage.jobs.queue import QueueFullError
from ancrage.kernel.rights import Actor
from ancrage.people.middleware import actor_in


class Acting(TypedDict):
    """Who acts, and when: what every command takes first."""

    by: Actor
    now: dt.datetime


def acting_in(request: HttpRequest) -> Acting:
    """Who acts in a request of the API, now."""
    return {"by": actor_in(request), "now": timezone.now()}


@contextmanager
def problems_for(
    *conflicts: type[Exception], faults: tuple[type[Exception], ...] = ()
) -> Iterator[None]:
    """What an action refuses, as a problem document: a conflict, or a fault of what was sent."""
    try:
        yield
    except conflicts as refusal:
        raise HttpError(409, str(refusal)) from refusal
    except faults as refusal:
        raise HttpError(422, str(refusal)) from refusal
    except QueueFullError as refusal:
        raise HttpError(503, "Trop de calculs attendent : réessayez plus tard.") from refusal
