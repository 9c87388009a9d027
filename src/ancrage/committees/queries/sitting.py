"""A meeting under way: who is there, who may fill a condition."""

from ancrage.committees.access import committee_where
from ancrage.committees.models import AgendaItem, Meeting
from ancrage.committees.rules.sitting import PRESENT, Attendance
from ancrage.people.roles import role_kinds

TERRITORIAL = ("project_manager", "elected_lead", "industrial_lead")
REGIONAL = ("copilot", "state_region", "secretariat")


def attendance_of(meeting: Meeting) -> list[Attendance]:
    """Who is there; in writing, the seats that said something. One query."""
    if meeting.is_written:
        seats = meeting.items.filter(votes__isnull=False).values_list("votes__seat", flat=True)
        return [Attendance(seat, PRESENT) for seat in sorted(set(seats))]
    return [
        Attendance(row.seat, row.status, row.person, row.mandate) for row in meeting.seatings.all()
    ]


def owner_roles(meeting: Meeting, item: AgendaItem) -> dict[str, str]:
    """The roles that a condition of an item may be asked of, with their labels: those that
    somebody may hold on what it is about."""
    found = ["national"]
    if meeting.region_codes:
        found = [*REGIONAL, *found]
    if item.territories or committee_where(meeting).territories:
        found = [*TERRITORIAL, *found]
    kinds = role_kinds()
    return {role: kinds[role].label for role in found}
