"""Telling an operator that nobody answers any more somewhere: a part of what opens the hole."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.inbox.actions import ask, settle
from ancrage.inbox.queries.waiting import open_causes
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.rights import Actor
from ancrage.matching.access import operator_where
from ancrage.matching.models import Designation
from ancrage.matching.queries.coverage import (
    REFERENT,
    CoverageRow,
    coverage_rows,
    lapsed,
    post_of,
)
from ancrage.matching.rules.coverage import State
from ancrage.people.queries import holders

PREFIX = "matching.hole"
NAMED = 3
"""How many territories are named in the title; beyond, they are counted."""


@unjournalled("une étape d’une commande, qui en laisse la trace")
def tell_hole(*, designation: Designation, day: dt.date, now: dt.datetime) -> int:
    """Ask the operator to fill what a designation leaves from a day; says how many territories.

    When nobody is left to hold the operator's role, the national team is asked.
    """
    left = _left(designation, coverage_rows(day, operators=[designation.operator]))
    names = sorted({row.territory.name for row in left})
    if not names:
        return 0
    operator, where = left[0].operator_name, operator_where(designation.operator)
    is_held = bool(holders(role=REFERENT, where=where, on=day))
    ask(
        cause=cause_of(designation),
        title=_title(operator, names),
        why=_("La désignation qui les couvrait prend fin, ou sa personne n’est plus référente."),
        url_name="coverage",
        role="referent" if is_held else "national",
        where=where,
        since=day,
        now=now,
    )
    return len(names)


@unjournalled("une étape d’une commande, qui en laisse la trace")
def settle_holes(*, operator: str, day: dt.date, now: dt.datetime) -> None:
    """Take away what was asked of an operator and is filled again."""
    waiting = open_causes(f"{PREFIX}:{operator}:")
    if not waiting:
        return
    rows = coverage_rows(day, operators=[operator])
    held = Designation.objects.filter(reference__in=[c.rpartition(":")[2] for c in waiting])
    for designation in held:
        if not _left(designation, rows):
            settle(cause=cause_of(designation), now=now)


@command("matching.follow_holes")
def follow_holes(*, by: Actor, now: dt.datetime, day: dt.date) -> int:
    """Tell of the holes that a role's end opened, which no designation's end told. How many."""
    allow()
    told = [d for d in lapsed(day) if tell_hole(designation=d, day=day, now=now)]
    for operator in sorted({d.operator for d in Designation.objects.all()}):
        settle_holes(operator=operator, day=day, now=now)
    if not told:
        unchanged()
        return 0
    record(
        kind="designation",
        reference="",
        says=_("Trous de couverture signalés : %d") % len(told),
        details={"designations": [d.reference for d in told]},
    )
    return len(told)


def cause_of(designation: Designation) -> str:
    """Under which cause the hole that it leaves is asked for."""
    return f"{PREFIX}:{designation.operator}:{designation.reference}"


def _left(designation: Designation, rows: Iterable[CoverageRow]) -> list[CoverageRow]:
    """What the designation was about and nobody answers for."""
    post = post_of(designation)
    return [
        row
        for row in rows
        if row.state == State.HOLE
        and post.answers_for(measure=row.measure.code, place=row.territory.place)
    ]


def _title(operator: str, names: list[str]) -> str:
    """Under 250 characters, whatever the names."""
    if len(names) <= NAMED:
        where = ", ".join(name[:60] for name in names)
        return _("Désigner un référent %(operator)s : %(where)s") % {
            "operator": operator,
            "where": where,
        }
    told = ngettext(
        "Désigner un référent %(operator)s : %(count)d territoire n’en a plus",
        "Désigner un référent %(operator)s : %(count)d territoires n’en ont plus",
        len(names),
    )
    return told % {"operator": operator, "count": len(names)}
