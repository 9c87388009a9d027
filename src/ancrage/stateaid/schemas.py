"""What the API of State aid takes and gives. Amounts are whole cents."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from ancrage.geography.schemas import Day
from ancrage.stateaid.actions.checking import FIRST, LAST

AidDay = Annotated[Day, Field(ge=FIRST, le=LAST)]
Siren = Annotated[str, Field(pattern=r"^[0-9]{9}$")]
MaybeSiren = Annotated[str, Field(pattern=r"^([0-9]{9})?$")]
AidCode = Annotated[str, Field(pattern=r"^V-[0-9]{4}-[0-9]{6,10}$")]
Reference = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Slug = Annotated[str, Field(max_length=60, pattern=r"^[-a-zA-Z0-9_.:]*$")]
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Told = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
Cents = Annotated[int, Field(ge=1, le=10**15)]
MaybeCents = Annotated[int, Field(ge=0, le=10**15)]
Equity = Annotated[int, Field(ge=-(10**15), le=10**15)]
Answers = Annotated[dict[Annotated[str, Field(max_length=60)], bool], Field(max_length=30)]
Size = Literal["", "small", "medium", "large"]
TableKind = Literal["zones", "rates", "layout", "register"]
Instrument = Literal["grant", "advance", "loan"]


class AidCompanyIn(Schema):
    """What changes of a company, from `revision` (0: not described yet); what is null stays."""

    revision: Annotated[int, Field(ge=0, le=10**9)] | None = None
    name: Text | None = None
    size: Size | None = None
    year_end: Annotated[str, Field(pattern=r"^([0-9]{2}-[0-9]{2})?$")] | None = None
    road_freight: bool | None = None
    source: Told


class CompanyLinkIn(Schema):
    """`holder` controls `held`; `until` null: still. `equity`: of a split, cents of both."""

    holder: Siren
    held: Siren
    kind: Slug
    since: AidDay
    until: AidDay | None = None
    holder_name: Text = ""
    held_name: Text = ""
    equity: tuple[Equity, Equity] | None = None
    source: Told


class CompanyLinkEndIn(Schema):
    until: AidDay
    reason: Told


class AidReasonIn(Schema):
    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class CompanyLinkOut(Schema):
    """A link between companies; `withdrawn`: told by mistake, or replaced by the same with its
    end. `revised`: the verdicts that it changed, their new codes."""

    reference: str
    holder: str
    holder_name: str
    held: str
    held_name: str
    kind: str
    since: dt.date
    until: dt.date | None
    source: str
    recorded_at: dt.datetime
    withdrawn: bool
    withdrawn_reason: str
    is_demonstration: bool
    revised: list[str] = []


class DeclaredAidIn(Schema):
    """`cents`: gross grant equivalent, null when it is not known."""

    siren: Siren
    granted_on: AidDay
    cents: Cents | None = None
    regime: Slug = ""
    financer: Text = ""
    project: Text = ""
    number: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = ""
    road_freight: bool = False
    benefited: MaybeSiren = ""


class DeclaredLinkIn(Schema):
    holder: Siren
    held: Siren
    kind: Slug
    since: AidDay
    until: AidDay | None = None
    holder_name: Text = ""
    held_name: Text = ""
    equity: tuple[Equity, Equity] | None = None


class AidDeclarationIn(Schema):
    """All the aid and all the links that a company knows, at a day; none is an answer too."""

    siren: Siren
    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    as_of: AidDay
    signed_by: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    aids: Annotated[list[DeclaredAidIn], Field(max_length=1000)] = []
    group: Annotated[list[DeclaredLinkIn], Field(max_length=1000)] = []


class ReceivedAidOut(Schema):
    """An aid that a company received. `code`: a dossier's (« code@jour » from its second day of
    grant on), else the reference of what tells it."""

    code: str
    siren: str
    granted_on: dt.date
    cents: int | None
    regime: str
    origin: Literal["ledger", "declared", "register"]
    recorded_on: dt.date
    financer: str
    project: str
    number: str
    road_freight: bool
    benefited: str


class AidDeclarationOut(Schema):
    reference: str
    siren: str
    name: str
    as_of: dt.date
    signed_by: str
    aids: list[DeclaredAidIn]
    group: list[dict[str, str]]
    recorded_at: dt.datetime
    withdrawn: bool
    withdrawn_reason: str
    is_demonstration: bool
    revised: list[str] = []


class AidCompanyOut(Schema):
    """What is known of a company, at a day, as known on another. `group`: SIREN of its undertaking,
    with why; `aids`: theirs."""

    siren: str
    name: str
    size: str
    year_end: str
    road_freight: bool | None
    source: str
    revision: int
    date: dt.date
    links_known_on: dt.date | None
    declared_on: dt.date | None
    group: dict[str, str]
    links: list[CompanyLinkOut]
    aids: list[ReceivedAidOut]
    checks: list[str]


class AskedAidIn(Schema):
    """A grant to check. Of a dossier: its code, `cents` and `on` alone. Else whose, how much (gross
    grant equivalent), under which regime; `conditions`: answers to the regime's questions."""

    dossier: Annotated[str, Field(pattern=r"^(D-[0-9]{4}-[0-9]{6,10})?$")] = ""
    financer: Slug = ""
    siren: MaybeSiren = ""
    name: Text = ""
    cents: Cents
    regime: Slug = ""
    on: AidDay
    eligible: MaybeCents | None = None
    project: Text = ""
    commune: Annotated[str, Field(pattern=r"^([0-9][0-9AB][0-9]{3})?$")] = ""
    number: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = ""
    conditions: Answers = {}


class CountedAidOut(Schema):
    aid: ReceivedAidOut
    because: str
    in_window: bool


class AidVerdictOut(Schema):
    """yes, no, or unknown and what is missing; see the reference for each field."""

    answer: Literal["yes", "no", "unknown"]
    most: int | None
    regime: str
    on: dt.date
    ceiling: int | None
    window: tuple[dt.date, dt.date] | None
    used: int | None
    room: int | None
    intensity: float | None
    highest: float | None
    counted: list[CountedAidOut]
    group: dict[str, str]
    reasons: list[str]
    missing: list[str]
    articles: list[str]


class AidCheckOut(Schema):
    """A verdict as it was given. `amount_cents`: what would be paid; `cents`: its gross grant
    equivalent. `revised_by`: the code of the later one, « » when it is the last."""

    code: str
    siren: str
    name: str
    dossier: str
    financer: str
    regime: str
    amount_cents: int
    cents: int
    granted_on: dt.date
    answer: Literal["yes", "no", "unknown"]
    most: int | None
    made_at: dt.datetime
    revises: str
    revised_by: str
    told: str
    granted_cents: int | None
    accepted_at: dt.datetime | None
    accepted_reason: str
    is_demonstration: bool


class AidCheckDetailOut(AidCheckOut):
    verdict: AidVerdictOut


class AidTermsIn(Schema):
    """The regime of a dossier (« none »: no aid) and the terms of an advance or a loan."""

    regime: Slug
    instrument: Instrument = "grant"
    terms: Annotated[dict[str, Any], Field(max_length=20)] = {}
    conditions: Answers = {}
    benefited: MaybeSiren = ""
    eligible: MaybeCents | None = None


class AidTermsOut(Schema):
    dossier: str
    regime: str
    instrument: str
    terms: dict[str, Any]
    conditions: dict[str, bool]
    benefited: str
    eligible: int | None
    revised: list[str]


class AidTableOut(Schema):
    """A dated table that was imported; `digest`: of its file."""

    reference: str
    kind: TableKind
    name: str
    source: str
    digest: str
    count: int
    as_of: dt.date | None
    recorded_at: dt.datetime
    withdrawn: bool
    withdrawn_reason: str
    is_demonstration: bool
    revised: list[str] = []


class RegimeVersionOut(Schema):
    valid_from: dt.date
    valid_to: dt.date | None
    source: str
    certainty: str
    article: str
    ceilings: dict[str, int]
    questions: dict[str, str]
    notes: list[str]


class AidRegimeOut(Schema):
    code: str
    name: str
    kind: str
    versions: list[RegimeVersionOut]


class UncheckedOut(Schema):
    dossier: str
    financer: str
    regime: str
    granted_on: dt.date
    cents: int
    checked_cents: int


class OverrunOut(Schema):
    siren: str
    name: str
    regime: str
    ceiling: int | None
    used: int | None


class AidOversightOut(Schema):
    """Grants under a regime that no check covers, and undertakings above a ceiling."""

    date: dt.date
    unchecked: list[UncheckedOut]
    overruns: list[OverrunOut]
