"""What makes a data pack wrong, told at once: each fault with file, row, column, and what to do.

Works on records that were already read; each check notes its faults on the record itself.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ancrage.geography.rules.layout import (
    ADJACENCY,
    COMMUNES,
    EPTS,
    HISTORY,
    INTEGER_MAX,
    INTERCOMMUNALITIES,
    TABLES,
    Column,
    Kind,
    Table,
)
from ancrage.kernel.tables import Record

NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
CODE = re.compile(r"[0-9A-Za-z-]+")
Records = Mapping[str, Sequence[Record]]


def check_tables(tables: Records) -> None:
    """Check every table of the pack that could be read, and what they say of one another."""
    known = {file: {record.cells[key] for record in tables[file]} for file, key in _keys(tables)}
    for table in TABLES:
        check_table(table, tables.get(table.file, ()), known)
    _check_adjacency(tables.get(ADJACENCY.file, ()))
    for file in (INTERCOMMUNALITIES.file, EPTS.file):
        _check_jobs(tables.get(file, ()))
    _check_history(tables.get(HISTORY.file, ()), known.get(COMMUNES.file, set()))


def _keys(tables: Records) -> Iterable[tuple[str, str]]:
    return ((t.file, t.key[0]) for t in TABLES if len(t.key) == 1 and t.file in tables)


def check_table(table: Table, records: Sequence[Record], known: Mapping[str, set[str]]) -> None:
    """Check each cell by itself, its reference to another table, and that keys are unique.

    A reference is not judged when the table it points to could not be read.
    """
    for column in table.columns:
        for record in records:
            _check_cell(record, column, known.get(column.references))
    check_unique(records, table.key)


def _check_cell(record: Record, column: Column, known: set[str] | None) -> None:
    value = record.cells.get(column.name, "")
    if value:
        what, advice = _fault(value, column, known)
        if what:
            record.note(column.name, what, advice)
    elif column.required and column.filled:
        record.note(column.name, "la cellule est vide.", "Donnez une valeur.")


def _fault(value: str, column: Column, known: set[str] | None) -> tuple[str, str]:
    """What is wrong with a filled cell and what to do; two empty texts when nothing is."""
    if column.choices:
        if value in column.choices:
            return "", ""
        return f"« {value} » n’est pas admis.", f"Écrivez {' ou '.join(column.choices)}."
    if column.kind in {Kind.TEXT, Kind.CODE, Kind.CODES}:
        return _text_fault(value, column, known)
    return _number_fault(value, column.kind)


def _text_fault(value: str, column: Column, known: set[str] | None) -> tuple[str, str]:
    if len(value) > column.max_length:
        return f"{len(value)} caractères.", f"Pas plus de {column.max_length}."
    if column.kind == Kind.TEXT:
        return "", ""
    for code in value.split("|"):
        if not CODE.fullmatch(code):
            return (
                f"« {code} » n’est pas un code.",
                "Écrivez des chiffres et des lettres, sans espace.",
            )
        if known is not None and code not in known:
            advice = "Corrigez le code ou ajoutez la ligne qui manque."
            return f"« {code} » n’est pas dans {column.references}.", advice
    return "", ""


def _number_fault(value: str, kind: Kind) -> tuple[str, str]:
    if not NUMBER.fullmatch(value):
        return f"« {value} » n’est pas un nombre.", "Écrivez-le en chiffres, avec un point décimal."
    if kind == Kind.COORDINATE:
        return "", ""
    if value.startswith("-"):
        return f"« {value} » est négatif.", "Donnez un nombre positif ou nul."
    return _count_fault(value) if kind == Kind.COUNT else _share_fault(value, kind)


def _share_fault(value: str, kind: Kind) -> tuple[str, str]:
    if kind == Kind.SHARE and float(value) > 1:
        return f"« {value} » dépasse 1.", "Donnez une part entre 0 et 1."
    return "", ""


def _count_fault(value: str) -> tuple[str, str]:
    if "." in value:
        return f"« {value} » n’est pas un nombre entier.", "Écrivez-le sans décimale."
    if int(value) > INTEGER_MAX:
        return f"« {value} » est trop grand.", f"Pas plus de {INTEGER_MAX}."
    return "", ""


def check_unique(records: Iterable[Record], key: Sequence[str]) -> None:
    """Note every row whose key was already seen, with the row that has it first."""
    first_rows: dict[tuple[str, ...], int] = {}
    for record in records:
        values = tuple(record.cells[column] for column in key)
        first = first_rows.setdefault(values, record.row)
        if first != record.row:
            what = f"« {' '.join(values)} » figure déjà à la ligne {first}."
            record.note(key[-1], what, "Gardez une seule des deux lignes.")


def _check_adjacency(records: Iterable[Record]) -> None:
    for record in records:
        a, b = record.cells["siren_a"], record.cells["siren_b"]
        if a and a == b:
            what = f"« {a} » est donnée pour sa propre voisine."
            record.note("siren_b", what, "Retirez la ligne ou corrigez le code.")
        elif a and b and a > b:
            what = f"« {a} » vient après « {b} »."
            record.note(
                "siren_a", what, "Écrivez chaque paire une fois, le plus petit code d’abord."
            )


def _check_jobs(records: Iterable[Record]) -> None:
    for record in records:
        industrial, total = record.cells["industrial_jobs"], record.cells["total_jobs"]
        if bool(industrial) != bool(total):
            column = "total_jobs" if industrial else "industrial_jobs"
            what = "un seul des deux nombres d’emplois est donné."
            record.note(column, what, "Donnez les deux, ou laissez les deux vides (inconnu).")
        elif industrial.isdecimal() and total.isdecimal() and int(industrial) > int(total):
            what = f"{industrial} emplois industriels sur {total} au total."
            record.note("industrial_jobs", what, "La partie ne peut pas dépasser le tout.")
        if bool(industrial) == (record.cells["jobs_quality"] == "unknown"):
            what = f"« {record.cells['jobs_quality']} » ne va pas avec les emplois donnés."
            record.note(
                "jobs_quality", what, "« unknown » si et seulement si les emplois sont vides."
            )


def _check_history(records: Iterable[Record], communes: set[str]) -> None:
    for record in records:
        if record.cells["old_code"] in communes:
            what = f"« {record.cells['old_code']} » est le code d’une commune actuelle."
            record.note("old_code", what, "Retirez la ligne : un code actuel se désigne lui-même.")


def places_by_kind(tables: Records) -> dict[str, dict[str, set[str]]]:
    """For each kind of member, its codes and their communes: {"epci": {siren: {commune}}, …}."""
    places: dict[str, dict[str, set[str]]] = {
        "epci": {r.cells["siren"]: set() for r in tables.get(INTERCOMMUNALITIES.file, ())},
        "ept": {r.cells["siren"]: set() for r in tables.get(EPTS.file, ())},
        "commune": defaultdict(set),
    }
    for record in tables.get(COMMUNES.file, ()):
        code = record.cells["code"]
        places["commune"][code].add(code)
        for kind in ("epci", "ept"):
            holder = record.cells.get(kind, "")
            if holder in places[kind]:
                places[kind][holder].add(code)
    return places
