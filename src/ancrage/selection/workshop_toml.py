"""A rule document as the TOML of a rule file, which `ancrage identify --rules` reads."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ancrage.selection.engine.vocabulary import LISTS

TOLD = ("name", "title")
LAST = ("reasons",)
REGIONS = "regions"


def rules_toml(document: Mapping[str, Any]) -> str:
    """The file, tables in the order of the document, the reasons last."""
    plain = {k: v for k, v in document.items() if not isinstance(v, Mapping)}
    tables = {k: v for k, v in document.items() if isinstance(v, Mapping) and v}
    first = [key for key in (*TOLD, *plain) if key in plain and key not in LISTS]
    lines = [_line(key, plain[key]) for key in dict.fromkeys(first)]
    lines += [_line(key, plain[key]) for key in LISTS if plain.get(key)]
    for key in [*(k for k in tables if k not in LAST), *(k for k in LAST if k in tables)]:
        lines += _table(key, tables[key])
    return "\n".join([*lines, ""])


def _table(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    """A table and its lines; the regions' gives one table for each."""
    if name == REGIONS:
        for code, rules in table.items():
            yield from _table(f"{name}.{_key(code)}", rules)
        return
    yield from ("", f"[{name}]", *(_line(key, value) for key, value in _dotted(table).items()))


def _dotted(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Inner tables as dotted keys: « intensity.min = 0.8 »."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            flat |= _dotted(value, f"{prefix}{_key(key)}.")
        else:
            flat[prefix + _key(key)] = value
    return flat


def _line(key: str, value: object) -> str:
    return f"{key} = {_written(value)}"


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def _written(value: object) -> str:
    """Strings as JSON writes them are TOML's; « inf » is a number there."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(_written(part) for part in value)}]"
    if value == "inf":
        return "inf"
    return json.dumps(value, ensure_ascii=False)
