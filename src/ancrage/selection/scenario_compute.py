"""What the worker computes, from figures and rules alone: a scenario, an exact loss.

It runs in a process of its own, which knows nothing of the site.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ancrage.selection.engine.conflict import find_conflict
from ancrage.selection.engine.explanation import (
    ExactLoss,
    exact_loss,
    explain,
    explanation_document,
)
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.model import Country, Progress, Result, Rules, Status
from ancrage.selection.engine.result import result_document
from ancrage.selection.engine.robustness import robustness, robustness_document

DRAW_SECONDS = 10.0
"""Time given to one draw of the robustness."""


def compute(
    country: Country, rules: Rules, draws: int, seconds: float, *, progress: Progress
) -> dict[str, Any]:
    """The document of the result, as `ancrage identify` writes it.

    `seconds` limit the search of the list; `draws` is the number of draws of the robustness.
    """
    shares = (0.0, 0.3, 0.5, 1.0) if draws else (0.0, 0.5, 1.0, 1.0)
    parts = [_part(progress, low, high) for low, high in pairwise(shares)]
    result = identify(
        country=country, rules=rules, gap=rules.gap, time_limit=seconds, progress=parts[0]
    )
    if result.status is Status.INFEASIBLE and result.conflict is None:
        conflict = find_conflict(country=country, rules=rules, progress=parts[1])
        result = replace(result, conflict=conflict)
    document = result_document(result)
    if result.territories:
        document |= _why_and_how_firm(country, rules, result, draws, parts[1:])
    return document


def compute_loss(
    country: Country, result: Result, siren: str, seconds: float, *, progress: Progress
) -> ExactLoss:
    """What the best list that holds this intercommunalité loses (`explanation.exact_loss`)."""
    return exact_loss(
        country=country,
        rules=result.rules,
        result=result,
        siren=siren,
        time_limit=seconds,
        progress=progress,
    )


def _why_and_how_firm(
    country: Country, rules: Rules, result: Result, draws: int, parts: list[Progress]
) -> dict[str, Any]:
    found = explain(country=country, rules=rules, result=result, progress=parts[0])
    documents: dict[str, Any] = {"explanation": explanation_document(found)}
    if draws:
        drawn = robustness(
            country=country, rules=rules, runs=draws, time_limit=DRAW_SECONDS, progress=parts[1]
        )
        documents["robustness"] = robustness_document(drawn)
    return documents


def _part(progress: Progress, low: float, high: float) -> Callable[[str, float], None]:
    """The progress of one part of the work, as a share of the whole."""
    return lambda step, share: progress(step, low + (high - low) * share)
