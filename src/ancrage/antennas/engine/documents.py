"""A plan as a document for JSON, and back."""

from collections.abc import Mapping
from typing import Any

from ancrage.antennas.engine.model import Objective, Plan, Question, Status


def plan_document(plan: Plan) -> dict[str, Any]:
    """`objective` and `bound` in jobs or km, `gap` a fraction; `hosts` and keys are SIRENs."""
    return {
        "status": str(plan.status),
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "hosts": list(plan.hosts),
        "assignments": dict(sorted(plan.assignments.items())),
        "covered_jobs": plan.covered_jobs,
        "mean_km": plan.mean_km,
        "covered": sorted(plan.covered),
        "total_jobs": plan.total_jobs,
        "unknown": list(plan.unknown),
        "question": question_document(plan.question),
        "solver": plan.solver,
        "fingerprint": plan.fingerprint,
        "seconds": round(plan.seconds, 3),
    }


def question_document(question: Question) -> dict[str, Any]:
    """What was asked."""
    return {
        "count": question.count,
        "objective": str(question.objective),
        "radius_km": question.radius_km,
        "capacity": question.capacity,
        "kept": sorted(question.kept),
        "excluded": sorted(question.excluded),
    }


def question_from_document(document: Mapping[str, Any]) -> Question:
    """The question that `question_document` wrote."""
    return Question(
        count=document["count"],
        objective=Objective(document["objective"]),
        radius_km=document["radius_km"],
        capacity=document["capacity"],
        kept=frozenset(document["kept"]),
        excluded=frozenset(document["excluded"]),
    )


def plan_from_document(document: Mapping[str, Any]) -> Plan:
    """The plan that `plan_document` wrote."""
    return Plan(
        question=question_from_document(document["question"]),
        fingerprint=document["fingerprint"],
        status=Status(document["status"]),
        solver=document["solver"],
        objective=document["objective"],
        bound=document["bound"],
        gap=document["gap"],
        hosts=tuple(document["hosts"]),
        assignments=dict(document["assignments"]),
        covered=frozenset(document["covered"]),
        covered_jobs=document["covered_jobs"],
        total_jobs=document["total_jobs"],
        mean_km=document["mean_km"],
        unknown=tuple(document["unknown"]),
        seconds=document["seconds"],
    )
