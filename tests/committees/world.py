"""Meetings for the tests, on the small country of the roadmaps: made by the actions."""

import datetime as dt
from zoneinfo import ZoneInfo

from ancrage.committees.actions.calling import call_meeting
from ancrage.committees.actions.preparing import Convened, prepare_meeting, put_on_agenda
from ancrage.committees.actions.sitting import Ruling, decide_item, open_meeting, seat_members
from ancrage.committees.models import AgendaItem, Meeting
from ancrage.committees.rules.sitting import APPROVED, PRESENT, Attendance
from tests.roadmaps import world as roadmaps
from tests.roadmaps.world import ARVE, LOIRE, NOW, World

PARIS = ZoneInfo("Europe/Paris")
MORNING = dt.datetime(2026, 11, 23, 9, 30, tzinfo=PARIS)
NORTH = roadmaps.NORTH
SHEET, ROADMAP = "action_sheet", "roadmap"

__all__ = ["ARVE", "LOIRE", "NORTH", "NOW", "World"]


def prepared(world: World, who: str = "secretariat", **told) -> Meeting:
    """A meeting of the regional committee of the north, on the morning of the tests' day."""
    body, scope = told.pop("body", "regional"), told.pop("scope", NORTH)
    usual = {"starts_at": MORNING, "place": "Hôtel de Région"}
    return prepare_meeting(
        by=world.actor(who), now=NOW, body=body, scope=scope, told=Convened(**(usual | told))
    )


def with_sheet(world: World, meeting: Meeting, sheet) -> AgendaItem:
    return put_on_agenda(
        by=world.actor("secretariat"), now=NOW, meeting=meeting, kind=SHEET, subject=sheet.code
    )


def called(world: World, *sheets, **told) -> Meeting:
    """One whose members are called; without a sheet, on a plain subject."""
    held = prepared(world, **told)
    for sheet in sheets:
        with_sheet(world, held, sheet)
    if not sheets:
        put_on_agenda(by=world.actor("secretariat"), now=NOW, meeting=held, label="Point d’étape")
    return call_meeting(by=world.actor("secretariat"), now=NOW, meeting=held)


def opened(world: World, *sheets, **told) -> Meeting:
    """One that is under way, with its quorum."""
    held = open_meeting(
        by=world.actor("secretariat"), now=NOW, meeting=called(world, *sheets, **told)
    )
    if held.is_written:
        return held
    return seat_members(
        by=world.actor("secretariat"), now=NOW, meeting=held, told=attendance(world)
    )


def attendance(world: World) -> list[Attendance]:
    return [
        Attendance("region", PRESENT, world.people["copilot"].reference),
        Attendance("state", PRESENT, world.people["prefecture"].reference),
    ]


def decided(world: World, item: AgendaItem, decision: str = APPROVED, **told) -> AgendaItem:
    return decide_item(
        by=world.actor("secretariat"), now=NOW, item=item, ruling=Ruling(decision, **told)
    )
