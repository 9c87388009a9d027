"""What is shared, under which rules, and what the answer says. Pure; amounts in integer cents.

The model. Each project i asks a_i cents, of which less than m_i is of no use; its grant g_i is

    nothing, or between m_i and u_i                (`partial`)
    nothing or a_i                                 (`whole`)
    nothing or one of its steps                    (`stepped`)

where m_i is at least a euro, or a hundredth of what it asks when that is less: nobody is written to
for a cent, nor is another project, which requires it, let in by such a grant. u_i, the most that it
may get, is a_i cut by the co-funding rates, by the owner's own share and by its room under the
rules of State aid. Its worth for a full grant is
v_i = Σ_c weight_c · x_ic over the criteria of the objective, and v_i · g_i / a_i for g_i. With A
the limits (floors f_k and ceilings c_k on the sum granted to what limit k selects), the plan

    maximises  Σ_i v_i g_i / a_i
    subject to Σ_i g_i ≤ envelope − reserve
               f_k ≤ Σ_{i in k} g_i ≤ c_k          for each limit k
               y_i = 1 when g_i > 0
               y_i ≤ y_j                           when i requires j
               Σ_{i in e} y_i ≤ n_e                for each exclusion e
               and the fairness asked for          (see `Fairness`).

`bound` is proved by multipliers alone, computed again without the solver (see `bounds.py`); when
they leave a gap larger than what is asked, HiGHS branches, and the plan says so (`proof`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Mode = Literal["partial", "whole", "stepped"]
Dimension = Literal["territory", "region", "need", "measure", "operator", "year"]
DIMENSIONS: tuple[Dimension, ...] = ("territory", "region", "need", "measure", "operator", "year")
SLIGHTEST, PART = 100, 100
"""No grant is below so many cents, or below asked / PART when that is less."""
Progress = Callable[[str, float], None]
"""Told what is being done, and how much of the whole is done, between 0 and 1."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project, or a line, that asks for a part of the envelope. Codes, never names.

    `eligible` None: its eligible cost is not known. `result`: its expected result, in the unit
    that the scenario declares. `jobs`: industrial jobs expected. `overrun`: by what share its cost
    may pass what is foreseen (0.1: ten per cent), None: unknown. `maturity`: 0 (idea) to 3 (ready).
    `cofunding`: other public money for it. `room`: what the rules of State aid leave it, None:
    unknown, `no limit` being told by `room` ≥ `asked`. `requires`: projects that must have a grant
    for this one to have one. `starts`, `ends`: years.
    """

    code: str
    asked: int
    minimum: int = 0
    eligible: int | None = None
    result: float = 0.0
    territory: str = ""
    region: str = ""
    need: str = ""
    measure: str = ""
    operator: str = ""
    year: int | None = None
    mode: Mode = "partial"
    steps: tuple[int, ...] = ()
    jobs: float = 0.0
    overrun: float | None = None
    maturity: int | None = None
    cofunding: int = 0
    room: int | None = None
    requires: tuple[str, ...] = ()
    starts: int | None = None
    ends: int | None = None

    @property
    def least(self) -> int:
        """The least grant that is of use: m of the model. Smaller steps are of none."""
        if self.mode == "whole":
            return self.asked
        slightest = min(SLIGHTEST, -(-self.asked // PART)) if self.mode == "partial" else 1
        return max(self.minimum, slightest)


@dataclass(frozen=True, slots=True)
class Limit:
    """A floor and a ceiling on the sum granted to the projects of `where` (all its dimensions at
    once); None: none. `code` names the rule in prices, conflicts and notes; `label` is French."""

    code: str
    label: str
    where: Mapping[str, str | int] = field(default_factory=dict)
    floor: int | None = None
    ceiling: int | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """The projects of `where` get at most `most` of their eligible cost; with all public money, at
    most `public` of it (1 − the owner's own share). A project whose eligible cost is unknown gets
    nothing under a rate, and the plan says so."""

    code: str
    label: str
    where: Mapping[str, str | int] = field(default_factory=dict)
    most: float | None = None
    public: float | None = None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Of the projects of `where`, those of less than this maturity, or outside these years, get
    nothing. A maturity that is not known is less than any."""

    code: str
    label: str
    where: Mapping[str, str | int] = field(default_factory=dict)
    maturity: int | None = None
    starts_from: int | None = None
    ends_by: int | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """At most `most` of these projects get a grant."""

    code: str
    label: str
    projects: tuple[str, ...]
    most: int = 1


@dataclass(frozen=True, slots=True)
class Fairness:
    """How territories are treated. `jobs` of a territory are those of `Problem.territories`; only
    territories with known jobs and a project that the rules do not refuse count.

    `least_per_job`: no territory below so many cents per industrial job. `ratio`: the best served
    territory gets at most so many times, per job, what the worst served gets. `worst_first`: the
    worst off is made as well off as can be, then the next, and so on; the objective chooses among
    what is left, each level being kept within `slack` (a share of it).
    """

    least_per_job: int | None = None
    ratio: float | None = None
    worst_first: bool = False
    slack: float = 0.0


@dataclass(frozen=True, slots=True)
class Objective:
    """Declared weights, added openly: worth of a full grant to a project =
    `result` × its result + `jobs` × its jobs + `need` × need index of its territory × asked in
    millions of euros + `robustness` × (1 − its overrun) × asked in millions of euros. An overrun
    that is not known counts as `unknown_overrun`."""

    result: float = 1.0
    jobs: float = 0.0
    need: float = 0.0
    robustness: float = 0.0
    unknown_overrun: float = 0.2
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A territory: its industrial jobs (None: unknown) and its index of need, between 0 and 1."""

    jobs: int | None = None
    need: float = 0.0


@dataclass(frozen=True, slots=True)
class Rules:
    """All that is asked of a plan. `reserve`: cents of the envelope that are kept. `held`: grants
    that a person has set by hand, by code of project (0: nothing)."""

    envelope: int
    reserve: int = 0
    objective: Objective = Objective()
    limits: tuple[Limit, ...] = ()
    rates: tuple[Rate, ...] = ()
    eligibility: tuple[Eligibility, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    fairness: Fairness = Fairness()
    held: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """Projects, the territories that they are in, and the rules."""

    projects: tuple[Project, ...]
    rules: Rules
    territories: Mapping[str, Place] = field(default_factory=dict)


Status = Literal["optimal", "feasible", "infeasible", "unknown"]
"""`optimal`: gap within 1e-9; `feasible`: a plan with its gap; `infeasible`: proved, `conflict`
says why; `unknown`: time ran out before a plan was found."""


ProvedBy = Literal["multipliers", "branching"]
"""What the bound rests on: multipliers alone, or also the branching of HiGHS."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a rule costs at the margin: worth lost elsewhere for each euro of its floor or ceiling
    (positive: relaxing it by a euro would gain so much)."""

    rule: str
    label: str
    per_euro: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer. `grants`: cents, in the order of the problem's projects; empty when there is
    none. `objective` ≤ optimum ≤ `bound`; `gap` = (bound − objective) / max(1, |bound|).
    `refused`: why projects could get nothing from the start, by code, in French."""

    status: Status
    grants: tuple[int, ...] = ()
    objective: float = 0.0
    bound: float = 0.0
    gap: float = 0.0
    seconds: float = 0.0
    prices: tuple[Price, ...] = ()
    conflict: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    proof: ProvedBy = "multipliers"
