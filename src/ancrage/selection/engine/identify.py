"""The identification: from a country and rules to a list of territories with its proof."""

import time

from ancrage.selection.engine.groups import Pool, enumerate_groups
from ancrage.selection.engine.model import Country, Progress, Result, Rules, Status
from ancrage.selection.engine.plain import Outcome, solve_plain
from ancrage.selection.engine.programme import build_programme
from ancrage.selection.engine.solver import solver_name
from ancrage.selection.engine.territories import describe_territories, fingerprint

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
    saves the enumeration when it has already been made for the same rules.
    """
    started = time.perf_counter()
    tell = progress or (lambda _phrase, _share: None)
    tell("énumération des groupes", 0.0)
    if pool is None:
        pool = enumerate_groups(country=country, rules=rules)
    programme = build_programme(country=country, rules=rules, pool=pool)
    tell("recherche d'une liste", 0.1)
    left = None if time_limit is None else time_limit - (time.perf_counter() - started)
    outcome = solve_plain(programme=programme, gap=gap, time_limit=left)
    return _result(country, rules, pool, outcome, time.perf_counter() - started)


def feasible(*, country: Country, rules: Rules, pool: Pool | None = None) -> bool:
    """Whether any list of territories satisfies the rules."""
    pool = enumerate_groups(country=country, rules=rules) if pool is None else pool
    programme = build_programme(country=country, rules=rules, pool=pool)
    return solve_plain(programme=programme, objective=False).chosen is not None


def _result(country: Country, rules: Rules, pool: Pool, outcome: Outcome, seconds: float) -> Result:
    chosen = outcome.chosen
    objective = None if chosen is None else float(pool.value[chosen].sum())
    bound = None if outcome.bound in (float("inf"), -float("inf")) else outcome.bound
    if bound is not None and objective is not None:
        bound = max(bound, objective)
    territories = (
        ()
        if chosen is None
        else describe_territories(country=country, rules=rules, pool=pool, chosen=chosen)
    )
    covered = sum(territory.industrial_jobs for territory in territories)
    national = sum(unit.industrial_jobs or 0 for unit in country.units if unit.jobs_known)
    status = Status.OPTIMAL if outcome.finished else Status.TIME_LIMIT
    if outcome.finished and chosen is None:
        status = Status.INFEASIBLE
    return Result(
        rules=rules,
        fingerprint=fingerprint(country=country, rules=rules),
        status=status,
        solver=solver_name(),
        objective=objective,
        bound=bound,
        gap=(bound - objective) / objective if objective and bound is not None else None,
        seconds=seconds,
        conflict=None,
        covered_industrial_jobs=covered,
        covered_share=covered / national if national else 0.0,
        territories=territories,
    )
