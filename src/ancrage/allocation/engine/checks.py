"""What makes a problem absurd, said before any search: the project or the rule, and the cause."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping

from ancrage.allocation.engine.model import DIMENSIONS, Limit, Problem, Project, Rules
from ancrage.kernel.text import typeset

NAMED = 20
MOST_CENTS = 10**13
"""No amount is larger: a hundred billion euros. Sums stay exact in whole numbers and in doubles."""


class ProblemRefusedError(ValueError):
    """The problem makes no sense; `faults` says why, in French, one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def check_problem(problem: Problem) -> list[str]:
    """Every reason why the problem makes no sense, in French; empty when it does."""
    return [typeset(fault) for fault in _faults(problem)]


def require_sound(problem: Problem) -> None:
    """ProblemRefusedError with every reason why the problem makes no sense."""
    faults = check_problem(problem)
    if faults:
        raise ProblemRefusedError(faults)


def _faults(problem: Problem) -> Iterator[str]:
    if not problem.projects:
        yield "Aucun projet : il n’y a rien à répartir."
    codes = {project.code for project in problem.projects}
    if len(codes) < len(problem.projects):
        counted = Counter(project.code for project in problem.projects)
        for code in sorted(code for code, number in counted.items() if number > 1)[:NAMED]:
            yield f"Projet {code} : ce code est donné à {counted[code]} projets."
    for project in problem.projects:
        if _strange(project):
            yield from _project_faults(project)
        if project.requires or project.mode == "stepped":
            yield from _structure_faults(project, codes)
    yield from _cycle_faults(problem)
    yield from _envelope_faults(problem.rules)
    yield from _rule_faults(problem.rules)
    yield from _code_faults(problem.rules, codes)
    yield from _fairness_faults(problem)


def _strange(project: Project) -> bool:
    """Whether anything may be wrong: one test, for the sake of hundreds of thousands."""
    return not (
        0 < project.asked <= MOST_CENTS
        and 0 <= project.minimum <= project.asked
        and project.cofunding == 0
        and (project.eligible is None or project.eligible >= 0)
        and project.room is None
        and project.overrun is None
        and math.isfinite(project.result)
        and math.isfinite(project.jobs)
    )


def _project_faults(project: Project) -> Iterator[str]:
    name = f"Projet {project.code} :"
    amounts = {
        "le montant demandé": project.asked,
        "le minimum utile": project.minimum,
        "le coût éligible": project.eligible,
        "le cofinancement": project.cofunding,
        "la place laissée par les aides d’État": project.room,
    }
    for words, amount in amounts.items():
        if amount is not None and amount < 0:
            yield f"{name} {words} est négatif ({amount} centimes)."
        if amount is not None and amount > MOST_CENTS:
            yield f"{name} {words} dépasse cent milliards d’euros."
    if project.asked == 0:
        yield f"{name} le montant demandé est nul."
    if project.minimum > max(project.asked, 0):
        yield (
            f"{name} le minimum utile ({project.minimum} centimes) dépasse le montant demandé "
            f"({project.asked} centimes)."
        )
    figures = {"le résultat": project.result, "les emplois": project.jobs}
    for words, figure in (figures | {"le dépassement": project.overrun or 0.0}).items():
        if not math.isfinite(figure):
            yield f"{name} {words} n’est pas un nombre."


def _structure_faults(project: Project, codes: set[str]) -> Iterator[str]:
    name = f"Projet {project.code} :"
    for code in project.requires:
        if code not in codes:
            yield f"{name} il dépend du projet {code}, qui n’existe pas."
    if project.mode == "stepped":
        if not project.steps:
            yield f"{name} il est aidé par paliers, et n’en donne aucun."
        wrong = [step for step in project.steps if not 0 < step <= project.asked]
        if wrong:
            yield f"{name} le palier {wrong[0]} n’est pas entre 1 centime et le montant demandé."


def _cycle_faults(problem: Problem) -> Iterator[str]:
    """Projects that require themselves, through others or not (each circle told once)."""
    requires = {p.code: p.requires for p in problem.projects if p.requires}
    state: dict[str, int] = {}
    for start in sorted(requires):
        path: list[tuple[str, Iterator[str]]] = []
        following: str | None = start if start not in state else None
        while following is not None or path:
            if following is not None:
                state[following] = 1
                path.append((following, iter(requires.get(following, ()))))
            code, rest = path[-1]
            following = None
            for other in rest:
                if state.get(other) == 1:
                    names = [one for one, _ in path]
                    circle = [*names[names.index(other) :], other]
                    yield f"Dépendances en boucle : {' → '.join(circle)}."
                elif other not in state:
                    following = other
                    break
            if following is None:
                state[code] = 2
                path.pop()


def _envelope_faults(rules: Rules) -> Iterator[str]:
    if rules.envelope <= 0:
        yield "L’enveloppe est nulle ou négative : il n’y a rien à répartir."
    if rules.envelope > MOST_CENTS:
        yield "L’enveloppe dépasse cent milliards d’euros."
    if rules.reserve < 0:
        yield "La réserve est négative."
    if rules.reserve > max(rules.envelope, 0):
        yield "La réserve dépasse l’enveloppe."
    goal = rules.objective
    weights = {
        "result": goal.result,
        "jobs": goal.jobs,
        "need": goal.need,
        "robustness": goal.robustness,
        "unknown_overrun": goal.unknown_overrun,
    }
    for name, weight in weights.items():
        if not math.isfinite(weight):
            yield f"Objectif : le poids « {name} » n’est pas un nombre."


def _rule_faults(rules: Rules) -> Iterator[str]:
    codes = [rule.code for rule in rules.limits] + [rule.code for rule in rules.rates]
    codes += [rule.code for rule in rules.eligibility] + [rule.code for rule in rules.exclusions]
    for code, number in sorted(Counter(codes).items()):
        if number > 1:
            yield f"Règle {code} : ce code est donné à {number} règles."
    for limit in rules.limits:
        yield from _where_faults(limit.code, limit.where)
        yield from _limit_faults(limit)
    for rate in rules.rates:
        yield from _where_faults(rate.code, rate.where)
        for share in (rate.most, rate.public):
            if share is not None and not 0 <= share <= 1:
                yield f"Règle {rate.code} : un taux va de 0 à 1, non {share}."
    for rule in rules.eligibility:
        yield from _where_faults(rule.code, rule.where)


def _limit_faults(limit: Limit) -> Iterator[str]:
    for words, amount in (("plancher", limit.floor), ("plafond", limit.ceiling)):
        if amount is not None and not 0 <= amount <= MOST_CENTS:
            yield f"Règle {limit.code} : le {words} est négatif ou dépasse cent milliards."
    if limit.floor is not None and limit.ceiling is not None and limit.ceiling < limit.floor:
        yield (
            f"Règle {limit.code} : le plafond ({limit.ceiling} centimes) est sous le plancher "
            f"({limit.floor} centimes)."
        )


def _where_faults(code: str, where: Mapping[str, str | int]) -> Iterator[str]:
    for dimension in where:
        if dimension not in DIMENSIONS:
            known = ", ".join(DIMENSIONS)
            yield f"Règle {code} : « {dimension} » n’est pas une dimension ({known})."


def _code_faults(rules: Rules, codes: set[str]) -> Iterator[str]:
    for exclusion in rules.exclusions:
        for code in exclusion.projects:
            if code not in codes:
                yield f"Règle {exclusion.code} : le projet {code} n’existe pas."
        if exclusion.most < 0:
            yield f"Règle {exclusion.code} : le nombre de projets est négatif."
        if len(set(exclusion.projects)) < len(exclusion.projects):
            yield f"Règle {exclusion.code} : un projet y est deux fois."
    for code, amount in rules.held.items():
        if code not in codes:
            yield f"Montant fixé pour le projet {code}, qui n’existe pas."
        if amount < 0:
            yield f"Montant fixé pour le projet {code} : il est négatif."


def _fairness_faults(problem: Problem) -> Iterator[str]:
    fairness = problem.rules.fairness
    if fairness.least_per_job is not None and fairness.least_per_job < 0:
        yield "Équité : le plancher par emploi est négatif."
    if fairness.ratio is not None and not (math.isfinite(fairness.ratio) and fairness.ratio >= 1):
        yield f"Équité : un rapport est d’au moins 1, non {fairness.ratio}."
    if fairness.ratio is not None and fairness.worst_first:
        yield "Équité : un rapport maximal et le moins bien servi d’abord : il faut choisir."
    if not 0 <= fairness.slack <= 1:
        yield f"Équité : la tolérance va de 0 à 1, non {fairness.slack}."
    for code, place in sorted(problem.territories.items()):
        if place.jobs is not None and place.jobs < 0:
            yield f"Territoire {code} : ses emplois industriels sont négatifs."
        if not math.isfinite(place.need):
            yield f"Territoire {code} : son indice de besoin n’est pas un nombre."
