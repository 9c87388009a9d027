"""The terms of an advance or a loan, as its financer tells them and a dossier keeps them.

A document: `repayments` ([day in ISO, cents] each), `rate_percent` (text), `rating`, `collateral`,
`has_history`, `only_if_success`, `secured_half`, `is_solvent` (null: not known), `method`
(`reference`: by the reference rates; `simplified`: in proportion of a de minimis ceiling).
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.text import typeset
from ancrage.stateaid.rules.gge import Advance, Equivalent, Method, of_advance, simplified
from ancrage.stateaid.rules.model import Tables

REFERENCE, SIMPLIFIED = "reference", "simplified"
ANSWERS = ("has_history", "secured_half", "is_solvent")
MOST_RATE = 100


@dataclass(frozen=True, slots=True)
class Terms:
    """An advance of all that it repays; `cents`: their sum."""

    repayments: tuple[tuple[dt.date, int], ...]
    rate_percent: float
    method: str
    told: Mapping[str, Any]

    @property
    def cents(self) -> int:
        return sum(cents for _day, cents in self.repayments)

    def advance(self, on: dt.date) -> Advance:
        """The whole advance, granted on a day."""
        told = self.told
        return Advance(
            cents=self.cents,
            on=on,
            repayments=self.repayments,
            rate_percent=self.rate_percent,
            rating=told.get("rating") or "",
            collateral=told.get("collateral") or "",
            has_history=told.get("has_history"),
            only_if_success=bool(told.get("only_if_success")),
            secured_half=told.get("secured_half"),
            is_solvent=told.get("is_solvent"),
        )


def read_terms(document: Mapping[str, Any], method: Method) -> Terms:
    """The terms that a document tells. InputRefused, with every fault."""
    problems = list(_faults(document, method))
    if problems:
        raise InputRefused(problems)
    told = document.get("repayments") or ()
    return Terms(
        repayments=tuple((dt.date.fromisoformat(day), cents) for day, cents in told),
        rate_percent=float(document.get("rate_percent") or 0),
        method=document.get("method") or REFERENCE,
        told=document,
    )


def worth(
    terms: Terms,
    cents: int,
    *,
    on: dt.date,
    tables: Tables,
    method: Method,
    ceiling: int | None,
) -> Equivalent:
    """What a part of an advance, in cents, is worth as a grant, in proportion of the whole; rounded
    up. `ceiling`: of the de minimis regime, for the simplified method."""
    whole = terms.advance(on)
    if terms.method == SIMPLIFIED and ceiling is not None:
        found = simplified(whole, ceiling_cents=ceiling, method=method)
    else:
        found = of_advance(whole, tables=tables, method=method)
    if found.cents is None or not whole.cents:
        return found
    return Equivalent(
        -(-found.cents * cents // whole.cents), found.reasons, found.missing, found.article
    )


def _faults(document: Mapping[str, Any], method: Method) -> Iterator[Problem]:
    """What is wrong in a document of terms, and where."""
    yield from _faults_of_repayments(document.get("repayments") or ())
    if not _is_rate(document.get("rate_percent") or "0"):
        yield _problem(None, "rate_percent", "ce taux n’est pas un pourcentage entre 0 et 100.")
    for name, known in (("rating", method.ratings), ("collateral", method.collaterals)):
        value = document.get(name) or ""
        if value and value not in known:
            yield _problem(None, name, f"« {value} » n’est pas connu.")
    for name in (*ANSWERS, "only_if_success"):
        if document.get(name) not in {None, True, False}:
            yield _problem(None, name, "cette réponse est oui, non, ou rien.")
    if (document.get("method") or REFERENCE) not in {REFERENCE, SIMPLIFIED}:
        yield _problem(None, "method", "cette méthode n’est pas connue.")


def _faults_of_repayments(rows: Any) -> Iterator[Problem]:  # noqa: ANN401 whatever was sent
    if not isinstance(rows, list | tuple):
        yield _problem(None, "repayments", "les remboursements sont une liste.")
        return
    for rank, row in enumerate(rows, start=1):
        if not _is_repayment(row):
            yield _problem(rank, "repayments", "il faut un jour, et des centimes positifs.")


def _is_repayment(row: Any) -> bool:  # noqa: ANN401 whatever was sent
    try:
        day, cents = row
        dt.date.fromisoformat(day)
    except (TypeError, ValueError):
        return False
    return isinstance(cents, int) and not isinstance(cents, bool) and cents > 0


def _is_rate(text: Any) -> bool:  # noqa: ANN401 whatever was sent
    try:
        return 0 <= Decimal(str(text)) <= MOST_RATE
    except InvalidOperation:
        return False


def _problem(row: int | None, column: str, what: str) -> Problem:
    return Problem("terms", row, column, typeset(what), "Corrigez les conditions de l’aide.")
