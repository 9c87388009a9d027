"""One passage of the sender: write what is due, have it leave, forget what was kept enough."""

import datetime as dt
from dataclasses import dataclass

from ancrage.inbox.actions.delivering import Delivered, deliver_due, forget_old_messages
from ancrage.inbox.actions.writing import write_due
from ancrage.journal.command import unjournalled


@dataclass(frozen=True, slots=True)
class Round:
    """What a passage did."""

    written: int
    delivered: Delivered


@unjournalled("le service d’envoi : chaque message est gardé, avec ce qu’il est devenu")
def send_due(*, now: dt.datetime) -> Round:
    """Write and send everything that is due. Several at once do not double anything."""
    written = write_due(now=now)
    delivered = deliver_due(now=now)
    forget_old_messages(now=now)
    return Round(written, delivered)
