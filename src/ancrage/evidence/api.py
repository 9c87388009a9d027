"""The API of the evidence: whether the priority happened, and what is to come."""

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from ancrage.evidence.documents import forecast_document, priority_document
from ancrage.evidence.foreseen import forecasts_at
from ancrage.evidence.queries.priority import kept, priority_at
from ancrage.geography.schemas import Day, Problem
from ancrage.people.middleware import actor_in

router = Router(tags=["evidence"])
Code = Annotated[str, Query(max_length=100), Field(pattern=r"^[-a-zA-Z0-9_:.]*$")]
Asked = Annotated[Day | None, Query()]


class PrioritySampleOut(Schema):
    """What is counted of some files. `rate`: granted of decided, of files asked long enough ago;
    `rate_bounds`: if all that waits were refused, or granted. Null: no case."""

    files: int
    granted: int
    refused: int
    withdrawn: int
    pending: int
    cohort_decided: int
    cohort_pending: int
    rate: float | None
    rate_bounds: list[float] | None
    median_days: float | None
    dated: int
    asked_cents: int
    granted_cents: int
    amounts: int


class PriorityDifferenceOut(Schema):
    """The first less the second: `rate` in shares, `delay` in days, `amount` as a ratio less 1.

    `first`, `second`: files. `p_adjusted`: by Holm. Null: nothing can be said, as `lack` tells, or
    a side of the interval without bound.
    """

    kind: str
    value: float | None
    low: float | None
    high: float | None
    first: int
    second: int
    p: float | None
    p_adjusted: float | None
    verdict: str
    lack: str


class PriorityLikeOut(Schema):
    """The difference of rates within operator, measure and year (Mantel and Haenszel)."""

    value: float
    low: float
    high: float
    p: float
    strata: int
    first: int
    second: int


class PriorityRowOut(Schema):
    """An operator, one of its measures, or the programme (both codes empty). `place`: inside
    against outside; `time`: after against before the entry in the list; `elsewhere`: the same
    where no list ever came. Null: kept back."""

    operator: str
    operator_name: str
    measure: str
    measure_name: str
    whole: PrioritySampleOut
    inside: PrioritySampleOut
    outside: PrioritySampleOut
    unknown: PrioritySampleOut
    place: list[PriorityDifferenceOut]
    like: PriorityLikeOut | None
    time: list[PriorityDifferenceOut] | None
    elsewhere: list[PriorityDifferenceOut] | None


class PriorityHiddenOut(Schema):
    """A row of which statistical secrecy lets tell only how many files there are."""

    operator: str
    measure: str
    files: int


class PriorityFindingsOut(Schema):
    """The files as they stood `as_of`. A raw difference is not an effect: `caution`."""

    as_of: dt.date
    source: str
    caution: str
    level: float
    least: int
    comparisons: int
    entry: dt.date | None
    unasked: int
    invented: int
    rows: list[PriorityRowOut]
    hidden: list[PriorityHiddenOut]


@router.get("/priority", response={200: PriorityFindingsOut, 422: Problem}, operation_id="priority")
def priority(
    request: HttpRequest, date: Asked = None, operator: Code = "", measure: Code = ""
) -> PriorityFindingsOut:
    """La priorité a-t-elle eu lieu : dans les territoires et hors d’eux, avant et après."""
    found = priority_at(actor_in(request), day=date or timezone.localdate())
    rows = kept(found, operator=operator, measure=measure)
    return PriorityFindingsOut(**priority_document(found, rows))


class ForecastQuarterOut(Schema):
    quarter: str
    cents: int


class ForecastAheadOut(Schema):
    """A quarter to come: no amount unless `told`. Errors: mean absolute, in cents, on the past."""

    quarter: str
    told: bool
    cents: int | None
    low: int | None
    high: int | None
    tries: int
    error: int | None
    error_as_last: int | None
    error_as_year: int | None


class ForecastSeriesOut(Schema):
    """What is `committed` or `paid`, quarter by quarter."""

    operator: str
    operator_name: str
    measure: str
    measure_name: str
    kind: str
    past: list[ForecastQuarterOut]
    ahead: list[ForecastAheadOut]


class ForecastOut(Schema):
    """After the quarter `as_of`, with ranges at `level`."""

    as_of: str
    source: str
    level: float
    invented: bool
    unmatched_cents: int
    series: list[ForecastSeriesOut]


@router.get("/forecast", response={200: ForecastOut, 422: Problem}, operation_id="forecast")
def forecast(
    request: HttpRequest, date: Asked = None, operator: Code = "", measure: Code = ""
) -> ForecastOut:
    """Les prévisions d’engagements et de paiements par trimestre, là où le passé les permet."""
    found = forecasts_at(date or timezone.localdate())
    return ForecastOut(**forecast_document(found, found.of((operator, measure))))
