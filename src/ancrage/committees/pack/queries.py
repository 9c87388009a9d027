"""Packs as far as somebody may have them, and what a meeting puts in its own."""

import datetime as dt
import zlib
from dataclasses import dataclass
from functools import cached_property

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.committees.access import Access, committee_where
from ancrage.committees.definitions import workflows
from ancrage.committees.kinds.registry import kind_of
from ancrage.committees.models import AgendaItem, Meeting
from ancrage.committees.pack.asking import Agenda, AgendaLine, FollowUp
from ancrage.committees.pack.content import MEMBERS, PUBLIC, Content, unpacked
from ancrage.committees.pack.files import digest_of, file_of
from ancrage.committees.pack.frame import Frame, Reach
from ancrage.committees.pack.models import Pack, PackFile
from ancrage.committees.pack.readers import EDITIONS, may_read
from ancrage.committees.queries.meetings import (
    conditions_before,
    find_meeting,
    previous_of,
)
from ancrage.committees.rules.sitting import LABELS
from ancrage.kernel.rights import VISITOR, Actor, ScopeKind
from ancrage.ui.formats import french_date
from ancrage.ui.links import link

MAKE = "committees.make_pack"


@dataclass(frozen=True)
class PackAccess:
    """What somebody may do with the packs of a meeting that he knows of."""

    access: Access

    def reads(self, edition: str) -> bool:
        """Whether he may have the packs of an edition: of the members', who is one of them and
        reads in full all that the committee follows."""
        if edition == PUBLIC:
            return True
        where = committee_where(self.access.meeting)
        return self.access.is_member and may_read(self.access.actor, edition, where)

    @cached_property
    def may_make(self) -> bool:
        return self.access.may(MAKE)

    def makes(self, edition: str) -> bool:
        return self.may_make and self.reads(edition)

    @cached_property
    def editions(self) -> list[str]:
        """Those that he may ask for, his own first."""
        return [edition for edition in (MEMBERS, PUBLIC) if self.makes(edition)]

    def packs(self) -> list[Pack]:
        """Those that he may have, the last one first, without their contents. One query."""
        held = self.access.meeting.packs.select_related("job").defer("content")
        return [pack for pack in held if self.reads(pack.edition)]


def find_pack(actor: Actor, code: str, number: int) -> Pack | None:
    """A pack that somebody may have; None for the others, as if they were not there."""
    meeting = find_meeting(actor, code)
    if meeting is None:
        return None
    held = meeting.packs.select_related("job", "meeting").filter(number=number).first()
    access = PackAccess(Access(actor, meeting))
    return held if held and access.reads(held.edition) else None


def find_file(pack: Pack, kind: str) -> PackFile | None:
    """A file of a pack; None when it is not made, or for a kind that is not."""
    return pack.files.filter(kind=kind).first()


def content_held(pack: Pack) -> Content:
    """What was gathered. LookupError when nothing is yet."""
    if pack.content is None:
        raise LookupError(pack.number)
    return unpacked(zlib.decompress(bytes(pack.content)))


def remade(pack: Pack) -> dict[str, bool]:
    """Each file made again from what was gathered: whether it is the same, byte for byte."""
    content = content_held(pack)
    kept = pack.files.values_list("kind", "digest")
    return {kind: digest_of(file_of(content, kind)) == digest for kind, digest in kept}


def frame_of(meeting: Meeting, edition: str, *, day: dt.date) -> Frame:
    """What the pack of a meeting is gathered from."""
    reach = Reach(
        kind=ScopeKind(meeting.scope_kind),
        code=meeting.scope,
        name=meeting.scope_name,
        regions=committee_where(meeting).regions,
    )
    last = previous_of(meeting)
    since = localdate(last.starts_at) if last and last.starts_at else None
    return Frame(reach, edition, day, since)


def subtitle_of(meeting: Meeting, edition: str, *, day: dt.date) -> str:
    """The day of the meeting, the edition, the day on which it is made."""
    held = _("réunion à fixer")
    if meeting.starts_at is not None:
        held = _("réunion du %s") % french_date(localdate(meeting.starts_at))
    return _("%(edition)s, %(held)s, fait le %(day)s") % {
        "edition": EDITIONS[edition].capitalize(),
        "held": held,
        "day": french_date(day),
    }


def agenda_of(meeting: Meeting, edition: str) -> Agenda:
    """The items and the earlier conditions, as far as the edition's readers read them."""
    visitor = Access(VISITOR, meeting)
    is_public = edition == PUBLIC
    items = [(one, not is_public or visitor.reads(one)) for one in meeting.items.all()]
    return Agenda(
        lines=[
            _line(rank, one) if is_read else _kept(rank, one)
            for rank, (one, is_read) in enumerate(items, start=1)
        ],
        follow_ups=[] if is_public else _follow_ups(meeting),
        address=link(None, "meeting", meeting.code),
        is_public=is_public,
    )


def _kept(rank: int, item: AgendaItem) -> AgendaLine:
    """An item that is there, and no more."""
    return AgendaLine(rank, kind_of(item.kind).label, _("(réservé aux membres)"), "")


def _line(rank: int, item: AgendaItem) -> AgendaLine:
    kind = kind_of(item.kind)
    address = ""
    if item.subject:
        name, args = kind.address(item.subject)
        address = link(None, name, *args) if name else ""
    return AgendaLine(
        rank, kind.label, item.label, item.asked, LABELS.get(item.decision, ""), address
    )


def _follow_ups(meeting: Meeting) -> list[FollowUp]:
    states = workflows()["condition"].states
    return [
        FollowUp(
            item=one.item.label,
            words=one.words,
            due=one.due,
            state=states[one.state].label,
            answer=one.answer,
            address=link(None, "condition", one.reference),
        )
        for one in conditions_before(meeting)
    ]
