"""What the requests bring to `matching`: where one asks, how long it really takes."""

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse

from ancrage.catalogue.rules.facts import Facts
from ancrage.matching.panels import MeasuredDelay
from ancrage.requests.queries.judging import DERIVED, as_json
from ancrage.requests.queries.outcomes import counted, outcomes


def measured_delays(day: dt.date) -> Mapping[tuple[str, str], MeasuredDelay]:
    """The median delay of each operator's measure, over the decisions that are dated."""
    found = outcomes(counted(), on=day)
    return {
        (row.operator, row.measure): MeasuredDelay(row.whole.median, row.whole.timed)
        for row in found.rows
        if row.whole.median is not None
    }


def ask_address(measure: str, territory: str, facts: Facts) -> str:
    """The form of a request, filled with what is known."""
    known = as_json({code: value for code, value in facts.items() if code not in DERIVED})
    told = {f"fact_{code}": _typed(value) for code, value in known.items()}
    query = {"mesure": measure, "territoire": territory, **told}
    return f"{reverse('request_ask')}?{urlencode({k: v for k, v in query.items() if v})}"


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
