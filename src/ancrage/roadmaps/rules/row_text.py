"""Rows of a sheet in one cell: a row a line, its columns between bars, each after its label.

« Permis déposé | Prévu : juin 2027 | Fait : T3 2027 ». The first column goes without its label.
A bar inside a value is written « \\| ». Lines that people write themselves (« Permis déposé : juin
2027 ») are read too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ancrage.kernel.text import fold, typeset

BAR = re.compile(r"(?<!\\)((?:\\\\)*)\|")
LABELLED = re.compile(r"([^:|]{1,60}?)\s*:\s*(.*)", re.DOTALL)
BULLET = re.compile(r"^\s*(?:[-–—•*·▪]|\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Labels:
    """The columns of rows: their codes by folded label, the first code goes without label."""

    first: str
    labels: Mapping[str, str]

    @property
    def codes(self) -> dict[str, str]:
        return {fold(label): code for code, label in self.labels.items()}


def written(rows: Sequence[Mapping[str, str]], labels: Labels) -> str:
    """Rows as the text of a cell; empty values are left out."""
    return "\n".join(_line(row, labels) for row in rows if any(row.values()))


def _line(row: Mapping[str, str], labels: Labels) -> str:
    parts = []
    for code, label in labels.labels.items():
        value = row.get(code, "")
        if not value:
            continue
        is_bare = code == labels.first and ":" not in value and not BULLET.match(value)
        parts.append(_escaped(value) if is_bare else typeset(f"{label} : {_escaped(value)}"))
    line = " | ".join(parts)
    return line if len(parts) > 1 else f"{line} |"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("|", "\\|")


def lines_of(text: str) -> list[str]:
    """The lines of a cell that say something; without their bullets, but for those with bars,
    where a dash is a value."""
    found = []
    for line in text.splitlines():
        bare = line if is_written(line) else BULLET.sub("", line)
        if bare.strip():
            found.append(bare.strip())
    return found


def is_written(line: str) -> bool:
    """Whether a line has bars between its columns: it was written by `written`, or as it does."""
    return BAR.search(line) is not None


def read_line(line: str, labels: Labels) -> dict[str, str]:
    """The columns of a line written with bars. LookupError for a label that is none."""
    codes, found = labels.codes, {}
    for part in _parts(line):
        told = LABELLED.fullmatch(part)
        code = codes.get(fold(told[1])) if told else None
        if told and code:
            found[code] = told[2].strip()
        elif labels.first not in found:
            found[labels.first] = part
        else:
            raise LookupError(part)
    return found


def _parts(line: str) -> list[str]:
    """What is between bars, without those that are escaped."""
    parts, held, is_escaped = [], "", False
    for sign in line:
        if is_escaped:
            held, is_escaped = held + sign, False
        elif sign == "\\":
            is_escaped = True
        elif sign == "|":
            parts.append(held)
            held = ""
        else:
            held += sign
    return [bare for part in [*parts, held] if (bare := part.strip())]
