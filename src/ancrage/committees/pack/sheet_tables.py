"""Tables of sheets in a pack: the first ones by name, the others at the table's address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.committees.pack.content import Column, Table, Value
from ancrage.committees.pack.frame import Frame
from ancrage.kernel.rights import ScopeKind
from ancrage.roadmaps.queries.portfolio import Listed
from ancrage.ui.formats import number
from ancrage.ui.links import link

MOST = 25
"""How many sheets a table names: a committee reads no more on paper."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A column with what it reads of a sheet."""

    column: Column
    read: Callable[[Listed], Value]


def sheets_table(
    frame: Frame,
    title: str,
    rows: "QuerySet[Any]",
    cells: Sequence[Cells],
    *,
    address: str,
    empty: str,
    note: str = "",
) -> Table:
    """The first sheets of some rows, in their order. Two queries."""
    total = rows.count()
    held = frame.lens.present(list(rows[:MOST]))
    if rest := total - len(held):
        more = ngettext(
            "%s autre n’est pas dans ce tableau", "%s autres ne sont pas dans ce tableau", rest
        )
        note = " ".join(filter(None, (note, f"{more % number(rest)}.")))
    shown = [*_named(frame), *cells]
    return Table(
        title,
        tuple(one.column for one in shown),
        tuple(tuple(one.read(sheet) for one in shown) for sheet in held),
        frame.as_of,
        frame.source,
        address,
        empty,
        note,
        tuple(link(None, "sheet", one.sheet.code) for one in held),
        frame.quality,
    )


def _named(frame: Frame) -> list[Cells]:
    """The sheet, and its territory when there are several."""
    named = [Cells(Column(_("Fiche")), lambda one: f"{one.sheet.code} – {one.row.title}")]
    if frame.reach.kind != ScopeKind.TERRITORY:
        place = Column(_("Territoire"))
        named.append(Cells(place, lambda one: one.sheet.roadmap.territory_name))
    return named
