"""Where a table begins in a file that an office wrote for itself: its headings among titles.

Above the headings there may be titles and blank lines; the headings may be on two lines, the
upper one naming groups of columns (« Décision » over « Date » and « Montant »).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from ancrage.kernel.text import fold

Line = tuple[int, Sequence[str]]
"""A line's number, as the spreadsheet counts, and its cells."""
Knows = Callable[[str], bool]
"""Whether a heading is one that is looked for."""
LOOKED_AT = 40
"""How many lines from the top the headings are looked for in."""
FEW = 2
"""Fewer known headings than this may be a coincidence: the first line then holds them."""
TOTALS = ("total", "totaux", "sous total", "sous totaux", "ensemble")
BETWEEN = " – "


@dataclass(frozen=True, slots=True)
class Header:
    """The headings, one a column ("" for none), and the number of their last line."""

    headings: tuple[str, ...]
    row: int
    known: int


def find_header(lines: Sequence[Line], knows: Knows) -> Header | None:
    """The line, or the pair of lines, with most known headings; None for an empty table."""
    looked = [line for line in lines[:LOOKED_AT] if any(line[1])]
    if not looked:
        return None
    singles = [_header(line[1], line[0], knows) for line in looked]
    pairs = [
        _header(_joined(upper[1], lower[1], knows), lower[0], knows)
        for upper, lower in pairwise(looked)
        if lower[0] == upper[0] + 1
    ]
    best = max([*singles, *pairs], key=lambda header: header.known)
    return best if best.known >= FEW else singles[0]


def is_total(cells: Sequence[str]) -> bool:
    """Whether a line sums others: it begins so, or says nothing but figures beside it."""
    words = map(fold, islice(filter(None, cells), 2))
    return any(word in TOTALS or word.startswith(("total ", "sous total ")) for word in words)


def _header(cells: Sequence[str], row: int, knows: Knows) -> Header:
    headings = _apart(cells)
    return Header(headings, row, len({fold(cell) for cell in cells if cell and knows(cell)}))


def _joined(upper: Sequence[str], lower: Sequence[str], knows: Knows) -> list[str]:
    """The headings of two lines: a group's name holds for the cells on its right."""
    width = max(len(upper), len(lower))
    tops = [*upper, *[""] * (width - len(upper))]
    names = [*lower, *[""] * (width - len(lower))]
    found, group = [], ""
    for top, name in zip(tops, names, strict=True):
        group = top or group
        both = f"{group}{BETWEEN}{name}"
        if not name:
            found.append(top)
        else:
            found.append(both if group and (knows(both) or not knows(name)) else name)
    return found


def _apart(cells: Sequence[str]) -> tuple[str, ...]:
    """Headings told apart: the second « Date » is « Date (2) »."""
    seen: dict[str, int] = {}
    found = []
    for cell in cells:
        seen[fold(cell)] = seen.get(fold(cell), 0) + 1
        again = seen[fold(cell)]
        found.append(f"{cell} ({again})" if cell and again > 1 else cell)
    return tuple(found)


def amount_unit(heading: str) -> int:
    """By how much the amounts of a column are to be multiplied: « Coût total (k€) » by 1,000."""
    told = heading.lower().replace("\N{NO-BREAK SPACE}", " ")
    if re.search(r"\b(k ?€|keuros?|milliers)", told):
        return 1000
    return 1_000_000 if re.search(r"\b(m ?€|meuros?|millions?)", told) else 1


def bare_heading(heading: str) -> str:
    """A title without its unit: « Coût total (k€ HT) », « Budget en M€ » and « Coût total * »."""
    bare = re.sub(r"\((?:[^)]*[€]|en |ht|ttc|si |facultatif)[^)]*\)", " ", heading, flags=re.I)
    bare = re.sub(r"(?i)\ben (?:k|m)?(?:€|euros)", " ", bare)
    return " ".join(re.sub(r"(?:[kM]?€|\*)", " ", bare).split())
