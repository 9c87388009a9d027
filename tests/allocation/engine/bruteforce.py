"""Small problems, and their best plan by going through all grants, without the engine's arrays."""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from ancrage.allocation.engine.model import (
    Exclusion,
    Fairness,
    Limit,
    Objective,
    Place,
    Problem,
    Project,
    Rate,
    Rules,
)

TERRITORIES = {"T1": Place(jobs=2, need=0.5), "T2": Place(jobs=3), "T3": Place(jobs=None)}


def allowed(project: Project) -> list[int]:
    """Every grant, in cents, that the project's own mode allows."""
    if project.mode == "whole":
        return [0, project.asked]
    if project.mode == "stepped":
        return [0, *sorted(s for s in set(project.steps) if s >= project.minimum)]
    slightest = min(100, math.ceil(project.asked / 100))
    return [0, *range(max(slightest, project.minimum), project.asked + 1)]


def best(problem: Problem) -> Fraction | None:
    """The worth of the best plan (None: there is none), by going through all of them."""
    found = [worth(problem, grants) for grants in plans(problem)]
    return max(found, default=None)


def worth(problem: Problem, grants: Sequence[int]) -> Fraction:
    """Σ v g / a, exactly, for objectives of results and jobs."""
    goal = problem.rules.objective
    return sum(
        (
            (Fraction(goal.result) * Fraction(p.result) + Fraction(goal.jobs) * Fraction(p.jobs))
            * grant
            / p.asked
            for p, grant in zip(problem.projects, grants, strict=True)
        ),
        Fraction(0),
    )


def plans(problem: Problem) -> Iterator[tuple[int, ...]]:
    """Every plan that holds all rules."""
    for grants in itertools.product(*(allowed(project) for project in problem.projects)):
        if holds(problem, grants):
            yield grants


def holds(problem: Problem, grants: Sequence[int]) -> bool:
    """Whether these grants hold every rule, told as simply as can be."""
    rules = problem.rules
    pairs = list(zip(problem.projects, grants, strict=True))
    given = {project.code: grant for project, grant in pairs}

    def total(where: dict[str, object]) -> int:
        return sum(g for p, g in pairs if all(getattr(p, k) == v for k, v in where.items()))

    if sum(grants) > rules.envelope - rules.reserve:
        return False
    sums = [(limit, total(dict(limit.where))) for limit in rules.limits]
    return (
        all(limit.floor is None or got >= limit.floor for limit, got in sums)
        and all(limit.ceiling is None or got <= limit.ceiling for limit, got in sums)
        and all(given[code] == held for code, held in rules.held.items())
        and all(given[c] > 0 for p, g in pairs if g for c in p.requires)
        and all(sum(given[c] > 0 for c in e.projects) <= e.most for e in rules.exclusions)
        and all(_rated(rate, p, g) for rate in rules.rates for p, g in pairs if g)
        and _fair(problem, given)
    )


def _rated(rate: Rate, project: Project, grant: int) -> bool:
    if any(getattr(project, name) != value for name, value in rate.where.items()):
        return True
    if project.eligible is None:
        return False
    most = rate.most is None or grant <= Fraction(str(rate.most)) * project.eligible
    public = rate.public is None or (
        grant + project.cofunding <= Fraction(str(rate.public)) * project.eligible
    )
    return most and public


def _fair(problem: Problem, given: dict[str, int]) -> bool:
    per_job = served(problem, given)
    fairness = problem.rules.fairness
    least = fairness.least_per_job
    if least is not None and any(level < least for level in per_job.values()):
        return False
    if fairness.ratio is None or not per_job:
        return True
    return max(per_job.values()) <= Fraction(str(fairness.ratio)) * min(per_job.values())


def served(problem: Problem, given: dict[str, int]) -> dict[str, Fraction]:
    """Cents per job of the territories with known jobs and a project that no rule refuses."""
    sums: dict[str, int] = {}
    by_code = {project.code: project for project in problem.projects}
    for project in problem.projects:
        if project.code not in problem.rules.held and not _able(problem, by_code, project):
            continue
        sums[project.territory] = sums.get(project.territory, 0) + given[project.code]
    return {
        code: Fraction(got, problem.territories[code].jobs or 1)
        for code, got in sums.items()
        if code in problem.territories and problem.territories[code].jobs
    }


def _able(problem: Problem, by_code: dict[str, Project], project: Project) -> bool:
    """Whether no rule on one project refuses every grant to it, or to one that it requires."""
    held = problem.rules.held.get(project.code)
    grants = allowed(project) if held is None else [held]
    rates = problem.rules.rates
    return any(
        all(_rated(rate, project, grant) for rate in rates) for grant in grants if grant
    ) and all(_able(problem, by_code, by_code[code]) for code in project.requires)


@st.composite
def projects(draw: st.DrawFn) -> tuple[Project, ...]:
    """Two to four small projects, of every mode, that may require those before them."""
    made: list[Project] = []
    for at in range(draw(st.integers(2, 4))):
        asked = draw(st.integers(2, 5))
        minimum = draw(st.integers(0, asked))
        mode = draw(st.sampled_from(["partial", "partial", "whole", "stepped"]))
        steps = draw(st.sets(st.integers(max(1, minimum), asked), min_size=1, max_size=3))
        earlier = [project.code for project in made]
        requires = draw(st.lists(st.sampled_from(earlier), max_size=1)) if earlier else []
        made.append(
            Project(
                code=f"P{at}",
                asked=asked,
                minimum=minimum,
                result=draw(st.integers(-2, 9)),
                jobs=draw(st.integers(0, 3)),
                territory=draw(st.sampled_from(["T1", "T2", "T3"])),
                measure=draw(st.sampled_from(["M1", "M2"])),
                mode=mode,
                steps=tuple(sorted(steps)) if mode == "stepped" else (),
                requires=tuple(requires),
            )
        )
    return tuple(made)


@st.composite
def limits(draw: st.DrawFn) -> tuple[Limit, ...]:
    """Up to three limits on territories, measures and crossings of both."""
    made = []
    for at in range(draw(st.integers(0, 3))):
        where = {}
        if draw(st.booleans()):
            where["territory"] = draw(st.sampled_from(["T1", "T2"]))
        if draw(st.booleans()):
            where["measure"] = draw(st.sampled_from(["M1", "M2"]))
        floor = draw(st.none() | st.integers(0, 6))
        ceiling = draw(st.none() | st.integers(floor or 0, 14))
        made.append(Limit(f"L{at}", f"Limite {at}", where, floor, ceiling))
    return tuple(made)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Small problems with every kind of rule, that may have no plan."""
    made = draw(projects())
    codes = [project.code for project in made]
    exclusions = ()
    if draw(st.booleans()):
        chosen = draw(st.lists(st.sampled_from(codes), min_size=2, max_size=3, unique=True))
        exclusions = (Exclusion("X", "Exclusion", tuple(chosen), draw(st.integers(0, 2))),)
    fairness = Fairness(least_per_job=draw(st.sampled_from([None, None, 1])))
    rules = Rules(
        envelope=draw(st.integers(3, 14)),
        reserve=draw(st.integers(0, 2)),
        objective=Objective(result=1.0, jobs=draw(st.sampled_from([0.0, 0.5]))),
        limits=draw(limits()),
        exclusions=exclusions,
        fairness=fairness,
    )
    return Problem(made, rules, TERRITORIES)


def scaled(problem: Problem, factor: int) -> Problem:
    """The same with all amounts so many times larger: its best is at least as good."""
    rules = problem.rules
    least = rules.fairness.least_per_job
    return replace(
        problem,
        projects=tuple(
            replace(
                p,
                asked=p.asked * factor,
                minimum=p.minimum * factor,
                eligible=p.eligible and p.eligible * factor,
                steps=tuple(step * factor for step in p.steps),
            )
            for p in problem.projects
        ),
        rules=replace(
            rules,
            envelope=rules.envelope * factor,
            reserve=rules.reserve * factor,
            fairness=replace(rules.fairness, least_per_job=least and least * factor),
            limits=tuple(
                replace(
                    limit,
                    floor=limit.floor and limit.floor * factor,
                    ceiling=limit.ceiling and limit.ceiling * factor,
                )
                for limit in rules.limits
            ),
        ),
    )
