"""A small programme for the tests of calendar and roads: sheets, meetings, acts, by actions."""

import datetime as dt

from ancrage.committees.actions.preparing import put_on_agenda
from ancrage.committees.models import Meeting
from ancrage.contracts.models import CONTRACT, Act
from ancrage.home.calendar.gathering import gather
from ancrage.home.calendar.rules import Dated, Period, Wanted
from ancrage.kernel.rights import Actor
from tests.committees.world import called, prepared
from tests.contracts import world as contracts
from tests.contracts.world import ARVE, NORTH, NOW, SOUTH, TODAY, opened
from tests.roadmaps.world import World, begun, submitted, validated

__all__ = ["ARVE", "NORTH", "NOW", "SOUTH", "TODAY", "World", "called", "opened", "prepared"]
__all__ += ["begun", "submitted", "validated"]

WHOLE = Period(dt.date(2026, 1, 1), dt.date(2031, 12, 31))
RESERVED = "Un atelier dont nul ne sait"
"""The title of what only its readers know of."""


def calendar_of(who: Actor, *, period: Period = WHOLE, **told) -> list[Dated]:
    """What is on somebody's calendar."""
    return gather(who, period=period, today=TODAY, wanted=Wanted(**told))


def keys(entries: list[Dated]) -> set[str]:
    return {one.key for one in entries}


def local_meeting(world: World, **told) -> Meeting:
    """A meeting of the Arve's own committee, in preparation."""
    usual = {"who": "elected", "body": "project", "scope": ARVE}
    return prepared(world, **(usual | told))


def on_agenda(world: World, meeting: Meeting, label: str = "Point d’étape"):
    return put_on_agenda(by=world.actor("elected"), now=NOW, meeting=meeting, label=label)


def act_sent(world: World, kind: str = CONTRACT) -> Act:
    return contracts.sent(world, kind)
