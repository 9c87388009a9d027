"""Reading the dated tables that are imported: zones, reference rates, the register and its layout.

Each is a CSV in UTF-8, with a header, separated by commas; an empty cell is unknown. A file is
taken whole or refused whole, with every fault and its place (InputRefused).
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ancrage.files.rules.cells import UnreadableError, read_day
from ancrage.funding.rules.cells import Money, read_company, read_money
from ancrage.kernel.identifiers import read_commune_code
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.tables import Record, parse_table
from ancrage.kernel.text import fold
from ancrage.stateaid.rules.regimes import Regimes
from ancrage.stateaid.rules.register import Layout

ZONES = ("commune", "zone", "valid_from", "valid_until", "source")
RATES = ("valid_from", "rate_percent", "source")
LAYOUT = ("field", "column")
PERCENT = re.compile(r"-?\d{1,2}([.,]\d{1,4})?")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A commune in a zone of regional aid, from a day to another (None: still)."""

    commune: str
    zone: str
    since: dt.date
    until: dt.date | None
    source: str


@dataclass(frozen=True, slots=True)
class RateRow:
    """The base rate in per cent a year, from a day on."""

    since: dt.date
    percent: float
    source: str


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A line of the register's file. `regime`: "" when its words are none that we know."""

    row: int
    siren: str
    cents: int
    granted_on: dt.date
    regime: str
    regime_words: str
    financer: str
    number: str
    instrument: str
    nace: str


def read_zones(content: bytes, *, file: str) -> list[ZoneRow]:
    """The zones of communes. Columns: commune (INSEE code), zone, valid_from, valid_until,
    source."""
    problems: list[Problem] = []
    read = _read(content, file, ZONES, _zone, problems)
    last: dict[str, ZoneRow] = {}
    for record, row in sorted(read, key=lambda each: (each[1].commune, each[1].since)):
        earlier = last.get(row.commune)
        if earlier and (earlier.until is None or row.since <= earlier.until):
            what = f"la commune {row.commune} est déjà en zone « {earlier.zone} » ce jour-là."
            record.note("valid_from", what, "Corrigez les dates d’une des deux lignes.")
        last[row.commune] = row
    _refuse(problems)
    return [row for _record, row in read]


def read_rates(content: bytes, *, file: str) -> list[RateRow]:
    """The base rates, the oldest first. Columns: valid_from, rate_percent (3.25), source."""
    problems: list[Problem] = []
    read = _read(content, file, RATES, _rate, problems)
    seen: set[dt.date] = set()
    for record, row in read:
        if row.since in seen:
            record.note("valid_from", "un taux y commence déjà.", "Gardez une ligne par jour.")
        seen.add(row.since)
    _refuse(problems)
    return sorted((row for _record, row in read), key=lambda row: row.since)


def read_layout_file(content: bytes, *, file: str, default: Layout) -> Layout:
    """Another layout of the register. Columns: field (ours), column (the title in the file), in the
    order of the file. Every field that the register must hold is there."""
    names = {field.field: field for field in default}
    problems: list[Problem] = []
    told: dict[str, str] = {}
    for record, (field, column) in _read(content, file, LAYOUT, _layout_line, problems):
        if field not in names:
            advice = f"Choisissez parmi {', '.join(names)}."
            record.note("field", f"« {field} » n’est pas un champ.", advice)
        elif field in told or column in told.values():
            record.note(None, "le champ ou la colonne figure deux fois.", "Gardez une ligne.")
        else:
            told[field] = column
    for field in (each.field for each in default if each.required and each.field not in told):
        what = f"le champ « {field} » manque."
        problems.append(Problem(file, None, "field", what, "Ajoutez sa ligne."))
    _refuse(problems)
    return tuple(replace(names[field], column=column) for field, column in told.items())


def read_register(
    content: bytes, *, file: str, layout: Layout, regimes: Regimes
) -> list[RegisterRow]:
    """The lines of the national register's file, by its layout. It may have none."""
    columns = {field.field: field.column for field in layout}
    required = [field.column for field in layout if field.required]
    words = _regime_words(regimes)
    problems: list[Problem] = []
    read = _read(
        content, file, required, lambda record: _registered(record, columns, words), problems
    )
    _refuse(problems)
    return [row for _record, row in read]


def _read(
    content: bytes,
    file: str,
    required: Sequence[str],
    line: Callable[[Record], Row | None],
    problems: list[Problem],
) -> list[tuple[Record, Row]]:
    """The lines that could be read, each with its record; faults go to `problems`."""
    records = parse_table(
        content=content, file=file, required=required, problems=problems, may_be_empty=True
    )
    read = ((record, line(record)) for record in records or ())
    return [(record, row) for record, row in read if row is not None]


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InputRefused(problems)


def _zone(record: Record) -> ZoneRow | None:
    told = read_commune_code(record.text("commune"))
    if told is None and record.cells["commune"]:
        what = f"« {record.cells['commune']} » n’est pas un code de commune."
        record.note("commune", what, "Écrivez les cinq caractères du code de l’Insee.")
    zone, source = record.text("zone"), record.text("source")
    since, until = _day(record, "valid_from", required=True), _day(record, "valid_until")
    if since and until and until < since:
        record.note("valid_until", "la fin précède le début.", "Corrigez l’une des deux dates.")
    if told is None or since is None or not zone or not source:
        return None
    return ZoneRow(told.code, zone, since, until, source)


def _rate(record: Record) -> RateRow | None:
    told, source = record.text("rate_percent"), record.text("source")
    since = _day(record, "valid_from", required=True)
    if told and not PERCENT.fullmatch(told):
        what = f"« {told} » n’est pas un taux."
        record.note("rate_percent", what, "Écrivez-le en pour cent, comme 3.25.")
        return None
    if since is None or not told or not source:
        return None
    return RateRow(since, float(told.replace(",", ".")), source)


def _layout_line(record: Record) -> tuple[str, str] | None:
    field, column = record.text("field"), record.text("column")
    return (field, column) if field and column else None


def _registered(
    record: Record, columns: Mapping[str, str], words: Mapping[str, str]
) -> RegisterRow | None:
    """A line of the register. Of a regime that we do not know, it is in with an unknown one."""
    siren = _siren(record, columns["siren"])
    money = _money(record, columns["cents"])
    day = _day(record, columns["granted_on"], required=True)
    if not siren or money is None or day is None:
        return None

    def told(field: str) -> str:
        return record.cells.get(columns.get(field, ""), "")

    return RegisterRow(
        row=record.row,
        siren=siren,
        cents=money.cents,
        granted_on=day,
        regime=words.get(fold(told("regime")), ""),
        regime_words=told("regime"),
        financer=told("financer"),
        number=told("number"),
        instrument=told("instrument"),
        nace=told("nace"),
    )


def _regime_words(regimes: Regimes) -> dict[str, str]:
    """How a file may name a regime: by our code or by its name."""
    held = regimes.by_code.values()
    return {fold(word): regime.code for regime in held for word in (regime.code, regime.name)}


def _siren(record: Record, column: str) -> str:
    try:
        company = read_company(record.cells[column])
    except UnreadableError as error:
        record.note(column, f"« {record.cells[column]} » n’est pas lu.", str(error))
        return ""
    if company is None:
        record.note(column, "le bénéficiaire n’est pas dit.", "Donnez son SIREN.")
    return company.siren if company else ""


def _money(record: Record, column: str) -> Money | None:
    try:
        money = read_money(record.cells[column])
    except UnreadableError as error:
        record.note(column, f"« {record.cells[column]} » n’est pas lu.", str(error))
        return None
    if money is None:
        record.note(column, "le montant n’est pas dit.", "Donnez-le en euros.")
    elif money.cents < 0:
        record.note(column, "le montant est négatif.", "Donnez un montant positif ou nul.")
        return None
    return money


def _day(record: Record, column: str, *, required: bool = False) -> dt.date | None:
    try:
        day = read_day(record.cells[column])
    except UnreadableError as error:
        record.note(column, f"« {record.cells[column]} » n’est pas une date.", str(error))
        return None
    if day is None and required:
        record.note(column, "la date n’est pas dite.", "Écrivez-la 2026-01-31.")
    return day
