"""Made-up problems of any size, for tests and benchmarks. Every number is invented.

Each has an answer by construction: a reference plan is drawn first, without regard to worth, and
the rules are written around it. So floors and ceilings bind, and pull away from what is worth
most; and results grow with what is asked, so that projects are close to each other.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ancrage.allocation.engine.model import (
    Exclusion,
    Fairness,
    Limit,
    Mode,
    Objective,
    Place,
    Problem,
    Project,
    Rate,
    Rules,
)

IntArray = NDArray[np.int64]
ENVELOPE = 136_000_000_000  # cents
ASKED = 2.5  # times the envelope
REGIONS, NEEDS, FIRST_YEAR, YEARS = 13, 6, 2024, 4
PAIRED = 0.04  # share of projects that require another; as many are in an exclusion
STEPPED, WHOLE = 0.1, 0.1
FLOORS, CEILINGS = (0.3, 0.75), (1.25, 2.2)  # of what the reference gives
CROSSED = (("region", "measure", 12), ("operator", "year", 8))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The projects of a problem as columns, with the reference plan."""

    where: dict[str, IntArray]
    asked: IntArray
    minimum: IntArray
    eligible: IntArray
    result: NDArray[np.float64]
    mode: IntArray
    reference: IntArray
    requires: dict[int, int]
    excluded: list[tuple[int, ...]]


def invent(
    projects: int = 2000,
    *,
    seed: int,
    territories: int = 124,
    measures: int = 17,
    operators: int = 12,
    fairness: bool = False,
    steps: bool = False,
    dependencies: bool = False,
) -> Problem:
    """A problem with an answer: so many projects, about two limits for three territories, …

    `fairness`: a floor per job and a ratio; `steps`: a tenth of the projects by steps, another
    whole or nothing; `dependencies`: four in a hundred require another, as many exclude another.
    The same seed gives the same problem.
    """
    random = np.random.default_rng(seed)
    jobs = np.rint(random.lognormal(8.3, 0.5, territories)).astype(np.int64) + 1
    drawn = _drawn(random, projects, jobs, (measures, operators), steps, dependencies)
    places = {
        f"T{t:03d}": Place(jobs=int(count), need=float(random.random()))
        for t, count in enumerate(jobs)
    }
    rules = Rules(
        envelope=int(drawn.reference.sum()),
        objective=Objective(result=1.0, unit="invented"),
        limits=tuple(_limits(random, drawn)),
        rates=(Rate("rate", "Taux d’aide", most=0.8),),
        exclusions=tuple(
            Exclusion(f"X{at}", f"Exclusion {at}", tuple(_code(one) for one in group))
            for at, group in enumerate(drawn.excluded)
        ),
        fairness=_fairness(drawn, jobs) if fairness else Fairness(),
    )
    return Problem(tuple(_projects(drawn)), rules, places)


def _drawn(
    random: np.random.Generator,
    count: int,
    jobs: IntArray,
    sizes: tuple[int, int],
    steps: bool,  # noqa: FBT001
    dependencies: bool,  # noqa: FBT001
) -> _Drawn:
    share = jobs / jobs.sum()
    territory = random.choice(len(jobs), count, p=share)
    where = {
        "territory": territory,
        "region": territory % min(REGIONS, len(jobs)),
        "need": random.integers(0, NEEDS, count),
        "measure": random.integers(0, sizes[0], count),
        "operator": random.integers(0, sizes[1], count),
        "year": FIRST_YEAR + random.integers(0, YEARS, count),
    }
    size = random.lognormal(0.0, 0.8, count)
    asked = np.rint(size / size.sum() * ENVELOPE * ASKED / 100).astype(np.int64) * 100 + 10_000
    minimum = np.rint(asked * random.uniform(0.3, 0.8, count)).astype(np.int64)
    eligible = np.rint(asked * random.uniform(1.1, 2.5, count)).astype(np.int64)
    result = (asked / 1e6) ** 0.95 * random.lognormal(0.0, 0.35, count)
    mode = np.zeros(count, dtype=np.int64)
    if steps:
        drawn = random.random(count)
        mode = np.where(drawn < STEPPED, 2, np.where(drawn < STEPPED + WHOLE, 1, 0))
        eligible = np.where(mode > 0, asked * 2, eligible)
    requires, excluded = _links(random, count) if dependencies else ({}, [])
    reference = _reference(random, asked, eligible, mode)
    for follower, followed in requires.items():
        if not reference[followed]:
            reference[follower] = 0
    for group in excluded:
        reference[list(group[1:])] = 0
    for follower, followed in requires.items():
        if not reference[followed]:
            reference[follower] = 0
    return _Drawn(where, asked, minimum, eligible, result, mode, reference, requires, excluded)


def _links(random: np.random.Generator, count: int) -> tuple[dict[int, int], list[tuple[int, ...]]]:
    """Who requires whom, and exclusions: pairs and triples, all apart from each other."""
    shuffled = [int(one) for one in random.permutation(count)]
    pairs = int(PAIRED * count)
    requires = {shuffled[2 * at]: shuffled[2 * at + 1] for at in range(pairs)}
    rest, excluded, at = shuffled[2 * pairs :], [], 0
    for number in range(int(PAIRED * count / 2.5)):
        size = 2 + number % 2
        excluded.append(tuple(rest[at : at + size]))
        at += size
    return requires, [group for group in excluded if len(group) > 1]


def _reference(
    random: np.random.Generator, asked: IntArray, eligible: IntArray, mode: IntArray
) -> IntArray:
    """Full grants to projects drawn at random, as many as the envelope pays."""
    most = np.where(mode > 0, asked, np.minimum(asked, (eligible * 4) // 5))
    order = random.permutation(len(asked))
    granted = np.zeros(len(asked), dtype=np.int64)
    taken = order[np.cumsum(most[order]) <= ENVELOPE]
    granted[taken] = most[taken]
    return granted


def _limits(random: np.random.Generator, drawn: _Drawn) -> list[Limit]:
    """A floor and a ceiling on every value of every dimension, and on some crossings of two."""
    selections = [
        {dimension: value}
        for dimension, column in drawn.where.items()
        for value in sorted(set(column.tolist()))
    ]
    for one, other, number in CROSSED:
        selections += [
            {one: int(drawn.where[one][at]), other: int(drawn.where[other][at])}
            for at in random.integers(0, len(drawn.asked), number)
        ]
    limits = {}
    for selection in selections:
        inside = np.ones(len(drawn.asked), dtype=bool)
        for dimension, value in selection.items():
            inside &= drawn.where[dimension] == value
        total = int(drawn.reference[inside].sum())
        if total == 0:
            continue
        named = {name: _value(name, value) for name, value in selection.items()}
        code = "/".join(str(value) for value in named.values())
        floor, ceiling = (
            int(total * random.uniform(*FLOORS)),
            int(total * random.uniform(*CEILINGS)),
        )
        limits[code] = Limit(code, f"Part de {code}", named, floor, ceiling)
    return list(limits.values())


def _fairness(drawn: _Drawn, jobs: IntArray) -> Fairness:
    """A floor and a ratio that the reference just satisfies."""
    received = np.bincount(drawn.where["territory"], drawn.reference, len(jobs))
    present = np.bincount(drawn.where["territory"], minlength=len(jobs)) > 0
    per_job = received[present] / jobs[present]
    least, most = float(per_job.min()), float(per_job.max())
    ratio = round(most / least + 0.01, 2) if least > 0 else None
    return Fairness(least_per_job=int(least * 0.99), ratio=ratio)


def _projects(drawn: _Drawn) -> list[Project]:
    modes: tuple[Mode, ...] = ("partial", "whole", "stepped")
    names = {name: [_value(name, v) for v in column] for name, column in drawn.where.items()}
    asked, minimum = drawn.asked.tolist(), drawn.minimum.tolist()
    eligible, result = drawn.eligible.tolist(), drawn.result.tolist()
    return [
        Project(
            code=_code(at),
            asked=asked[at],
            minimum=minimum[at],
            eligible=eligible[at],
            result=result[at],
            territory=str(names["territory"][at]),
            region=str(names["region"][at]),
            need=str(names["need"][at]),
            measure=str(names["measure"][at]),
            operator=str(names["operator"][at]),
            year=int(names["year"][at]),
            mode=modes[mode],
            steps=_steps(asked[at], minimum[at]) if mode == 2 else (),
            requires=(_code(drawn.requires[at]),) if at in drawn.requires else (),
        )
        for at, mode in enumerate(drawn.mode.tolist())
    ]


def _steps(asked: int, minimum: int) -> tuple[int, ...]:
    return tuple(sorted({minimum, (minimum + asked) // 2, asked}))


def _code(at: int) -> str:
    return f"P{at:06d}"


def _value(dimension: str, value: int) -> str | int:
    letters = {"territory": "T", "region": "R", "need": "B", "measure": "M", "operator": "O"}
    return int(value) if dimension == "year" else f"{letters[dimension]}{int(value):03d}"
