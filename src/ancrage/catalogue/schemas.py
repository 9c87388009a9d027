"""What the API of the basket takes and gives."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from ancrage.geography.schemas import Day

Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,50}$")]
Owner = Annotated[str, Field(pattern=r"^(region|operator):[-a-zA-Z0-9_]{1,40}$")]
Revision = Annotated[int, Field(ge=0, le=1_000_000_000)]
Outcome = Literal["yes", "no", "unknown"]
CertaintyName = Literal["official", "reported", "unknown"]


class SourceOut(Schema):
    code: str
    title: str
    url: str | None
    certainty: CertaintyName


class AnnouncedOut(Schema):
    """A number of measures that some sources announce."""

    count: int
    sources: list[SourceOut]


class PriorityOut(Schema):
    code: str
    name: str
    needs: list[str]


class BasketOut(Schema):
    """A version of the basket in brief."""

    code: str
    title: str
    valid_from: dt.date
    valid_to: dt.date | None
    measures: int
    not_found: int
    announced: list[AnnouncedOut]
    priorities: list[PriorityOut]


class BasketCriterionOut(Schema):
    requires: str
    facts: list[str]
    remedy: str
    source: str


class AmountOut(Schema):
    """Money in cents; `rate` is a share between 0 and 1; `shared` is an envelope for all."""

    label: str
    words: str
    cents: int | None
    rate: float | None
    least_cents: int | None
    most_cents: int | None
    per: str
    since: dt.date | None
    until: dt.date | None
    shared: bool
    criteria: list[BasketCriterionOut]
    source: str
    remark: str


class MeasureOut(Schema):
    """A measure of the basket; null where no source says."""

    code: str
    version: str
    name: str | None
    needs: list[str]
    brings: str
    means: list[str]
    operator: str | None
    operator_name: str | None
    owner: str
    open_to: list[str]
    criteria: list[BasketCriterionOut]
    amounts: list[AmountOut]
    how: str
    takes: list[str]
    acknowledge_days: int | None
    days: int | None
    state_aid: str
    synonyms: list[str]
    certainty: CertaintyName
    opens: dt.date | None
    closes: dt.date | None
    remark: str
    sources: list[SourceOut]
    is_demonstration: bool


class FoundOut(Schema):
    """A measure, and why the search found it; `why` is empty without a search."""

    measure: MeasureOut
    score: float
    why: str


class BasketFindingOut(Schema):
    requires: str
    outcome: Outcome
    says: str
    remedy: str


class VerdictOut(Schema):
    """Whether somebody may have a measure; `missing` are facts that would settle it."""

    outcome: Outcome
    findings: list[BasketFindingOut]
    missing: list[str]
    amounts: list[AmountOut]


class FactsIn(Schema):
    """Facts by their codes (`GET /basket-facts`): money in cents, days as YYYY-MM-DD."""

    facts: dict[str, bool | int | str | None] = {}


class FactOut(Schema):
    code: str
    label: str
    kind: Literal["yes_no", "choice", "whole", "cents", "day"]
    unit: str
    choices: dict[str, str]


class BriefOut(Schema):
    code: str
    name: str | None


class BasketChangeOut(Schema):
    field: str
    label: str
    before: str
    after: str


class ChangedOut(BriefOut):
    changes: list[BasketChangeOut]


class BasketComparisonOut(Schema):
    """What differs from one version to another."""

    before: str
    after: str
    added: list[BriefOut]
    removed: list[BriefOut]
    changed: list[ChangedOut]
    same: int


class AnswerOut(Schema):
    applicant: str
    outcome: Outcome
    findings: list[BasketFindingOut]


class TerritoryMeasureOut(Schema):
    """A measure seen from a territory: what the rules say to each who may ask there."""

    code: str
    name: str
    needs: list[str]
    owner: str
    is_open: bool
    answers: list[AnswerOut]


class BasketStartIn(Schema):
    code: Slug
    origin: Slug
    title: Line
    valid_from: Day


class DocumentIn(Schema):
    """A whole version, as docs/reference/basket.md tells it."""

    revision: Revision
    document: dict[str, Any]


class MeasureIn(Schema):
    """A measure, as docs/reference/basket.md tells it."""

    revision: Revision
    measure: dict[str, Any]


class BasketStepIn(Schema):
    revision: Revision
    reason: Text


class BasketDraftOut(Schema):
    """A version written on screen."""

    code: str
    title: str
    origin: str
    state: Literal["draft", "published", "abandoned"]
    revision: int
    reason: str
    document: dict[str, Any]
    is_demonstration: bool


class AddIn(Schema):
    owner: Owner
    since: Day
    measure: dict[str, Any]


class BasketAmendIn(Schema):
    revision: Revision
    since: Day
    measure: dict[str, Any]


class BasketEndIn(Schema):
    revision: Revision
    until: Day
    reason: Text


class AddedOut(Schema):
    """A wording of a measure of a Region or an operator."""

    code: str
    owner: str
    since: dt.date
    until: dt.date | None
    revision: int
    document: dict[str, Any]
    is_demonstration: bool
