"""Plans side by side: who gains and who loses, and how fair each is.

The plans may answer different problems: projects are known by their code, and one that a problem
does not have is told as absent (None), not as refused. Amounts in cents.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ancrage.allocation.engine.model import DIMENSIONS, Plan, Problem, Project
from ancrage.allocation.engine.worth import objective


@dataclass(frozen=True, slots=True)
class Scenario:
    """A plan with the problem that it answers, and its name."""

    label: str
    problem: Problem
    plan: Plan


@dataclass(frozen=True, slots=True)
class Fair:
    """How territories are treated, in cents per industrial job; None: it cannot be said.

    Over the territories with a project and known jobs (`territories`; `unknown` have projects but
    no known jobs). `ratio`: best over worst, None when the worst has nothing. `gini`: between jobs,
    each having what its territory gets for a job; 0: all alike.
    """

    territories: int
    unknown: int
    worst: float | None
    worst_territory: str
    best: float | None
    best_territory: str
    ratio: float | None
    gini: float | None


@dataclass(frozen=True, slots=True)
class Measures:
    """A plan in figures. `worth`: by its own objective; `alike`: by that of the first scenario.
    `left`: of the envelope, the reserve apart. `served`: projects with a grant, out of `asking`."""

    worth: float
    alike: float
    granted: int
    left: int
    served: int
    asking: int
    fair: Fair


@dataclass(frozen=True, slots=True)
class Share:
    """What the projects of one value of a dimension get in each scenario, and how many."""

    dimension: str
    value: str
    granted: tuple[int, ...]
    served: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A project that does not get the same in all scenarios; None: it is not in that one."""

    project: str
    granted: tuple[int | None, ...]

    @property
    def change(self) -> int:
        """From the first scenario to the last."""
        return (self.granted[-1] or 0) - (self.granted[0] or 0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scenarios side by side, in the order given. `differences`: the largest changes first."""

    labels: tuple[str, ...]
    measures: tuple[Measures, ...]
    shares: tuple[Share, ...]
    differences: tuple[Difference, ...]


def compare(scenarios: Sequence[Scenario]) -> Comparison:
    """Compare scenarios, each with a plan. ValueError for one without."""
    if not scenarios or not all(one.plan.grants for one in scenarios):
        raise ValueError("a scenario without a plan cannot be compared")
    first = scenarios[0].problem
    return Comparison(
        labels=tuple(one.label for one in scenarios),
        measures=tuple(_measures(one, first) for one in scenarios),
        shares=tuple(share for name in DIMENSIONS for share in _shares(scenarios, name)),
        differences=_differences(scenarios),
    )


def fair(problem: Problem, grants: Sequence[int]) -> Fair:
    """How these grants treat the territories."""
    received: dict[str, int] = {}
    for project, grant in zip(problem.projects, grants, strict=True):
        if project.territory:
            received[project.territory] = received.get(project.territory, 0) + grant
    jobs = {code: _jobs(problem, code) for code in received}
    known = {code: count for code, count in jobs.items() if count}
    levels = sorted((received[code] / count, code, count) for code, count in known.items())
    if not levels:
        return Fair(0, len(received), None, "", None, "", None, None)
    (worst, worst_code, _), (best, best_code, _) = levels[0], levels[-1]
    return Fair(
        territories=len(levels),
        unknown=len(received) - len(levels),
        worst=worst,
        worst_territory=worst_code,
        best=best,
        best_territory=best_code,
        ratio=best / worst if worst else None,
        gini=_gini([(level, count) for level, _, count in levels]),
    )


def _jobs(problem: Problem, territory: str) -> int:
    place = problem.territories.get(territory)
    return (place.jobs if place else None) or 0


def _gini(levels: Sequence[tuple[float, int]]) -> float | None:
    """From levels in ascending order and how many jobs have each; None when nobody has anything."""
    jobs = sum(count for _, count in levels)
    total = sum(level * count for level, count in levels)
    if not total:
        return None
    curve = [0.0]
    for level, count in levels:
        curve.append(curve[-1] + level * count / total)
    below = sum(
        (before + after) * count / jobs
        for (before, after), (_, count) in zip(pairwise(curve), levels, strict=True)
    )
    return 1.0 - below


def _measures(scenario: Scenario, first: Problem) -> Measures:
    problem, grants = scenario.problem, scenario.plan.grants
    rules, granted = problem.rules, sum(grants)
    return Measures(
        worth=scenario.plan.objective,
        alike=_alike(scenario, first),
        granted=granted,
        left=rules.envelope - rules.reserve - granted,
        served=sum(grant > 0 for grant in grants),
        asking=len(grants),
        fair=fair(problem, grants),
    )


def _alike(scenario: Scenario, first: Problem) -> float:
    """What the plan is worth by the objective, and the territories, of the first problem."""
    rules = Problem(scenario.problem.projects, first.rules, first.territories)
    return objective(rules, scenario.plan.grants)


def _shares(scenarios: Sequence[Scenario], dimension: str) -> Iterable[Share]:
    granted = [_sums(one, dimension, lambda grant: grant) for one in scenarios]
    served = [_sums(one, dimension, lambda grant: int(grant > 0)) for one in scenarios]
    for value in sorted(set().union(*granted)):
        yield Share(
            dimension,
            value,
            tuple(one.get(value, 0) for one in granted),
            tuple(one.get(value, 0) for one in served),
        )


def _sums(scenario: Scenario, dimension: str, count: Callable[[int], int]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for project, grant in zip(scenario.problem.projects, scenario.plan.grants, strict=True):
        value = _value(project, dimension)
        sums[value] = sums.get(value, 0) + count(grant)
    return sums


def _value(project: Project, dimension: str) -> str:
    value = getattr(project, dimension)
    return "" if value is None else str(value)


def _differences(scenarios: Sequence[Scenario]) -> tuple[Difference, ...]:
    grants = [_by_code(one) for one in scenarios]
    codes = dict.fromkeys(code for one in grants for code in one)
    told = (Difference(code, tuple(one.get(code) for one in grants)) for code in codes)
    changed = [one for one in told if len(set(one.granted)) > 1]
    return tuple(sorted(changed, key=lambda one: (-abs(one.change), one.project)))


def _by_code(scenario: Scenario) -> Mapping[str, int]:
    codes = (project.code for project in scenario.problem.projects)
    return dict(zip(codes, scenario.plan.grants, strict=True))
