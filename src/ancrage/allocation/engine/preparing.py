"""From a problem to arrays: who may get how much, which sums are limited, who hangs on whom.

The rates, the own share, the eligibility and the room under State aid become the most that each
project may get, or the reason why it gets nothing. What is held by hand is taken out. A room that
is not known (None) does not limit here: the verdict on State aid says that it is unknown.

Projects are in the order of their codes, so that their order in the problem changes nothing.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from ancrage.allocation.engine.arrays import (
    PARTIAL,
    STEPPED,
    WHOLE,
    Group,
    Model,
    Row,
    Served,
    fair_row,
)
from ancrage.allocation.engine.checks import ProblemRefusedError
from ancrage.allocation.engine.figures import BoolArray, IntArray
from ancrage.allocation.engine.model import (
    DIMENSIONS,
    PART,
    SLIGHTEST,
    Eligibility,
    Problem,
    Project,
    Rate,
)
from ancrage.allocation.engine.worth import worths
from ancrage.kernel.text import typeset
from ancrage.selection.engine.wording import NBSP, number

ENVELOPE = "envelope"
_MODES = {"partial": PARTIAL, "whole": WHOLE, "stepped": STEPPED}


def prepare(problem: Problem) -> Model:
    """The problem as arrays. ProblemRefusedError when an amount held by hand is not allowed."""
    codes = [project.code for project in problem.projects]
    order = np.array(sorted(range(len(codes)), key=codes.__getitem__), dtype=np.int64)
    projects = [problem.projects[at] for at in order.tolist()]
    table = _Table(problem, projects)
    table.refuse_followers()
    _check_held(problem, table)
    return _model(problem, table, order)


def words(cents: float) -> str:
    """12345600 → « 123 456 € »; cents only where there are."""
    return f"{number(cents / 100, 0 if cents % 100 == 0 else 2)}{NBSP}€"


class _Table:
    """All projects as arrays, in the order of their codes."""

    def __init__(self, problem: Problem, projects: list[Project]) -> None:
        self.problem, self.projects = problem, projects
        self.position = {project.code: at for at, project in enumerate(projects)}
        self._dimensions: dict[str, tuple[IntArray, dict[str | int | None, int]]] = {}
        self.asked = np.array([project.asked for project in projects], dtype=np.int64)
        self.kind = np.array([_MODES[project.mode] for project in projects], dtype=np.int64)
        minimum = np.array([project.minimum for project in projects], dtype=np.int64)
        slightest = np.minimum(SLIGHTEST, -(-self.asked // PART))  # as `Project.least`, for all
        least = np.maximum(minimum, np.where(self.kind == PARTIAL, slightest, 1))
        self.least = np.where(self.kind == WHOLE, self.asked, least)
        self.most = self.asked.copy()
        self.reasons: dict[int, str] = {}
        self.held = {self.position[code]: held for code, held in problem.rules.held.items()}
        for rate in problem.rules.rates:
            self._rate(rate)
        self._room()
        for rule in problem.rules.eligibility:
            self._eligibility(rule)
        self.steps: dict[int, tuple[int, ...]] = {}
        self._steps()
        for at in np.flatnonzero(self.most < self.least).tolist():
            self.refuse(at, self._too_little(at))
        self.requires = [
            (at, self.position[code])
            for at, project in enumerate(projects)
            if project.requires
            for code in project.requires
        ]

    def refuse(self, at: int, reason: str) -> None:
        """This project may get nothing; the first reason is kept."""
        self.reasons.setdefault(at, typeset(reason))
        self.most[at] = 0

    def inside(self, where: Mapping[str, str | int]) -> BoolArray:
        """Which projects these dimensions select."""
        chosen = np.ones(len(self.projects), dtype=bool)
        for dimension, value in where.items():
            column, numbers = self.dimension(dimension)
            chosen &= column == numbers.get(value, -1)
        return chosen

    def dimension(self, name: str) -> tuple[IntArray, dict[str | int | None, int]]:
        """Each project's value of a dimension as a number, and the number of each value."""
        if name not in self._dimensions:
            assert name in DIMENSIONS  # noqa: S101 - checked with the problem
            numbers: dict[str | int | None, int] = {}
            values = [getattr(project, name) for project in self.projects]
            column = [numbers.setdefault(value, len(numbers)) for value in values]
            self._dimensions[name] = np.array(column, dtype=np.int64), numbers
        return self._dimensions[name]

    def _rate(self, rate: Rate) -> None:
        eligible = np.array(
            [-1 if project.eligible is None else project.eligible for project in self.projects],
            dtype=np.int64,
        )
        chosen = self.inside(rate.where)
        for at in np.flatnonzero(chosen & (eligible < 0)).tolist():
            self.refuse(at, f"Coût éligible inconnu, alors que la règle {rate.code} le demande.")
        eligible = np.where(chosen, np.maximum(eligible, 0), 0)
        if rate.most is not None:
            self._cut(chosen, _share(eligible, rate.most))
        if rate.public is not None:
            other = np.array([project.cofunding for project in self.projects], dtype=np.int64)
            self._cut(chosen, np.maximum(_share(eligible, rate.public) - other, 0))

    def _cut(self, chosen: BoolArray, most: IntArray) -> None:
        self.most = np.where(chosen, np.minimum(self.most, most), self.most)

    def _room(self) -> None:
        known = [(at, p.room) for at, p in enumerate(self.projects) if p.room is not None]
        for at, room in known:
            self.most[at] = min(self.most[at], room)

    def _eligibility(self, rule: Eligibility) -> None:
        for at in np.flatnonzero(self.inside(rule.where)).tolist():
            reason = _ineligible(self.projects[at], rule)
            if reason:
                self.refuse(at, f"Règle {rule.code} : {reason}")

    def _steps(self) -> None:
        for at in np.flatnonzero(self.kind == STEPPED).tolist():
            least, most = self.least[at], self.most[at]
            steps = tuple(sorted({s for s in self.projects[at].steps if least <= s <= most}))
            if steps:
                self.steps[at] = steps
                self.least[at], self.most[at] = steps[0], steps[-1]
            elif at not in self.reasons:
                self.refuse(at, self._too_little(at))

    def _too_little(self, at: int) -> str:
        project, most = self.projects[at], words(int(self.most[at]))
        start = f"Ses règles (taux, part propre, aides d’État) lui laissent au plus {most} : "
        if project.mode == "stepped":
            return start + "aucun de ses paliers n’y tient."
        if project.mode == "whole":
            return start + f"moins que les {words(project.asked)} demandés, en tout ou rien."
        return start + f"moins que son minimum utile, {words(int(self.least[at]))}."

    def refuse_followers(self) -> None:
        """Nothing for those that require a project that gets nothing, on and on."""
        followers: dict[int, list[int]] = {}
        for follower, followed in self.requires:
            followers.setdefault(followed, []).append(follower)
        out = [at for at in followers if self.without(at)]
        while out:
            followed = out.pop()
            for follower in followers.get(followed, ()):
                if self.most[follower] > 0 and follower not in self.held:
                    code = self.projects[followed].code
                    self.refuse(follower, f"Il dépend du projet {code}, qui ne reçoit rien.")
                    out.append(follower)

    def without(self, at: int) -> bool:
        """Whether this project surely gets nothing."""
        return self.held.get(at, 1) == 0 or (at not in self.held and self.most[at] == 0)


def _share(cents: IntArray, share: float) -> IntArray:
    """The share of an amount, rounded down, exact for the share as it is written (0.1 is 1/10)."""
    part = Fraction(str(share))
    over, rest = cents // part.denominator, cents % part.denominator
    if part.denominator * part.numerator < 2**62:
        return over * part.numerator + rest * part.numerator // part.denominator
    exact = [int(amount) * part.numerator // part.denominator for amount in cents.tolist()]
    return np.array(exact, dtype=np.int64)


def _ineligible(project: Project, rule: Eligibility) -> str:
    if rule.maturity is not None and (project.maturity is None or project.maturity < rule.maturity):
        known = "inconnue" if project.maturity is None else str(project.maturity)
        return f"maturité {known}, il faut au moins {rule.maturity}."
    if rule.starts_from is not None and (
        project.starts is None or project.starts < rule.starts_from
    ):
        known = "une année inconnue" if project.starts is None else str(project.starts)
        return f"il commence en {known}, pas avant {rule.starts_from} pour être éligible."
    if rule.ends_by is not None and (project.ends is None or project.ends > rule.ends_by):
        known = "une année inconnue" if project.ends is None else str(project.ends)
        return f"il finit en {known}, au plus tard en {rule.ends_by} pour être éligible."
    return ""


def _check_held(problem: Problem, table: _Table) -> None:
    faults = []
    for at, held in sorted(table.held.items()):
        if held and not allowed(held, int(table.kind[at]), table.steps.get(at, ()), table, at):
            code, reason = table.projects[at].code, table.reasons.get(at, "")
            most, least = words(int(table.most[at])), words(int(table.least[at]))
            why = reason or f"Son montant va de {least} à {most}, selon ses règles."
            faults.append(f"Montant fixé pour le projet {code} : {words(held)}. {why}")
    if faults:
        raise ProblemRefusedError([typeset(fault) for fault in faults])


def allowed(held: int, kind: int, steps: tuple[int, ...], table: "_Table", at: int) -> bool:
    """Whether a project may get exactly this."""
    if kind == STEPPED:
        return held in steps
    return bool(table.least[at] <= held <= table.most[at])


def _model(problem: Problem, table: _Table, order: IntArray) -> Model:
    given = np.zeros(len(table.projects), dtype=np.int64)
    for at, held in table.held.items():
        given[at] = held
    is_free = table.most > 0
    is_free[list(table.held)] = False
    must, impossible = _forced(table, is_free)
    groups, broken = _groups(problem, table, is_free)
    impossible |= broken
    free = np.flatnonzero(is_free)
    number_of = np.full(len(is_free), -1, dtype=np.int64)
    number_of[free] = np.arange(len(free))
    worth = worths(problem)[order]
    served = tuple(_served(problem, table, is_free, given))
    rows, level_most = _rows(problem, table, is_free, given, served)
    in_order = np.zeros(len(given), dtype=np.int64)
    in_order[order] = given
    links = [(f, t) for f, t in table.requires if is_free[f] and is_free[t]]
    return Model(
        at=order[free],
        value=worth[free] / table.asked[free],
        least=table.least[free],
        most=table.most[free],
        kind=table.kind[free],
        steps={int(number_of[at]): s for at, s in table.steps.items() if is_free[at]},
        forced=must[free],
        rows=rows,
        links=number_of[np.array(links, dtype=np.int64).reshape(-1, 2)],
        groups=tuple(Group(number_of[group.columns], group.most) for group in groups),
        level_most=level_most,
        level_worth=0.0,
        served=served,
        given=in_order,
        constant=math.fsum((worth * given / table.asked).tolist()),
        refused={table.projects[at].code: why for at, why in sorted(table.reasons.items())},
        impossible=impossible,
    )


def _forced(table: _Table, is_free: BoolArray) -> tuple[BoolArray, bool]:
    """Free projects without which a held one cannot have its grant; whether one is missing."""
    requires: dict[int, list[int]] = {}
    for follower, followed in table.requires:
        requires.setdefault(follower, []).append(followed)
    must, impossible = np.zeros(len(is_free), dtype=bool), False
    ahead = [at for at, held in table.held.items() if held > 0]
    while ahead:
        for followed in requires.get(ahead.pop(), ()):
            impossible |= table.without(followed)
            if is_free[followed] and not must[followed]:
                must[followed] = True
                ahead.append(followed)
    return must, impossible


def _groups(problem: Problem, table: _Table, is_free: BoolArray) -> tuple[list[Group], bool]:
    """The exclusions among free projects, and whether what is held breaks one."""
    groups, broken = [], False
    for exclusion in problem.rules.exclusions:
        members = sorted(table.position[code] for code in exclusion.projects)
        left = exclusion.most - sum(1 for at in members if table.held.get(at, 0) > 0)
        inside = np.array([at for at in members if is_free[at]], dtype=np.int64)
        broken |= left < 0
        if left < len(inside):
            groups.append(Group(inside, max(left, 0)))
    return groups, broken


def _rows(
    problem: Problem,
    table: _Table,
    is_free: BoolArray,
    given: IntArray,
    served: tuple[Served, ...],
) -> tuple[tuple[Row, ...], float]:
    """The envelope, the limits, then fairness; and the most that the common level can be."""
    number_of = np.cumsum(is_free) - 1
    rules = problem.rules
    spent = float(rules.envelope - rules.reserve - given.sum())
    rows = [Row(ENVELOPE, "Enveloppe", number_of[np.flatnonzero(is_free)], -math.inf, spent)]
    for limit in rules.limits:
        chosen = table.inside(limit.where)
        held = float(given[chosen].sum())
        lower = limit.floor - held if limit.floor else -math.inf
        upper = math.inf if limit.ceiling is None else limit.ceiling - held
        columns = number_of[np.flatnonzero(chosen & is_free)]
        rows.append(Row(limit.code, limit.label, columns, lower, upper))
    fairness, level_most = rules.fairness, math.inf
    for one in served:
        if fairness.least_per_job:
            rows.append(fair_row(one, float(fairness.least_per_job * one.jobs - one.held)))
        if fairness.ratio is not None:
            above = fair_row(one, float(-one.held))
            below = replace(above, lower=-math.inf, upper=float(-one.held))
            most = Fraction(str(fairness.ratio))
            rows.append(replace(above, level=Fraction(-one.jobs)))
            rows.append(replace(below, level=-one.jobs * most))
            free = np.flatnonzero(is_free)[one.columns]
            level_most = min(level_most, float(table.most[free].sum() + one.held) / one.jobs)
    return tuple(rows), 0.0 if math.isinf(level_most) else level_most


def _served(
    problem: Problem, table: _Table, is_free: BoolArray, given: IntArray
) -> Iterable[Served]:
    """The territories with known jobs and a project that the rules do not refuse."""
    fairness = problem.rules.fairness
    if not fairness.least_per_job and fairness.ratio is None and not fairness.worst_first:
        return
    number_of = np.cumsum(is_free) - 1
    column, numbers = table.dimension("territory")
    for code in sorted(str(value) for value in numbers):
        place, inside = problem.territories.get(code), column == numbers[code]
        held = int(given[inside].sum())
        free = np.flatnonzero(inside & is_free)
        able = len(free) or any(inside[at] for at in table.held)
        if place is not None and place.jobs and able:
            yield Served(code, place.jobs, number_of[free], held)
