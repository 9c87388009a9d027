"""Cells as French offices write them: days, amounts, states. None when there is nothing to read."""

import datetime as dt
import re
from functools import lru_cache

from ancrage.kernel.text import MONTHS, fold

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
FRENCH = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?: .*)?")
WORDS = re.compile(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})")
SERIAL = re.compile(r"\d{5}")
EPOCH = dt.date(1899, 12, 30)
"""Day 0 of spreadsheets, which count a bug of 1900 as a day."""
FIRST_YEAR, LAST_YEAR = 1990, 2100
AMOUNT = re.compile(r"(-?)(\d+)(?:[.,](\d+))?")
MONEY = re.compile(
    r"€?([-\d.,'’]+)(?:(k|milliers?)|(m|millions?))?(?:d[e'’])?(?:€|e|euros?|eur)?(?:ht|ttc)?"
)
THOUSAND, MILLION = 1000, 1_000_000
MOST_CENTS = 10**15


class UnreadableError(ValueError):
    """A cell that is not what its column says; the message says how to write it."""


def _says_nothing(told: str) -> bool:
    """Whether a text says that nothing is known: one that begins with a figure never does."""
    return not told[0].isdigit() and fold(told) in {"", "inconnu", "nc", "neant"}


@lru_cache(maxsize=20_000)
def read_day(text: str) -> dt.date | None:
    """« 03/02/2021 », « 3.2.21 », « 3 février 2021 », « 2021-02-03 », 44230. UnreadableError."""
    told = text.strip()
    if not told or _says_nothing(told):
        return None
    parts = _parts(told)
    try:
        day = dt.date(*parts) if parts else None
    except ValueError:
        day = None
    if day is None and SERIAL.fullmatch(told):
        day = EPOCH + dt.timedelta(days=int(told))
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UnreadableError("Écrivez la date JJ/MM/AAAA.")
    return day


def _parts(told: str) -> tuple[int, int, int] | None:
    """Year, month, day."""
    if found := ISO.fullmatch(told):
        return int(found[1]), int(found[2]), int(found[3])
    if found := FRENCH.fullmatch(told):
        year = int(found[3])
        return year + 2000 if year < 100 else year, int(found[2]), int(found[1])
    months = [fold(month) for month in MONTHS]
    found = WORDS.fullmatch(fold(told))
    if found and found[2] in months:
        return int(found[3]), months.index(found[2]) + 1, int(found[1])
    return None


@lru_cache(maxsize=20_000)
def read_amount(text: str) -> int | None:
    """« 12 500,00 € », « 12.500 », « 450k », « 1,2 M€ », « 3 millions d’euros HT », in cents.

    UnreadableError: a point before three figures and a unit may be a decimal mark or not.
    """
    told = "".join(text.split()).replace("\N{NARROW NO-BREAK SPACE}", "").lower()
    if not told or told == "-":
        return None
    if not told[0].isdigit() and fold(text) in {"inconnu", "nc", "neant"}:
        return None
    parts = MONEY.fullmatch(told)
    found = AMOUNT.fullmatch(_without_thousands(parts[1])) if parts else None
    if parts is None or found is None or found[1]:
        raise UnreadableError("Écrivez un montant en euros, comme 12 500,00.")
    unit = THOUSAND if parts[2] else MILLION if parts[3] else 1
    if unit > 1 and re.fullmatch(r"\d{1,3}[.]\d{3}", parts[1]):
        raise UnreadableError("Ce point peut se lire de deux façons : écrivez tous les zéros.")
    return _cents(found[2], found[3] or "", unit)


def _cents(whole: str, decimals: str, unit: int) -> int:
    hundredths = int(whole + decimals) * unit * 100
    cents, rest = divmod(hundredths, int("1" + "0" * len(decimals)))
    if rest or (unit == 1 and len(decimals) > 2):
        raise UnreadableError("Écrivez un montant en euros, avec deux décimales au plus.")
    if cents > MOST_CENTS:
        raise UnreadableError("Ce montant est trop grand : vérifiez-le.")
    return cents


def _without_thousands(told: str) -> str:
    """Points, commas or apostrophes between thousands taken out: « 1.234.567,8 », « 12.500 »."""
    told = told.replace("'", "").replace("’", "")
    if "," in told and "." in told:
        last = max(told.rfind(","), told.rfind("."))
        return re.sub(r"[.,]", "", told[:last]) + "," + told[last + 1 :]
    if re.fullmatch(r"-?\d{1,3}([.]\d{3})+", told) or re.fullmatch(r"-?\d{1,3}(,\d{3}){2,}", told):
        return re.sub(r"[.,]", "", told)
    return told
