"""What the API of the missions takes and gives."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from ancrage.geography.schemas import Day

Text = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,50}$")]
MaybeSlug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{0,50}$")]
SirenText = Annotated[str, Field(pattern=r"^[0-9]{9}$")]
Numbered = Annotated[int, Field(ge=0, le=1_000_000_000)]
Version = Annotated[int, Field(ge=0, le=1_000_000_000)]
MarkValue = Annotated[int, Field(ge=0, le=100)] | None
Amount = Annotated[float, Field(ge=0, le=500)] | None


class PlanIn(Schema):
    """What a mission is for, on which grid and rules, until when."""

    name: Line
    purpose: Text
    programme: Slug
    grid: Slug
    base: MaybeSlug = ""
    tolerance: Annotated[int, Field(ge=0, le=10)] = 1
    applications_until: Day | None = None
    readings_until: Day | None = None


class NewMissionIn(PlanIn):
    code: Slug


class UseIn(Schema):
    """Percentages and scores on 100; null: does not play."""

    bonus: Amount = None
    minimum: Amount = None
    forced_from: Amount = None
    reason: Text = ""


class ExpertIn(Schema):
    """`person` is a person's reference."""

    person: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    discipline: Slug


class MissionReasonIn(Schema):
    reason: Text = ""


class InterestIn(Schema):
    candidate: Numbered
    conflict: bool
    reason: Line = ""


class InterestsIn(Schema):
    declarations: Annotated[list[InterestIn], Field(max_length=500)]


class PickIn(Schema):
    identification: Slug
    territories: Annotated[list[Line], Field(max_length=500)]


class ApplyIn(Schema):
    name: Line = ""


class ProposeIn(ApplyIn):
    region: Annotated[str, Field(pattern=r"^[0-9A-Z]{1,3}$")]


class DraftIn(Schema):
    """`version` is the one that was read; `members` null leaves the perimeter as it is."""

    version: Version
    answers: Annotated[dict[str, Text], Field(max_length=50)] = {}
    members: Annotated[list[SirenText], Field(max_length=50)] | None = None


class AssignIn(Schema):
    experts: Annotated[list[Numbered], Field(max_length=2)]


class MarksIn(Schema):
    """A mark null is « inconnu »; a criterion that is left out has none yet."""

    version: Version
    marks: Annotated[dict[str, MarkValue], Field(max_length=50)]
    comments: Annotated[dict[str, Text], Field(max_length=50)] = {}
    summary: Text = ""


class RemarkIn(Schema):
    text: Text


class ProposalIn(Schema):
    mark: MarkValue
    reason: Text


class MarkAcceptIn(Schema):
    mark: MarkValue


class ExpertOut(Schema):
    """`id` and `name` are for those who may read them."""

    id: int | None
    name: str
    discipline: str


class AppointedOut(Schema):
    id: int
    person: str
    discipline: str


class MissionOut(Schema):
    code: str
    name: str
    purpose: str
    programme: str
    state: Literal["preparing", "open", "closed"]
    grid: str
    tolerance: int
    base: str
    applications_until: dt.date | None
    readings_until: dt.date | None
    use: dict[str, Any] | None
    use_in_words: list[str]
    opened_at: dt.datetime | None
    closed_at: dt.datetime | None
    is_demonstration: bool


class MissionDetailOut(MissionOut):
    experts: list[ExpertOut]


class CriterionOut(Schema):
    code: str
    label: str
    weight: int
    definition: str
    anchors: list[str]
    source: str
    address: str


class GridOut(Schema):
    code: str
    title: str
    dated: str
    status: Literal["proposal", "published"]
    origin: str
    lowest: int
    highest: int
    explained: list[int]
    criteria: list[CriterionOut]


StateName = Literal[
    "draft", "submitted", "admissible", "inadmissible", "scored", "closed", "withdrawn"
]
OriginName = Literal["identification", "region", "application"]


class CandidateOut(Schema):
    """`score` is on 100, null as long as it is not settled; `score_known` the share it rests on."""

    mission: str
    number: int
    name: str
    origin: OriginName
    state: StateName
    reason: str
    members: list[str]
    region: str
    regions: list[str]
    submitted_at: dt.datetime | None
    score: float | None
    score_known: float | None


class FileOut(Schema):
    id: int
    kind: str
    name: str
    size: int
    sha256: str


class DossierOut(Schema):
    """The private file; null where `access` does not open it."""

    access: Literal["full", "outline", "conflicted", "undeclared", "none"]
    answers: dict[str, str] | None
    files: list[FileOut] | None
    file_count: int | None


class CandidateDetailOut(CandidateOut):
    dossier: DossierOut


class DraftOut(CandidateOut):
    version: int
    answers: dict[str, str]
    files: list[FileOut]
    missing: dict[str, str]


class ReadingOut(Schema):
    id: int
    seat: int
    state: Literal["assigned", "draft", "locked", "set_aside"]
    version: int
    marks: dict[str, int | None]
    comments: dict[str, str]
    summary: str
    locked_at: dt.datetime | None
    seal: str


class SharedOut(Schema):
    """How many readings were given, and the candidates that still lack some."""

    given: int
    lacking: list[int]


class ComparedReadingOut(Schema):
    seat: int
    locked_at: dt.datetime | None
    seal: str
    reader: str = ""
    comments: dict[str, str] = {}
    summary: str = ""
    score: float | None = None


class ComparedCriterionOut(Schema):
    code: str
    first: int | None
    second: int | None
    disagrees: bool
    is_settled: bool
    mark: float | None


class RemarkOut(Schema):
    text: str
    written_at: dt.datetime


class ComparisonOut(Schema):
    """Null where only the outline may be read."""

    readings: list[ComparedReadingOut]
    criteria: list[ComparedCriterionOut] | None
    score: float | None
    remarks: list[RemarkOut] | None


class InterestOut(Schema):
    expert: str
    candidate: int
    conflict: bool
    reason: str
    declared_at: dt.datetime


class EffectOut(Schema):
    """`without_scores` and `with_scores` are codes of identifications (simulated)."""

    state: Literal[
        "none", "waiting", "running", "stopping", "done", "failed", "cancelled", "interrupted"
    ]
    number: int | None
    asked_at: dt.datetime | None = None
    error: str
    without_scores: str | None = None
    with_scores: str | None = None
    use: dict[str, Any] | None = None
    changes: dict[str, Any] | None
