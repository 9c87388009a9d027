"""What the API of the VTE takes and gives."""

import datetime as dt
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from ancrage.geography.schemas import Day

Text = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
Line = Annotated[str, Field(max_length=150, pattern=r"^[^\x00]*$")]
Word = Annotated[str, Field(max_length=50, pattern=r"^[-a-zA-Z0-9_.]*$")]
Cents = Annotated[int, Field(ge=0, le=10**15)] | None
Months = Annotated[int, Field(ge=1, le=60)] | None
Level = Annotated[int, Field(ge=0, le=8)] | None
Version = Annotated[int, Field(ge=0, le=1_000_000_000)] | None
StateName = Literal["draft", "submitted", "refused", "published", "filled", "expired", "withdrawn"]
OutcomeName = Literal["yes", "no", "unknown"]


class VteOfferIn(Schema):
    """A mission; what is left out is not said. `place`: a commune's code or name."""

    siret: Annotated[str, Field(max_length=30, pattern=r"^[0-9 ]*$")] = ""
    company_name: Line = ""
    place: Line = ""
    headcount: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    turnover_cents: Cents = None
    balance_cents: Cents = None
    category: Literal["", "mid_cap", "large"] = ""
    seat_in_france: bool | None = None
    sector: Word = ""
    need: Word = ""
    title: Line = ""
    description: Text = ""
    skills: Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")] = ""
    contract: Word = ""
    months: Months = None
    level: Level = None
    degree_since: Day | None = None
    starts_on: Day | None = None
    closes_on: Day | None = None
    has_tutor: bool | None = None
    tutor: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] = ""
    green: bool = False
    alternance_aid: bool | None = None
    contact: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""


class NewOfferIn(VteOfferIn):
    """`company`: the scope of the company, for who speaks for several."""

    company: Word = ""


class ChangedOfferIn(VteOfferIn):
    """`version`: the one that was read."""

    version: Version = None


class VteReasonIn(Schema):
    reason: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] = ""


class HiringIn(Schema):
    """A hiring, without any name."""

    hired_on: Day
    contract: Word
    months: Months = None
    level: Level = None
    months_since_degree: Annotated[int, Field(ge=0, le=600)] | None = None
    alternance_aid: bool | None = None
    version: Version = None


class VtePlaceOut(Schema):
    """Where, as it is declared: never verified here."""

    declared: str
    commune: str
    name: str
    region: str
    intercommunality: str
    verified: bool


class OfferOut(Schema):
    """A mission. `in_territory` null: no list of that day is held."""

    code: str
    state: StateName
    reason: str
    siret: str
    siret_verified: bool
    company_name: str
    place: VtePlaceOut
    territory: str
    territory_name: str
    list: str
    in_territory: bool | None
    sector: str
    need: str
    title: str
    description: str
    skills: str
    contract: str
    months: int | None
    level: int | None
    degree_since: dt.date | None
    starts_on: dt.date | None
    closes_on: dt.date | None
    has_tutor: bool | None
    tutor: str
    green: bool
    contact: str
    published_at: dt.datetime | None
    hired_on: dt.date | None
    is_demonstration: bool


class VteFiguresOut(Schema):
    headcount: int | None
    turnover_cents: int | None
    balance_cents: int | None


class VteFindingOut(Schema):
    outcome: OutcomeName
    says: str
    remedy: str
    source: str


class VteCheckOut(Schema):
    scheme: str
    name: str
    day: dt.date
    outcome: OutcomeName
    expected_cents: int | None
    findings: list[VteFindingOut]


class AidOut(Schema):
    """`state` and `outcome` are those of the request."""

    kind: str
    request: str
    state: str
    outcome: str
    expected_cents: int | None
    granted_cents: int | None


class OfferDetailOut(OfferOut):
    """`figures`, `checks` and `aids` are for who writes or checks it."""

    version: int
    figures: VteFiguresOut | None
    checks: list[VteCheckOut]
    aids: list[AidOut]


class ConditionOut(Schema):
    requires: str
    remedy: str
    source: str


class SumOut(Schema):
    label: str
    cents: int
    superseded: bool
    remark: str
    source: str


class SchemeOut(Schema):
    """`in_force` unknown: no source attests that day."""

    code: str
    name: str
    in_force: OutcomeName
    period: str
    certainty: str
    criteria: list[ConditionOut]
    amounts: list[SumOut]
    notes: list[str]


class VteCountsOut(Schema):
    code: str
    posted: int
    published: int
    filled: int
    asked: int
    granted: int
    granted_cents: int


class ClaimOut(Schema):
    value: int
    at_least: bool
    what: str
    counted_on: str
    counted: str
    source: str
    address: str


class VteCountersOut(Schema):
    """What was declared here, and what others have counted: not the same things."""

    territories: list[VteCountsOut]
    regions: list[VteCountsOut]
    years: list[VteCountsOut]
    claims: list[ClaimOut]
