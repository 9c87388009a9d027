"""Sheets as a file that reads back the same: one line a sheet, one column a field.

Rows (milestones, indicators, the funding plan) are in one cell, a row a line
(`rules/row_text.py`). Codes go with their names: « Le Blanc (36018) ».
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from ancrage.roadmaps.definitions import form, state_of, words
from ancrage.roadmaps.models import ActionSheet
from ancrage.roadmaps.rules import fields as kinds
from ancrage.roadmaps.rules.content import Content
from ancrage.roadmaps.rules.fields import Field
from ancrage.roadmaps.rules.free_text import labels_of, plan_labels
from ancrage.roadmaps.rules.funding import STAGES, Line
from ancrage.roadmaps.rules.recognising import CODE, OWN, PLAN, PRIVATE
from ancrage.roadmaps.rules.row_text import written
from ancrage.ui.exports import Cell, Sheet

SOURCE = "Ancrage, feuille de route du territoire"
VALIDATED = "Ancrage, feuille de route du territoire telle que le comité l’a validée"
INVENTED = "Ancrage, démonstration : données inventées"
STATE, TERRITORY = "Étape", "Territoire"


class Names(Protocol):
    """Names of codes."""

    def name(self, register: str, code: str) -> str:
        """The name of a code; the code itself when it is not known."""


def headings() -> list[str]:
    """The titles of the columns, in order."""
    return [
        OWN[CODE],
        *(field.label for field in form()),
        OWN[PLAN],
        OWN[PRIVATE],
        STATE,
        TERRITORY,
    ]


def sheets_table(
    sheets: Iterable[ActionSheet],
    *,
    plans: Mapping[int, Sequence[Line]],
    names: Names,
    as_of: str,
    title: str,
    validated: Mapping[int, Content] | None = None,
) -> Sheet:
    """Every field of sheets as a table. `plans`: funding lines by sheet; `validated`: their
    contents as the committee saw them, to be shown instead of what is being written."""
    held = list(sheets)
    shown = {sheet.pk: sheet.content for sheet in held} if validated is None else validated
    rows = [row_of(sheet, shown[sheet.pk], plans.get(sheet.pk, ()), names) for sheet in held]
    usual = SOURCE if validated is None else VALIDATED
    invented = any(sheet.is_demonstration for sheet in held)
    notes = [
        (
            "Relire ce fichier",
            "Envoyé tel quel, il ne change rien. Une cellule vidée n’efface rien.",
        ),
        (
            "Jalons, indicateurs, plan",
            "Une ligne par jalon, dans la cellule, entre des barres « | ».",
        ),
    ]
    told = notes if validated is None else notes[1:]
    return Sheet(title, headings(), rows, INVENTED if invented else usual, as_of, told)


def row_of(sheet: ActionSheet, content: Content, plan: Sequence[Line], names: Names) -> list[Cell]:
    """A sheet as a line."""
    return [
        sheet.code,
        *(cell_of(field, content.get(field.code), names) for field in form()),
        plan_text(plan),
        "oui" if sheet.is_private else "non",
        state_of(sheet.state).label,
        sheet.roadmap.territory_name,
    ]


def cell_of(field: Field, value: Any, names: Names) -> Cell:  # noqa: ANN401 as it is kept
    """A value as a cell: an amount is a number."""
    if field.kind == kinds.EUROS and value is not None:
        return float(value / 100)
    return text_of(field, value, names)


def text_of(field: Field, value: Any, names: Names) -> str:  # noqa: ANN401 as it is kept
    """A value as text that reads back the same."""
    if value is None:
        return ""
    write = WRITERS.get(field.kind)
    return write(field, value, names) if write else str(value)


def _rows(field: Field, value: Mapping[str, Mapping[str, Any]], names: Names) -> str:
    rows = [
        {one.code: text_of(one, row.get(one.code), names) for one in field.columns}
        for row in value.values()
    ]
    return written(rows, labels_of(field))


def _codes(field: Field, value: Sequence[str], names: Names) -> str:
    return "\n".join(_named(code, names.name(field.of, code)) for code in value)


def _named(code: str, name: str) -> str:
    return code if name == code else f"{name} ({code})"


def euros_text(cents: int) -> str:
    """« 12500,00 »: what every spreadsheet of here takes for a number."""
    return f"{cents // 100},{cents % 100:02d}"


def period_text(period: str) -> str:
    """« 15/03/2027 », « mars 2027 », « T3 2027 », « 2027 »: as they are typed."""
    year, *rest = period.split("-")
    if not rest:
        return year
    if rest[0].startswith("T"):
        return f"{rest[0]} {year}"
    return "/".join([*reversed(rest), year])


WRITERS: Mapping[str, Callable[[Field, Any, Names], str]] = {
    kinds.CHOICE: lambda field, value, _names: words(field.of).get(value, value),
    kinds.CODES: _codes,
    kinds.LIST: lambda _field, value, _names: "\n".join(value),
    kinds.PERIOD: lambda _field, value, _names: period_text(value),
    kinds.EUROS: lambda _field, value, _names: euros_text(value),
    kinds.NUMBER: lambda _field, value, _names: str(value).replace(".", ","),
    kinds.ROWS: _rows,
}


def plan_text(plan: Sequence[Line]) -> str:
    """The funding plan in one cell, a financer and a year a line."""
    rows = [
        {
            "financer": line.financer,
            "kind": words("financer_kinds").get(line.kind, line.kind),
            "year": str(line.year),
            **{stage: euros_text(cents) for stage in STAGES if (cents := line.at(stage))},
        }
        for line in plan
    ]
    return written(rows, plan_labels())
