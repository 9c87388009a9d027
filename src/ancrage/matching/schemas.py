"""What the API of needs and referents takes and gives."""

import datetime as dt
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from ancrage.geography.schemas import Day, FigureOut

Words = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_:.]{1,100}$")]
MaybeSlug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_:.]{0,100}$")]
LevelName = Literal["pressing", "real", "low", "none"]
StanceName = Literal["confirms", "corrects", "completes"]
OutcomeName = Literal["yes", "no", "unknown"]
StateName = Literal["one", "hole", "double"]
AreaName = Literal["territory", "region", "nation"]


class SignalOut(Schema):
    """A public figure that speaks for a need. `exceeded` of its `alike` territories; null: not
    compared, and `silence` says why."""

    code: str
    label: str
    figure: FigureOut
    of: Literal["basin", "zone", "territory"]
    use: Literal["order", "show"]
    exceeded: int | None
    alike: int | None
    points: int
    silence: str
    caution: str


class StatementOut(Schema):
    revision: int
    level: LevelName
    stance: StanceName
    words: str
    is_private: bool
    suggested: str
    seen: dict[str, float | None]
    declared_at: dt.datetime
    is_demonstration: bool


class NeedReasonOut(Schema):
    rule: str
    says: str
    points: int


class RefusalOut(Schema):
    says: str
    remedy: str


class NeedQuestionOut(Schema):
    """`fact` empty: the operator alone can tell."""

    fact: str
    asks: str
    why: str


class ResultOut(Schema):
    """`referents` null: it depends on the territory, or the operator is unknown."""

    measure: str
    title: str
    operator: str
    outcome: OutcomeName
    applicant: str
    points: int
    reasons: list[NeedReasonOut]
    refusals: list[RefusalOut]
    questions: list[NeedQuestionOut]
    referents: int | None
    days: int | None
    median_days: float | None
    counted: int


class NeedOut(Schema):
    """`level` is the tandem's, else what the figures suggest; "" when neither says."""

    code: str
    name: str
    level: str
    said_by: str
    suggested: str
    revision: int
    is_private: bool
    statement: StatementOut | None
    history: list[StatementOut]
    signals: list[SignalOut]
    measures: list[ResultOut]


class NeedsOut(Schema):
    version: str
    code: str
    name: str
    scope: str
    day: dt.date
    basket: str
    partial_members: int
    alike: list[str]
    needs: list[NeedOut]


class NeedIn(Schema):
    """`revision` is the one that was read; 0 when nothing was said yet."""

    revision: Annotated[int, Field(ge=0, le=1_000_000)]
    level: LevelName
    stance: StanceName = "completes"
    words: Words = ""
    is_private: bool = False


class CompanyNeedOut(Schema):
    code: str
    name: str
    measures: list[ResultOut]


class CompanyOut(Schema):
    scope: str
    facts: dict[str, str | int | bool | dt.date]
    needs: list[CompanyNeedOut]


class CompanyIn(Schema):
    """`commune` is an INSEE code; `facts` are words of the vocabulary; no need: all of them."""

    commune: Annotated[str, Field(pattern=r"^([0-9AB]{5})?$")] = ""
    needs: Annotated[list[Slug], Field(max_length=20)] = []
    facts: Annotated[
        dict[str, bool | int | Annotated[str, Field(max_length=100)]], Field(max_length=60)
    ] = {}
    day: Day | None = None


class ReferentOut(Schema):
    """`reference` and `name` are for those who may read them."""

    reference: str
    name: str
    organisation: str
    rank: int


class CoverageOut(Schema):
    measure: str
    operator: str
    territory: str
    name: str
    region: str
    state: StateName
    referents: list[ReferentOut]


class DesignationOut(Schema):
    reference: str
    operator: str
    person: str
    measures: list[str]
    level: AreaName
    places: list[str]
    since: dt.date
    until: dt.date | None
    is_demonstration: bool


class DesignationIn(Schema):
    """`measures` empty: all of the operator's; `places` are scope codes of territories or codes of
    regions, none for the nation."""

    operator: Slug
    person: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    measures: Annotated[list[Slug], Field(max_length=100)] = []
    level: AreaName = "territory"
    places: Annotated[list[Slug], Field(max_length=500)] = []
    since: Day
    until: Day | None = None


class NeedEndIn(Schema):
    last_day: Day
    reason: Words


class WishIn(Schema):
    region: Annotated[str, Field(pattern=r"^[0-9A-Z]{1,3}$")]
    operator: Slug
    measure: MaybeSlug = ""
    territory: MaybeSlug = ""
    words: Words


class NeedAnswerIn(Schema):
    is_done: bool
    answer: Words


class AdjustmentOut(Schema):
    reference: str
    region: str
    operator: str
    measure: str
    territory: str
    words: str
    state: Literal["waiting", "done", "declined"]
    asked_at: dt.datetime
    answer: str
    answered_at: dt.datetime | None
    is_demonstration: bool
