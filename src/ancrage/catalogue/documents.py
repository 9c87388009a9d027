"""What the API, the command line and the files give of the catalogue."""

from collections.abc import Iterable
from typing import Any

from ancrage.catalogue.definitions import shared_tables, shipped_documents
from ancrage.catalogue.models import AddedMeasure, BasketVersion
from ancrage.catalogue.rules.basket import Amount, Basket, Measure
from ancrage.catalogue.rules.comparison import Comparison
from ancrage.catalogue.rules.eligibility import Criterion, Finding, Verdict
from ancrage.catalogue.rules.search import Hit
from ancrage.catalogue.rules.words import amount_words
from ancrage.catalogue.rules.writing import plain_document, self_contained

Document = dict[str, Any]


def version_document(basket: Basket) -> Document:
    """A whole version, by itself: what the reader reads, with all that it speaks of."""
    told = shipped_documents().get(basket.code)
    if told is None:
        told = BasketVersion.objects.get(pk=basket.code).document
    return self_contained(told, shared_tables())


def basket_document(basket: Basket) -> Document:
    """A version in brief: its dates, its numbers, the numbers that sources announce."""
    return {
        "code": basket.code,
        "title": basket.title,
        "valid_from": basket.valid_from,
        "valid_to": basket.valid_to,
        "measures": len(basket.own),
        "not_found": len(basket.unplaced),
        "announced": [
            {"count": count, "sources": _sources(sources, basket)}
            for count, sources in basket.counts.items()
        ],
        "priorities": [
            {"code": held.code, "name": held.name, "needs": list(held.needs)}
            for held in basket.priorities.values()
        ],
    }


def measure_document(measure: Measure, basket: Basket) -> Document:
    """All that a version says of a measure. Null: no source says."""
    operator = basket.operators.get(measure.operator)
    return {
        "code": measure.code,
        "version": basket.code,
        "name": measure.name or None,
        "needs": list(measure.needs),
        "brings": measure.brings,
        "means": sorted(measure.means),
        "operator": operator.code if operator else None,
        "operator_name": operator.name if operator else None,
        "owner": measure.owner,
        "open_to": sorted(measure.open_to),
        "criteria": [criterion_document(criterion) for criterion in measure.criteria],
        "amounts": [amount_document(amount) for amount in measure.amounts],
        "how": measure.how,
        "takes": list(measure.takes),
        "acknowledge_days": measure.acknowledge_days,
        "days": measure.days,
        "state_aid": measure.state_aid,
        "synonyms": list(measure.synonyms),
        "certainty": measure.certainty.value,
        "opens": measure.opens,
        "closes": measure.closes,
        "remark": measure.remark,
        "sources": _sources(measure.sources, basket),
        "is_demonstration": measure.is_demonstration,
    }


def criterion_document(criterion: Criterion) -> Document:
    """A condition in words, with the facts that it looks at."""
    return {
        "requires": criterion.requires,
        "facts": sorted(criterion.facts),
        "remedy": criterion.remedy,
        "source": criterion.source,
    }


def amount_document(amount: Amount) -> Document:
    """An amount, and the same in words. Money is in cents."""
    return {
        "label": amount.label,
        "words": amount_words(amount),
        "cents": amount.cents,
        "rate": amount.rate,
        "least_cents": amount.least_cents,
        "most_cents": amount.most_cents,
        "per": amount.per,
        "since": amount.since,
        "until": amount.until,
        "shared": amount.shared,
        "criteria": [criterion_document(criterion) for criterion in amount.criteria],
        "source": amount.source,
        "remark": amount.remark,
    }


def verdict_document(verdict: Verdict, amounts: Iterable[Amount]) -> Document:
    """Whether somebody may have a measure, criterion by criterion."""
    return {
        "outcome": verdict.outcome.value,
        "findings": [finding_document(finding) for finding in verdict.findings],
        "missing": verdict.missing,
        "amounts": [amount_document(amount) for amount in amounts],
    }


def finding_document(finding: Finding) -> Document:
    """What one criterion says."""
    return {
        "requires": finding.criterion.requires,
        "outcome": finding.outcome.value,
        "says": finding.says,
        "remedy": finding.remedy,
    }


def hit_document(hit: Hit, basket: Basket) -> Document:
    """A measure that a search found, and why."""
    return {
        "measure": measure_document(hit.measure, basket),
        "score": round(hit.score, 2),
        "why": hit.says,
    }


def comparison_document(comparison: Comparison) -> Document:
    """What differs between two versions."""
    return {
        "before": comparison.before.code,
        "after": comparison.after.code,
        "added": [_brief(measure) for measure in comparison.added],
        "removed": [_brief(measure) for measure in comparison.removed],
        "changed": [
            _brief(held.measure)
            | {
                "changes": [
                    {"field": c.field, "label": c.label, "before": c.before, "after": c.after}
                    for c in held.changes
                ]
            }
            for held in comparison.changed
        ],
        "same": len(comparison.same),
    }


def draft_document(version: BasketVersion) -> Document:
    """A version written on screen."""
    return {
        "code": version.code,
        "title": version.title,
        "origin": version.origin,
        "state": version.state,
        "revision": version.revision,
        "reason": version.reason,
        "document": plain_document(version.document),
        "is_demonstration": version.is_demonstration,
    }


def added_document(row: AddedMeasure) -> Document:
    """A wording of a measure of a Region or an operator."""
    return {
        "code": row.code,
        "owner": row.owner,
        "since": row.since,
        "until": row.until,
        "revision": row.revision,
        "document": row.document,
        "is_demonstration": row.is_demonstration,
    }


def _brief(measure: Measure) -> Document:
    return {"code": measure.code, "name": measure.name or None}


def _sources(codes: Iterable[str], basket: Basket) -> list[Document]:
    held = (basket.sources[code] for code in codes if code in basket.sources)
    return [
        {"code": s.code, "title": s.title, "url": s.url or None, "certainty": s.certainty.value}
        for s in held
    ]
