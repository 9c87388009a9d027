"""The places and the official lists of a pack, read for look-ups without a database."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from ancrage.geography.pack import EMBEDDED
from ancrage.geography.provenance import Provenance, read_provenance
from ancrage.geography.rules.layout import (
    COMMUNES,
    EPTS,
    HISTORY,
    INTERCOMMUNALITIES,
    MEMBER_COMMUNES,
    MEMBERS,
    Table,
    list_tables,
)
from ancrage.geography.rules.listing import Gazetteer, ListedTerritory, ListVersion, Member, Town
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.tables import Record, read_table

Lists = tuple[list[Record], list[Record]]
"""The members of a list, the communes of its partial members."""


@lru_cache(maxsize=2)
def read_gazetteer(*, directory: Path = EMBEDDED) -> tuple[Gazetteer, list[ListVersion]]:
    """The places and the official lists of a built pack, oldest list first.

    Read once per process. The pack is trusted: it was checked when it was built. Raises
    InputRefused when a file is missing or unreadable.
    """
    problems: list[Problem] = []
    provenance = read_provenance(directory=directory, problems=problems)
    if provenance is None:
        raise InputRefused(problems)
    tables = {
        table.file: _read(directory, table, table.file, problems)
        for table in (COMMUNES, INTERCOMMUNALITIES, EPTS, HISTORY)
    }
    lists = {note.code: _read_list(directory, note.code, problems) for note in provenance.lists}
    if problems:
        raise InputRefused(problems)
    versions = official_versions(provenance=provenance, lists=lists)
    return gazetteer_of(tables=tables, provenance=provenance), versions


def gazetteer_of(*, tables: Mapping[str, list[Record]], provenance: Provenance) -> Gazetteer:
    """The places that the records of a pack's tables tell."""
    towns = (_town(record.cells) for record in tables[COMMUNES.file])
    places = (*tables[INTERCOMMUNALITIES.file], *tables[EPTS.file])
    return Gazetteer(
        towns={town.code: town for town in towns},
        former={r.cells["old_code"]: r.cells["new_code"] for r in tables[HISTORY.file]},
        recreated=provenance.recreated_communes,
        reference_date=provenance.reference_date,
        groups={record.cells["siren"]: record.cells["name"] for record in places},
    )


def official_versions(*, provenance: Provenance, lists: Mapping[str, Lists]) -> list[ListVersion]:
    """The official lists, oldest first, from the records of their members and communes."""
    notes = sorted(provenance.lists, key=lambda note: note.valid_from)
    return [
        ListVersion(
            code=note.code,
            perimeter=provenance.perimeter.code,
            name=note.name,
            valid_from=note.valid_from,
            valid_to=provenance.valid_to(note.code),
            territories=tuple(_territories(*lists[note.code])),
        )
        for note in notes
    ]


def _read_list(directory: Path, code: str, problems: list[Problem]) -> Lists:
    members, communes = list_tables(code)
    return (
        _read(directory, MEMBERS, members, problems),
        _read(directory, MEMBER_COMMUNES, communes, problems),
    )


def _read(directory: Path, table: Table, file: str, problems: list[Problem]) -> list[Record]:
    if not table.required and not (directory / file).is_file():
        return []
    required = table.required_columns()
    return read_table(directory=directory, file=file, required=required, problems=problems) or []


def _town(cells: Mapping[str, str]) -> Town:
    population = cells["population"]
    return Town(
        code=cells["code"],
        name=cells["name"],
        postal_codes=tuple(filter(None, cells["postal_codes"].split("|"))),
        epci=cells["epci"],
        ept=cells.get("ept", ""),
        population=int(population) if population else None,
    )


def _territories(members: list[Record], communes: list[Record]) -> Iterator[ListedTerritory]:
    parts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in communes:
        key = record.cells["territory_code"], record.cells["member_code"]
        parts[key].add(record.cells["commune"])
    by_territory: dict[str, list[Record]] = defaultdict(list)
    for record in members:
        by_territory[record.cells["territory_code"]].append(record)
    for code, records in sorted(by_territory.items()):
        cells = records[0].cells
        held = tuple(_member(record.cells, parts) for record in records)
        yield ListedTerritory(code, cells["name"], cells["region"], held)


def _member(cells: Mapping[str, str], parts: Mapping[tuple[str, str], set[str]]) -> Member:
    code, kind = cells["member_code"], cells["member_kind"]
    if cells["coverage"] == "whole":
        return Member(code, kind)
    return Member(code, kind, frozenset(parts[cells["territory_code"], code]))
