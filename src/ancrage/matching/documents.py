"""Needs, answers and referents as the API and the command line tell them."""

from collections.abc import Iterable
from typing import Any

from ancrage.geography.schemas import figure_out
from ancrage.matching.models import AdjustmentRequest, Designation, NeedStatement
from ancrage.matching.queries.answers import Answers, NeedAnswers
from ancrage.matching.queries.coverage import CoverageRow
from ancrage.matching.queries.diagnosis import Diagnosis, NeedPart, Reading
from ancrage.matching.rules.matching import Result


def diagnosis_document(diagnosis: Diagnosis, answers: Answers) -> dict[str, Any]:
    """A territory's needs, each with its signals, the tandem's words, what answers it."""
    held = {one.need.code: one for one in answers.needs}
    return {
        "version": diagnosis.territory.version_id,
        "code": diagnosis.territory.code,
        "name": diagnosis.territory.name,
        "scope": diagnosis.scope,
        "day": diagnosis.day,
        "basket": diagnosis.basket.code,
        "partial_members": diagnosis.partial,
        "alike": [row.code for row in diagnosis.alike],
        "needs": [_part(part, held[part.need.code]) for part in diagnosis.parts],
    }


def _part(part: NeedPart, answers: NeedAnswers) -> dict[str, Any]:
    last, hidden = part.statement, part.told.hidden
    return {
        "code": part.need.code,
        "name": part.need.name,
        "level": part.level,
        "said_by": part.said.by,
        "suggested": part.suggested,
        "revision": part.told.revision if last or hidden else 0,
        "is_private": bool(hidden or (last and last.is_private)),
        "statement": statement_document(last) if last else None,
        "history": [statement_document(row) for row in part.told.history],
        "signals": [_reading(reading) for reading in part.readings],
        "measures": result_documents(answers.results),
    }


def _reading(reading: Reading) -> dict[str, Any]:
    standing = reading.standing
    return {
        "code": reading.signal.code,
        "label": reading.signal.label,
        "figure": figure_out(reading.figure).dict(),
        "of": reading.signal.place.value,
        "use": reading.signal.use.value,
        "exceeded": standing.exceeded if standing else None,
        "alike": standing.others if standing else None,
        "points": standing.points if standing else 0,
        "silence": reading.silence,
        "caution": reading.signal.caution,
    }


def statement_document(row: NeedStatement) -> dict[str, Any]:
    """One revision of what a tandem says of a need."""
    return {
        "revision": row.revision,
        "level": row.level,
        "stance": row.stance,
        "words": row.words,
        "is_private": row.is_private,
        "suggested": row.suggested,
        "seen": row.seen,
        "declared_at": row.declared_at,
        "is_demonstration": row.is_demonstration,
    }


def result_documents(results: Iterable[Result]) -> list[dict[str, Any]]:
    """Measures in their order, with their reasons."""
    return [_result(result) for result in results]


def _result(result: Result) -> dict[str, Any]:
    measure, answered = result.measure, result.answered
    return {
        "measure": measure.code,
        "title": measure.title,
        "operator": measure.operator,
        "outcome": result.outcome.value,
        "applicant": result.applicant,
        "points": result.points,
        "reasons": [{"rule": r.rule, "says": r.says, "points": r.points} for r in result.reasons],
        "refusals": [{"says": r.says, "remedy": r.remedy} for r in result.refusals],
        "questions": [{"fact": q.fact, "asks": q.asks, "why": q.why} for q in result.questions],
        "referents": answered.referents,
        "days": measure.days,
        "median_days": answered.median_days,
        "counted": answered.count,
    }


def company_document(answers: Answers) -> dict[str, Any]:
    """What answers the needs of a company."""
    return {
        "scope": answers.scope,
        "facts": {code: value for code, value in answers.facts.items() if value is not None},
        "needs": [
            {
                "code": held.need.code,
                "name": held.need.name,
                "measures": result_documents(held.results),
            }
            for held in answers.needs
        ],
    }


def coverage_document(row: CoverageRow, *, named: bool) -> dict[str, Any]:
    """A measure on a territory: who answers; without names for those who may not read them."""
    return {
        "measure": row.measure.code,
        "operator": row.operator,
        "territory": row.territory.scope,
        "name": row.territory.name,
        "region": row.territory.region,
        "state": row.state.value,
        "referents": [
            {
                "reference": referent.reference if named else "",
                "name": referent.name if named else "",
                "organisation": referent.organisation,
                "rank": referent.rank,
            }
            for referent in row.referents
        ],
    }


def designation_document(row: Designation) -> dict[str, Any]:
    """Who is designated for what, where, from when to when."""
    names = ("reference", "operator", "person", "measures", "level", "places", "since", "until")
    return {name: getattr(row, name) for name in (*names, "is_demonstration")}


def adjustment_document(row: AdjustmentRequest) -> dict[str, Any]:
    """What a Region asks for, and the answer."""
    names = ("reference", "region", "operator", "measure", "territory", "words", "state")
    more = ("asked_at", "answer", "answered_at", "is_demonstration")
    return {name: getattr(row, name) for name in (*names, *more)}
