"""The size of a company by the EU definition, from what it declares.

Limits are dated data. What is beyond the last of them is no SME; the sources hold no limit
between the two sizes beyond, so that the company says which it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ancrage.catalogue.rules.eligibility import Outcome, joined
from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import typeset

SME_WORDS = {"small": "petite entreprise", "medium": "entreprise moyenne"}
BEYOND = {"mid_cap": "entreprise de taille intermédiaire", "large": "grande entreprise"}


@dataclass(frozen=True, slots=True)
class CompanyFigures:
    """What a company declares of itself; None: not said. `category`: beyond an SME, which."""

    headcount: int | None = None
    turnover_cents: int | None = None
    balance_cents: int | None = None
    category: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """A size: fewer people than `staff_below`, and one of the two amounts at most."""

    code: str
    staff_below: int
    turnover_most_cents: int
    balance_most_cents: int

    @property
    def in_words(self) -> str:
        """What this size is, in one sentence."""
        return typeset(
            f"{SME_WORDS[self.code].capitalize()} : moins de {self.staff_below} salariés, et un "
            f"chiffre d’affaires de {euros(self.turnover_most_cents)} au plus ou un bilan de "
            f"{euros(self.balance_most_cents)} au plus."
        )

    def holds(self, told: CompanyFigures) -> Outcome:
        """Whether the company keeps these limits; unknown when what is said does not decide."""
        staff = _compared(told.headcount, self.staff_below - 1)
        amounts = (
            _compared(told.turnover_cents, self.turnover_most_cents),
            _compared(told.balance_cents, self.balance_most_cents),
        )
        return joined((staff, joined(amounts, needs_all=False)), needs_all=True)


@dataclass(frozen=True, slots=True)
class Sizing:
    """A size (None: not known), and in one sentence how it was found or what is missing."""

    code: str | None
    says: str


def read_limits(told: Sequence[Mapping[str, Any]]) -> tuple[Limits, ...]:
    """The sizes that a data file tells, the smallest first."""
    return tuple(Limits(**line) for line in told)


def size_of(told: CompanyFigures, *, limits: Sequence[Limits]) -> Sizing:
    """The first size whose limits are kept for sure.

    A smaller one that is merely possible does not stop it: « moyenne » is then an upper bound,
    and the sentence says so.
    """
    possible: list[Limits] = []
    for size in limits:
        held = size.holds(told)
        if held == Outcome.YES:
            return Sizing(size.code, _found(size, told, possible))
        if held == Outcome.UNKNOWN:
            possible.append(size)
    if possible:
        return Sizing(None, typeset(f"Taille inconnue : il manque {_missing(told)}."))
    return _beyond(told)


def _beyond(told: CompanyFigures) -> Sizing:
    if told.category in BEYOND:
        return Sizing(told.category, typeset(f"Plus grande qu’une PME ; {_declares(told)}."))
    return Sizing(
        None, "Plus grande qu’une PME : dites si c’est une entreprise de taille intermédiaire."
    )


def _declares(told: CompanyFigures) -> str:
    return f"elle se déclare {BEYOND[told.category]}"


def _found(size: Limits, told: CompanyFigures, possible: Sequence[Limits]) -> str:
    words = SME_WORDS[size.code].capitalize()
    kept = f"{words} : {told.headcount} salariés (moins de {size.staff_below}), {_kept(size, told)}"
    if possible:
        kept += f" ; avec {_missing(told)}, elle pourrait être plus petite"
    return typeset(f"{kept}.")


def _kept(size: Limits, told: CompanyFigures) -> str:
    pairs = (
        ("chiffre d’affaires", told.turnover_cents, size.turnover_most_cents),
        ("bilan", told.balance_cents, size.balance_most_cents),
    )
    name, value, most = next(p for p in pairs if p[1] is not None and p[1] <= p[2])
    return f"{name} de {euros(value or 0)} ({euros(most)} au plus)"


def _missing(told: CompanyFigures) -> str:
    return " et ".join(_lacking(told))


def _lacking(told: CompanyFigures) -> Iterator[str]:
    if told.headcount is None:
        yield "l’effectif"
    if told.turnover_cents is None and told.balance_cents is None:
        yield "le chiffre d’affaires ou le bilan"
    elif told.turnover_cents is None:
        yield "le chiffre d’affaires"
    elif told.balance_cents is None:
        yield "le bilan"


def _compared(value: int | None, most: int) -> Outcome:
    if value is None:
        return Outcome.UNKNOWN
    return Outcome.YES if value <= most else Outcome.NO
