"""What the API of roadmaps takes and gives. Amounts are whole cents."""

import datetime as dt
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from ancrage.geography.schemas import Day

SheetCode = Annotated[str, Field(pattern=r"^F-[0-9]{4}-[0-9]{6,10}$")]
ScopeCode = Annotated[str, Field(max_length=120, pattern=r"^[-a-z0-9_]+:[-a-zA-Z0-9_]+$")]
Slug = Annotated[str, Field(max_length=120, pattern=r"^[-a-zA-Z0-9_.:]*$")]
Text = Annotated[str, Field(max_length=5000, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")]
Line = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Path = Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9_.]+$")]
Cents = Annotated[int, Field(ge=0, le=10**15)]
Value = Long | Cents | Annotated[list[Line], Field(max_length=200)] | None
Values = Annotated[dict[Path, Value], Field(max_length=2000)]
Verb = Annotated[str, Field(pattern=r"^[a-z_]{3,12}$")]
StateCode = Annotated[str, Field(pattern=r"^[a-z]{3,12}$")]


class SheetIn(Schema):
    """A sheet to begin: its values by path, a title at least."""

    territory: ScopeCode
    values: Values
    is_private: bool = False


class SheetWriteIn(Schema):
    """Values by path, written from `revision`; null empties. `mine_wins`: conflicts that I saw."""

    revision: Annotated[int, Field(ge=1, le=1_000_000_000)]
    values: Values
    mine_wins: Annotated[list[Path], Field(max_length=200)] = []


class SheetCopyIn(Schema):
    territory: ScopeCode


class SheetReserveIn(Schema):
    is_private: bool


class SheetStepIn(Schema):
    """A step of the workflow, by its verb; `decision`: where a committee's is recorded."""

    verb: Verb
    reason: Text = ""
    decision: Line = ""


class SheetUndoIn(Schema):
    number: Annotated[int, Field(ge=1, le=1_000_000_000)]


class FundingIn(Schema):
    """An amount told of a financer."""

    financer: Line
    kind: Slug
    year: Annotated[int, Field(ge=1900, le=2200)]
    stage: Slug
    cents: Cents
    told_on: Day
    source: Line


class ReversalIn(Schema):
    reason: Line


class SheetCommentIn(Schema):
    text: Text
    field: Slug = ""


class SheetResolveIn(Schema):
    answer: Text = ""


class ProgressIn(Schema):
    """A progress report; `milestones`: the keys of those done since."""

    light: Slug
    reason: Line = ""
    sentence: Line = ""
    milestones: Annotated[list[Slug], Field(max_length=200)] = []


class SheetShareIn(Schema):
    """The e-mail address of somebody who may have an account."""

    email: Annotated[str, Field(max_length=254, pattern=r"^[^\x00]*$")]


class AxisIn(Schema):
    code: Annotated[str, Field(max_length=20, pattern=r"^[^\x00]*$")] = ""
    title: Line
    need: Slug = ""


class RoadmapIn(Schema):
    """A roadmap, written from `revision`: 0 when it is not begun."""

    revision: Annotated[int, Field(ge=0, le=1_000_000_000)]
    strategy: Long = ""
    axes: Annotated[list[AxisIn], Field(max_length=40)] = []


class ReportsCallIn(Schema):
    committee_on: Day


class ReportsCallOut(Schema):
    asked: int


class SheetOut(Schema):
    """A sheet in a list. `read_as`: full, published (as validated) or outline."""

    code: str
    territory: str
    territory_name: str
    state: str
    state_label: str
    version: int
    revision: int | None
    read_as: str
    is_private: bool
    title: str | None
    need: str | None
    owner_name: str | None
    light: str | None
    total_cost: int | None
    own_share: int | None
    asked: int | None
    promised: int | None
    granted: int | None
    paid: int | None
    submitted_on: dt.date | None
    decided_on: dt.date | None
    starts_on: dt.date | None
    ends_on: dt.date | None
    reported_on: dt.date | None
    is_demonstration: bool


class FundingOut(Schema):
    """An amount that was told; `reverses`: the entry that it undoes."""

    id: int
    financer: str
    kind: str
    year: int
    stage: str
    cents: int
    told_on: dt.date
    source: str
    reverses: int | None


class ProgressOut(Schema):
    told_on: dt.date
    light: str
    reason: str
    sentence: str
    milestones: list[str]


class SheetCommentOut(Schema):
    reference: str
    field: str
    text: str
    party: str
    author: str
    written_at: dt.datetime
    answer: str
    resolved_at: dt.datetime | None


class SheetFileOut(Schema):
    id: int
    name: str
    media_type: str
    size: int


class SheetShareOut(Schema):
    person: str
    name: str
    given_at: dt.datetime


class SheetDetailOut(SheetOut):
    """A sheet with its content by path; null: what one may not read."""

    reason: str | None
    light_reason: str | None
    content: dict[str, Any] | None
    missing: list[str] | None
    funding: list[FundingOut] | None
    reports: list[ProgressOut] | None
    comments: list[SheetCommentOut] | None
    attachments: list[SheetFileOut] | None
    shares: list[SheetShareOut] | None
    cells: dict[str, str] | None


class FieldConflictOut(Schema):
    """Where somebody else wrote too: what the path held, what each wrote; theirs stays."""

    path: str
    was: Any
    theirs: Any
    mine: Any


class SheetWrittenOut(Schema):
    sheet: SheetDetailOut
    conflicts: list[FieldConflictOut]


class RoadmapAxisOut(Schema):
    code: str
    title: str
    need: str


class RoadmapOut(Schema):
    """A roadmap and what everybody may read of its sheets."""

    territory: str
    territory_name: str
    regions: list[str]
    strategy: str
    axes: list[RoadmapAxisOut]
    revision: int
    is_demonstration: bool
    sheets: list[SheetOut]
