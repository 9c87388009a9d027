"""The rule used by hand: floors first, then the best worth for a euro, as long as money lasts.

Each project gets the most that the rules still let it have, or nothing; nobody goes back on a
grant. It looks at no fairness but the floor per job, which it serves as other floors; it may
leave floors short, or projects out that two others gave up would have let in.
"""

import time
from collections.abc import Iterable

from ancrage.allocation.engine.model import Plan, Problem
from ancrage.allocation.engine.plain import mosts, selected, worth_of


def solve_greedy(problem: Problem) -> Plan:
    """The plan of the rule used by hand: `feasible`, with no bound of its own (0)."""
    started = time.perf_counter()
    hand = _Hand(problem)
    for at, project in enumerate(problem.projects):
        if project.code in problem.rules.held:
            hand.grant(at, problem.rules.held[project.code])
    for limit, inside in _shortest_first(hand):
        for at in sorted(inside, key=hand.rank.__getitem__):
            if hand.left_floor[limit] <= 0:
                break
            hand.serve(at)
    for at in hand.order:
        hand.serve(at)
    rates = zip(hand.worths, hand.grants, problem.projects, strict=True)
    objective = sum(worth * grant / project.asked for worth, grant, project in rates)
    return Plan("feasible", tuple(hand.grants), objective, seconds=time.perf_counter() - started)


class _Hand:
    """What is granted so far, and what each limit leaves."""

    def __init__(self, problem: Problem) -> None:
        self.problem, rules = problem, problem.rules
        self.projects = problem.projects
        self.most = mosts(problem)
        self.worths = [worth_of(problem, project) for project in self.projects]
        ratios = [w / p.asked for w, p in zip(self.worths, self.projects, strict=True)]
        self.order = sorted(range(len(ratios)), key=lambda at: (-ratios[at], at))
        self.rank = {at: rank for rank, at in enumerate(self.order)}
        self.grants = [0] * len(self.projects)
        self.money = rules.envelope - rules.reserve
        self.inside = selected(problem, rules.limits)
        self.left = [limit.ceiling for limit in rules.limits]
        self.left_floor = [limit.floor or 0 for limit in rules.limits]
        self._add_floors_per_job()
        self.limits_of: list[list[int]] = [[] for _ in self.projects]
        for limit, members in enumerate(self.inside):
            for at in members:
                self.limits_of[at].append(limit)
        self.places = {project.code: at for at, project in enumerate(self.projects)}
        self.groups: dict[int, list[int]] = {}
        self.room = [exclusion.most for exclusion in rules.exclusions]
        for group, exclusion in enumerate(rules.exclusions):
            for code in exclusion.projects:
                self.groups.setdefault(self.places[code], []).append(group)

    def _add_floors_per_job(self) -> None:
        least = self.problem.rules.fairness.least_per_job
        if least is None:
            return
        territories: dict[str, list[int]] = {}
        for at, project in enumerate(self.projects):
            territories.setdefault(project.territory, []).append(at)
        for code, members in territories.items():
            place = self.problem.territories.get(code)
            if place and place.jobs:
                self.inside.append(members)
                self.left.append(None)
                self.left_floor.append(least * place.jobs)

    def serve(self, at: int) -> None:
        """Grant the most that is left for this project, if it is of use and allowed."""
        project = self.projects[at]
        if self.grants[at] or project.code in self.problem.rules.held or not self.worths[at] > 0:
            return
        if any(self.room[group] <= 0 for group in self.groups.get(at, ())):
            return
        if any(not self.grants[self.places[code]] for code in project.requires):
            return
        ceilings = (self.left[limit] for limit in self.limits_of[at])
        most = min([self.most[at], self.money, *_known(ceilings)])
        if project.mode != "partial":
            steps = project.steps or (project.asked,)
            most = max((step for step in steps if step <= most), default=0)
        if most >= project.least:
            self.grant(at, most)

    def grant(self, at: int, amount: int) -> None:
        """Grant, and take it from what everybody leaves."""
        self.grants[at] = amount
        self.money -= amount
        for limit in self.limits_of[at]:
            ceiling = self.left[limit]
            self.left[limit] = None if ceiling is None else ceiling - amount
            self.left_floor[limit] -= amount
        for group in self.groups.get(at, ()) if amount else ():
            self.room[group] -= 1


def _known(ceilings: Iterable[int | None]) -> list[int]:
    return [ceiling for ceiling in ceilings if ceiling is not None]


def _shortest_first(hand: _Hand) -> list[tuple[int, list[int]]]:
    """The limits with a floor, those with the fewest projects first: they have the least choice."""
    floors = [
        (limit, inside) for limit, inside in enumerate(hand.inside) if hand.left_floor[limit] > 0
    ]
    return sorted(floors, key=lambda one: (len(one[1]), one[0]))
