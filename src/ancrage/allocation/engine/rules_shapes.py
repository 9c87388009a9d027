"""The keys of `rules.toml`, what each may hold, and how what is wrong is told."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ancrage.allocation.engine.model import DIMENSIONS
from ancrage.allocation.engine.reading import DIGITS, YEARS, nearest
from ancrage.allocation.engine.toml import Keys, line_of
from ancrage.kernel.problems import Problem as Fault

RESERVED = ("envelope", "reserve", "fairness", "held", "requires")
"""How the codes begin of the rules that are not in a list: those of `[[limit]]` and the like do
not begin so."""

SPACES = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "  ")
"""The spaces of French typography, which Python holds for not printable."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a key may hold: in words, and a reader that raises ValueError."""

    expected: str
    read: Callable[[object], Any]


@dataclass(slots=True)
class Found:
    """The faults found in a file, and the lines of its keys."""

    file: str
    lines: Mapping[Keys, int]
    faults: list[Fault] = field(default_factory=list)

    def note(self, path: Keys, key: str, what: str, advice: str) -> None:
        """Add the fault of the value at `path`."""
        row = line_of(self.lines, path)
        self.faults.append(Fault(self.file, row, key, what, advice))


def shaped(tree: Mapping[str, Any], found: Found) -> dict[str, Any]:
    """The document with every value read; what is not as `SHAPES` says is noted."""
    told = _table(tree, (), TOP, found)
    for key, kinds in TABLES.items():
        if key in tree:
            told[key] = _table(tree[key], (key,), kinds, found)
    for key, kinds in LISTS.items():
        if key in tree:
            told[key] = _list(tree[key], key, kinds, found)
    for key, kind in MAPS.items():
        if key in tree:
            told[key] = _map(tree[key], key, kind, found)
    return told


def _table(value: object, path: Keys, kinds: Mapping[str, Kind], found: Found) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        found.note(path, str(path[0]), f"« {value} » n’est pas une table.", f"Écrivez [{path[0]}].")
        return {}
    known = [*kinds, *(SECTIONS if not path else ())]
    read = {}
    for key, one in value.items():
        if key in kinds:
            read[key] = _value(one, (*path, key), kinds[key], found)
        elif key not in known:
            what = f"« {key} » n’est pas une clé connue."
            found.note((*path, key), key, what, nearest(key, known))
    for key in NEEDED.get(str(path[0]) if path else "", ()):
        if key not in value:
            found.note(path, key, "la clé obligatoire manque.", "Ajoutez-la.")
    return read


def _value(value: object, path: Keys, kind: Kind, found: Found) -> Any:  # noqa: ANN401 of its kind
    try:
        return kind.read(value)
    except ValueError:
        key = str(path[-1])
        found.note(path, key, f"« {value} » ne convient pas.", f"Donnez {kind.expected}.")
        return None


def _list(value: object, key: str, kinds: Mapping[str, Kind], found: Found) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        found.note((key,), key, "ce n’est pas une liste de tables.", f"Écrivez [[{key}]].")
        return []
    return [_table(one, (key, index), kinds, found) for index, one in enumerate(value)]


def _map(value: object, key: str, kind: Mapping[str, Kind] | Kind, found: Found) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        found.note((key,), key, f"« {value} » n’est pas une table.", f"Écrivez [{key}].")
        return {}
    if isinstance(kind, Kind):
        return {code: _value(one, (key, code), kind, found) for code, one in value.items()}
    return {code: _table(one, (key, code), kind, found) for code, one in value.items()}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _cents(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**DIGITS:
        raise ValueError
    return value


def _between(least: float, most: float) -> Callable[[object], float]:
    def read(value: object) -> float:
        if not _is_number(value) or not least <= value <= most:  # type: ignore[operator]
            raise ValueError
        return float(value)  # type: ignore[arg-type]

    return read


def _whole(least: int, most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError
        return value

    return read


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.translate(SPACES).isprintable():
        raise ValueError
    return value.strip()


def _any_text(value: object) -> str:
    return _text(value) if value else ""


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _dimension(value: object) -> str:
    if value not in DIMENSIONS:
        raise ValueError
    return str(value)


def _where(value: object) -> dict[str, str | int]:
    if not isinstance(value, Mapping):
        raise ValueError
    year = _whole(YEARS[0], YEARS[-1])
    return {
        _dimension(key): year(one) if key == "year" else _text(one) for key, one in value.items()
    }


def _codes(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError
    return tuple(dict.fromkeys(map(_text, value)))


CENTS = Kind("un nombre entier de centimes, positif ou nul", _cents)
SHARE = Kind("une part entre 0 et 1", _between(0.0, 1.0))
NUMBER = Kind("un nombre positif ou nul", _between(0.0, 1e15))
TEXT = Kind("un texte, entre guillemets", _text)
YEAR = Kind(f"une année entre {YEARS[0]} et {YEARS[-1]}", _whole(YEARS[0], YEARS[-1]))
COUNT = Kind("un nombre entier positif ou nul", _whole(0, 10**9))
CODES = Kind('une liste de codes de projets : ["A", "B"]', _codes)
WHERE = Kind(f'une table de {", ".join(DIMENSIONS)} : {{ region = "84", year = 2024 }}', _where)
NAMED = {"code": TEXT, "label": TEXT}

TOP = {"envelope_cents": CENTS, "reserve_cents": CENTS, "reserve_share": SHARE}
TABLES = {
    "objective": {
        "result": NUMBER,
        "jobs": NUMBER,
        "need": NUMBER,
        "robustness": NUMBER,
        "unknown_overrun": NUMBER,
        "unit": Kind("un texte", _any_text),
    },
    "fairness": {
        "least_per_job_cents": CENTS,
        "ratio": Kind("un rapport d’au moins 1", _between(1.0, 1e9)),
        "worst_first": Kind("true ou false", _flag),
        "slack": SHARE,
    },
}
LISTS = {
    "limit": NAMED
    | {
        "where": WHERE,
        "each": Kind(f"l’une de ces dimensions : {', '.join(DIMENSIONS)}", _dimension),
        "floor_cents": CENTS,
        "ceiling_cents": CENTS,
        "floor_share": SHARE,
        "ceiling_share": SHARE,
    },
    "rate": NAMED | {"where": WHERE, "most": SHARE, "public": SHARE},
    "eligibility": NAMED
    | {
        "where": WHERE,
        "maturity": Kind("0 (idée), 1, 2 ou 3 (prêt à partir)", _whole(0, 3)),
        "starts_from": YEAR,
        "ends_by": YEAR,
    },
    "exclusion": NAMED | {"projects": CODES, "most": COUNT},
    "requires": {"project": TEXT, "requires": CODES},
}
MAPS: dict[str, Mapping[str, Kind] | Kind] = {
    "territories": {"jobs": COUNT, "need": SHARE},
    "held": CENTS,
}
SECTIONS = (*TABLES, *LISTS, *MAPS)
NEEDED = {
    "": ("envelope_cents",),
    "limit": ("code",),
    "rate": ("code",),
    "eligibility": ("code",),
    "exclusion": ("code", "projects"),
    "requires": ("project", "requires"),
}
