"""What the minutes are drafted from, and what they hold once written."""

from collections.abc import Iterable, Iterator

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.committees.models import Meeting, Seating
from ancrage.committees.queries.composition import body_of
from ancrage.committees.queries.meetings import agenda_of, name_of
from ancrage.committees.queries.sitting import attendance_of
from ancrage.committees.rules.minutes import Held, Said, draft
from ancrage.committees.rules.sitting import PRESENT, Tally, quorum_gap, tally
from ancrage.people.queries.actors import names_of
from ancrage.people.roles import role_label
from ancrage.ui.papers import Block, Heading, Text


def draft_of(meeting: Meeting) -> str:
    """The minutes as what happened tells them."""
    moment = meeting.closed_at if meeting.is_written else meeting.starts_at
    day = localdate(moment or meeting.created_at)
    body, there = body_of(meeting, day), attendance_of(meeting)
    labels = {seat.code: seat.label for seat in body.seats}
    rows = list(meeting.seatings.all())
    names = names_of(row.person for row in rows if row.person)
    items = []
    for item in agenda_of(meeting):
        votes = {vote.seat: vote.vote for vote in item.votes.all()}
        counted: Tally | None = tally(body, there, votes) if votes else None
        asked = [(c.words, c.due, role_label(c.role)) for c in item.conditions.all()]
        items.append(Said(item.label, item.decision, item.reason, item.effect, counted, asked))
    return draft(
        Held(
            name=name_of(meeting),
            day=day,
            place=meeting.place,
            is_written=meeting.is_written,
            present=[labels[one.seat] for one in there]
            if meeting.is_written
            else list(_told(rows, names, labels, is_present=True)),
            excused=list(_told(rows, names, labels, is_present=False)),
            quorum=quorum_gap(body, there),
            items=items,
        )
    )


def _told(
    rows: Iterable[Seating], names: dict[str, str], labels: dict[str, str], *, is_present: bool
) -> Iterator[str]:
    for row in rows:
        if (row.status == PRESENT) != is_present:
            continue
        who = names.get(row.person, "") or row.name
        seat = labels.get(row.seat, row.seat)
        told = f"{who}, {seat}" if who else seat
        if row.mandate:
            told += _(" (mandat donné à : %s)") % labels.get(row.mandate, row.mandate)
        yield told


def minutes_blocks(text: str) -> list[Block]:
    """Written minutes as a document: lines that begin with « # » are titles."""
    blocks: list[Block] = []
    for part in text.split("\n"):
        line = part.strip()
        if line.startswith("#"):
            blocks.append(Heading(1, line.lstrip("# ")))
        elif line:
            blocks.append(Text(line))
    return blocks
