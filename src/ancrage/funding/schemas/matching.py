"""What the API of reconciliation and of returns takes and gives. Amounts are whole cents."""

import datetime as dt
from typing import Annotated

from ninja import Schema
from pydantic import Field

DossierCode = Annotated[str, Field(pattern=r"^D-[0-9]{4}-[0-9]{6,10}$")]
TieCode = Annotated[str, Field(pattern=r"^[A-Z]{1,3}-[0-9]{4}-[0-9]{6,10}$")]
Financer = Annotated[str, Field(pattern=r"^[-a-z0-9_.:]{1,60}$")]
HalfCode = Annotated[str, Field(pattern=r"^(19|20)[0-9]{2}-S[12]$")]
Why = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Number = Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")]
Positive = Annotated[int, Field(ge=1, le=10**15)]
Mark = Annotated[str, Field(pattern=r"^[0-9a-f]{0,64}$")]


class AgeOut(Schema):
    """How many payments, how many cents, of an age."""

    count: int
    cents: int


class BacklogOut(Schema):
    """What waits of a financer; `ages`: under each limit, then beyond the last."""

    financer: str
    financer_name: str
    count: int
    cents: int
    oldest: dt.date | None
    ages: list[AgeOut]
    owner_role: str
    is_demonstration: bool


class BacklogsOut(Schema):
    """What waits of every financer; `limits`: of the ages, in days."""

    as_of: dt.date
    source: str
    limits: list[int]
    items: list[BacklogOut]


class WaitingOut(Schema):
    """A payment to match, or matched."""

    id: int
    financer: str
    cents: int
    paid_on: dt.date
    state: str
    matched_on: dt.date | None
    number: str
    commitment_number: str
    siret: str
    siren: str
    beneficiary: str
    label: str
    year: int | None
    commune: str
    entry: int
    is_demonstration: bool


class MatchReasonOut(Schema):
    """A sentence and what it weighs; below zero, against."""

    code: str
    weight: int
    says: str


class SuggestionOut(Schema):
    """A dossier that may be the right one."""

    dossier: str
    score: int
    is_tied: bool
    is_sure: bool
    reasons: list[MatchReasonOut]


class ShareOut(Schema):
    """The part of a payment for a dossier."""

    dossier: str
    cents: int


class MatchOut(Schema):
    """What a payment was given to."""

    how: str
    score: int | None
    note: str
    made_at: dt.datetime
    undone_at: dt.datetime | None
    undone_reason: str
    shares: list[ShareOut]


class WaitingDetailOut(WaitingOut):
    suggestions: list[SuggestionOut]
    matches: list[MatchOut]


class ShareIn(Schema):
    """The part of a payment for a dossier; `commitment`: its number, when one is meant."""

    dossier: DossierCode
    cents: Positive
    commitment: Number = ""


class MatchIn(Schema):
    """What a payment is given to: the shares make it to the cent."""

    shares: Annotated[list[ShareIn], Field(min_length=1, max_length=1000)]
    note: Why = ""


class RefusalIn(Schema):
    dossier: DossierCode
    reason: Why


class WhyIn(Schema):
    reason: Why


class FinancerIn(Schema):
    financer: Financer


class SureIn(FinancerIn):
    """`mark`: that of the plan that was read."""

    mark: Mark


class PlannedOut(Schema):
    payment: int
    score: int | None
    shares: list[ShareOut]


class PlanOut(Schema):
    """What is matched at once; `left`: how many payments are not, by reason."""

    mark: str
    cents: int
    left: dict[str, int]
    matches: list[PlannedOut]


class TieOut(Schema):
    """A request, a sheet or a dossier, with the dossiers suggested for it."""

    code: str
    label: str
    suggestions: list[SuggestionOut]


class TieIn(Schema):
    code: TieCode


class TieRefusalIn(TieIn):
    reason: Why


class DossierLinksOut(Schema):
    """What a dossier is of."""

    code: str
    request: str
    sheet: str
    project: str | None


class ReturnOut(Schema):
    """A return: where it stands, who certified it last."""

    financer: str
    financer_name: str
    half: str
    state: str
    due: dt.date
    is_late: bool
    is_nil: bool
    version: int | None
    certified_by: str
    certified_as: str
    certified_at: dt.datetime | None
    digest: str
    is_demonstration: bool


class ReturnLineOut(Schema):
    """A line of a return; measure "" stands for none, or in `whole` for all."""

    measure: str
    name: str
    received: int
    granted_files: int
    refused_files: int
    pending: int
    requested: int
    granted: int
    granted_inside: int
    granted_outside: int
    granted_unknown: int
    ordered: int
    paid: int
    paid_inside: int
    paid_outside: int
    paid_unknown: int
    recovered: int
    median_days: int | None
    timed: int


class ReturnFiguresOut(Schema):
    as_of: dt.date
    lines: list[ReturnLineOut]
    whole: ReturnLineOut
    unmatched_count: int
    unmatched: int


class ReturnCheckOut(Schema):
    code: str
    level: str
    count: int
    cents: int | None
    holds: bool


class ReturnDetailOut(ReturnOut):
    """`mark`: to be sent back to certify the figures that were read."""

    is_draft: bool
    figures: ReturnFiguresOut | None
    comments: dict[str, str]
    checks: list[ReturnCheckOut]
    mark: str
    revision: int | None


class ReturnWriteIn(Schema):
    """`comments` by measure, by « check:code », "" for the whole; "" takes one away."""

    comments: Annotated[dict[Number, Long], Field(max_length=200)] = {}
    is_nil: bool | None = None
    revision: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None


class CertifyIn(Schema):
    """As what one certifies, and the mark of the figures that were read."""

    certified_as: Why
    mark: Mark


class ReopenIn(Schema):
    reason: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]


class HalfIn(Schema):
    half: HalfCode
