"""What the API of the antennas takes and gives."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from ancrage.geography.schemas import Day

Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Line = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]
SirenText = Annotated[str, Field(pattern=r"^[0-9]{9}$")]
Sirens = Annotated[list[SirenText], Field(max_length=2000)]
Version = Annotated[int, Field(ge=0, le=1_000_000_000)]
Places = Annotated[int, Field(ge=1, le=10_000)]
StateName = Literal["planned", "open", "closed"]
BookingState = Literal["asked", "waiting", "confirmed", "refused", "cancelled", "honoured"]


class SitingIn(Schema):
    """`radius_km` or `minutes` (converted: an estimate). `capacity` in industrial jobs."""

    name: Line
    count: Annotated[int, Field(ge=1, le=200)]
    objective: Literal["coverage", "distance"] = "coverage"
    radius_km: Annotated[float, Field(gt=0, le=20_000)] | None = None
    minutes: Annotated[float, Field(gt=0, le=10_000)] | None = None
    capacity: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    kept: Sirens = []
    excluded: Sirens = []
    note: Text = ""


class SitingChangeIn(SitingIn):
    """`revision` is the one that was read."""

    revision: Version


class OfferIn(Schema):
    """Places from a day to a day, both included."""

    starts_on: Day
    ends_on: Day
    places: Places


class AdoptIn(OfferIn):
    opens_on: Day


class AntennaIn(Schema):
    """`version` is the one that was read."""

    name: Line
    opens_on: Day
    closes_on: Day | None = None
    version: Version


class AntennaReasonIn(Schema):
    reason: Text = ""


class BookingIn(Schema):
    """`starts_on` names the period; `company` is the code of the company's scope."""

    antenna: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
    starts_on: Day
    company: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
    purpose: Text
    places: Places = 1


class SitingOut(Schema):
    """`job` and `curve_job` are the states of the computations, "" when none was asked."""

    code: str
    name: str
    note: str
    revision: int
    question: dict[str, Any]
    minutes: float | None
    is_current: bool
    job: str
    job_error: str
    curve_job: str
    is_demonstration: bool


class SitingDetailOut(SitingOut):
    """`plan` as « ancrage antennas --out » writes it; `curve` such plans without assignments."""

    plan: dict[str, Any] | None
    curve: list[dict[str, Any]] | None


class PeriodOut(Schema):
    starts_on: dt.date
    ends_on: dt.date
    places: int
    left: int


class AntennaOut(Schema):
    code: str
    name: str
    host: str
    host_name: str
    operator: str
    state: StateName
    reason: str
    opens_on: dt.date
    closes_on: dt.date | None
    siting: str | None
    version: int
    periods: list[PeriodOut]
    is_demonstration: bool


class BookingOut(Schema):
    reference: str
    antenna: str
    starts_on: dt.date
    ends_on: dt.date
    company: str
    places: int
    purpose: str
    state: BookingState
    reason: str
    version: int
    asked_at: dt.datetime
    is_demonstration: bool
