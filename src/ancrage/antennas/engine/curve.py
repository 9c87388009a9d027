"""What each further antenna brings: the same question for 1, 2, 3… antennas."""

from collections.abc import Iterator
from dataclasses import replace

from ancrage.antennas.engine.model import NoPlanError, Plan, Progress, Question, no_progress
from ancrage.antennas.engine.siting import Ground

MOST = 30


def trade_off(
    ground: Ground,
    question: Question,
    *,
    most: int = MOST,
    time_limit: float | None = None,
    progress: Progress = no_progress,
) -> list[Plan]:
    """A plan for each number of antennas that can answer, up to `most`."""
    return list(_plans(ground, question, most, time_limit, progress))


def _plans(
    ground: Ground, question: Question, most: int, time_limit: float | None, progress: Progress
) -> Iterator[Plan]:
    for count in range(max(1, len(question.kept)), most + 1):
        progress(f"{count} antennes sur {most}", (count - 1) / most)
        try:
            yield ground.solve(replace(question, count=count), time_limit=time_limit)
        except NoPlanError:
            continue
