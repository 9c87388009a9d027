"""What the API of contracts takes and gives. Amounts are whole cents."""

import datetime as dt
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from ancrage.geography.schemas import Day
from ancrage.roadmaps.schemas import Line, ScopeCode, SheetCode, Text

ContractCode = Annotated[str, Field(pattern=r"^C-[0-9]{4}-[0-9]{4,10}$")]
Rank = Annotated[int, Field(ge=1, le=1000)]
Kind = Annotated[str, Field(pattern=r"^(protocol|contract|amendment)$")]
Verb = Annotated[str, Field(pattern=r"^[a-z]{3,10}$")]
FieldCode = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Commitment = Annotated[dict[FieldCode, Line], Field(max_length=8)]
Choice = Text | Annotated[list[SheetCode | Commitment], Field(max_length=200)] | None


class ActDraftIn(Schema):
    """An act to begin; the contract of the territory is opened with its first one."""

    territory: ScopeCode
    kind: Kind


class ActWriteIn(Schema):
    """Fields of an act by code, written from `revision`; null or "" empties one."""

    revision: Annotated[int, Field(ge=1, le=1_000_000_000)]
    choices: Annotated[dict[FieldCode, Choice], Field(max_length=50)]


class ActStepIn(Schema):
    """A step of the workflow, by its verb; `decision`: where a committee's is recorded."""

    verb: Verb
    reason: Text = ""
    decision: Line = ""


class ActSendIn(Schema):
    """The SHA-256 of the PDF that was read; the last day to sign."""

    digest: Digest
    due: Day | None = None


class ActWithdrawIn(Schema):
    reason: Text


class ActOut(Schema):
    """An act in its contract."""

    rank: int
    kind: str
    name: str
    state: str
    state_label: str
    is_outside: bool
    decided_on: dt.date | None
    due: dt.date | None
    signed_on: dt.date | None
    starts_on: dt.date | None
    ends_on: dt.date | None


class ContractOut(Schema):
    """A contract with the acts that you may see."""

    code: str
    territory: str
    territory_name: str
    regions: list[str]
    origin: str
    is_demonstration: bool
    acts: list[ActOut]


class MoneyChangeOut(Schema):
    financer: str
    kind: str
    before: int
    after: int


class ActChangesOut(Schema):
    """What an amendment changes."""

    obligations: list[str]
    dates: list[str]
    money: list[MoneyChangeOut]


class SignatureOut(Schema):
    """Where a party's signature stands."""

    party: str
    organisation: str
    quality: str
    rank: int
    state: str
    signed_at: dt.datetime | None


class ActDetailOut(ActOut):
    """An act whole; what only those who prepare it read is null for the others."""

    contract: str
    revision: int | None
    reason: str | None
    digest: str | None
    choices: dict[str, Any] | None
    content: dict[str, Any] | None
    changes: ActChangesOut | None
    missing: list[str] | None
    unwritten: list[str] | None
    signatures: list[SignatureOut]
