"""What a plan is worth: the objective, and the columns of the projects it is made of."""

import math
from collections.abc import Sequence

import numpy as np

from ancrage.allocation.engine.figures import FloatArray
from ancrage.allocation.engine.model import Problem

MILLION = 1e8
"""Cents in a million euros."""


def worths(problem: Problem) -> FloatArray:
    """What a full grant to each project is worth, v_i, in the order of the problem."""
    goal, projects = problem.rules.objective, problem.projects
    result = np.array([project.result for project in projects], dtype=float)
    worth: FloatArray = goal.result * result
    if goal.jobs:
        worth = worth + goal.jobs * np.array([project.jobs for project in projects])
    if goal.need or goal.robustness:
        asked = np.array([project.asked for project in projects]) / MILLION
        if goal.need:
            need = {code: place.need for code, place in problem.territories.items()}
            needs = np.array([need.get(project.territory, 0.0) for project in projects])
            worth = worth + goal.need * needs * asked
        if goal.robustness:
            unknown = goal.unknown_overrun
            overrun = np.array([unknown if p.overrun is None else p.overrun for p in projects])
            worth = worth + goal.robustness * (1 - overrun) * asked
    return worth


def objective(problem: Problem, grants: Sequence[int]) -> float:
    """Σ v_i g_i / a_i for these grants, in the order of the problem."""
    asked = np.array([project.asked for project in problem.projects], dtype=float)
    granted = np.array(grants, dtype=float)
    return math.fsum((worths(problem) * granted / asked).tolist())
