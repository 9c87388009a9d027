"""Reading the lines of a table: each cell by the target of its column."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ancrage.files.rules.cells import UnreadableError
from ancrage.files.rules.headers import amount_unit
from ancrage.files.rules.tables import FAULTY
from ancrage.files.rules.tabling import Table
from ancrage.kernel.text import typeset, unescaped
from ancrage.roadmaps.rules import fields as kinds
from ancrage.roadmaps.rules import recognising as targets
from ancrage.roadmaps.rules.fields import Field, Form
from ancrage.roadmaps.rules.filed import Filed, Money, Note
from ancrage.roadmaps.rules.financers import YEAR, Financers, MoneyHeading
from ancrage.roadmaps.rules.free_text import read_rows
from ancrage.roadmaps.rules.funding import STAGES
from ancrage.roadmaps.rules.understanding import (
    Around,
    Understood,
    amount,
    understood,
    yes_or_no,
)
from ancrage.roadmaps.rules.values import CODE as A_CODE
from ancrage.roadmaps.rules.values import Reader

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is taken: its rank from 0, its title, its target, the unit of its amounts."""

    rank: int
    heading: str
    target: str
    unit: int = 1
    money: MoneyHeading | None = None


@dataclass(frozen=True)
class LineReader:
    """Reads the lines of tables, with the form, the values of a territory, the financers."""

    form: Form
    reader: Reader
    financers: Financers

    def columns(self, headings: Sequence[str], targeted: Mapping[str, str]) -> list[Column]:
        """The columns that are taken, the total cost first: shares are told of it."""
        found = []
        for rank, heading in enumerate(headings):
            target = targeted.get(heading, "") if heading else ""
            if target:
                money = self.financers.heading(heading, is_sure=True)
                found.append(Column(rank, heading, target, amount_unit(heading), money))
        return sorted(found, key=lambda column: column.target != "total_cost")

    def read(self, table: Table, *, kind: str, targeted: Mapping[str, str]) -> Iterator[Filed]:
        """Every line of a table, with its faults."""
        columns = self.columns(table.headings, targeted)
        for row, cells in table.rows:
            filed = Filed(table.file, table.page, row, is_rows=kind in targets.ROWS)
            one = _OneLine(self, filed, kind, table)
            for column in columns:
                text = cells[column.rank] if column.rank < len(cells) else ""
                if text:
                    one.take(column, text if table.is_document else unescaped(text))
            one.finish()
            named = zip(table.headings, cells, strict=False)
            filed.cells = {heading: cell for heading, cell in named if heading and cell}
            if filed.values or filed.faults or filed.code or filed.money:
                yield filed


@dataclass
class _OneLine:
    """A line under way."""

    by: LineReader
    filed: Filed
    kind: str
    table: Table
    year: int = 0
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def simple(self) -> Mapping[str, Callable[[Column, str], None]]:
        return {
            targets.CODE: self._code,
            targets.PRIVATE: self._private,
            targets.PLAN: self._plan,
            targets.YEAR: self._year,
            "sheet_reference": self._whose,
            "sheet_title": self._whose,
        }

    def take(self, column: Column, text: str) -> None:
        """Read a cell; what cannot be is a fault of the line."""
        try:
            self._take(column, text)
        except UnreadableError as fault:
            self.filed.blame(column.heading, "valeur incomprise.", str(fault), text)

    def _take(self, column: Column, text: str) -> None:
        if text in FAULTY:
            raise UnreadableError(FAULTY[text])
        head, _dot, rest = column.target.partition(".")
        if column.target in self.simple and (self.kind == targets.SHEETS or head != "year"):
            self.simple[column.target](column, text)
        elif self.kind in targets.ROWS:
            self._row_cell(column, text)
        elif head == targets.PLAN:
            self._heading_amount(column, text, rest)
        elif head == "financer":
            number, _dot, part = rest.partition(".")
            self.groups.setdefault(number, {})[part] = (column, text)
        elif rest:
            self._cell_of_row(column, text)
        elif self.by.form.field(column.target).kind == kinds.ROWS:
            self._rows(column, text)
        else:
            self._field(column, text)

    def _field(self, column: Column, text: str) -> None:
        told = self._understood(self.by.form.field(column.target), column, text)
        self.filed.tell(column.target, told.value, self._cell(column))

    def _understood(self, asked: Field, column: Column, text: str) -> Understood:
        cost = self.filed.values.get("total_cost")
        around = Around(column.unit, cost if isinstance(cost, int) else None, self.table.is_1904)
        told = understood(asked, text, self.by.reader, around)
        self._note(column, told)
        return told

    def _cell(self, column: Column) -> str:
        """Where a cell is: « fichier.xlsx · Feuil1!C12 », « fichier.docx · Intitulé »."""
        if self.table.is_document:
            return f"{self.filed.file} · {column.heading}"
        return self.filed.origin(column.rank + 1)

    def _note(self, column: Column, told: Understood) -> None:
        if told.note:
            self.filed.notes.append(Note(column.heading, told.note))

    def _code(self, column: Column, text: str) -> None:
        code = "".join(text.split()).upper()
        if not A_CODE.fullmatch(code):
            raise UnreadableError("Ce n’est pas un code d’Ancrage, comme F-2026-000012.")
        self.filed.code = code

    def _private(self, column: Column, text: str) -> None:
        self.filed.is_private = yes_or_no(text)

    def _year(self, column: Column, text: str) -> None:
        self.year = read_year(text)

    def _whose(self, column: Column, text: str) -> None:
        name = column.target.removeprefix("sheet_")
        self.filed.tell(name, self.by.reader.read(self.by.form.field(name), text), "")

    def _plan(self, column: Column, text: str) -> None:
        cell = self._cell(column)
        for row in read_rows(text, of=targets.PLAN, by=self.by):
            name = row.get("financer", "")
            kind = self._kind(column, name, row.get("kind", ""))
            year = read_year(row["year"]) if row.get("year") else 0
            for stage in STAGES:
                if row.get(stage):
                    told = amount(row[stage], self._around(column), self.by.reader)
                    self._note(column, told)
                    self._add_money(name, kind, year, stage, told.value, cell)

    def _rows(self, column: Column, text: str) -> None:
        """Rows in one cell, a row a line."""
        whole = self.by.form.field(column.target)
        cell = self._cell(column)
        for number, row in enumerate(read_rows(text, of=whole.code, by=self.by), start=1):
            for code, told in row.items():
                value = self._understood(whole.column(code), column, told).value
                self.filed.tell(f"{whole.code}.c{number}.{code}", value, cell)

    def _cell_of_row(self, column: Column, text: str) -> None:
        """A column of a numbered row, or of an indicator of the common core."""
        code, key, _column = column.target.split(".")
        cell = self._cell(column)
        value = self._understood(self.by.form.field(column.target), column, text).value
        if code == "indicators" and value is not None:
            self.filed.tell(f"{code}.{key}.indicator", key, cell)
        self.filed.tell(column.target, value, cell)

    def _heading_amount(self, column: Column, text: str, stage: str) -> None:
        """An amount of the financer that the title names."""
        told = amount(text, self._around(column), self.by.reader)
        self._note(column, told)
        name = column.money.financer if column.money else column.heading
        year = column.money.year or 0 if column.money else 0
        cell = self._cell(column)
        self._add_money(name, self._kind(column, name), year, stage, told.value, cell)

    def _around(self, column: Column) -> Around:
        cost = self.filed.values.get("total_cost")
        return Around(column.unit, cost if isinstance(cost, int) else None)

    def _kind(self, column: Column, name: str, told: str = "") -> str:
        """The kind of a financer; one that no word tells is noted."""
        kind = self.by.financers.kinds.read(told) if told else self.by.financers.kind_of(name)
        if told and kind is None:
            labels = ", ".join(self.by.financers.kinds.labels.values())
            raise UnreadableError(f"Écrivez la nature du financeur : {labels}.")
        if not kind:
            text = typeset(f"« {name} » : nature du financeur inconnue, « autre ».")
            self.filed.notes.append(Note(column.heading, text))
        return kind or OTHER

    def _add_money(
        self, name: str, kind: str, year: int, stage: str, cents: int | None, cell: str
    ) -> None:
        if cents is None:
            return
        made = Money(" ".join(name.split())[:200], kind, year, stage, cents, cell)
        self.filed.money.append(made)

    def _row_cell(self, column: Column, text: str) -> None:
        """A cell of a page of rows, kept until the line is whole."""
        self.groups.setdefault("row", {})[column.target] = (column, text)

    def finish(self) -> None:
        """Read what needed the whole line: groups of columns, the year of amounts."""
        for group in self.groups.values():
            column, text = next(iter(group.values()))
            try:
                if self.kind in {targets.SHEETS, targets.FUNDING}:
                    self._group_money(group)
                else:
                    self._group_row(group)
            except UnreadableError as fault:
                self.filed.blame(column.heading, "valeur incomprise.", str(fault), text)
        self._date_money()

    def _group_money(self, group: Mapping[str, tuple[Column, str]]) -> None:
        """« Financeur 1 », « Montant 1 », or a line of a page of financings."""
        head = group.get("name") or group.get("financer")
        if head is None:
            raise UnreadableError("Nommez le financeur.")
        column, name = head
        year = read_year(group["year"][1]) if "year" in group else 0
        kind = self._kind(column, name, group["kind"][1] if "kind" in group else "")
        for stage, (cell_of, text) in self._amounts(group).items():
            told = amount(text, self._around(cell_of), self.by.reader)
            self._note(cell_of, told)
            cell = self._cell(cell_of)
            self._add_money(name, kind, year, stage, told.value, cell)

    def _amounts(self, group: Mapping[str, tuple[Column, str]]) -> dict[str, tuple[Column, str]]:
        found = {stage: group[stage] for stage in STAGES if stage in group}
        if "amount" in group:
            stage = STAGES[0]
            if "stage" in group:
                read = self.by.financers.stages.read(group["stage"][1])
                if read is None:
                    raise UnreadableError("Écrivez le stade : demandé, promis, accordé ou payé.")
                stage = read
            found.setdefault(stage, group["amount"])
        return found

    def _group_row(self, group: Mapping[str, tuple[Column, str]]) -> None:
        """A line of a page of milestones or of indicators."""
        whole = self.by.form.field(self.kind)
        passing = f"{self.filed.file} {self.filed.page} {self.filed.row}".replace(".", " ")
        key = f"{self.kind}.{passing}"
        for code, (column, text) in group.items():
            if code == "label" and (known := self.by.reader.vocabularies["indicators"].read(text)):
                self.filed.tell(f"{key}.indicator", known, self._cell(column))
                continue
            value = self._understood(whole.column(code), column, text).value
            self.filed.tell(f"{key}.{code}", value, self._cell(column))

    def _date_money(self) -> None:
        """Give a year to amounts whose title says none: that of the line, else of its beginning."""
        undated = [money for money in self.filed.money if not money.year]
        if not undated:
            return
        starts = str(self.filed.values.get("starts", ""))[:4]
        year = self.year or (int(starts) if starts else 0)
        if not year:
            self.filed.blame(
                "Plan de financement",
                "l’année des montants n’est pas dite.",
                "Ajoutez une colonne « Année », ou l’année dans le titre de la colonne.",
            )
            self.filed.money = [money for money in self.filed.money if money.year]
            return
        if not self.year:
            text = f"Année non dite : celle du début, {year}."
            self.filed.notes.append(Note("Plan de financement", text))
        self.filed.money = [
            money if money.year else replace(money, year=year) for money in self.filed.money
        ]


def read_year(text: str) -> int:
    """The year of a budget. UnreadableError."""
    bare = text.strip()[:4] if text.strip()[4:5] in {"", "-"} else ""
    if not YEAR.fullmatch(bare):
        raise UnreadableError("Écrivez une année, comme 2027.")
    return int(bare)
