"""Whether grants satisfy every rule, in whole numbers, without the solver.

It serves plans and what people change in them by hand. That the worst off is as well off as can be
(`worst_first`) is no rule on one plan: it is not checked here.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from ancrage.allocation.engine.model import Eligibility, Limit, Problem, Project, Rate
from ancrage.allocation.engine.preparing import prepare, words
from ancrage.kernel.text import typeset


def faults(problem: Problem, grants: Sequence[int]) -> list[str]:
    """Every rule that these grants break, in French; empty when they hold all.

    `grants`: cents, in the order of the problem's projects.
    """
    if len(grants) != len(problem.projects):
        return [f"{len(grants)} montants pour {len(problem.projects)} projets."]
    found = [*_project_faults(problem, grants), *_sum_faults(problem, grants)]
    found += [*_link_faults(problem, grants), *_fairness_faults(problem, grants)]
    return [typeset(fault) for fault in found]


def _project_faults(problem: Problem, grants: Sequence[int]) -> Iterator[str]:
    rates = [_Rated(rate) for rate in problem.rules.rates]
    for project, grant in zip(problem.projects, grants, strict=True):
        if grant:
            yield from _amount_faults(project, grant)
            for rated in rates:
                yield from rated.faults(project, grant)
            for rule in problem.rules.eligibility:
                if _selects(rule.where, project) and not _eligible(project, rule):
                    yield f"Projet {project.code} : il n’est pas éligible selon « {rule.label} »."
    given = {p.code: grant for p, grant in zip(problem.projects, grants, strict=True)}
    for code, held in problem.rules.held.items():
        if given.get(code) != held:
            yield (
                f"Projet {code} : son montant est fixé à {words(held)}, "
                f"il reçoit {words(given.get(code, 0))}."
            )


def _amount_faults(project: Project, grant: int) -> Iterator[str]:
    name = f"Projet {project.code} :"
    if grant < 0:
        yield f"{name} son montant est négatif."
    elif grant > project.asked:
        yield f"{name} {words(grant)} pour {words(project.asked)} demandés."
    elif grant < project.least and project.mode != "whole":
        yield f"{name} {words(grant)}, moins que son minimum utile, {words(project.least)}."
    if project.mode == "whole" and grant != project.asked:
        yield f"{name} {words(grant)} au lieu de {words(project.asked)}, en tout ou rien."
    if project.mode == "stepped" and grant not in project.steps:
        yield f"{name} {words(grant)} n’est pas l’un de ses paliers."
    if project.room is not None and grant > project.room:
        yield f"{name} les aides d’État lui laissent {words(project.room)}, non {words(grant)}."


class _Rated:
    """A co-funding rate, exact as it is written (0.1 is 1/10)."""

    def __init__(self, rate: Rate) -> None:
        self.rate = rate
        self.most = None if rate.most is None else Fraction(str(rate.most))
        self.public = None if rate.public is None else Fraction(str(rate.public))

    def faults(self, project: Project, grant: int) -> Iterator[str]:
        """What this grant breaks of the rate."""
        if not _selects(self.rate.where, project):
            return
        start = f"Projet {project.code} : règle {self.rate.label},"
        if project.eligible is None:
            yield f"{start} son coût éligible n’est pas connu."
            return
        public = grant + project.cofunding
        for share, aid in ((self.most, grant), (self.public, public)):
            if share is not None and aid * share.denominator > project.eligible * share.numerator:
                yield f"{start} {words(aid)} d’aide pour {words(project.eligible)} éligibles."


def _selects(where: Mapping[str, str | int], project: Project) -> bool:
    return all(getattr(project, dimension) == value for dimension, value in where.items())


def _eligible(project: Project, rule: Eligibility) -> bool:
    mature = rule.maturity is None or (
        project.maturity is not None and project.maturity >= rule.maturity
    )
    started = rule.starts_from is None or (
        project.starts is not None and project.starts >= rule.starts_from
    )
    ended = rule.ends_by is None or (project.ends is not None and project.ends <= rule.ends_by)
    return mature and started and ended


def _sum_faults(problem: Problem, grants: Sequence[int]) -> Iterator[str]:
    rules = problem.rules
    left = rules.envelope - rules.reserve
    spent = sum(grants)
    if spent > left:
        yield f"{words(spent)} accordés pour {words(left)} à répartir."
    sums: dict[tuple[str, ...], dict[tuple[object, ...], int]] = {}
    for limit in rules.limits:
        names = tuple(sorted(limit.where))
        if names not in sums:
            sums[names] = _sums(problem, grants, names)
        given = sums[names].get(tuple(limit.where[name] for name in names), 0)
        yield from _limit_faults(limit, given)


def _sums(
    problem: Problem, grants: Sequence[int], names: tuple[str, ...]
) -> dict[tuple[object, ...], int]:
    sums: dict[tuple[object, ...], int] = {}
    for project, grant in zip(problem.projects, grants, strict=True):
        if grant:
            key = tuple(getattr(project, name) for name in names)
            sums[key] = sums.get(key, 0) + grant
    return sums


def _limit_faults(limit: Limit, given: int) -> Iterator[str]:
    if limit.floor is not None and given < limit.floor:
        yield f"Règle {limit.label} : {words(given)}, sous le plancher de {words(limit.floor)}."
    if limit.ceiling is not None and given > limit.ceiling:
        yield f"Règle {limit.label} : {words(given)}, au-dessus du plafond, {words(limit.ceiling)}."


def _link_faults(problem: Problem, grants: Sequence[int]) -> Iterator[str]:
    given = {p.code for p, grant in zip(problem.projects, grants, strict=True) if grant > 0}
    for project in problem.projects:
        if project.requires and project.code in given:
            for code in project.requires:
                if code not in given:
                    yield f"Projet {project.code} : il dépend du projet {code}, qui ne reçoit rien."
    for exclusion in problem.rules.exclusions:
        number = sum(1 for code in exclusion.projects if code in given)
        if number > exclusion.most:
            yield (
                f"Règle {exclusion.label} : {number} projets reçoivent une aide, "
                f"au plus {exclusion.most} le peuvent."
            )


def _fairness_faults(problem: Problem, grants: Sequence[int]) -> Iterator[str]:
    fairness = problem.rules.fairness
    if not fairness.least_per_job and fairness.ratio is None:
        return
    given = per_territory(problem, grants)
    for code, (cents, jobs) in given.items():
        if fairness.least_per_job and cents < fairness.least_per_job * jobs:
            yield (
                f"Équité : {words(cents)} pour {jobs} emplois au territoire {code}, "
                f"sous {words(fairness.least_per_job)} par emploi."
            )
    if fairness.ratio is not None and given:
        best = max(given, key=lambda code: Fraction(*given[code]))
        worst = min(given, key=lambda code: Fraction(*given[code]))
        if Fraction(*given[best]) > Fraction(str(fairness.ratio)) * Fraction(*given[worst]):
            yield (
                f"Équité : par emploi, le territoire {best} reçoit plus de {fairness.ratio} fois "
                f"ce que reçoit le territoire {worst}."
            )


def per_territory(problem: Problem, grants: Sequence[int]) -> dict[str, tuple[int, int]]:
    """Cents and jobs of each territory that fairness counts: jobs known, and a project that
    the rules do not refuse."""
    refused = prepare(problem).refused
    served = {
        project.territory
        for project in problem.projects
        if project.code in problem.rules.held or project.code not in refused
    }
    sums = _sums(problem, grants, ("territory",))
    return {
        code: (sums.get((code,), 0), jobs)
        for code, jobs in sorted((code, place.jobs) for code, place in problem.territories.items())
        if jobs and code in served
    }
