"""What the API takes and answers about amendments and the history of a list."""

import datetime as dt
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from ancrage.geography.schemas import Day, FigureOut, NamedCode

LONGEST = 4_000
Revision = Annotated[int | None, Field(ge=1, le=1_000_000)]
Text = Annotated[str, Field(max_length=LONGEST, pattern=r"^[^\x00]*$")]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Move = dict[str, Any]
"""See docs/reference/amendments.md."""


class AsideOut(Schema):
    """A change that a newer list does not allow, and why."""

    position: int
    said: str
    why: str
    move: Move


class AmendmentOut(Schema):
    """An amendment, without what must be computed."""

    code: str
    programme: str
    list_version: str
    region: NamedCode
    regions: list[str]
    title: str
    reason: str
    state: str
    state_label: str
    moves: list[Move]
    revision: int
    created_at: dt.datetime
    updated_at: dt.datetime
    submitted_at: dt.datetime | None
    result: str | None
    follows: str | None


class DecisionOut(Schema):
    """A regional committee's record; who sat is counted, not named."""

    body: str
    decided_on: dt.date
    favourable: bool
    present_count: int
    words: str
    file_sha256: str | None


class StepOut(Schema):
    """What was done, as what and by which organisation; `state` is that afterwards."""

    verb: str
    done: str
    at: dt.datetime
    role: str
    organisation: str
    state: str
    words: str
    decision: DecisionOut | None


class NamedFigureOut(Schema):
    label: str
    figure: FigureOut


class RegionEffectOut(Schema):
    """What a region wins or loses; `value_change` null when it is not known."""

    region: NamedCode
    territories_before: int
    territories_after: int
    jobs_change: int
    value_change: float | None
    pays: bool


class CheckOut(Schema):
    """A rule on the list that results; `holds` null when the figures do not tell."""

    where: str
    says: str
    holds: bool | None
    is_new: bool


class EffectsOut(Schema):
    """What the changes do, judged by the rules of an identification."""

    identification: str
    value_change: float | None
    share_change: float
    figures: list[NamedFigureOut]
    checks: list[CheckOut]
    regions: list[RegionEffectOut]


class AmendmentDetailOut(AmendmentOut):
    """An amendment with its changes in words, what they do, and its history."""

    said: list[str]
    set_aside: list[AsideOut]
    conflicts: list[str]
    may: list[str]
    steps: list[StepOut]
    effects: EffectsOut | None


class NewAmendmentIn(Schema):
    programme: Line
    region: Line
    title: Line
    reason: Text = ""
    like: Annotated[str, Field(max_length=20, pattern=r"^[-a-zA-Z0-9_]*$")] = ""


class MoveIn(Schema):
    move: Move
    revision: Revision = None


class RevisionIn(Schema):
    revision: Revision = None


class WriteIn(RevisionIn):
    title: Line
    reason: Text = ""


class WordsIn(RevisionIn):
    words: Text = ""


class AmendmentAcceptIn(WordsIn):
    """`seen_list` is the list on which the result was looked at, if it was."""

    valid_from: Day
    seen_list: Annotated[str | None, Field(max_length=50)] = None


class FileIn(Schema):
    name: Line
    content_base64: Annotated[str, Field(max_length=40_000_000)]


class DecisionIn(WordsIn):
    favourable: bool
    body: Line
    decided_on: Day
    present_count: Annotated[int, Field(ge=1, le=500)]
    present: list[Line] = []
    file: FileIn | None = None


class VersionOut(Schema):
    """A version of a list and what led to it."""

    code: str
    name: str
    valid_from: dt.date
    valid_to: dt.date | None
    quality: str
    territories: int
    origin: str
    amendment: str | None
    region: NamedCode | None
    reason: str
    said: list[str]
    changed: list[str]
    steps: list[StepOut]


class HistoryOut(Schema):
    programme: NamedCode
    versions: list[VersionOut]
