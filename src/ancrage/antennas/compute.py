"""What the worker computes, from the places alone: a plan, a curve; no site is known."""

from ancrage.antennas.engine.curve import trade_off
from ancrage.antennas.engine.model import Place, Plan, Progress, Question
from ancrage.antennas.engine.siting import Ground


def compute_plan(
    places: tuple[Place, ...], question: Question, seconds: float, *, progress: Progress
) -> Plan:
    """The plan that answers, or the best one found in so many seconds."""
    return Ground(places).solve(question, time_limit=seconds, progress=progress)


def compute_curve(
    places: tuple[Place, ...],
    question: Question,
    most: int,
    seconds: float,
    *,
    progress: Progress,
) -> list[Plan]:
    """A plan for each number of antennas, each with so many seconds."""
    return trade_off(Ground(places), question, most=most, time_limit=seconds, progress=progress)
