"""What was committed and paid, by operator and measure, quarter by quarter: from the ledger."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from django.db.models import CharField, F, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce, Substr

from ancrage.evidence.queries.files import NO_MEASURE
from ancrage.evidence.rules.forecast import History
from ancrage.evidence.rules.priority import ALL, Key
from ancrage.evidence.rules.quarters import last_complete, last_day, quarter_of
from ancrage.funding.models import Entry

Flow = tuple[str, int, int, int]
"""A stage, the quarter of the decision, the quarter of the event, cents."""


@dataclass(frozen=True)
class Histories:
    """The programme, each operator, each measure. `unmatched`: cents paid without their file."""

    histories: dict[Key, History]
    last: int
    unmatched: int
    is_demonstration: bool


def histories_at(day: dt.date) -> Histories:
    """The quarters that were over on a day. Three queries, grouped by the database."""
    last = last_complete(day)
    entries = Entry.objects.filter(event_on__lte=last_day(last)).order_by()
    flows: dict[Key, list[Flow]] = defaultdict(list)
    for financer, measure, stage, decided, came, cents in _sums(entries):
        flow = (stage, _quarter(decided), _quarter(came), cents)
        for key in (ALL, (financer, ""), (financer, measure or NO_MEASURE)):
            flows[key].append(flow)
    unmatched = entries.filter(stage="unmatched").aggregate(cents=Sum("cents"))["cents"] or 0
    return Histories(
        {key: _history(held, last) for key, held in sorted(flows.items())},
        last,
        unmatched,
        entries.filter(is_demonstration=True).exists(),
    )


def _sums(entries: "QuerySet[Entry]") -> list[tuple[str, str, str, str, str, int]]:
    """By operator, measure, stage, month of the decision and month of the event.

    The months are read off the dates as texts, which both databases write alike.
    """
    decided = Coalesce("line__commitment__committed_on", "dossier__decided_on", "event_on")
    held = entries.filter(stage__in=["granted", "paid"], dossier__isnull=False)
    months = held.annotate(
        decided_month=Substr(Cast(decided, CharField()), 1, 7),
        month=Substr(Cast(F("event_on"), CharField()), 1, 7),
    )
    columns = ("financer", "measure", "stage", "decided_month", "month")
    return list(months.values_list(*columns).annotate(Sum("cents")))


def _quarter(month: str) -> int:
    return quarter_of(int(month[:4]), int(month[5:7]))


def _history(flows: list[Flow], last: int) -> History:
    """From the first quarter in which something was committed or paid; what is decided outside
    these quarters counts in the nearest one."""
    start = min(came for _stage, _decided, came, _cents in flows)
    size = last - start + 1
    committed, ladder = np.zeros(size), np.zeros((size, size))
    for stage, decided, came, cents in flows:
        quarter = came - start
        if stage == "granted":
            committed[quarter] += cents
        else:
            ladder[min(max(decided - start, 0), quarter), quarter] += cents
    return History(start, committed, ladder)
