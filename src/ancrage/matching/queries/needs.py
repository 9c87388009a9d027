"""What tandems said of their needs: the last word of each, and all that was said before."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.timezone import localtime

from ancrage.kernel.rights import Actor
from ancrage.matching.access import knows_private, reads_private
from ancrage.matching.models import NeedStatement


@dataclass(frozen=True, slots=True)
class Beside:
    """What the public figures said when a tandem wrote: the level, and each signal's figure."""

    suggested: str = ""
    seen: Mapping[str, float | None] = field(default_factory=dict)


NO_FIGURES = Beside()


def statements_of(scope: str, *, day: dt.date) -> dict[str, list[NeedStatement]]:
    """What was said of each need of a territory up to a day, the latest first. One query."""
    found: dict[str, list[NeedStatement]] = {}
    if not scope:
        return found
    for row in NeedStatement.objects.filter(territory=scope).order_by("need", "-revision"):
        if localtime(row.declared_at).date() <= day:
            found.setdefault(row.need, []).append(row)
    return found


def last_revision(scope: str, need: str) -> int:
    """The number of the last word on a need; 0 when nothing was said."""
    held = NeedStatement.objects.filter(territory=scope, need=need).order_by("-revision")
    return held.values_list("revision", flat=True).first() or 0


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody may read of one need: the last word, those before it, or that it is private.

    `revision` is the number of the last word, read or not; `hidden` is that word when only its
    being there may be known.
    """

    revision: int = 0
    last: NeedStatement | None = None
    history: tuple[NeedStatement, ...] = ()
    hidden: NeedStatement | None = None


def readable(
    said: Mapping[str, list[NeedStatement]], *, actor: Actor, scope: str
) -> dict[str, Said]:
    """What the actor may read of each need on which something was said.

    A last word that is private closes those before it too: the tandem took them back.
    """
    opened, knows = reads_private(actor, scope), knows_private(actor, scope)
    found = {}
    for need, rows in said.items():
        last = rows[0]
        if opened:
            found[need] = Said(last.revision, last, tuple(rows))
        elif last.is_private:
            found[need] = Said(last.revision, hidden=last if knows else None)
        else:
            public = tuple(row for row in rows if not row.is_private)
            found[need] = Said(last.revision, last, public)
    return found
