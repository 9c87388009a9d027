"""What comes out of the requests, counted from the rows: no draft, no company."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from ancrage.requests.models import ServiceRequest
from ancrage.requests.rules.outcomes import PLACES, Case, Tally, tally

DELIVERED = frozenset({"delivered"})


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An operator's measure, or a whole operator (`measure` ""), with its counts by place."""

    operator: str
    operator_name: str
    measure: str
    measure_name: str
    tallies: dict[str, Tally]
    whole: Tally


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The counts of a day. `invented`: how many of the requests the demonstration made up."""

    rows: tuple[OutcomeRow, ...]
    operators: tuple[OutcomeRow, ...]
    whole: Tally
    places: dict[str, Tally] = field(default_factory=dict)
    invented: int = 0


@dataclass(frozen=True, slots=True)
class _Names:
    operators: dict[str, str]
    measures: dict[str, str]


def counted(
    *, operator: str = "", measure: str = "", year: int | None = None
) -> "QuerySet[ServiceRequest]":
    """The requests that are counted: those that were sent."""
    rows = ServiceRequest.objects.filter(sent_on__isnull=False).exclude(state="draft")
    if operator:
        rows = rows.filter(operator=operator)
    if measure:
        rows = rows.filter(measure=measure)
    return rows.filter(sent_on__year=year) if year else rows


def outcomes(rows: "QuerySet[ServiceRequest]", *, on: dt.date) -> Outcomes:
    """The counts of these requests by operator and measure, as they stand on a day. One query."""
    names, cases, invented = _read(rows)
    groups: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        groups.setdefault((case.operator, case.measure), []).append(case)
        groups.setdefault((case.operator, ""), []).append(case)
    found = [_row(key, held, names, on) for key, held in groups.items()]
    found.sort(key=lambda row: (row.operator_name, row.measure_name))
    return Outcomes(
        rows=tuple(row for row in found if row.measure),
        operators=tuple(row for row in found if not row.measure),
        whole=tally(cases, on=on),
        places={place: tally(_at(cases, place), on=on) for place in PLACES},
        invented=invented,
    )


def _read(rows: "QuerySet[ServiceRequest]") -> tuple[_Names, list[Case], int]:
    columns = (
        *("operator", "operator_name", "measure", "measure_name", "place", "sent_on"),
        *("outcome", "decided_on", "delivered_on", "state", "is_demonstration"),
    )
    names, cases, invented = _Names({}, {}), [], 0
    for told in rows.order_by("sent_on").values_list(*columns):
        operator, operator_name, measure, measure_name, place, asked, *rest = told
        outcome, decided, delivered, state, is_invented = rest
        names.operators[operator], names.measures[measure] = operator_name, measure_name
        done = delivered is not None or state in DELIVERED
        cases.append(Case(operator, measure, place, asked, outcome, decided, done))
        invented += is_invented
    return names, cases, invented


def _row(key: tuple[str, str], cases: list[Case], names: _Names, on: dt.date) -> OutcomeRow:
    operator, measure = key
    return OutcomeRow(
        operator=operator,
        operator_name=names.operators[operator] or "",
        measure=measure,
        measure_name=names.measures.get(measure, ""),
        tallies={place: tally(_at(cases, place), on=on) for place in PLACES},
        whole=tally(cases, on=on),
    )


def _at(cases: Iterable[Case], place: str) -> list[Case]:
    return [case for case in cases if case.place == place]


def delays_of(*, operator: str, measure: str, on: dt.date) -> Tally:
    """How long a measure really takes: what the matching shows."""
    _names, cases, _invented = _read(counted(operator=operator, measure=measure))
    return tally(cases, on=on)
