"""How firm each choice is: the identification redone on figures and weights a little different.

In each draw, every unit's industrial jobs and total jobs (estimates in the French pack) are each
multiplied by a factor drawn evenly in [1 − p, 1 + p], p = `perturbation`, rounded, industrial
jobs never above the total; the exponents of the value's intensity and cohesion are each
multiplied by a factor drawn evenly in [1 − w, 1 + w], w = `weight_perturbation`. Population,
adjacency and all the rules stay; s* follows the drawn jobs. Each draw is solved to `gap`, looser
than the identification. Draws depend on `seed` and their rank only: however many processes share
them, the outcome is the same.

A frequency is the share of the draws with a solution in which a unit is chosen. It tells how much
a choice depends on what is not well known; it is no probability that the choice is right.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from typing import Any

import numpy as np

from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.model import Country, Progress, Rules, Status, Unit

GAP = 0.005
PERTURBATION = 0.10
WEIGHT_PERTURBATION = 0.25


@dataclass(frozen=True, slots=True)
class Plan:
    """What every draw shares; `time_limit` is in seconds for one draw."""

    seed: int
    gap: float
    perturbation: float
    weight_perturbation: float
    time_limit: float | None


@dataclass(frozen=True, slots=True)
class Robustness:
    """How often each unit is chosen, by SIREN (0 to 1), and how that was drawn.

    Of `runs` draws, `succeeded` gave a list, `infeasible` had none under the rules, and
    `unfinished` found none in time; frequencies count over those that succeeded (0 if none did).
    """

    runs: int
    succeeded: int
    infeasible: int
    unfinished: int
    seed: int
    gap: float
    perturbation: float
    weight_perturbation: float
    frequencies: Mapping[str, float]


def robustness(
    *,
    country: Country,
    rules: Rules,
    runs: int,
    seed: int = 1,
    gap: float = GAP,
    perturbation: float = PERTURBATION,
    weight_perturbation: float = WEIGHT_PERTURBATION,
    processes: int = 2,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> Robustness:
    """Redo the identification `runs` times on perturbed figures and weights."""
    plan = Plan(seed, gap, perturbation, weight_perturbation, time_limit)
    outcomes: list[tuple[Status, tuple[str, ...]]] = []
    for outcome in _draws(country, rules, plan, runs, processes):
        outcomes.append(outcome)
        if progress:
            progress(f"tirage {len(outcomes)} sur {runs}", len(outcomes) / runs)
    chosen = [sirens for _, sirens in outcomes if sirens]
    return Robustness(
        runs=runs,
        succeeded=len(chosen),
        infeasible=sum(status is Status.INFEASIBLE for status, _ in outcomes),
        unfinished=sum(not got and status is Status.TIME_LIMIT for status, got in outcomes),
        seed=seed,
        gap=gap,
        perturbation=perturbation,
        weight_perturbation=weight_perturbation,
        frequencies=_frequencies(country, chosen),
    )


def robustness_document(found: Robustness) -> dict[str, Any]:
    """The robustness, JSON-ready."""
    return asdict(found)


def perturbed_country(*, country: Country, plan: Plan, run: int) -> Country:
    """The country of one draw. Its fingerprint tells the draw."""
    random = np.random.default_rng([plan.seed, run])
    low, high = 1 - plan.perturbation, 1 + plan.perturbation
    factors = random.uniform(low, high, (len(country.units), 2))
    return Country(
        units=tuple(
            _perturbed(unit, float(industrial), float(total))
            for unit, (industrial, total) in zip(country.units, factors, strict=True)
        ),
        adjacency=country.adjacency,
        fingerprint=f"{country.fingerprint}-{plan.seed}-{run}",
    )


def perturbed_rules(*, rules: Rules, plan: Plan, run: int) -> Rules:
    """The rules of one draw: its weights."""
    random = np.random.default_rng([plan.seed, run, 1])
    low, high = 1 - plan.weight_perturbation, 1 + plan.weight_perturbation
    intensity, cohesion = random.uniform(low, high, 2)
    return replace(
        rules,
        weight_intensity=rules.weight_intensity * float(intensity),
        weight_cohesion=rules.weight_cohesion * float(cohesion),
    )


def _perturbed(unit: Unit, industrial: float, total: float) -> Unit:
    if unit.industrial_jobs is None or unit.total_jobs is None:
        return unit
    jobs = round(unit.total_jobs * total)
    return replace(
        unit,
        industrial_jobs=min(jobs, round(unit.industrial_jobs * industrial)),
        total_jobs=jobs,
    )


def _draws(
    country: Country, rules: Rules, plan: Plan, runs: int, processes: int
) -> Iterator[tuple[Status, tuple[str, ...]]]:
    """The outcomes in the order of the draws.

    Processes are started afresh: a copy of one where HiGHS already has threads would hang.
    """
    if processes <= 1 or runs <= 1:
        yield from (_draw(country, rules, plan, run) for run in range(runs))
        return
    with ProcessPoolExecutor(min(processes, runs), mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(_draw, country, rules, plan, run) for run in range(runs)]
        yield from (future.result() for future in futures)


def _draw(country: Country, rules: Rules, plan: Plan, run: int) -> tuple[Status, tuple[str, ...]]:
    """One draw: its status, and the SIRENs that it chooses."""
    result = identify(
        country=perturbed_country(country=country, plan=plan, run=run),
        rules=perturbed_rules(rules=rules, plan=plan, run=run),
        gap=plan.gap,
        time_limit=plan.time_limit,
    )
    return result.status, tuple(siren for t in result.territories for siren in t.members)


def _frequencies(country: Country, chosen: list[tuple[str, ...]]) -> dict[str, float]:
    counts = dict.fromkeys((unit.siren for unit in country.units), 0)
    for sirens in chosen:
        for siren in sirens:
            counts[siren] += 1
    return {siren: count / max(1, len(chosen)) for siren, count in counts.items()}
