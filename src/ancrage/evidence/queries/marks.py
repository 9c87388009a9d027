"""Whether anything changed since figures were computed: they are kept until it does."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Q

from ancrage.funding.models import Dossier, LedgerHead
from ancrage.geography.models import PerimeterVersion


@dataclass(frozen=True, slots=True)
class Mark:
    """What changes when a file, an entry or a list does: two equal marks give equal figures."""

    head: str
    files: int
    invented: int
    last: int | None
    changed_at: dt.datetime | None
    lists: tuple[tuple[str, dt.date], ...]


def current_mark() -> Mark:
    """The mark of now. Three queries."""
    head = LedgerHead.objects.values_list("hash", flat=True).first()
    told = Dossier.objects.aggregate(
        files=Count("pk"),
        invented=Count("pk", filter=Q(is_demonstration=True)),
        last=Max("pk"),
        changed_at=Max("changed_at"),
    )
    lists = PerimeterVersion.objects.order_by("code").values_list("code", "valid_from")
    return Mark(head=head or "", lists=tuple(lists), **told)
