"""TOML: written from a document, and the lines where what was read stands.

Python reads TOML and tells no line; a person who corrects a file needs one.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

HEADER = re.compile(r"\s*(\[\[?)([^\[\]]+)\]\]?\s*(#.*)?")
NAME = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
KEY = re.compile(rf"\s*({NAME}(?:\s*\.\s*{NAME})*)\s*=")
INLINE = re.compile(rf"[{{,]\s*({NAME})\s*=")
Keys = tuple[str | int, ...]
"""Where a value stands: ("limit", 2, "floor_cents") for the key of the third `[[limit]]`."""


def lines_of(text: str) -> dict[Keys, int]:
    """The line, from 1, of each table and key, as far as they are written one to a line."""
    found: dict[Keys, int] = {}
    counts: dict[Keys, int] = {}
    table: Keys = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = HEADER.fullmatch(line)
        if header:
            table = _parts(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            found.setdefault(table, number)
        elif key := KEY.match(line):
            path = (*table, *_parts(key[1]))
            found.setdefault(path, number)
            for inner in INLINE.findall(line[key.end() :]):
                found.setdefault((*path, *_parts(inner)), number)
    return found


def line_of(lines: Mapping[Keys, int], path: Keys) -> int | None:
    """The line of this value, else of the table that holds it; None when neither is known."""
    for end in range(len(path), 0, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return None


def toml_text(document: Mapping[str, Any]) -> str:
    """A document of values, tables and lists of tables as TOML. Deeper tables are inline."""
    values = {key: value for key, value in document.items() if not _is_table(value)}
    parts = [_assignments(values)] if values else []
    for key, value in document.items():
        if isinstance(value, Mapping):
            parts.append(f"[{_key(key)}]\n{_assignments(value)}")
        elif _is_table(value):
            parts += [f"[[{_key(key)}]]\n{_assignments(one)}" for one in value]
    return "\n".join(parts)


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(NAME, dotted))


def _is_table(value: object) -> bool:
    if isinstance(value, Mapping):
        return True
    return isinstance(value, list | tuple) and any(isinstance(one, Mapping) for one in value)


def _assignments(values: Mapping[str, Any]) -> str:
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in values.items())


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _text(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        told = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {told} }}" if told else "{}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(_value, value))}]"
    return _text(str(value))


def _text(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, which also wants DEL escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
