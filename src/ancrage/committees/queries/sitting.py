"""A meeting under way: who is there, who may fill a condition."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.committees.access import committee_where
from ancrage.committees.models import AgendaItem, Meeting
from ancrage.committees.rules.composition import Body
from ancrage.committees.rules.sitting import EXCUSED, PRESENT, Attendance
from ancrage.people.queries.actors import names_of
from ancrage.people.roles import role_kinds

TERRITORIAL = ("project_manager", "elected_lead", "industrial_lead")
STATUS = {PRESENT: gettext_lazy("présent"), EXCUSED: gettext_lazy("excusé")}
REGIONAL = ("copilot", "state_region", "secretariat")


def attendance_of(meeting: Meeting) -> list[Attendance]:
    """Who is there; in writing, the seats that said something. One query."""
    if meeting.is_written:
        seats = meeting.items.filter(votes__isnull=False).values_list("votes__seat", flat=True)
        return [Attendance(seat, PRESENT) for seat in sorted(set(seats))]
    return [
        Attendance(row.seat, row.status, row.person, row.mandate) for row in meeting.seatings.all()
    ]


def attendance_words(meeting: Meeting, body: Body) -> list[tuple[str, str, str]]:
    """(seat, presence, who) of every seat, in the order of the committee. Two queries."""
    if meeting.is_written:
        spoke = {one.seat for one in attendance_of(meeting)}
        words = {True: _("a répondu"), False: _("n’a pas répondu")}
        return [(s.label, words[s.code in spoke], "") for s in body.voting]
    rows = {row.seat: row for row in meeting.seatings.all()}
    names = names_of(row.person for row in rows.values() if row.person)
    labels = {seat.code: seat.label for seat in body.seats}
    found = []
    for seat in body.seats:
        row = rows.get(seat.code)
        status = STATUS[row.status] if row else _("absent")
        who = (names.get(row.person, "") or row.name) if row else ""
        if row and row.mandate:
            status += _(", mandat donné à : %s") % labels.get(row.mandate, row.mandate)
        found.append((seat.label, str(status), who))
    return found


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
