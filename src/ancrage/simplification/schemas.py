"""What the API of blocks takes and gives."""

import datetime as dt
from typing import Annotated

from ninja import Schema
from pydantic import Field

from ancrage.geography.schemas import Day

Text = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
Line = Annotated[str, Field(max_length=160, pattern=r"^[^\x00]*$")]
Address = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Code = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]
Word = Annotated[str, Field(pattern=r"^[a-z_]{0,20}$")]
Numbered = Annotated[int, Field(ge=1, le=1_000_000_000)]
Version = Annotated[int, Field(ge=0, le=1_000_000_000)]
Cents = Annotated[int, Field(ge=0, le=10**13)]
Days = Annotated[int, Field(ge=0, le=36_500)]


class ToldIn(Schema):
    """A block; costs are declared, null when they are not known."""

    title: Line
    rule: Text = ""
    prevents: Text = ""
    need: Word = "simplify"
    kind: Word = ""
    proposal: Text = ""
    reference: Line = ""
    url: Address = ""
    cost_cents: Cents | None = None
    delay_days: Days | None = None
    company_name: Line = ""
    is_private: bool = False


class BlockStartIn(ToldIn):
    """`territory`: "programme:code"; `company` when a company reports; `case`: to be joined."""

    territory: Code
    company: Code = ""
    case: Numbered | None = None


class SaveIn(ToldIn):
    version: Version


class BlockReasonIn(Schema):
    reason: Text = ""


class NumberIn(Schema):
    """The number of a case or of a report."""

    number: Numbered


class EffectIn(Schema):
    value: Word
    words: Text = ""


class WrittenIn(Schema):
    title: Line
    summary: Text
    rule: Text
    need: Word = "simplify"
    reference: Line = ""
    url: Address = ""


class GatherIn(WrittenIn):
    reports: Annotated[list[Numbered], Field(max_length=200)]
    region: Annotated[str, Field(pattern=r"^[0-9A-Z]{0,3}$")] = ""


class BlockAmendIn(WrittenIn):
    version: Version


class AuthorityIn(Schema):
    """`authority`: central, prefecture, region or operator; `scope`: which region or operator."""

    authority: Word
    scope: Code = ""
    service: Line = ""


class AskIn(AuthorityIn):
    version: Version
    kind: Word
    words: Text


class ReferIn(AuthorityIn):
    reason: Text


class BlockAnswerIn(Schema):
    outcome: Word
    words: Text
    applies_from: Day | None = None
    applies_until: Day | None = None


class BlockQuestionOut(Schema):
    number: int
    authority: str
    scope: str
    service: str
    kind: str
    words: str
    asked_on: dt.date
    due_on: dt.date
    outcome: str
    answer: str
    applies_from: dt.date | None
    applies_until: dt.date | None
    answered_on: dt.date | None


class CaseOut(Schema):
    number: int
    state: str
    title: str
    summary: str
    rule: str
    reference: str
    url: str
    need: str
    region: str
    version: int
    published_at: dt.datetime | None
    is_demonstration: bool
    questions: list[BlockQuestionOut]


class ReportOut(Schema):
    """`access`: full, published or outline; null stands for what is reserved."""

    number: int
    access: str
    state: str
    territory: str
    territory_name: str
    case: int | None
    effect: str
    effect_on: dt.date | None
    reported_on: dt.date | None
    version: int
    is_demonstration: bool
    title: str | None
    rule: str | None
    prevents: str | None
    need: str | None
    kind: str | None
    proposal: str | None
    reference: str | None
    url: str | None
    cost_cents: int | None
    delay_days: int | None
    company_name: str | None
    is_private: bool


class CaseDetailOut(CaseOut):
    reports: list[ReportOut]


class BlockFileOut(Schema):
    id: int
    name: str
    size: int
    sha256: str


class BlockEffectOut(Schema):
    value: str
    words: str
    said_on: dt.date


class ReportDetailOut(ReportOut):
    missing: dict[str, str]
    files: list[BlockFileOut]
    effects: list[BlockEffectOut]


class CountersOut(Schema):
    """Delays are in days, null when nothing was answered."""

    asked: int
    answered: int
    granted: int
    referred: int
    waiting: int
    late: int
    median_days: float | None
    ninetieth_days: int | None


class AxisOut(CountersOut):
    """`by`: authority, need, region or year."""

    by: str
    key: str
    label: str


class FiguresOut(Schema):
    cases: int
    reports: int
    territories: int
    effects: dict[str, int]
    as_of: dt.date | None
    is_demonstration: bool
    whole: CountersOut
    rows: list[AxisOut]
