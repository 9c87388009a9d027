"""Several people acting at the same moment, each on a thread and a connection of his own."""

import threading
from collections.abc import Callable

from django.db import connection

from ancrage.journal.models import JournalEntry

PATIENCE = 60


def at_once(*acts: Callable[[], object], refusals: type[Exception] = Exception) -> list[object]:
    """What each act gave, or the refusal that it raised, all begun together."""
    barrier = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            found[place] = act()
        except refusals as refusal:
            found[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return found


def refused(found: list[object], kind: type[Exception]) -> int:
    """How many of what acts gave are refusals of a kind."""
    return sum(isinstance(one, kind) for one in found)


def entries(*commands: str) -> int:
    """How many entries of the journal these commands left."""
    return JournalEntry.objects.filter(command__in=commands).count()
