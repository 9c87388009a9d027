"""Amounts as one says them, and the one sentence that says where the money is."""

import datetime as dt
from dataclasses import dataclass

from ancrage.catalogue.rules.facts import euros
from ancrage.funding.rules.cuts import GRANTED, PAID, REQUESTED, UNMATCHED, Sums
from ancrage.kernel.text import long_date, typeset

MILLION, BILLION = 10**8, 10**11
"""In cents."""
SIMULATED = (
    "Les dossiers, les montants et les dates de cette page sont inventés. Ils ne disent rien de "
    "l’argent du programme. Les déclarations publiques qui sont citées ont bien été faites."
)
"""What stands above a page of money that the demonstration made up."""
NEARLY_BILLION = BILLION - MILLION // 20
"""From here, a rounded number of millions would be a thousand."""


def spoken(cents: int) -> str:
    """« 1,36 milliard d’euros », « 458,3 millions d’euros », « 12 500 € »."""
    if cents < 0:
        return f"−{spoken(-cents)}"
    if cents < MILLION:
        return euros(cents)
    is_billion = cents >= NEARLY_BILLION
    unit, word, decimals = (BILLION, "milliard", 2) if is_billion else (MILLION, "million", 1)
    value = round(cents / unit, decimals)
    written = f"{value:.{decimals}f}".rstrip("0").rstrip(".").replace(".", ",")
    plural = "s" if value >= 2 else ""
    return f"{written}\N{NO-BREAK SPACE}{word}{plural} d’euros"


@dataclass(frozen=True, slots=True)
class Where:
    """What was granted, in cents: in the territories, outside, who knows where."""

    inside: int
    outside: int
    unknown: int


def sentences(sums: Sums, where: Where, *, day: dt.date) -> list[str]:
    """What a reader in a hurry keeps: how much, where, and what is not known."""
    if not sums.count:
        return [typeset(f"Au {long_date(day)}, rien de tel n’est au grand livre.")]
    told = [
        f"Au {long_date(day)}, le grand livre retrace {spoken(sums.at(REQUESTED))} demandés, "
        f"{spoken(sums.at(GRANTED))} accordés, {spoken(sums.at(PAID))} payés."
    ]
    if sums.at(GRANTED):
        told.append(
            f"De ce qui est accordé, {spoken(where.inside)} vont à des territoires et "
            f"{spoken(where.outside)} ailleurs ; de {spoken(where.unknown)}, on ne sait pas où."
        )
    if sums.at(UNMATCHED):
        told.append(
            f"S’y ajoutent {spoken(sums.at(UNMATCHED))} payés que l’on ne sait pas encore "
            "rattacher à un dossier."
        )
    return [typeset(sentence) for sentence in told]
