"""What the API of the requests takes and gives. Amounts are whole cents."""

import datetime as dt
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from ancrage.geography.schemas import Day

Code = Annotated[str, Field(pattern=r"^S-[0-9]{4}-[0-9]{6,10}$")]
MaybeCode = Annotated[str, Field(pattern=r"^(S-[0-9]{4}-[0-9]{6,10})?$")]
Text = Annotated[str, Field(max_length=5000, pattern=r"^[^\x00]*$")]
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Short = Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")]
Slug = Annotated[str, Field(max_length=100, pattern=r"^[-a-zA-Z0-9_.:]*$")]
Cents = Annotated[int, Field(ge=0, le=10**15)]
Revision = Annotated[int, Field(ge=0, le=1_000_000_000)] | None
Asker = Annotated[str, Field(pattern=r"^(territory|company)$")]
StateName = Annotated[
    str,
    Field(
        pattern=r"^(sent|acknowledged|more|instructed|granted|refused|withdrawn|delivered|closed)$"
    ),
]
AnyStateName = Annotated[
    str,
    Field(
        pattern=(
            r"^(draft|sent|acknowledged|more|instructed|granted|refused|withdrawn|delivered|closed)$"
        )
    ),
]
PlaceName = Annotated[str, Field(pattern=r"^(inside|outside|unknown)$")]
Fact = bool | Annotated[int, Field(ge=0, le=10**15)] | Line | None


class RequestIn(Schema):
    """A request; `territory` is "programme:code". `facts` by the codes of the catalogue."""

    measure: Slug
    asked_by: Asker = "territory"
    territory: Slug = ""
    commune: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{0,5}$")] = ""
    company_name: Line = ""
    siret: Annotated[str, Field(pattern=r"^[0-9 ]{0,20}$")] = ""
    purpose: Text = ""
    cost: Cents | None = None
    asked_amount: Cents | None = None
    wanted_on: Day | None = None
    facts: Annotated[dict[Slug, Fact], Field(max_length=60)] = {}


class RequestEdit(RequestIn):
    """`revision`: the one that was read; another one, and nothing is changed."""

    revision: Revision = None


class RequestStepIn(Schema):
    """What comes with a step: a reason, a file number, an amount granted."""

    reason: Text = ""
    number: Short = ""
    amount: Cents | None = None
    revision: Revision = None


class TextIn(Schema):
    text: Text


class RequestOut(Schema):
    """A request in a list. Of an outline, company and file number are null."""

    code: str
    state: str
    state_label: str
    outcome: str
    measure: str
    measure_name: str
    basket: str
    operator: str
    operator_name: str
    programme: str
    territory: str
    territory_name: str
    place: str
    commune: str
    regions: list[str]
    asked_by: str
    company_name: str | None
    siret: str | None
    number: str | None
    cost: int | None
    asked_amount: int | None
    granted_amount: int | None
    sent_on: dt.date | None
    acknowledged_on: dt.date | None
    decided_on: dt.date | None
    delivered_on: dt.date | None
    due: dt.date | None
    revision: int
    origin: str
    is_demonstration: bool
    is_outline: bool


class RequestMessageOut(Schema):
    side: str
    author: str
    written_at: dt.datetime
    text: str


class DocumentOut(Schema):
    id: int
    name: str
    media_type: str
    size: int
    side: str


class RequestFindingOut(Schema):
    outcome: str
    says: str
    remedy: str
    source: str


class RequestDetailOut(RequestOut):
    """A request in full; of an outline, what follows is null. Internal notes are never given."""

    purpose: str | None
    reason: str | None
    wanted_on: dt.date | None
    facts: dict[str, Any] | None
    verdict: list[RequestFindingOut] | None
    judged_on: dt.date | None
    messages: list[RequestMessageOut] | None
    documents: list[DocumentOut] | None


class TallyOut(Schema):
    """Counts, and delays in days; `n` decisions are dated. Null: no case."""

    asked: int
    granted: int
    delivered: int
    refused: int
    withdrawn: int
    pending: int
    n: int
    undated: int
    median: float | None
    ninetieth: int | None
    oldest_pending: int | None


class OutcomeOut(Schema):
    operator: str
    operator_name: str
    measure: str
    measure_name: str
    whole: TallyOut
    inside: TallyOut
    outside: TallyOut
    unknown: TallyOut


class OutcomesOut(Schema):
    """`invented`: how many of the requests the demonstration made up."""

    as_of: dt.date
    source: str
    invented: int
    whole: TallyOut
    inside: TallyOut
    outside: TallyOut
    rows: list[OutcomeOut]


class BatchRow(Schema):
    """One request of an operator's own files; what is left out changes nothing."""

    code: MaybeCode = ""
    number: Short = ""
    measure: Slug = ""
    state: StateName | None = None
    company: Line = ""
    siret: Annotated[str, Field(pattern=r"^[0-9]{0,14}$")] = ""
    commune_code: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{0,5}$")] = ""
    commune: Line = ""
    department: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{0,5}$")] = ""
    purpose: Text = ""
    cost: Cents | None = None
    asked_amount: Cents | None = None
    granted_amount: Cents | None = None
    sent_on: Day | None = None
    acknowledged_on: Day | None = None
    decided_on: Day | None = None
    delivered_on: Day | None = None
    reason: Text = ""


class BatchIn(Schema):
    """`key` names the batch: sent again with the same rows, it gives the same answer."""

    operator: Slug
    programme: Slug = ""
    key: Annotated[str, Field(max_length=100, pattern=r"^[-a-zA-Z0-9_.:]*$")] = ""
    rows: Annotated[list[BatchRow], Field(max_length=20_000)]


class BatchOut(Schema):
    reference: str
    new: int
    changed: int
    same: int
