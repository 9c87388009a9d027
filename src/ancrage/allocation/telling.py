"""A plan in a few lines of French, for a terminal."""

from collections.abc import Sequence

from ancrage.allocation.engine.comparison import fair
from ancrage.allocation.engine.conflict import Conflict
from ancrage.allocation.engine.demands import demands, euros
from ancrage.allocation.engine.model import Plan, Problem
from ancrage.kernel.text import typeset
from ancrage.ui.formats import number, percent, with_unit

STATUS = {
    "optimal": "optimal : aucun autre partage ne fait mieux",
    "feasible": "un partage, et ce qui pourrait encore être gagné",
    "infeasible": "aucun partage possible",
    "unknown": "temps écoulé avant qu’un partage soit trouvé : accordez-en plus",
}
SHOWN = 5
"""Rules, and refused projects, that are named."""


def summary(problem: Problem, plan: Plan, conflict: Conflict | None) -> list[str]:
    """One line per figure, with its unit."""
    told = [("État", STATUS[plan.status]), *_without_effect(problem)]
    if plan.grants:
        told += _plan(problem, plan)
    elif conflict:
        told.append(("Conflit", conflict.message))
        told.append(("Règles en conflit", _conflict(conflict)))
    told.append(("Durée", with_unit(plan.seconds, "s", 1)))
    width = max(len(label) for label, _ in told)
    return [f"{label:<{width}}  {typeset(value)}" for label, value in told]


def _plan(problem: Problem, plan: Plan) -> list[tuple[str, str]]:
    rules, unit = problem.rules, problem.rules.objective.unit
    granted, served = sum(plan.grants), sum(grant > 0 for grant in plan.grants)
    told = [
        ("Accordé", f"{euros(granted)} sur {euros(rules.envelope - rules.reserve)}"),
        ("Réserve", euros(rules.reserve)),
        ("Projets aidés", f"{number(served)} sur {number(len(plan.grants))}"),
        ("Valeur", with_unit(plan.objective, unit, 2)),
        ("Borne prouvée", with_unit(plan.bound, unit, 2)),
        ("Écart", percent(plan.gap, 4)),
        ("Équité", _fair(problem, plan)),
    ]
    words = demands(problem)
    priced = sorted(plan.prices, key=lambda price: (-abs(price.per_euro), price.rule))
    told += [
        ("Prix d’une règle", f"{words.get(one.rule, one.label)} : {_price(one.per_euro, unit)}")
        for one in priced[:SHOWN]
    ]
    told += _refused(plan)
    return told


def _price(per_euro: float, unit: str) -> str:
    return f"{with_unit(per_euro * 1e6, unit or 'de valeur', 2)} par million d’euros"


def _fair(problem: Problem, plan: Plan) -> str:
    told = fair(problem, plan.grants)
    if told.worst is None:
        return "inconnue : aucun territoire aux emplois connus"
    worst, best = (with_unit((level or 0) / 100, "€", 2) for level in (told.worst, told.best))
    spread = "" if told.gini is None else f" ; indice de Gini {number(told.gini, 3)}"
    return (
        f"de {worst} par emploi ({told.worst_territory}) à {best} ({told.best_territory}){spread}"
    )


def _refused(plan: Plan) -> list[tuple[str, str]]:
    if not plan.refused:
        return []
    told = [("Écartés d’emblée", with_unit(len(plan.refused), "projets"))]
    return told + [("", f"{code} : {why}") for code, why in list(plan.refused.items())[:SHOWN]]


def _conflict(conflict: Conflict) -> str:
    least = "aucun conflit n’a moins de règles" if conflict.smallest else "aucune n’y est de trop"
    return f"{', '.join(conflict.rules)} ({least})"


def _without_effect(problem: Problem) -> Sequence[tuple[str, str]]:
    """The limits that select no project: perhaps a code that is misspelt."""
    known = {
        (name, getattr(project, name))
        for limit in problem.rules.limits
        for name in limit.where
        for project in problem.projects
    }
    empty = [
        limit.label
        for limit in problem.rules.limits
        if any((name, value) not in known for name, value in limit.where.items())
    ]
    return [("Sans projet", f"{', '.join(empty)} : aucun projet n’a ces codes")] if empty else []
