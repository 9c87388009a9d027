"""The gross grant equivalent of what our ledger grants: of a grant itself, of an advance or a loan
by the terms that its financer told."""

import datetime as dt

from ancrage.stateaid.definitions import method as rate_method
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.models import AidTerms
from ancrage.stateaid.rules.model import Tables
from ancrage.stateaid.rules.terms import read_terms, worth

GRANT = "grant"


def equivalent_of(
    terms: AidTerms | None, cents: int, *, regime: str, on: dt.date, tables: Tables
) -> int | None:
    """Cents of gross grant equivalent; None when a rate or a term is missing."""
    if terms is None or terms.instrument == GRANT:
        return cents
    method = rate_method()
    return worth(
        read_terms(terms.terms, method),
        cents,
        on=on,
        tables=tables,
        method=method,
        ceiling=_ceiling(regime, on),
    ).cents


def _ceiling(code: str, on: dt.date) -> int | None:
    """The highest ceiling of a regime on a day; None when it has none."""
    regime = regimes().by_code.get(code)
    version = regime.on(on) if regime else None
    return max((limit.cents for limit in version.limits), default=None) if version else None
