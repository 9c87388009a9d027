"""The figure that makes a conflict plain: how far the other rules let one of them go."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ancrage.selection.engine.demands import keep_only, least_name
from ancrage.selection.engine.figures import FloatArray
from ancrage.selection.engine.model import Country, Rules
from ancrage.selection.engine.programme import Programme, region_quotas
from ancrage.selection.engine.shortfalls import shortfalls
from ancrage.selection.engine.solve import solve, tighten
from ancrage.selection.engine.wording import NBSP, number

GAP = 1e-4  # small beside one territory among all, and beside a tenth of a per cent
Programmes = Callable[[frozenset[str]], Programme]


def fact(
    *, country: Country, programme: Programmes, rules: Rules, names: Sequence[str], seconds: float
) -> str:
    """Why these rules conflict, in French, without a full stop; empty if no figure tells it.

    A unit that no group can hold tells what it fails. Else one of the rules is put aside (the
    national number first, then the coverage, then a region's number), and what it asks for is
    made as large as the others allow.
    """
    told = _unit_fact(country, programme, rules, names)
    if not told and "territories" in names:
        told = _number_fact(programme, rules, names, seconds)
    if not told and "coverage.min" in names:
        told = _coverage_fact(country, programme, rules, names, seconds)
    own = [name for name in names if _is_count(name) and not name.startswith("regions.each")]
    if not told and own:
        told = _region_fact(country, programme, rules, names, own[0], seconds)
    if not told and "regions.each.at_least" in names:
        told = _each_fact(country, programme, rules, names)
    return told


def _is_count(name: str) -> bool:
    return name.endswith((".exactly", ".at_least", ".at_most"))


def _without(programme: Programmes, names: Sequence[str], name: str) -> Programme:
    return programme(frozenset(names) - {name})


def _most(programme: Programme, weight: FloatArray, seconds: float) -> float:
    """The largest Σ weight of a solution: its proven bound, so "at most" is true."""
    if not len(programme.pool):
        return 0.0
    valued = replace(programme, pool=replace(programme.pool, value=weight))
    return solve(programme=valued, gap=GAP, deadline=time.perf_counter() + seconds).bound


def _largest(programme: Programme, weight: FloatArray, seconds: float) -> int | None:
    """The same in whole numbers; None if it is not known."""
    most = _most(programme, weight, seconds)
    return math.floor(most + 1e-6) if math.isfinite(most) else None


def _least(programme: Programme, weight: FloatArray, seconds: float) -> int | None:
    """A whole number that Σ weight reaches in every solution, out of the relaxation."""
    valued = replace(programme, pool=replace(programme.pool, value=-weight))
    deadline = time.perf_counter() + seconds
    relaxation = tighten(programme=valued, deadline=deadline) if len(weight) else None
    bound = math.inf if relaxation is None else relaxation.best.bound
    return math.ceil(-bound - 1e-6) if math.isfinite(bound) else None


def _unit_fact(country: Country, programme: Programmes, rules: Rules, names: Sequence[str]) -> str:
    """What keeps the only unit to be held out of every group, if something does."""
    held = [name.removeprefix("include.") for name in names if name.startswith("include.")]
    if len(held) != 1:
        return ""
    place = next(i for i, unit in enumerate(country.units) if unit.siren == held[0])
    unit = country.units[place]
    if not unit.jobs_known or unit.population is None:
        return "ses chiffres ne sont pas tous connus"
    if (programme(frozenset(names)).pool.members == place).any():
        return ""
    kept = keep_only(country=country, rules=rules, names=names)
    advice = shortfalls(country=country, rules=kept, absent=[place])[place][0].advice
    return advice[0].lower() + advice[1:].removesuffix(".").replace(" : ", ", quand ")


def _region_fact(
    country: Country,
    programme: Programmes,
    rules: Rules,
    names: Sequence[str],
    name: str,
    seconds: float,
) -> str:
    """How many territories of this kind the region can have, at most or at least."""
    code = name.split(".")[1]
    quota = region_quotas(country, rules)[code]
    others = _without(programme, names, name)
    inside = np.array([others.pool.regions[place] == code for place in others.pool.region])
    least = _least(others, inside.astype(float), seconds)
    if least is not None and quota.at_most is not None and least > quota.at_most:
        return f"il en faudrait au moins {number(least)} dans la région {code}"
    most = _largest(others, inside.astype(float), seconds)
    if most is not None and most < quota.at_least:
        return f"on y trouve au plus {_of_this_kind(most)}"
    return ""


def _each_fact(country: Country, programme: Programmes, rules: Rules, names: Sequence[str]) -> str:
    """Which regions have no group at all that could be a territory."""
    pool = programme(frozenset(names)).pool
    held = {pool.regions[place] for place in np.unique(pool.region)}
    empty = [
        code
        for code, quota in region_quotas(country, rules).items()
        if least_name(code, quota) == "regions.each.at_least" and code not in held
    ]
    if not empty:
        return ""
    where, have = ("la région", "a") if len(empty) == 1 else ("les régions", "ont")
    return f"{where} {', '.join(empty)} n’en {have} aucun possible"


def _number_fact(programme: Programmes, rules: Rules, names: Sequence[str], seconds: float) -> str:
    """How many territories the others allow, at most or at least."""
    others = _without(programme, names, "territories")
    ones = np.ones(len(others.pool))
    least = _least(others, ones, seconds)
    if least is not None and least > rules.territories:
        return f"il en faudrait au moins {number(least)}"
    most = _largest(others, ones, seconds)
    if most is not None and most < rules.territories:
        return f"on trouve au plus {_of_this_kind(most)}"
    return ""


def _coverage_fact(
    country: Country, programme: Programmes, rules: Rules, names: Sequence[str], seconds: float
) -> str:
    """Which share of the industrial jobs the others allow to cover, at most."""
    others = _without(programme, names, "coverage.min")
    most = _most(others, others.pool.industrial.astype(float), seconds)
    national = sum(unit.industrial_jobs or 0 for unit in country.units if unit.jobs_known)
    if not math.isfinite(most):
        return ""
    for decimals in (1, 2):
        share = math.ceil(100 * 10**decimals * most / national - 1e-6) / 10**decimals
        if share < 100 * rules.coverage_min:
            told = number(share, decimals)
            return f"on couvre au mieux {told}{NBSP}% des emplois industriels"
    return ""


def _of_this_kind(count: int) -> str:
    return f"{number(count)} territoire{'s' if count > 1 else ''} de ce genre"
