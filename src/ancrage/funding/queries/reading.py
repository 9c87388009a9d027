"""A financer's file read: its table, what its columns are, its lines, what they would do now."""

import datetime as dt
import json
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ancrage.files.rules.columns import IGNORED
from ancrage.files.rules.headers import amount_unit
from ancrage.files.rules.tables import refused
from ancrage.files.rules.tabling import Table, tables_of
from ancrage.files.workbooks import read_workbook
from ancrage.funding.definitions import money_words
from ancrage.funding.models import MoneyColumn, MoneyImport
from ancrage.funding.queries.filing import FileRegisters, world_of
from ancrage.funding.rules.columns import DOSSIERS, KEYS, PAYMENTS, missing
from ancrage.funding.rules.filed import Column, Fault, Filed, LineReader
from ancrage.funding.rules.plan import Options, Plan
from ancrage.funding.rules.planning import Planner
from ancrage.kernel.text import typeset

Progress = Callable[[str, float], None]
READ, UNDERSTOOD = 0.3, 0.7
EVERY = 2000


def quiet(_step: str, _share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it stands: what it would do, and how it was understood.

    When it is read: its table, what each column is, why a line is what it is, what is left aside
    and why, its lines as they are kept.
    """

    registers: FileRegisters
    options: Options
    plan: Plan
    table: Table | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    apart: tuple[str, ...] = ()
    kept: bytes = b""


def read_table(*, name: str, content: bytes, on: dt.date) -> tuple[Table, tuple[str, ...]]:
    """The table of a file that tells most of money; what is left aside. InputRefused."""
    words = money_words()
    book = read_workbook(name=name, content=content, on=on, knows=words.knows, is_large=True)
    apart = [f"{page} : feuille masquée" for page in book.hidden]
    found: list[Table] = []
    for page in book.pages:
        tables = tables_of(page, file=name, knows=words.knows)
        found += tables
        if not tables:
            apart.append(f"{page.name} : aucun titre reconnu")
    if not found:
        what = "aucun titre de colonne n’a été reconnu."
        raise refused(name, what, "Prenez le modèle, ou donnez un titre à chaque colonne.")
    best = max(found, key=lambda table: (_worth(table), len(table.rows)))
    if not best.rows:
        raise refused(name, "aucune ligne sous les titres.", "Remplissez le tableau.")
    apart += [
        f"{table.page or name} : {len(table.rows)} {'ligne' if len(table.rows) == 1 else 'lignes'}"
        " d’un autre tableau, à envoyer à part"
        for table in found
        if table is not best and table.rows
    ]
    apart += [f"ligne {row} : {why}" for row, why in best.apart]
    return best, tuple(map(typeset, apart))


def _worth(table: Table) -> int:
    fields = money_words().recognised(table.headings, remembered={}).values()
    return sum(1 for name in fields if name.endswith(("_amount", "_on")) or name in KEYS)


def remembered(financer: str) -> dict[str, str]:
    """What a financer said of its columns before, by folded heading."""
    return dict(MoneyColumn.objects.filter(financer=financer).values_list("heading", "field"))


def read_import(held: MoneyImport, *, today: dt.date, progress: Progress = quiet) -> Read:
    """What a file that was sent would do, now. InputRefused when it is no table."""
    progress(typeset(f"lecture de « {held.name} »"), 0)
    content = bytes(held.file.content.data)
    table, apart = read_table(name=held.name, content=content, on=today)
    chosen = remembered(held.financer) | held.columns
    columns = money_words().recognised(list(filter(None, table.headings)), remembered=chosen)
    registers = FileRegisters()
    taken = _columns(table.headings, columns)
    headings = {column.field: column.heading for column in taken}
    if why := missing(list(columns.values()), money_words()):
        fault = Fault(None, "", "", why, "Dites ce que sont les colonnes.")
        options = Options(DOSSIERS, held.decreases, held.as_at, headings)
        return Read(registers, options, Plan(faults=[fault]), table, columns, "", apart, b"")
    lines = _lines(table, LineReader(taken, registers, today), progress)
    layout, reason = (held.layout, "") if held.layout else detected(lines, columns.values())
    progress("comparaison avec ce qui est connu", UNDERSTOOD)
    options = Options(layout, held.decreases, held.as_at, headings)
    kept = packed_lines(lines, layout)
    plan = Planner(world_of(held.financer, lines), options).plan(lines)
    return Read(registers, options, plan, table, columns, reason, apart, kept)


def plan_again(held: MoneyImport) -> Read:
    """What a file that was read would do, now: its lines are not read again."""
    lines, layout = unpacked_lines(bytes(held.reading or b""))
    options = Options(layout, held.decreases, held.as_at, {})
    plan = Planner(world_of(held.financer, lines), options).plan(lines)
    return Read(FileRegisters(), options, plan)


def packed_lines(lines: Sequence[Filed], layout: str) -> bytes:
    """What lines tell and their faults, small enough to be kept."""
    told = [[f.row, f.told, [[getattr(o, n) for n in Fault.__slots__] for o in f.faults]]
            for f in lines]  # fmt: skip
    text = json.dumps([layout, told], ensure_ascii=False, separators=(",", ":"), default=str)
    return zlib.compress(text.encode(), level=1)


def unpacked_lines(data: bytes) -> tuple[list[Filed], str]:
    """The inverse of `packed_lines`."""
    if not data:
        return [], DOSSIERS
    layout, told = json.loads(zlib.decompress(data))
    return [
        Filed(row, _values(values), [Fault(*fault) for fault in faults])
        for row, values, faults in told
    ], layout


def _values(told: dict[str, Any]) -> dict[str, Any]:
    told |= {name: dt.date.fromisoformat(day) for name, day in told.items() if name[-3:] == "_on"}
    if "commitment" in told:
        told["commitment"] = tuple(told["commitment"])
    return told


def _columns(headings: Sequence[str], columns: Mapping[str, str]) -> list[Column]:
    return [
        Column(rank, heading, columns[heading], amount_unit(heading))
        for rank, heading in enumerate(headings)
        if heading and columns[heading] != IGNORED
    ]


def _lines(table: Table, reader: LineReader, progress: Progress) -> list[Filed]:
    found = []
    total = len(table.rows)
    for done, (row, cells) in enumerate(table.rows):
        found.append(reader.read(row, cells))
        if done % EVERY == 0:
            share = READ + (UNDERSTOOD - READ) * done / total
            progress(f"{done} lignes comprises sur {total}", share)
    return found


def detected(lines: Sequence[Filed], fields: object) -> tuple[str, str]:
    """What a line of the file is, and why it seems so."""
    told = set(fields)  # type: ignore[call-overload]
    if "paid_amount" not in told:
        return DOSSIERS, "aucune colonne ne dit de paiement"
    if "payment" in told:
        return PAYMENTS, "une colonne numérote les paiements"
    keys = Counter(
        (filed.get("number") or filed.get("commitment"), filed.company, filed.get("year"))
        for filed in lines
        if "paid_amount" in filed.told
    )
    again = sum(1 for count in keys.values() if count > 1)
    if "paid_on" in told and again * 20 > len(keys):
        return PAYMENTS, "des dossiers ont plusieurs lignes"
    return DOSSIERS, "chaque dossier a une ligne"
