"""What the API of the ledger takes and gives. Amounts are whole cents."""

import datetime as dt
from typing import Annotated

from ninja import Schema
from pydantic import Field

from ancrage.geography.schemas import Day

Code = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
DossierCode = Annotated[str, Field(pattern=r"^D-[0-9]{4}-[0-9]{6,10}$")]
MaybeDossier = Annotated[str, Field(pattern=r"^(D-[0-9]{4}-[0-9]{6,10})?$")]
ProjectCode = Annotated[str, Field(pattern=r"^(P-[0-9]{4}-[0-9]{6,10})?$")]
Slug = Annotated[str, Field(max_length=100, pattern=r"^[-a-zA-Z0-9_.:]*$")]
Line = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Name = Annotated[str, Field(min_length=1, max_length=250, pattern=r"^[^\x00]*$")]
Words = Annotated[str, Field(max_length=5000, pattern=r"^[^\x00]*$")]
Cents = Annotated[int, Field(ge=1, le=10**15)]
MaybeCents = Annotated[int, Field(ge=0, le=10**15)]
Id = Annotated[int, Field(ge=1, le=2**62)]
StageName = Annotated[str, Field(pattern=r"^[a-z]{1,11}$")]
Key = Annotated[str, Field(max_length=100, pattern=r"^[!-~]*$")]
Nature = Annotated[str, Field(pattern=r"^(announced|oriented|opened)$")]
Certainty = Annotated[str, Field(pattern=r"^(official|reported|unknown)$")]


class PostingIn(Schema):
    """An amount of a dossier at a stage; `commitment`: its id, needed to grant."""

    stage: StageName
    cents: Cents
    event_on: Day
    dossier: DossierCode
    commitment: Id | None = None
    document: Line = ""
    is_verified: bool = False
    reason: Line = ""


class PostIn(Schema):
    """Amounts posted together, whole or not at all. `key`: as the header Idempotency-Key."""

    financer: Slug
    key: Key = ""
    postings: Annotated[list[PostingIn], Field(min_length=1, max_length=5000)]


class MoneyReasonIn(Schema):
    reason: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]


class EnvelopeIn(Schema):
    """An envelope; of a part, `parent` is the code of the one that gives it its cents."""

    code: Code
    name: Name
    nature: Nature = "opened"
    parent: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{0,60}$")] = ""
    cents: MaybeCents
    event_on: Day
    reason: Line
    financer: Slug = ""
    operator: Slug = ""
    measure: Slug = ""
    need: Slug = ""
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    region: Annotated[str, Field(pattern=r"^[0-9A-Z]{0,3}$")] = ""
    territory: Slug = ""
    certainty: Certainty = "official"
    source: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
    url: Annotated[str, Field(max_length=400, pattern=r"^[^\x00]*$")] = ""
    remark: Words = ""


class EnvelopeMoveIn(Schema):
    """Cents from an envelope to another; "" is the outside. `key`: never moved twice."""

    origin: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{0,60}$")] = ""
    target: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{0,60}$")] = ""
    cents: Cents
    event_on: Day
    reason: Line
    source: Line = ""
    key: Key = ""


class EnvelopeEdit(Schema):
    """What an envelope's next version changes, from `revision`; what is null stays."""

    revision: Annotated[int, Field(ge=1, le=1_000_000_000)]
    reason: Line
    name: Name | None = None
    operator: Slug | None = None
    measure: Slug | None = None
    need: Slug | None = None
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    certainty: Certainty | None = None
    source: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    url: Annotated[str, Field(max_length=400, pattern=r"^[^\x00]*$")] | None = None
    remark: Words | None = None


class DossierIn(Schema):
    """A dossier of a financer; its place is found by its commune on the day of asking."""

    financer: Slug
    number: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""
    beneficiary: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
    siret: Annotated[str, Field(pattern=r"^([0-9]{14})?$")] = ""
    purpose: Annotated[str, Field(max_length=256, pattern=r"^[^\x00]*$")]
    measure: Slug = ""
    scheme_name: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""
    commune: Annotated[str, Field(pattern=r"^[0-9A-Z]{0,5}$")] = ""
    asked_on: Day | None = None
    eligible_cents: MaybeCents | None = None
    sheet: Annotated[str, Field(pattern=r"^[-0-9A-Z]{0,20}$")] = ""
    request: Annotated[str, Field(pattern=r"^[-0-9A-Z]{0,20}$")] = ""
    is_reserved: bool = False


class CommitmentIn(Schema):
    """A legal commitment; without an envelope, on the financer's own means."""

    financer: Slug
    number: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""
    envelope: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{0,60}$")] = ""
    committed_on: Day


class ProjectIn(Schema):
    """The project that a dossier joins: by its code, else a new one, named."""

    code: ProjectCode = ""
    name: Annotated[str, Field(max_length=250, pattern=r"^[^\x00]*$")] = ""
    total_cents: MaybeCents | None = None


class EnvelopeOut(Schema):
    """An envelope with its balances: `available` = held − delegated − committed."""

    code: str
    name: str
    nature: str
    parent: str
    depth: int
    held: int
    delegated: int
    committed: int
    available: int
    operator: str
    financer: str
    measure: str
    need: str
    year: int | None
    region: str
    territory: str
    certainty: str
    source: str
    url: str
    remark: str
    revision: int
    is_demonstration: bool


class EnvelopeMoveOut(Schema):
    id: int
    kind: str
    origin: str
    target: str
    cents: int
    event_on: dt.date
    reason: str
    source: str
    reverses: int | None


class EnvelopeDetailOut(EnvelopeOut):
    """An envelope with its moves, in order."""

    moves: list[EnvelopeMoveOut]


class EntryOut(Schema):
    """An entry; what names a beneficiary is null for those who do not read its dossier."""

    id: int
    stage: str
    financer: str
    scheme: str
    measure: str
    need: str
    programme: str
    territory: str
    place: str
    region: str
    debit: str
    credit: str
    cents: int
    event_on: dt.date
    entered_at: dt.datetime
    dossier: str
    envelope: str
    reverses: int | None
    is_verified: bool
    is_demonstration: bool
    document: str | None
    row: int | None
    reason: str | None
    beneficiary: str | None
    siret: str | None


class EntryTotalOut(Schema):
    """How many entries, their cents, and these as they count in a net total."""

    count: int
    cents: int
    net: int


class EntriesOut(Schema):
    """Entries of a cut, the last first, after `after` (an id); `total` is of all of them."""

    total: EntryTotalOut
    next: int | None
    ignored: list[str]
    items: list[EntryOut]


class AidDossierOut(Schema):
    """A dossier; of those that you do not read, what names its beneficiary is null."""

    code: str
    financer: str
    financer_name: str
    scheme: str
    measure: str
    need: str
    year: int
    programme: str
    commune: str
    region: str
    territory: str
    place: str
    asked_on: dt.date | None
    instructed_on: dt.date | None
    decided_on: dt.date | None
    outcome: str
    announced_cents: int
    asked_cents: int
    instruction_cents: int
    granted_cents: int
    paid_cents: int
    is_reserved: bool
    is_demonstration: bool
    project: str
    number: str | None
    beneficiary: str | None
    siret: str | None
    purpose: str | None
    sheet: str | None
    request: str | None
    eligible_cents: int | None


class LedgerBatchOut(Schema):
    """A batch, chained to the one before by its hash."""

    reference: str
    financer: str
    key: str
    hash: str
    count: int
    entered_at: dt.datetime


class CommitmentOut(Schema):
    id: int
    financer: str
    number: str
    envelope: str
    committed_on: dt.date | None


class ProjectOut(Schema):
    code: str
    name: str
    total_cents: int | None


class AccountOut(Schema):
    """An account with what it was debited and credited of, in cents."""

    code: str
    label: str
    held_by: str
    is_open: bool
    debits: int
    credits: int


class FindingOut(Schema):
    """What a check found: held, broken, or to be looked at."""

    code: str
    state: str
    looked: int
    faults: int
    examples: list[str]
    is_warning: bool


class ChecksOut(Schema):
    begun_at: dt.datetime
    ended_at: dt.datetime
    entries: int
    head: str
    is_sound: bool
    findings: list[FindingOut]


class CheckAskedOut(Schema):
    state: str
