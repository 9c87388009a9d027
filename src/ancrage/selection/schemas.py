"""What the API says of identifications: rules, proof, territories, reasons."""

import datetime as dt
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from ancrage.geography.schemas import FigureOut, NamedCode

StatusName = Literal["optimal", "time_limit", "infeasible"]


class IdentificationOut(Schema):
    """One run of the engine. `gap` is a fraction, (bound − objective) / objective."""

    code: str
    title: str
    quality: Literal["simulated"] = "simulated"
    created_at: dt.datetime
    fingerprint: str
    status: StatusName
    solver: str
    seconds: float
    objective: float | None
    bound: float | None
    gap: float | None
    conflict: dict[str, Any] | None
    territories: int
    coverage: dict[str, FigureOut]
    published_as: list[str]


class IdentificationDetailOut(IdentificationOut):
    """The same, with the rules in words and as a rule file names them."""

    rules: dict[str, Any]
    rules_in_words: list[str]


class IdentifiedTerritoryOut(Schema):
    """A territory found; `members` are SIRENs by decreasing industrial jobs."""

    code: str
    name: str
    region: NamedCode
    quality: Literal["simulated"] = "simulated"
    members: list[str]
    industrial_jobs: FigureOut
    population: FigureOut
    intensity: float
    cohesion: float
    value: float


class ShortfallOut(Schema):
    """A threshold that no group holding the intercommunalité can pass."""

    rule: str
    value: float
    limit: float
    advice: str


class ExactLossOut(Schema):
    """Where the exact loss stands: `asked` and `answered` say whether there is one yet."""

    state: Literal["not_asked", "waiting", "running", "stopping", "done", "failed"]
    share_done: float
    error: str
    answer: dict[str, Any] | None


class ReasonOut(Schema):
    """Why an intercommunalité is in, or is not. Losses are in the unit of the value."""

    siren: str
    name: str
    quality: Literal["derived"] = "derived"
    status: Literal["chosen", "unknown_jobs", "threshold", "excluded", "alternative"]
    in_words: str
    territory: str | None
    brings: dict[str, Any] | None
    fails: list[ShortfallOut]
    loss_min: float | None
    loss_max: float | None
    best_group: list[str] | None
    frequency: float | None
    exact: ExactLossOut


class PublishIn(Schema):
    """Sous quel programme, quel nom et à partir de quel jour une identification devient liste."""

    programme: str = Field(pattern=r"^[-a-zA-Z0-9_]{1,39}$")
    valid_from: dt.date
    name: str = Field("", max_length=200, pattern=r"^[^\x00]*$")


class PublishedOut(Schema):
    """La liste publiée."""

    list: str
    programme: str
