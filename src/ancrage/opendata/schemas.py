"""What the API of open data takes and gives. Amounts are whole cents."""

import datetime as dt
from typing import Annotated

from ninja import Schema
from pydantic import Field

from ancrage.roadmaps.schemas import Line, Text

DatasetCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
PublicationCode = Annotated[str, Field(pattern=r"^O-[0-9]{4}-[0-9]{4,10}$")]
Financer = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9:-]{1,59}$")]
CommitmentNumber = Annotated[int, Field(ge=1, le=2_000_000_000)]
FileKind = Annotated[str, Field(pattern=r"^(csv|jsonl)$")]


class OpenFieldOut(Schema):
    """A column of a dataset; `meaning` says when it is empty."""

    name: str
    title: str
    type: str
    unit: str
    required: bool
    meaning: str
    example: str


class OpenDatasetOut(Schema):
    """An open dataset. `holds_demonstration`: some of its rows are invented, and say so."""

    code: str
    title: str
    description: str
    licence: str
    sources: list[str]
    freshness: str
    as_at: dt.date | None
    holds_demonstration: bool


class OpenDatasetDetailOut(OpenDatasetOut):
    fields: list[OpenFieldOut]


class PublicationIn(Schema):
    dataset: DatasetCode
    note: Text = ""


class PublicationOut(Schema):
    """A dataset as it was published; `previous` is the publication before."""

    code: str
    dataset: str
    title: str
    as_at: dt.date
    published_at: dt.datetime
    note: str
    name: str
    sha256: str
    rows: int
    added: int
    removed: int
    altered: int
    previous: str | None
    is_demonstration: bool


class AlteredRowOut(Schema):
    """A row that changed, by the values that tell it apart, and the columns that differ."""

    key: list[str]
    columns: list[str]


class PublicationDetailOut(PublicationOut):
    added_rows: list[list[str]]
    removed_rows: list[list[str]]
    altered_rows: list[AlteredRowOut]


class DutyOut(Schema):
    """How a grantor stands: how many agreements are to be published, are, lack something, are
    late, are never published."""

    financer: str
    grantor: str
    siret: str
    due: int
    published: int
    published_late: int
    ready: int
    lacking: int
    late: int
    withheld: int
    is_demonstration: bool


class ConventionOut(Schema):
    """A grant agreement. `standing`: withheld, not_due, lacking, ready or published."""

    commitment: int
    financer: str
    grantor: str
    decision: str
    signed_on: dt.date
    amount: int
    standing: str
    due: dt.date | None
    late: int
    lacks: list[str]
    published_on: dt.date | None
    is_demonstration: bool


class TermsIn(Schema):
    """What is told of an agreement; what is left out stays as it is."""

    decision: Line | None = None
    purpose: Text | None = None
    nature: Line | None = None
    conditions: Text | None = None
    paid: Line | None = None
    aid: Line | None = None
    is_notified: bool | None = None
    scheme: Line | None = None
    withheld: Line | None = None
    reason: Text | None = None


class GrantorIn(Schema):
    name: Line
    siret: Line


class GrantorOut(Schema):
    financer: str
    name: str
    siret: str


class LegalFileCheckOut(Schema):
    """What a legal file holds: its rows when it has no fault, else all its faults. `late`: rows
    signed so long ago that publishing them today is late."""

    rows: int
    late: int
    faults: list[str]


class BroughtOut(Schema):
    """What a legal file brought: agreements that are new, whose terms changed, known already."""

    added: int
    changed: int
    same: int
    sha256: str
