"""The counters of what everybody may read: published cases, their questions, their effects.

What is reserved is counted nowhere: a small number would tell whose it is.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from ancrage.geography.models import Region
from ancrage.kernel.bars import from_bars
from ancrage.simplification.definitions import authorities, effects, needs
from ancrage.simplification.models import BlockCase, Question
from ancrage.simplification.queries.cases import PUBLISHED, public_reports
from ancrage.simplification.rules.figures import Counted, Summary, summaries, summary

NATION = "France entière"


@dataclass(frozen=True, slots=True)
class AxisRow:
    """The counters of one authority, need, region or year."""

    axis: str
    key: str
    label: str
    counters: Summary


@dataclass(frozen=True, slots=True)
class Figures:
    """All that the page of counters tells."""

    whole: Summary
    rows: tuple[AxisRow, ...]
    cases: int
    reports: int
    territories: int
    effects: dict[str, int]
    as_of: dt.date | None
    is_demonstration: bool


def counters(*, today: dt.date) -> Figures:
    """The counters. Six queries."""
    cases = BlockCase.objects.filter(PUBLISHED)
    reports = list(public_reports(cases).values_list("case", "territory", "regions", "effect"))
    touched: dict[int, set[str]] = {}
    for case, _territory, regions, _effect in reports:
        touched.setdefault(case, set()).update(from_bars(regions))
    questions = [_counted(q, touched) for q in _questions()]
    last = cases.aggregate(last=Max("moved_at"))["last"]
    return Figures(
        whole=summary(questions, today=today),
        rows=tuple(_rows(questions, today)),
        cases=cases.count(),
        reports=len(reports),
        territories=len({territory for _case, territory, *_rest in reports}),
        effects=_effects(effect for *_rest, effect in reports),
        as_of=last.date() if last else None,
        is_demonstration=cases.filter(is_demonstration=True).exists(),
    )


def _questions() -> "QuerySet[Question]":
    return Question.objects.filter(case__published_at__isnull=False).select_related("case")


def _counted(question: Question, touched: dict[int, set[str]]) -> Counted:
    case = question.case
    regions = {case.region} if case.region else touched.get(case.pk, set())
    return Counted(
        authority=question.authority,
        need=case.need,
        regions=tuple(sorted(regions)) or ("",),
        asked_on=question.asked_on,
        due_on=question.due_on,
        answered_on=question.answered_at.date() if question.answered_at else None,
        outcome=question.outcome,
    )


def _rows(questions: list[Counted], today: dt.date) -> list[AxisRow]:
    names = dict(Region.objects.values_list("code", "name")) | {"": NATION}
    axes: tuple[tuple[str, Callable[[Counted], Iterable[str]], dict[str, str]], ...] = (
        ("authority", lambda q: [q.authority], {c: a.label for c, a in authorities().items()}),
        ("need", lambda q: [q.need], needs()),
        ("region", lambda q: q.regions, names),
        ("year", lambda q: [q.year], {}),
    )
    return [
        AxisRow(axis, key, labels.get(key, key), held)
        for axis, keys, labels in axes
        for key, held in summaries(questions, keys, today=today).items()
    ]


def _effects(said: Iterable[str]) -> dict[str, int]:
    counted = Counter(said)
    return {code: counted[code] for code in effects()}
