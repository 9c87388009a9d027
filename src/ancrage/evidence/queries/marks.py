"""Whether anything changed since figures were computed: they are kept until it does."""

import datetime as dt
from dataclasses import dataclass

from ancrage.funding.models import LedgerHead
from ancrage.geography.models import PerimeterVersion
from ancrage.journal.queries import last_of

WRITERS = ("funding.", "stateaid.", "allocation.")
"""The commands of what writes dossiers and entries. What others have them do posts, which moves
the ledger's head."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What changes when a file, an entry or a list does: two equal marks give equal figures.

    `done`: the number and the hash of the last command that counts.
    """

    head: str
    done: tuple[int, str]
    lists: tuple[tuple[str, dt.date], ...]


def current_mark(*writers: str) -> Mark:
    """The mark of now, whatever the size of the ledger. Three queries.

    `writers`: what else counts, by what its commands begin with. Figures that a command reads
    after it wrote are not to be kept: what is undone leaves no mark.
    """
    head = LedgerHead.objects.values_list("hash", flat=True).first()
    lists = PerimeterVersion.objects.order_by("code").values_list("code", "valid_from")
    return Mark(head or "", last_of(*WRITERS, *writers), tuple(lists))
