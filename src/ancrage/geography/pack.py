"""Reading a data pack: its tables, lists, outlines and provenance, checked as a whole.

The embedded pack and any directory with the same layout (docs/reference/data-pack.md) are read
alike. A pack is refused whole, with every fault found in it.
"""

import csv
import hashlib
import io
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ancrage.geography.provenance import FILE as PROVENANCE
from ancrage.geography.provenance import Provenance, read_provenance
from ancrage.geography.rules.checks import check_tables, places_by_kind
from ancrage.geography.rules.layout import (
    COMMUNES,
    EPTS,
    INTERCOMMUNALITIES,
    MEMBER_COMMUNES,
    MEMBERS,
    OUTLINES,
    REGIONS,
    TABLES,
    Table,
    list_tables,
)
from ancrage.geography.rules.list_checks import check_list
from ancrage.geography.rules.outline_checks import check_outline
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.tables import Record, read_table

EMBEDDED = Path(__file__).parent / "data" / "france-2026"
"""The pack that comes with Ancrage, in the layout of any other."""

MANIFEST = "pack.toml"


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was read and found right.

    `tables` maps a file to its records; `lists` the code of an official list to the records of
    its members and of the communes of its partial members; `outlines` a file to its topology.
    """

    provenance: Provenance
    provenance_text: bytes
    tables: Mapping[str, list[Record]]
    lists: Mapping[str, tuple[list[Record], list[Record]]]
    outlines: Mapping[str, dict[str, Any]]

    def files(self) -> dict[str, bytes]:
        """Each file as the pack is written: known columns only, rows by key."""
        files = {t.file: _csv(t, self.tables[t.file]) for t in TABLES if self.tables[t.file]}
        for code, records in self.lists.items():
            for file, table, rows in zip(
                list_tables(code), (MEMBERS, MEMBER_COMMUNES), records, strict=True
            ):
                if rows:
                    files[file] = _csv(table, rows)
        for file, topology in self.outlines.items():
            text = json.dumps(topology, ensure_ascii=False, separators=(",", ":"))
            files[file] = text.encode()
        return files | {PROVENANCE: self.provenance_text}


def read_pack(
    *, directory: Path, provenance_from: Path | None = None, problems: Iterable[Problem] = ()
) -> Pack:
    """The pack in `directory`, checked.

    Without a provenance.yaml of its own, that of `provenance_from` is taken. Raises
    InputRefused with every fault of every file, and the `problems` that are known already.
    """
    if not directory.is_dir():
        advice = "Donnez le dossier d’un jeu de données."
        raise InputRefused([Problem(str(directory), None, None, "le dossier manque.", advice)])
    faults = list(problems)
    home = (
        directory
        if provenance_from is None or (directory / PROVENANCE).is_file()
        else provenance_from
    )
    provenance = read_provenance(directory=home, problems=faults)
    tables = dict(_tables(directory, TABLES, faults))
    codes = [note.code for note in provenance.lists] if provenance else []
    lists = {code: _list(directory, code, faults) for code in codes}
    outlines = dict(_outlines(directory, faults))
    check_tables(tables)
    _check_lists(tables, lists, provenance, faults)
    if provenance:
        faults.extend(_undeclared(directory, codes))
        faults.extend(_recreated_problems(provenance, tables.get(COMMUNES.file)))
    for file, topology in outlines.items():
        faults.extend(_outline_problems(file, topology, tables))
    if faults or provenance is None:
        raise InputRefused(sorted(set(faults), key=_place))
    return Pack(provenance, (home / PROVENANCE).read_bytes(), tables, lists, outlines)


def _place(problem: Problem) -> tuple[str, int, str, str]:
    return problem.file, problem.row or 0, problem.column or "", problem.what


def _tables(
    directory: Path, tables: Iterable[Table], problems: list[Problem]
) -> Iterator[tuple[str, list[Record]]]:
    """The tables that can be read; an optional one that is absent counts as empty."""
    for table in tables:
        records = _table(directory, table, table.file, problems)
        if records is not None:
            yield table.file, records


def _table(
    directory: Path, table: Table, file: str, problems: list[Problem]
) -> list[Record] | None:
    if not table.required and not (directory / file).is_file():
        return []
    required = table.required_columns()
    return read_table(directory=directory, file=file, required=required, problems=problems)


def _list(directory: Path, code: str, problems: list[Problem]) -> tuple[list[Record], list[Record]]:
    members, communes = list_tables(code)
    required = MEMBERS.required_columns()
    held = read_table(directory=directory, file=members, required=required, problems=problems)
    return held or [], _table(directory, MEMBER_COMMUNES, communes, problems) or []


def _outlines(directory: Path, problems: list[Problem]) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in OUTLINES:
        path = directory / file
        if not path.is_file():
            advice = "Ajoutez-le au dossier des données."
            problems.append(Problem(file, None, None, "le fichier manque.", advice))
            continue
        try:
            yield file, json.loads(path.read_bytes())
        except ValueError:
            advice = "Écrivez un TopoJSON en UTF-8."
            problems.append(
                Problem(file, None, None, "le fichier n’est pas un JSON lisible.", advice)
            )


def _check_lists(
    tables: Mapping[str, list[Record]],
    lists: Mapping[str, tuple[list[Record], list[Record]]],
    provenance: Provenance | None,
    problems: list[Problem],
) -> None:
    if any(table.file not in tables for table in (REGIONS, INTERCOMMUNALITIES, EPTS, COMMUNES)):
        return  # the places themselves are wrong: whatever points to them cannot be judged
    places = places_by_kind(tables)
    regions = {record.cells["code"] for record in tables[REGIONS.file]}
    counts = {note.code: note.territories for note in provenance.lists} if provenance else {}
    for code, (members, communes) in lists.items():
        check_list(members=members, communes=communes, places=places, regions=regions)
        found = len({record.cells["territory_code"] for record in members})
        if members and found != counts[code]:
            what = f"{found} territoires au lieu des {counts[code]} annoncés dans {PROVENANCE}."
            advice = "Corrigez le fichier ou le nombre."
            problems.append(Problem(list_tables(code)[0], None, "territory_code", what, advice))


def _undeclared(directory: Path, codes: Iterable[str]) -> Iterator[Problem]:
    declared = {file for code in codes for file in list_tables(code)}
    for path in sorted(directory.glob("territories_*.csv")):
        if path.name not in declared:
            what = f"aucune liste de {PROVENANCE} n’a ce fichier."
            yield Problem(path.name, None, None, what, "Déclarez la liste, ou retirez le fichier.")


def _recreated_problems(provenance: Provenance, communes: list[Record] | None) -> Iterator[Problem]:
    known = {record.cells["code"] for record in communes or ()}
    named = {code for pair in provenance.recreated_communes.items() for code in pair}
    for code in sorted(named - known) if communes else ():
        what = f"« {code} » n’est pas dans {COMMUNES.file}."
        yield Problem(PROVENANCE, None, "recreated_communes", what, "Corrigez le code.")


def _outline_problems(
    file: str, topology: dict[str, Any], tables: Mapping[str, list[Record]]
) -> Iterator[Problem]:
    name, prop, table = OUTLINES[file]
    if table not in tables:
        return iter(())
    key = next(t for t in TABLES if t.file == table).key[0]
    codes = {r.cells[key] for r in tables[table] if r.cells.get("kind") != "overseas_collectivity"}
    return check_outline(file=file, topology=topology, name=name, prop=prop, codes=codes)


def _csv(table: Table, records: list[Record]) -> bytes:
    columns = [column.name for column in table.columns if column.name in records[0].cells]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(sorted([r.cells[c] for c in columns] for r in records))
    return out.getvalue().encode()


def fingerprint_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the names and contents of a pack's files."""
    return _fingerprint({name: hashlib.sha256(data).hexdigest() for name, data in files.items()})


def _fingerprint(hashes: Mapping[str, str]) -> str:
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def manifest_of(*, provenance: Provenance, files: Mapping[str, bytes]) -> str:
    """The text of pack.toml: what the pack is, and the SHA-256 of each of its files."""
    heading = {
        "code": provenance.code,
        "name": provenance.name,
        "vintage": provenance.vintage,
        "fingerprint": fingerprint_of(files),
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in heading.items()]
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    return "\n".join([*lines, "", "[files]", *(f'"{n}" = "{h}"' for n, h in hashes.items()), ""])


def built_fingerprint(directory: Path) -> str | None:
    """The fingerprint that a built pack says it has; None when it was not built."""
    hashes = _manifest(directory)
    return _fingerprint(hashes) if hashes else None


def changed_files(directory: Path) -> list[Problem]:
    """The files of a built pack that are no longer those that were built, as faults."""
    advice = "Reconstruisez le jeu (ancrage reference build)."
    what = f"le fichier n’est plus celui que dit {MANIFEST}."
    hashes = _manifest(directory).items()
    changed = (name for name, digest in hashes if _digest(directory / name) != digest)
    return [Problem(name, None, None, what, advice) for name in changed]


def _manifest(directory: Path) -> dict[str, str]:
    path = directory / MANIFEST
    if not path.is_file():
        return {}
    hashes: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))["files"]
    return hashes


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
