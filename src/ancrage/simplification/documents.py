"""What a program reads of reports, cases and counters: plain values, as the API and JSON tell."""

from dataclasses import asdict
from typing import Any

from ancrage.kernel.rights import Actor
from ancrage.simplification.access import SHOWN, Access
from ancrage.simplification.models import Attachment, BlockCase, BlockReport, Effect, Question
from ancrage.simplification.queries.cases import reports_in
from ancrage.simplification.queries.figures import Figures
from ancrage.simplification.queries.reports import attachments_of
from ancrage.simplification.rules.figures import Summary
from ancrage.simplification.rules.reporting import missing


def case_document(case: BlockCase) -> dict[str, Any]:
    """A case without its reports."""
    return {
        "number": case.number,
        "state": case.state,
        "title": case.title,
        "summary": case.summary,
        "rule": case.rule,
        "reference": case.reference,
        "url": case.url,
        "need": case.need,
        "region": case.region,
        "version": case.version,
        "published_at": case.published_at,
        "is_demonstration": case.is_demonstration,
        "questions": [question_document(question) for question in case.questions.all()],
    }


def case_detail(actor: Actor, case: BlockCase) -> dict[str, Any]:
    """A case with the reports of it that somebody may read."""
    held = reports_in(actor, case)
    told = [report_document(r, access) for r, access in held if access != Access.NONE]
    return case_document(case) | {"reports": told}


def question_document(question: Question) -> dict[str, Any]:
    """A question with its answer."""
    return {
        "number": question.number,
        "authority": question.authority,
        "scope": question.scope,
        "service": question.service,
        "kind": question.kind,
        "words": question.words,
        "asked_on": question.asked_on,
        "due_on": question.due_on,
        "outcome": question.outcome,
        "answer": question.answer,
        "applies_from": question.applies_from,
        "applies_until": question.applies_until,
        "answered_on": question.answered_at.date() if question.answered_at else None,
    }


def report_document(report: BlockReport, access: Access) -> dict[str, Any]:
    """A report, as much of it as `access` opens: null stands for what is reserved."""
    told = report.told.document()
    if access == Access.OUTLINE:
        kept = {"cost_cents", "delay_days", "is_private"}
        told = {name: value if name in kept else None for name, value in told.items()}
    case = report.case if report.state in SHOWN else None
    return {
        "number": report.number,
        "access": access.value,
        "state": report.state,
        "territory": report.territory,
        "territory_name": report.territory_name,
        "case": case.number if case else None,
        "effect": "" if access == Access.OUTLINE else report.effect,
        "effect_on": report.effect_on,
        "reported_on": report.reported_at.date() if report.reported_at else None,
        "version": report.version,
        "is_demonstration": report.is_demonstration,
        **told,
    }


def report_detail(report: BlockReport, access: Access) -> dict[str, Any]:
    """A report with its documents and what was said of the effect."""
    is_full = access == Access.FULL
    said = report.effects.all() if access != Access.OUTLINE else ()
    return report_document(report, access) | {
        "missing": missing(report.told) if is_full and report.state == "draft" else {},
        "files": [file_document(one) for one in attachments_of(report)] if is_full else [],
        "effects": [effect_document(one) for one in said],
    }


def file_document(attachment: Attachment) -> dict[str, Any]:
    file = attachment.file
    return {"id": attachment.pk, "name": file.name, "size": file.size, "sha256": file.sha256}


def effect_document(effect: Effect) -> dict[str, Any]:
    return {"value": effect.value, "words": effect.words, "said_on": effect.said_at.date()}


def figures_document(found: Figures) -> dict[str, Any]:
    """The counters; a delay is null when nothing was answered."""
    return {
        "cases": found.cases,
        "reports": found.reports,
        "territories": found.territories,
        "effects": found.effects,
        "as_of": found.as_of,
        "is_demonstration": found.is_demonstration,
        "whole": summary_document(found.whole),
        "rows": [
            {"by": r.axis, "key": r.key, "label": r.label, **summary_document(r.counters)}
            for r in found.rows
        ],
    }


def summary_document(summary: Summary) -> dict[str, Any]:
    return asdict(summary) | {"waiting": summary.waiting}
