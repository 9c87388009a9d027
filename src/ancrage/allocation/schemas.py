"""What the API of the sharing of envelopes takes and gives. Amounts are whole cents."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from ancrage.funding.schemas import ledger as money
from ancrage.geography.schemas import Day

Name = Annotated[str, Field(min_length=1, max_length=150, pattern=r"^[^\x00]*$")]
Financer = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[-a-z0-9:_]*$")]
Region = Annotated[str, Field(pattern=r"^([0-9]{2,3})?$")]
ProjectName = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]
Codes = Annotated[list[ProjectName], Field(min_length=1, max_length=5000)]
Csv = Annotated[str, Field(max_length=20_000_000, pattern=r"^[^\x00]*$")]
Revision = Annotated[int, Field(ge=1, le=1_000_000_000)]
By = Literal["", "territory", "region", "need", "measure", "operator", "year"]
Reason = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]


class AllocationIn(Schema):
    """`scope`: a region's code, "" for the nation; `envelope`: its code, "" for none yet;
    `delegates_by`: by what the credits are delegated at adoption."""

    name: Name
    financer: Financer
    scope: Region = ""
    envelope: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{0,60}$")] = ""
    delegates_by: By = ""
    unit: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""
    note: money.Words = ""


class AllocationChangeIn(AllocationIn):
    """`revision` is the one that was read."""

    revision: Revision


class AllocationCopyIn(Schema):
    name: Name
    note: money.Words = ""


class AllocationTakeIn(Schema):
    """`csv`: the content of a projects.csv, for the source `file`; `replace`: what is not there
    goes."""

    source: Literal["file", "sheets", "dossiers"]
    csv: Csv = ""
    name: Annotated[str, Field(max_length=150, pattern=r"^[^\x00]*$")] = "projects.csv"
    replace: bool = False
    revision: Revision | None = None


class AllocationRemovalIn(Schema):
    projects: Codes
    revision: Revision | None = None


class AllocationRulesIn(Schema):
    """`rules`: a document shaped like rules.toml."""

    rules: dict[str, Any]
    revision: Revision | None = None


class AllocationHoldIn(Schema):
    """`cents` null frees the project again."""

    project: ProjectName
    cents: money.MaybeCents | None
    reason: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""
    revision: Revision | None = None


class AllocationProposalIn(Schema):
    revision: Revision | None = None


class AllocationReasonIn(Schema):
    reason: Reason


class AllocationAdoptionIn(Schema):
    """`decision`: where it is recorded; `despite`: why, although rules are broken."""

    decision: Reason
    adopted_on: Day | None = None
    despite: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""


class AllocationOut(Schema):
    code: str
    name: str
    state: str
    scope: str
    financer: str
    envelope: str
    delegates_by: str
    unit: str
    revision: int
    status: str
    is_current: bool
    planned_at: dt.datetime | None
    changed_at: dt.datetime
    is_demonstration: bool


class AllocationComputingOut(Schema):
    state: str
    step: str
    share: float


class AllocationAdoptionOut(Schema):
    decision: str
    despite: str
    adopted_on: dt.date
    batch: str
    delegations: int
    count: int
    cents: int
    note: str
    reversed_at: dt.datetime | None
    reversed_reason: str


class AllocationDetailOut(AllocationOut):
    """`plan`: status, objective, bound, gap, prices, conflict, refused; its grants are on the
    lines. `answers`: what one more million buys, a conflict, what the last change costs."""

    note: str
    rules: dict[str, Any]
    places: dict[str, Any]
    sources: list[dict[str, Any]]
    plan: dict[str, Any] | None
    planned_revision: int | None
    answers: dict[str, Any]
    computing: AllocationComputingOut | None
    adoption: AllocationAdoptionOut | None


class AllocationLineOut(Schema):
    code: str
    name: str
    beneficiary: str
    siret: str
    sheet: str
    dossier: str
    territory: str
    territory_name: str
    region: str
    need: str
    measure: str
    operator: str
    year: int | None
    asked: int
    minimum: int
    eligible: int | None
    result: float
    jobs: float
    room: int | None
    room_told: str
    granted: int | None
    held: int | None
    held_reason: str
    unknown: list[str]
    more: dict[str, Any]
    origin: str


class AllocationTakenOut(Schema):
    revision: int
    added: int
    changed: int
    same: int
    removed: int


class AllocationSideOut(Schema):
    """A scenario of a comparison: cents granted, projects served, worth of its plan."""

    code: str
    name: str
    cents: int
    served: int
    objective: float | None
    is_current: bool


class AllocationRowOut(Schema):
    """What a project, or a territory, gets in each scenario; null where it is not in it."""

    code: str
    name: str
    cents: list[int | None]


class AllocationComparisonOut(Schema):
    scenarios: list[AllocationSideOut]
    projects: list[AllocationRowOut]
    territories: list[AllocationRowOut]
