"""The siting of antennas beside spopt's MCLP and PMedian, on one instance, both with HiGHS.

spopt writes its model with PuLP, which hands it to HiGHS through the same highspy: the solver is
the same, the model is not. `seconds` counts distances, model and search, not the start of Python.
"""

import time
from typing import Any

import numpy as np

from ancrage.antennas.engine.distances import kilometres
from ancrage.antennas.engine.model import Objective, Place, Question
from ancrage.antennas.engine.reading import read_places
from ancrage.antennas.engine.siting import Ground
from ancrage.geography.pack import EMBEDDED

COUNT, RADIUS = 12, 40.0
Answer = dict[str, Any]


def ours(objective: str, size: str) -> Answer:
    """`ancrage antennas` on the places with most jobs."""
    places = _places(int(size))
    started = time.perf_counter()
    plan = Ground(places).solve(Question(COUNT, Objective(objective), RADIUS))
    return {
        "seconds": time.perf_counter() - started,
        "objective": plan.objective,
        "gap": plan.gap,
        "hosts": list(plan.hosts),
    }


def spopt(objective: str, size: str) -> Answer:
    """The same question asked of spopt."""
    import pulp  # noqa: PLC0415 - only there with `make bench`
    from spopt.locate import MCLP, PMedian  # noqa: PLC0415

    places = _places(int(size))
    started = time.perf_counter()
    apart = np.round(kilometres(places, places), 4)
    jobs = np.array([place.jobs or 0 for place in places])
    if objective == Objective.COVERAGE:
        model = MCLP.from_cost_matrix(apart, jobs, service_radius=RADIUS, p_facilities=COUNT)
    else:
        model = PMedian.from_cost_matrix(apart, jobs, p_facilities=COUNT)
    solved = model.solve(pulp.HiGHS(msg=False, gapRel=0.0))
    value = float(solved.problem.objective.value())
    if objective == Objective.DISTANCE:
        value /= float(jobs.sum())
    hosts = [p.siren for p, y in zip(places, solved.fac_vars, strict=True) if y.value() > 0.5]
    return {
        "seconds": time.perf_counter() - started,
        "objective": value,
        "status": pulp.LpStatus[solved.problem.status],
        "hosts": hosts,
    }


def _places(size: int) -> tuple[Place, ...]:
    """So many places, those with most jobs, in the order of their SIREN."""
    held = sorted(read_places(EMBEDDED), key=lambda place: (-(place.jobs or 0), place.siren))
    return tuple(sorted(held[:size], key=lambda place: place.siren))
