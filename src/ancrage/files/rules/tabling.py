"""The tables of a sheet of a file: headings among titles, one table or several, what is no row."""

from collections.abc import Sequence
from dataclasses import dataclass

from ancrage.files.rules.headers import LOOKED_AT, Knows, find_header, is_total
from ancrage.files.rules.tables import Line, Page
from ancrage.kernel.text import fold

FEW = 3
"""Fewer known titles than this, below the first ones, are the words of a row."""
LONGEST = 80
"""What is longer is no title."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its titles, one a column ("" for none), its rows; `apart`: lines that are no rows,
    by number, and why."""

    file: str
    page: str
    headings: tuple[str, ...]
    rows: tuple[Line, ...]
    apart: tuple[tuple[int, str], ...] = ()
    is_1904: bool = False
    is_document: bool = False


def tables_of(page: Page, *, file: str, knows: Knows) -> list[Table]:
    """The tables of a sheet, from top to bottom; none when it has no titles that are known."""
    first = page.lines[:LOOKED_AT]
    flat = [(row, [" ".join(cell.split()) for cell in cells]) for row, cells in first]
    header = find_header(flat, knows)
    if header is None or not header.known:
        return []
    found: list[Table] = []
    headings, rows, apart = header.headings, list[Line](), list[tuple[int, str]]()

    def close() -> None:
        if rows or apart or not found:
            found.append(Table(file, page.name, headings, tuple(rows), tuple(apart), page.is_1904))

    wide = {m.top for m in page.merges if m.right - m.left >= 2 and m.left == 1}
    for row, cells in page.filled_down(header.row + 1):
        if why := _why_apart(row, cells, wide, headings):
            apart.append((row, why))
        elif _is_header(cells, knows):
            again = _named(cells)
            if [fold(h) for h in again if h] != [fold(h) for h in headings if h]:
                close()
                headings, rows, apart = again, [], []
            else:
                apart.append((row, "titres répétés"))
        else:
            rows.append((row, cells))
    close()
    return found


def _why_apart(row: int, cells: Sequence[str], wide: set[int], headings: Sequence[str]) -> str:
    """Why a line is no row; "" for one that is."""
    if is_total(cells):
        return "total"
    told = [cell for cell in cells if cell]
    is_title = len(told) == 1 and len(headings) > FEW and row in wide
    return f"titre : {told[0]}" if is_title else ""


def _is_header(cells: Sequence[str], knows: Knows) -> bool:
    """Whether two cells in three are titles that are known. Most lines are told by a few cells."""
    told = [cell for cell in cells if cell]
    known = unknown = 0
    for cell in told:
        if len(cell) < LONGEST and knows(" ".join(cell.split())):
            known += 1
        else:
            unknown += 1
            if unknown * 3 > len(told):
                return False
    return known >= FEW


def _named(cells: Sequence[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    found = []
    for cell in (" ".join(cell.split()) for cell in cells):
        seen[fold(cell)] = seen.get(fold(cell), 0) + 1
        again = seen[fold(cell)]
        found.append(f"{cell} ({again})" if cell and again > 1 else cell)
    return tuple(found)
