"""The gross grant equivalent: what a loan or a repayable advance is worth as a grant, in cents.

Communication 2008/C 14/02: the aid is the interest that the market would ask and the borrower does
not pay. The market's rate is the reference rate: the base rate of the day of the grant and a margin
by rating and collateral. Interest runs on what is still owed, day by day over 365, and is due at
each repayment and each anniversary of the grant; what is not paid of it is brought back to the day
of the grant at the discount rate: the base rate and 100 basis points. The sum is rounded up to the
cent. Another way, for de minimis aid only: art. 4(3)(b), in proportion of the ceiling.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context, Decimal
from typing import Any

from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import long_date, typeset
from ancrage.stateaid.rules.model import Tables
from ancrage.stateaid.rules.windows import same_date

BASIS = Decimal(10_000)
YEAR = Decimal(365)
EXACTLY = Context(prec=40)
MINIMIS_ARTICLE = "règlement de minimis, art. 4, par. 3, b"
METHOD_ARTICLE = "communication 2008/C 14/02"


@dataclass(frozen=True, slots=True)
class Advance:
    """A loan or a repayable advance of `cents` granted and paid on a day. `repayments`: days and
    cents. `rate_percent`: the interest asked a year. `rating`, `collateral`: codes of
    data/reference_rates.yaml, "" when not known. `only_if_success`: repaid only if the project
    succeeds. `secured_half`: by collateral for half of it at least."""

    cents: int
    on: dt.date
    repayments: tuple[tuple[dt.date, int], ...]
    rate_percent: float = 0.0
    rating: str = ""
    collateral: str = ""
    has_history: bool | None = None
    only_if_success: bool = False
    secured_half: bool | None = None
    is_solvent: bool | None = None


@dataclass(frozen=True, slots=True)
class Equivalent:
    """What an aid is worth as a grant. `cents`: None when not known, for what `missing` tells.
    `reasons`: French, how it is computed."""

    cents: int | None
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    article: str = ""


@dataclass(frozen=True, slots=True)
class Bracket:
    """Loans up to so many months and cents that the simple way serves."""

    months_most: int
    cents_most: int


@dataclass(frozen=True, slots=True)
class Method:
    """The margins in basis points by rating and collateral, with their names."""

    discount: int
    without_history: int
    margins: Mapping[str, Mapping[str, int]]
    ratings: Mapping[str, str]
    collaterals: Mapping[str, str]
    simplified: tuple[Bracket, ...]


def read_method(document: Sequence[Mapping[str, Any]]) -> Method:
    """The method in its last version."""
    told = document[-1]
    brackets = tuple(Bracket(**bracket) for bracket in told["simplified"])
    ratings, collaterals = (
        {code: typeset(label) for code, label in told[name].items()}
        for name in ("ratings", "collaterals")
    )
    margins = told["margins"]
    return Method(
        told["discount"], told["without_history"], margins, ratings, collaterals, brackets
    )


def of_advance(advance: Advance, *, tables: Tables, method: Method) -> Equivalent:
    """What an advance is worth by the reference rates; unknown without them."""
    missing = tuple(map(typeset, _missing(advance, tables, method)))
    base = _base_rate(advance.on, tables)
    if missing or base is None:
        return Equivalent(None, missing=missing, article=METHOD_ARTICLE)
    margin = method.margins[advance.rating][advance.collateral]
    if advance.has_history is False:
        margin = max(margin, method.without_history)
    reference, discount = base + margin, base + method.discount
    asked = Decimal(str(advance.rate_percent)) * 100
    spared = sum(
        (_present(each, reference - asked, discount, advance.on) for each in _periods(advance)),
        Decimal(0),
    )
    cents = max(0, int(spared.to_integral_value(rounding=ROUND_CEILING)))
    return Equivalent(cents, _reasons(advance, reference, discount, cents), article=METHOD_ARTICLE)


def simplified(advance: Advance, *, ceiling_cents: int, method: Method) -> Equivalent:
    """What a loan is worth in proportion of a de minimis ceiling, rounded up to the cent: only for
    a loan secured by half at least, small and short enough, to a company that is not insolvent."""
    missing = []
    if advance.secured_half is None:
        missing.append("Sûretés couvrant au moins la moitié du prêt")
    if advance.is_solvent is None:
        missing.append("Absence de procédure collective d’insolvabilité")
    if advance.secured_half is False or advance.is_solvent is False:
        missing.append("Calcul par les taux de référence : la méthode simplifiée est exclue")
    months = _months(advance)
    brackets = [each for each in method.simplified if _fits(advance, months, each)]
    if not brackets:
        missing.append("Calcul par les taux de référence : le prêt est trop gros ou trop long")
    if missing:
        return Equivalent(None, missing=tuple(map(typeset, missing)), article=MINIMIS_ARTICLE)
    bracket = brackets[0]
    most = bracket.cents_most * bracket.months_most
    cents = -(-advance.cents * months * ceiling_cents // most)
    reason = (
        f"{euros(advance.cents)} sur {months} mois, en proportion de {euros(bracket.cents_most)} "
        f"sur {bracket.months_most} mois, qui valent {euros(ceiling_cents)} : {euros(cents)}."
    )
    return Equivalent(cents, (typeset(reason),), article=MINIMIS_ARTICLE)


@dataclass(frozen=True, slots=True)
class _Period:
    """So many cents owed from a day to the day when interest on them is due."""

    owed: int
    since: dt.date
    due: dt.date


def _missing(advance: Advance, tables: Tables, method: Method) -> Iterator[str]:
    if advance.only_if_success:
        yield "Méthode admise pour une avance remboursée en cas de succès seulement"
    repaid = sum(cents for _day, cents in advance.repayments)
    if repaid != advance.cents:
        yield (
            f"Échéancier complet : il rembourse {euros(repaid)} des {euros(advance.cents)} avancés"
        )
    if any(day <= advance.on for day, _cents in advance.repayments):
        yield "Échéancier : un remboursement précède l’octroi"
    if advance.rating not in method.margins:
        yield "Notation de l’emprunteur"
    if advance.collateral not in method.collaterals:
        yield "Niveau des sûretés"
    if advance.has_history is None:
        yield "Historique de crédit de l’emprunteur : oui ou non"
    if _base_rate(advance.on, tables) is None:
        yield f"Table des taux de référence en vigueur le {long_date(advance.on)}"


def _base_rate(on: dt.date, tables: Tables) -> Decimal | None:
    """The base rate of a day, in basis points; None when the table does not tell that year: the
    Commission sets it anew each 1 January."""
    begun = [(since, rate) for since, rate in tables.rates or () if since <= on]
    if not begun:
        return None
    since, rate = max(begun)
    return Decimal(str(rate)) * 100 if since.year == on.year else None


def _periods(advance: Advance) -> Iterator[_Period]:
    """The times between two days when interest is due, until all is repaid."""
    repaid: dict[dt.date, int] = {}
    for day, cents in advance.repayments:
        repaid[day] = repaid.get(day, 0) + cents
    last = max(repaid)
    years = range(1, last.year - advance.on.year + 1)
    anniversaries = {same_date(advance.on, year) for year in years}
    since, owed = advance.on, advance.cents
    for due in sorted({*repaid, *(day for day in anniversaries if day < last)}):
        yield _Period(owed, since, due)
        since, owed = due, owed - repaid.get(due, 0)


def _present(period: _Period, spread: Decimal, discount: Decimal, granted_on: dt.date) -> Decimal:
    """The interest spared over a period, in cents of the day of the grant."""
    days = Decimal((period.due - period.since).days)
    interest = Decimal(period.owed) * spread / BASIS * days / YEAR
    years = Decimal((period.due - granted_on).days) / YEAR
    return EXACTLY.divide(interest, EXACTLY.power(1 + discount / BASIS, years))


def _reasons(
    advance: Advance, reference: Decimal, discount: Decimal, cents: int
) -> tuple[str, ...]:
    told = (
        f"Taux de référence : {_percent(reference)} ; taux demandé : "
        f"{_percent(Decimal(str(advance.rate_percent)) * 100)} ; actualisation à "
        f"{_percent(discount)}.",
        f"Les intérêts épargnés sur {euros(advance.cents)} valent {euros(cents)} au "
        f"{long_date(advance.on)}, arrondis au centime supérieur.",
    )
    return tuple(map(typeset, told))


def _percent(points: Decimal) -> str:
    """« 3,25 % », from basis points."""
    return f"{(points / 100).normalize():f}".replace(".", ",") + " %"


def _months(advance: Advance) -> int:
    """How long a loan runs, in months begun."""
    last = max((day for day, _cents in advance.repayments), default=advance.on)
    months = (last.year - advance.on.year) * 12 + last.month - advance.on.month
    return months + (last.day > advance.on.day)


def _fits(advance: Advance, months: int, bracket: Bracket) -> bool:
    is_short = 0 < months <= bracket.months_most
    return is_short and advance.cents <= bracket.cents_most
