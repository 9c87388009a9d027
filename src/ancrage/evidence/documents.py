"""The evidence as the API and the command line give it."""

import math
from typing import Any

from ancrage.evidence import words
from ancrage.evidence.foreseen import Forecasts, Foreseen
from ancrage.evidence.queries.priority import Priority
from ancrage.evidence.rules.comparisons import Comparison, Difference, Stratified
from ancrage.evidence.rules.files import INSIDE, OUTSIDE, UNPLACED
from ancrage.evidence.rules.forecast import Ahead
from ancrage.evidence.rules.priority import Row
from ancrage.evidence.rules.quarters import code_of
from ancrage.evidence.rules.samples import Sample
from ancrage.evidence.shown import source


def priority_document(found: Priority, rows: list[Row]) -> dict[str, Any]:
    """The findings of a day. Amounts in cents, shares from 0 to 1."""
    return {
        "as_of": found.on,
        "source": source(found),
        "caution": words.caution(),
        "level": found.rules.level,
        "least": found.rules.least,
        "comparisons": found.findings.comparisons,
        "entry": found.findings.entry,
        "unasked": found.unasked,
        "invented": found.invented,
        "rows": [row_document(row, found) for row in rows],
        "hidden": [
            {"operator": one.operator, "measure": one.measure, "files": one.whole.files}
            for one in found.kept_back
        ],
    }


def row_document(row: Row, found: Priority) -> dict[str, Any]:
    """An operator, one of its measures, or the programme (both codes empty)."""
    operator, measure = found.words(row.key)

    def told(comparison: Comparison) -> list[dict[str, Any]] | None:
        may_tell = found.may_tell(row, comparison.first, comparison.second)
        return comparison_document(comparison, found) if may_tell else None

    return {
        "operator": row.operator,
        "operator_name": operator,
        "measure": row.measure,
        "measure_name": measure,
        "whole": sample_document(row.whole),
        "inside": sample_document(row.places[INSIDE]),
        "outside": sample_document(row.places[OUTSIDE]),
        "unknown": sample_document(row.places[UNPLACED]),
        "place": comparison_document(row.place, found),
        "like": like_document(row.like),
        "time": told(row.time),
        "elsewhere": told(row.elsewhere),
    }


def sample_document(sample: Sample) -> dict[str, Any]:
    cohort = sample.cohort
    return {
        "files": sample.files,
        "granted": sample.granted,
        "refused": sample.refused,
        "withdrawn": sample.withdrawn,
        "pending": sample.pending,
        "cohort_decided": cohort.decided,
        "cohort_pending": cohort.pending,
        "rate": cohort.rate,
        "rate_bounds": list(cohort.bounds) if cohort.bounds else None,
        "median_days": sample.waiting.median,
        "dated": sample.waiting.decided,
        "asked_cents": sample.asked_amount,
        "granted_cents": sample.granted_amount,
        "amounts": sample.amounts,
    }


def comparison_document(comparison: Comparison, found: Priority) -> list[dict[str, Any]]:
    return [difference_document(one, found.rules.level) for one in comparison.differences]


def difference_document(one: Difference, level: float) -> dict[str, Any]:
    """The first less the second: a rate in shares, a delay in days, an amount as a ratio less 1."""
    interval = one.estimate.interval if one.estimate else None
    return {
        "kind": one.kind.value,
        "value": one.estimate.value if one.estimate else None,
        "low": _bound(interval.low) if interval else None,
        "high": _bound(interval.high) if interval else None,
        "first": one.first,
        "second": one.second,
        "p": one.p,
        "p_adjusted": one.adjusted,
        "verdict": one.verdict(level=level).value,
        "lack": one.lack.value,
    }


def _bound(value: float) -> float | None:
    return value if math.isfinite(value) else None


def like_document(held: Stratified | None) -> dict[str, Any] | None:
    if held is None:
        return None
    return {
        "value": held.estimate.value,
        "low": held.estimate.interval.low,
        "high": held.estimate.interval.high,
        "p": held.p,
        "strata": held.strata,
        "first": held.first,
        "second": held.second,
    }


def priority_lines(found: Priority, rows: list[Row]) -> list[str]:
    """The sentences of each row."""
    lines = [words.INVENTED] if found.invented else []
    for row in rows:
        subject = " – ".join(filter(None, found.words(row.key))) or "Programme"
        lines.append(words.summary(row.place, subject=subject, level=found.rules.level))
        lines += words.place_sentences(row.place, subject=subject, level=found.rules.level)
    return [*lines, words.caution()]


def forecast_document(found: Forecasts, held: list[Foreseen]) -> dict[str, Any]:
    """What is foreseen, in cents; a quarter that is not told has no value."""
    return {
        "as_of": code_of(found.held.last),
        "source": found.source,
        "level": found.rules.level,
        "invented": found.held.is_demonstration,
        "unmatched_cents": found.held.unmatched,
        "series": [series_document(one, found) for one in held],
    }


def series_document(one: Foreseen, found: Forecasts) -> dict[str, Any]:
    operator, measure = found.words(one.key)
    return {
        "operator": one.key[0],
        "operator_name": operator,
        "measure": one.key[1],
        "measure_name": measure,
        "kind": one.kind,
        "past": [
            {"quarter": code_of(one.history.start + rank), "cents": round(cents)}
            for rank, cents in enumerate(one.series)
        ],
        "ahead": [ahead_document(ahead) for ahead in one.ahead],
    }


def ahead_document(ahead: Ahead) -> dict[str, Any]:
    trial = ahead.trial

    def cents(value: float | None) -> int | None:
        return round(value) if value is not None and math.isfinite(value) else None

    return {
        "quarter": code_of(ahead.quarter),
        "told": ahead.told,
        "cents": cents(ahead.value) if ahead.told else None,
        "low": cents(ahead.low) if ahead.told else None,
        "high": cents(ahead.high) if ahead.told else None,
        "tries": trial.tries,
        "error": cents(trial.ours),
        "error_as_last": cents(trial.as_last),
        "error_as_year": cents(trial.as_year),
    }
