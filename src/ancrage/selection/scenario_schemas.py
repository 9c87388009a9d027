"""What the API says of the workshop's scenarios, and what it takes."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

StateName = Literal[
    "draft",
    "waiting",
    "running",
    "stopping",
    "failed",
    "cancelled",
    "interrupted",
    "done",
    "infeasible",
    "stale",
    "archived",
]
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]*\S[^\x00]*$")]
Note = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Setting = Annotated[str, Field(max_length=200, pattern=r"^[^\x00=]+=[^\x00]*$")]
Settings = Annotated[list[Setting], Field(max_length=200)]


class ScenarioOut(Schema):
    """Rules that somebody tries. `identification` is what they gave, `is_fresh` if still so.

    `share_done` and `told` say where the computation stands, or how it ended.
    """

    code: str
    name: str
    note: str
    quality: Literal["simulated"] = "simulated"
    state: StateName
    base: str
    parent: str | None
    draws: int
    revision: int
    created_at: dt.datetime
    changed_at: dt.datetime
    identification: str | None
    is_fresh: bool
    share_done: float
    told: str


class RuleChangeOut(Schema):
    """A rule that is not that of the base, in words."""

    rule: str
    label: str
    before: str
    after: str


class ConflictOut(Schema):
    """Rules that cannot hold together, by their names in a rule file, and in words."""

    rules: list[str]
    message: str


class ScenarioDetailOut(ScenarioOut):
    """The same, with the rules as a rule file names them, and what differs from the base."""

    rules: dict[str, Any]
    changes: list[RuleChangeOut]
    conflict: ConflictOut | None


class NewScenarioIn(Schema):
    """A new scenario: `base` is a shipped rule set, or the code of a scenario to copy.

    `settings` are « rule=value », as `ancrage identify --set` takes them.
    """

    name: Name
    base: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[-a-zA-Z0-9_]+$")]
    note: Note = ""
    settings: Settings = []


class RulesIn(Schema):
    """Rules to move; `revision` is that of the rules that were read."""

    settings: Settings
    revision: Annotated[int, Field(ge=1, lt=10**9)] | None = None


class NameIn(Schema):
    """Another name and note."""

    name: Name
    note: Note = ""


class RunIn(Schema):
    """How many draws of the robustness."""

    draws: Literal[0, 10, 20, 50] = 0
