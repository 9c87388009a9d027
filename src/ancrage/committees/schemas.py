"""What the API of committees takes and gives."""

import datetime as dt
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from ancrage.geography.schemas import Day

MeetingCode = Annotated[str, Field(pattern=r"^R-[0-9]{4}-[0-9]{5,9}$")]
Reference = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Slug = Annotated[str, Field(max_length=120, pattern=r"^[-a-zA-Z0-9_.:]*$")]
Code = Annotated[str, Field(max_length=40, pattern=r"^[-a-z0-9_]*$")]
Line = Annotated[str, Field(max_length=250, pattern=r"^[^\x00]*$")]
Text = Annotated[str, Field(max_length=5000, pattern=r"^[^\x00]*$")]
Minutes = Annotated[str, Field(max_length=60_000, pattern=r"^[^\x00]*$")]
Url = Annotated[str, Field(max_length=500, pattern=r"^(https?://[^\s\x00]+)?$")]
Revision = Annotated[int, Field(ge=0, le=1_000_000_000)]


class ConvenedIn(Schema):
    """When and where. Moments carry their offset."""

    title: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""
    is_written: bool = False
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    place: Line = ""
    link: Url = ""


class MeetingIn(ConvenedIn):
    """A meeting to prepare: `scope` is "" for the nation, a region's code, "programme:code"."""

    body: Code
    scope: Slug = ""


class MeetingWriteIn(ConvenedIn):
    """A change; once the members are called, with its reason."""

    revision: Revision
    reason: Text = ""


class AgendaIn(Schema):
    """An item: a thing that waits for the committee, or a plain subject by its label."""

    kind: Code = "subject"
    subject: Slug = ""
    label: Line = ""
    asked: Line = ""


class AgendaOrderIn(Schema):
    """One rank up, or down."""

    up: bool


class MeetingReasonIn(Schema):
    """Why."""

    reason: Text = ""


class SeatingIn(Schema):
    """A seat: `person` an account's reference, or `name` of somebody from outside; `by` the seat
    that an excused one gives its mandate to."""

    seat: Code
    status: Code
    person: Code = ""
    name: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""
    by: Code = ""


class SeatingsIn(Schema):
    """Who is there."""

    seats: Annotated[list[SeatingIn], Field(max_length=60)]


class ConditionIn(Schema):
    """A condition: what, before when, of which role."""

    words: Line
    due: Day
    role: Code


class CommitteeDecisionIn(Schema):
    """approved, conditional, postponed or refused. `votes`: for, against, abstained, by seat."""

    decision: Code
    reason: Text = ""
    votes: Annotated[dict[Code, Code], Field(max_length=60)] = {}
    conditions: Annotated[list[ConditionIn], Field(max_length=20)] = []


class VoteIn(Schema):
    """What a seat says in writing."""

    seat: Code
    vote: Code
    comment: Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")] = ""


class MinutesIn(Schema):
    """The minutes, written from `revision`."""

    revision: Revision
    text: Minutes


class MinutesApproveIn(Schema):
    """The writing that was read."""

    revision: Revision


class ConditionAnswerIn(Schema):
    """What was done."""

    answer: Text


class ConditionLiftIn(Schema):
    """lift, send_back or drop."""

    verb: Code = "lift"
    reason: Text = ""


class AddedSeatIn(Schema):
    """A seat of a region's own."""

    code: Code
    label: Line
    role: Code = ""
    votes: bool = False


class CompositionIn(Schema):
    """Who sits in a committee of a region, from a day on."""

    valid_from: Day
    left_out: Annotated[list[Code], Field(max_length=60)] = []
    added: Annotated[list[AddedSeatIn], Field(max_length=60)] = []
    reason: Text


class MeetingOut(Schema):
    code: str
    name: str
    body: str
    scope_kind: str
    scope: str
    scope_name: str
    regions: list[str]
    title: str
    state: str
    state_label: str
    reason: str
    is_written: bool
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    place: str
    frozen_at: dt.datetime | None
    opened_at: dt.datetime | None
    closed_at: dt.datetime | None
    approved_at: dt.datetime | None
    revision: int
    sequence: int
    is_demonstration: bool


class CommitteeConditionOut(Schema):
    reference: str
    words: str
    due: dt.date
    role: str
    role_label: str
    state: str
    answer: str
    reason: str


class AgendaItemOut(Schema):
    """An item; null where who asks may not read it."""

    reference: str
    position: int
    kind: str
    kind_label: str
    subject: str | None
    label: str | None
    asked: str | None
    digest: str | None
    decision: str | None
    reason: str | None
    effect: str | None
    decided_at: dt.datetime | None
    conditions: list[CommitteeConditionOut]


class MeetingDetailOut(MeetingOut):
    link: str | None
    minutes_revision: int
    seats: list[str]
    items: list[AgendaItemOut]


class AgendaPaperOut(Schema):
    """A paper as it was frozen: its blocks, its day, its fingerprint."""

    label: str
    day: dt.date
    digest: str
    blocks: list[dict[str, Any]]


class MinutesOut(Schema):
    text: str
    revision: int
    approved_at: dt.datetime | None


class SeatOut(Schema):
    code: str
    label: str
    role: str
    always: bool
    votes: bool


class CommitteeOut(Schema):
    code: str
    label: str
    scope: str
    chair: str
    needed: int
    after_contract: str
    seats: list[SeatOut]


class CompositionOut(Schema):
    body: str
    region: str
    valid_from: dt.date
    committee: CommitteeOut
