"""From a question to a plan with its proof; and what a given set of hosts is worth."""

import time
from dataclasses import dataclass, replace

import numpy as np

from ancrage.antennas.engine.capacity import CapacitySearch
from ancrage.antennas.engine.checks import check
from ancrage.antennas.engine.distances import distances
from ancrage.antennas.engine.median import Search
from ancrage.antennas.engine.model import (
    BEYOND,
    DECIMETRES,
    FloatArray,
    IntArray,
    NoPlanError,
    Objective,
    Place,
    Plan,
    Progress,
    Question,
    Status,
    no_progress,
)
from ancrage.antennas.engine.reading import fingerprint, sorted_places
from ancrage.selection.engine.solver import solver_name


class Ground:
    """The places and all their distances, computed once; solves any question on them."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.places = sorted_places(places)
        self.place_of = {place.siren: at for at, place in enumerate(self.places)}
        self.apart = distances(self.places, self.places)
        self.jobs = np.array([float(place.jobs or 0) for place in self.places])
        self.total = int(self.jobs.sum())
        self.unknown = tuple(place.siren for place in self.places if place.jobs is None)
        self.fingerprint = fingerprint(self.places)

    def solve(
        self,
        question: Question,
        *,
        time_limit: float | None = None,
        progress: Progress = no_progress,
    ) -> Plan:
        """The best plan, with its proof. NoPlanError when none answers the question."""
        started = time.perf_counter()
        check(question, self.places)
        deadline = started + (float("inf") if time_limit is None else time_limit)
        found = self._searched(question, deadline, progress)
        plan = self._plan(question, found.columns, found.host, found.bound)
        return replace(plan, seconds=time.perf_counter() - started)

    def worth(self, question: Question, hosts: tuple[str, ...]) -> Plan:
        """What these hosts are worth, each place at its nearest; the bound is only what they do."""
        columns = np.array(sorted(self.place_of[siren] for siren in hosts), dtype=np.int64)
        free = replace(question, count=len(hosts), capacity=None)
        return self._plan(free, columns, self._nearest(columns), None)

    def covers(self, question: Question) -> FloatArray:
        """The cost of each pair: 0 or BEYOND for coverage, decimetres for distance."""
        if question.objective is Objective.DISTANCE:
            return self.apart
        return np.where(self.apart <= _decimetres(question), 0.0, float(BEYOND))

    def _searched(self, question: Question, deadline: float, progress: Progress) -> "_Found":
        rows = np.flatnonzero(self.jobs)
        sirens = [place.siren for place in self.places if place.siren not in question.excluded]
        hosts = np.array([self.place_of[siren] for siren in sirens], dtype=np.int64)
        kept = np.array([siren in question.kept for siren in sirens])
        cost = self.covers(question)[np.ix_(rows, hosts)]
        if question.capacity is not None:
            return self._under_capacity(question, rows, hosts, cost, deadline, progress)
        found = Search(
            cost=cost,
            weight=self.jobs[rows],
            count=question.count,
            kept=kept,
            deadline=deadline,
            progress=progress,
            step=BEYOND if question.objective is Objective.COVERAGE else 1,
        ).run()
        columns = hosts[found.columns]
        return _Found(columns, self._nearest(columns), float(found.bound))

    def _under_capacity(
        self,
        question: Question,
        rows: IntArray,
        hosts: IntArray,
        cost: FloatArray,
        deadline: float,
        progress: Progress,
    ) -> "_Found":
        """Whole places, at most so many jobs for each antenna."""
        assert question.capacity is not None  # noqa: S101 - asked for by the caller
        fits = self.jobs[rows] <= question.capacity
        covering = question.objective is Objective.COVERAGE
        lost = float(BEYOND * self.jobs[rows][~fits].sum())
        reach = cost[fits] == 0 if covering else np.ones_like(cost[fits], dtype=bool)
        served = CapacitySearch(
            cost=cost[fits],
            weight=self.jobs[rows][fits],
            reach=reach,
            count=question.count,
            capacity=question.capacity,
            kept=np.isin(hosts, [self.place_of[siren] for siren in question.kept]),
            unserved=float(BEYOND) if covering else None,
            deadline=deadline,
            progress=progress,
        ).run()
        if served is None:
            raise NoPlanError(_NOT_FOUND)
        columns = hosts[served.columns]
        host = self._empty_places(question, columns)
        given = np.where(served.host >= 0, hosts[np.maximum(served.host, 0)], -1)
        host[rows[fits]] = given
        host[rows[~fits]] = -1
        return _Found(columns, host, served.bound + lost)

    def _empty_places(self, question: Question, columns: IntArray) -> IntArray:
        """Places without known jobs take no room: they go to the nearest, within the radius."""
        host = self._nearest(columns)
        if question.objective is Objective.COVERAGE:
            near = self.apart[np.arange(len(host)), host] <= _decimetres(question)
            host = np.where(near, host, -1)
        return host

    def _nearest(self, columns: IntArray) -> IntArray:
        """The nearest of these hosts for each place (ties: smallest SIREN)."""
        ordered = np.sort(columns)
        found: IntArray = ordered[self.apart[:, ordered].argmin(axis=1)]
        return found

    def _plan(
        self, question: Question, columns: IntArray, host: IntArray, bound: float | None
    ) -> Plan:
        rows = np.arange(len(host))
        served = host >= 0
        apart = np.where(served, self.apart[rows, np.maximum(host, 0)], np.inf)
        covered = served & (apart <= _decimetres(question))
        jobs = float(self.jobs[served].sum())
        mean = float(self.jobs[served] @ apart[served]) / jobs / DECIMETRES if jobs else 0.0
        covered_jobs = int(self.jobs[covered].sum())
        objective, proved = self._told(question, mean, covered_jobs, bound)
        sirens = [place.siren for place in self.places]
        return Plan(
            question=question,
            fingerprint=self.fingerprint,
            status=Status.OPTIMAL if proved == objective else Status.TIME_LIMIT,
            solver=solver_name(),
            objective=objective,
            bound=proved,
            gap=_gap(objective, proved),
            hosts=tuple(sorted(sirens[column] for column in columns)),
            assignments={sirens[row]: sirens[host[row]] for row in rows[served]},
            covered=frozenset(sirens[row] for row in rows[covered]),
            covered_jobs=covered_jobs,
            total_jobs=self.total,
            mean_km=mean,
            unknown=self.unknown,
            seconds=0.0,
        )

    def _told(
        self, question: Question, mean: float, covered_jobs: int, bound: float | None
    ) -> tuple[float, float]:
        """Objective and bound in the units of the question, from a bound on Σ w_i c_ij."""
        if question.objective is Objective.DISTANCE:
            return mean, mean if bound is None else min(mean, bound / self.total / DECIMETRES)
        if bound is None:
            return covered_jobs, covered_jobs
        possible = int((BEYOND * self.total - bound) // BEYOND)
        return covered_jobs, max(possible, covered_jobs)


@dataclass(frozen=True, slots=True)
class _Found:
    """Chosen places, the host of each place (−1: none), and the bound on the cost."""

    columns: IntArray
    host: IntArray
    bound: float


_NOT_FOUND = (
    "aucune répartition qui tienne dans la capacité n’a été trouvée dans le temps imparti. "
    "Augmentez la capacité, le nombre d’antennes ou le temps."
)


def _decimetres(question: Question) -> float:
    """The radius in the unit of the distances; nothing is covered without a radius."""
    return -1.0 if question.radius_km is None else round(question.radius_km * DECIMETRES)


def _gap(objective: float, bound: float) -> float:
    return abs(bound - objective) / objective if objective else float(bound != objective)
