"""How the site writes figures and dates: French typography, « inconnu » for the unknown."""

import math
import re
from datetime import date

THIN = "\u202f"
"""Narrow no-break space: between thousands, before %, ;, ! and ?."""
UNKNOWN = "inconnu"
MINUS = "−"

Number = int | float


def is_known(value: Number | None) -> bool:
    """Whether there is a figure to write: neither None nor a computation that has no result."""
    return value is not None and math.isfinite(value)


def number(value: Number | None, decimals: int = 0) -> str:
    """Write 1234.5 as « 1 234,5 »; « inconnu » when there is no figure.

    `decimals` digits are written after the comma, zeros included, so that a column lines up.
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    written = f"{abs(value):,.{decimals}f}".replace(",", THIN).replace(".", ",")
    return MINUS + written if value < 0 and any(c in "123456789" for c in written) else written


def percent(share: Number | None, decimals: int = 1) -> str:
    """Write a share between 0 and 1 as a percentage: 0.4832 is « 48,3 % »."""
    return with_unit(None if share is None else share * 100, "%", decimals)


def unit_of(value: Number | None, unit: str) -> str:
    """« sites » for 24, « site » for 1: French has the plural from two."""
    if value is None or abs(value) >= 2 or unit.startswith("fois"):
        return unit
    return re.sub(r"(?<=\w)s\b", "", unit)


def with_unit(value: Number | None, unit: str, decimals: int = 0) -> str:
    """Write a figure with its unit, never parted at the end of a line."""
    written = number(value, decimals)
    return f"{written}{THIN}{unit_of(value, unit)}" if unit and is_known(value) else written


def french_date(day: date | None) -> str:
    """Write a day as « 1er juin 2021 »; « inconnu » when there is none."""
    if day is None:
        return UNKNOWN
    first = "1er" if day.day == 1 else str(day.day)
    return f"{first}\u00a0{MONTHS[day.month - 1]}\u00a0{day.year}"


MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
