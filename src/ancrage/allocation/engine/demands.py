"""The rules of a problem one by one: their codes, their names, the problem without some of them.

Limits, rates, eligibility and exclusions have their own code. The others are `envelope`,
`reserve`, `fairness.least_per_job`, `fairness.ratio`, `held.<project>` and `requires.<project>`
(what this project requires). What a project asks, its minimum and its mode are facts, not rules.
"""

from collections.abc import Collection
from dataclasses import replace

from ancrage.allocation.engine.model import Eligibility, Exclusion, Limit, Problem, Rate, Rules
from ancrage.kernel.text import typeset
from ancrage.ui.formats import with_unit

Rule = Limit | Rate | Eligibility | Exclusion
LEAST, RATIO = "fairness.least_per_job", "fairness.ratio"

MILLIONS = ((1, 10_000_000), (2, 1_000_000))
"""Decimals of an amount in millions, by what it is a multiple of, in cents."""


def demands(problem: Problem) -> dict[str, str]:
    """Every rule that can bind, by its code, in French words with its figures."""
    rules = problem.rules
    told = {"envelope": f"l’enveloppe de {euros(rules.envelope)}"}
    if rules.reserve:
        told["reserve"] = f"la réserve de {euros(rules.reserve)}"
    told |= {limit.code: limit_words(limit) for limit in rules.limits}
    told |= {rate.code: f"le taux « {rate.label} »" for rate in rules.rates}
    told |= {one.code: f"la condition « {one.label} »" for one in rules.eligibility}
    told |= {one.code: f"l’exclusion « {one.label} »" for one in rules.exclusions}
    if rules.fairness.least_per_job is not None:
        amount = with_unit(rules.fairness.least_per_job / 100, "€", 2)
        told[LEAST] = f"le plancher de {amount} par emploi industriel"
    if rules.fairness.ratio is not None:
        times = with_unit(rules.fairness.ratio, "fois", 2)
        told[RATIO] = f"le rapport de {times} entre le mieux et le moins servi"
    told |= {
        f"held.{code}": f"le montant de {euros(amount)} fixé à la main pour {code}"
        for code, amount in rules.held.items()
    }
    told |= {
        f"requires.{project.code}": f"la dépendance de {project.code}"
        for project in problem.projects
        if project.requires
    }
    return {code: typeset(words) for code, words in told.items()}


def listed(rules: Rules) -> list[Rule]:
    """The rules that have a code of their own."""
    return [*rules.limits, *rules.rates, *rules.eligibility, *rules.exclusions]


def limit_words(limit: Limit) -> str:
    """A limit as it is told: « le plancher de 3 M€ de Région 84 »."""
    parts = []
    if limit.floor is not None:
        parts.append(f"le plancher de {euros(limit.floor)}")
    if limit.ceiling is not None:
        parts.append(f"le plafond de {euros(limit.ceiling)}")
    return f"{' et '.join(parts) or 'la limite'} de « {limit.label} »"


def euros(cents: float) -> str:
    """An amount in words: millions from a million on, to the thousand euros."""
    if abs(cents) >= 100_000_000:
        decimals = next((n for n, part in MILLIONS if cents % part == 0), 3)
        return with_unit(cents / 100_000_000, "M€", decimals)
    return with_unit(cents / 100, "€", 0 if cents % 100 == 0 else 2)


def without(problem: Problem, codes: Collection[str]) -> Problem:
    """The problem when these rules are dropped."""
    return keep_only(problem, set(_codes(problem)) - set(codes))


def keep_only(problem: Problem, codes: Collection[str]) -> Problem:
    """The problem when only these rules hold."""
    rules, kept = problem.rules, set(codes)
    fairness = replace(
        rules.fairness,
        least_per_job=rules.fairness.least_per_job if LEAST in kept else None,
        ratio=rules.fairness.ratio if RATIO in kept else None,
    )
    projects = problem.projects
    if any(one.requires and f"requires.{one.code}" not in kept for one in projects):
        projects = tuple(
            one if not one.requires or f"requires.{one.code}" in kept else replace(one, requires=())
            for one in projects
        )
    everything = sum(one.asked for one in projects) + sum(rules.held.values())
    bounded = "envelope" in kept
    left = Rules(
        envelope=rules.envelope if bounded else max(rules.envelope, everything),
        reserve=rules.reserve if bounded and "reserve" in kept else 0,
        objective=rules.objective,
        limits=tuple(one for one in rules.limits if one.code in kept),
        rates=tuple(one for one in rules.rates if one.code in kept),
        eligibility=tuple(one for one in rules.eligibility if one.code in kept),
        exclusions=tuple(one for one in rules.exclusions if one.code in kept),
        fairness=fairness,
        held={code: cents for code, cents in rules.held.items() if f"held.{code}" in kept},
    )
    return replace(problem, projects=projects, rules=left)


def _codes(problem: Problem) -> list[str]:
    """The codes of `demands`, quicker: no words."""
    rules = problem.rules
    return [
        "envelope",
        "reserve",
        LEAST,
        RATIO,
        *(one.code for one in listed(rules)),
        *(f"held.{code}" for code in rules.held),
        *(f"requires.{one.code}" for one in problem.projects if one.requires),
    ]
