"""The identification: from a country and rules to a list of territories with its proof."""

import time

import numpy as np

from ancrage.selection.engine.groups import OutOfTimeError, Pool, enumerate_groups, no_groups
from ancrage.selection.engine.model import Country, Progress, Result, Rules, Status
from ancrage.selection.engine.plain import solve_plain
from ancrage.selection.engine.programme import Programme, build_programme
from ancrage.selection.engine.rules import fingerprint
from ancrage.selection.engine.solve import Proof, nothing_known, solve, tighten
from ancrage.selection.engine.solver import solver_name
from ancrage.selection.engine.territories import describe_territories

GAP = 1e-4


def identify(
    *,
    country: Country,
    rules: Rules,
    gap: float = GAP,
    time_limit: float | None = None,
    progress: Progress | None = None,
    pool: Pool | None = None,
) -> Result:
    """The best list of territories under the rules, with the proof of how good it is.

    `gap` is (bound − objective) / objective, a fraction; `time_limit` is in seconds. `pool`
    saves the enumeration when it has already been made for the same rules. When the rules
    allow no list, the status says so and `conflict` is left to `conflict.find_conflict`.
    """
    result, _ = identify_with_proof(
        country=country, rules=rules, gap=gap, time_limit=time_limit, progress=progress, pool=pool
    )
    return result


def identify_with_proof(
    *,
    country: Country,
    rules: Rules,
    gap: float = GAP,
    time_limit: float | None = None,
    progress: Progress | None = None,
    pool: Pool | None = None,
) -> tuple[Result, Proof]:
    """The same as `identify`, with the prices that bound what any other list could be worth."""
    started = time.perf_counter()
    deadline = np.inf if time_limit is None else started + time_limit
    if progress is not None:
        progress("énumération des groupes", 0.0)
    try:
        programme = _programme(country, rules, pool, deadline)
    except OutOfTimeError:
        proof = nothing_known(no_groups(country=country, rules=rules))
    else:
        proof = solve(programme=programme, gap=gap, deadline=deadline, progress=progress)
    return _result(country, rules, proof, time.perf_counter() - started), proof


def feasible(*, country: Country, rules: Rules, pool: Pool | None = None) -> bool:
    """Whether any list of territories satisfies the rules."""
    programme = _programme(country, rules, pool, np.inf)
    if tighten(programme=programme.without_values(), deadline=np.inf) is None:
        return False
    return solve_plain(programme=programme.without_values()).chosen is not None


def _programme(country: Country, rules: Rules, pool: Pool | None, deadline: float) -> Programme:
    if pool is None:
        pool = enumerate_groups(country=country, rules=rules, deadline=deadline)
    return build_programme(country=country, rules=rules, pool=pool)


def _result(country: Country, rules: Rules, proof: Proof, seconds: float) -> Result:
    territories = describe_territories(
        country=country, rules=rules, pool=proof.pool, chosen=proof.chosen
    )
    objective, bound = proof.objective, proof.bound
    bounded = bool(np.isfinite(bound))
    covered = sum(territory.industrial_jobs for territory in territories)
    national = sum(unit.industrial_jobs or 0 for unit in country.units if unit.jobs_known)
    return Result(
        rules=rules,
        fingerprint=fingerprint(country=country, rules=rules),
        status=_status(proof),
        solver=f"{solver_name()}, génération de colonnes et coupes",
        objective=objective,
        bound=bound if bounded else None,
        gap=_gap(objective, bound) if objective is not None else None,
        seconds=seconds,
        conflict=None,
        covered_industrial_jobs=covered,
        covered_share=covered / national if national else 0.0,
        territories=territories,
    )


def _status(proof: Proof) -> Status:
    if not proof.finished:
        return Status.TIME_LIMIT
    return Status.INFEASIBLE if proof.chosen is None else Status.OPTIMAL


def _gap(objective: float, bound: float) -> float | None:
    """(bound − objective) / objective; unknown when nothing of value can be told apart."""
    if bound <= objective:
        return 0.0
    return (bound - objective) / objective if objective > 0 and np.isfinite(bound) else None
