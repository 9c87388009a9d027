"""The names of the rules, what each may be, and how a value is read from a file or an option.

A value comes from TOML already typed, or from `--set` as text; both give the same thing.
"""

import difflib
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """What a rule's value may be. `read` raises ValueError when it is not `expected`."""

    expected: str
    read: Callable[[Any], Any]


def _number(value: object) -> float:
    """A number of at least 0; 20000.0 and 20000 are the same rule, so both become 20000."""
    if isinstance(value, bool):
        raise ValueError
    if isinstance(value, str):
        value = float(value.replace(",", "."))
    if not isinstance(value, int | float) or math.isnan(value) or value < 0:
        raise ValueError
    return int(value) if float(value).is_integer() else value


def _finite(value: object) -> float:
    number = _number(value)
    if math.isinf(number):
        raise ValueError
    return number


def _fraction(value: object) -> float:
    if _number(value) > 1:
        raise ValueError
    return _number(value)


def _whole(value: object) -> int:
    number = _finite(value)
    if number != int(number):
        raise ValueError
    return int(number)


def _positive(value: object) -> int:
    if _whole(value) < 1:
        raise ValueError
    return _whole(value)


def _codes(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [code.strip() for code in value.split(",") if code.strip()]
    if not isinstance(value, list) or not all(isinstance(code, str) and code for code in value):
        raise ValueError
    return tuple(value)


def _groups(value: object) -> tuple[tuple[str, ...], ...]:
    if isinstance(value, str):
        value = [part.replace("+", ",") for part in value.split(",") if part.strip()]
    if not isinstance(value, list) or not all(value):
        raise ValueError
    return tuple(_codes(group) for group in value)


NUMBER = Kind("un nombre positif ou nul", _number)
FINITE = Kind("un nombre positif ou nul", _finite)
FRACTION = Kind("une fraction entre 0 et 1", _fraction)
WHOLE = Kind("un nombre entier positif ou nul", _whole)
POSITIVE = Kind("un nombre entier d’au moins 1", _positive)
CODES = Kind('une liste de SIREN : A,B en option, ["A", "B"] en fichier', _codes)
GROUPS = Kind('des groupes de SIREN : A+B,C en option, [["A", "B"], ["C"]] en fichier', _groups)

THRESHOLDS = {
    "members.intensity.min": "member_intensity_min",
    "population.min": "population_min",
    "population.max": "population_max",
    "intensity.min": "intensity_min",
    "industrial_jobs.min": "industrial_jobs_min",
}
"""The rules that a region may have of its own, and their fields in `Thresholds`."""

NUMBERS = {
    "territories": "territories",
    "members.max": "members_max",
    "weights.intensity": "weight_intensity",
    "weights.cohesion": "weight_cohesion",
    "coverage.min": "coverage_min",
    "gap": "gap",
}
"""The other single figures, and their fields in `Rules`."""

COUNTS = ("exactly", "at_least", "at_most")
"""How many territories a region gets; `each` stands for every region whose jobs are known."""

LISTS = ("include", "exclude", "impose")

BONUS = "bonus"
"""The table of what an intercommunalité's industrial jobs count more in the value, by SIREN."""

KINDS = {
    "territories": POSITIVE,
    "members.max": POSITIVE,
    "weights.intensity": FINITE,
    "weights.cohesion": FINITE,
    "coverage.min": FRACTION,
    "gap": FRACTION,
    "include": CODES,
    "exclude": CODES,
    "impose": GROUPS,
} | dict.fromkeys(THRESHOLDS, NUMBER)

REGIONAL = {"regions.each.at_least": WHOLE, "regions.each.at_most": WHOLE}


def kind_of(key: str) -> Kind | None:
    """What the rule named `key` may be; None when there is no such rule."""
    region, rule = split_region(key)
    if region is None:
        return FINITE if bonus_siren(key) else KINDS.get(key)
    if region == "each":
        return REGIONAL.get(key)
    return WHOLE if rule in COUNTS else KINDS[rule] if rule in THRESHOLDS else None


def is_rule_or_part(key: str) -> bool:
    """Whether `key` names a rule, or several by what their names begin with ("regions.94")."""
    begun = [*KINDS, *REGIONAL, f"{BONUS}."]
    if re.fullmatch(r"regions\.[^.]+(\.(members|population|intensity))?", key):
        return True
    return kind_of(key) is not None or any(rule.startswith(f"{key}.") for rule in begun)


def split_region(key: str) -> tuple[str | None, str]:
    """("84", "exactly") for "regions.84.exactly"; (None, key) for a national rule."""
    found = re.fullmatch(r"regions\.([^.]+)\.(.+)", key)
    return (found[1], found[2]) if found else (None, key)


def bonus_siren(key: str) -> str | None:
    """« 200000172 » for "bonus.200000172"; None for any other rule."""
    found = re.fullmatch(rf"{BONUS}\.([^.]+)", key)
    return found[1] if found else None


def nearest(key: str) -> str:
    """The known rule whose name is closest to `key`, for a region too."""
    region, rule = split_region(key)
    if region is None or region == "each":
        names = [*KINDS, *REGIONAL, "regions.84.exactly", "bonus.200000172"]
        return (difflib.get_close_matches(key, names, 1, 0) or ["territories"])[0]
    found = difflib.get_close_matches(rule, [*COUNTS, *THRESHOLDS], 1, 0)
    return f"regions.{region}.{found[0]}"
