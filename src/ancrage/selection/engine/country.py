"""Read a country from a data pack: who is where, with how many jobs, and who touches whom.

Only two files of the pack are needed, and of them only these columns: `epci.csv` (siren, name,
region, population in inhabitants, industrial_jobs and total_jobs in salaried jobs,
employment_zone) and `epci_adjacency.csv` (siren_a, siren_b, one line per pair of neighbours).
Empty jobs are unknown jobs.
"""

import hashlib
import json
from dataclasses import fields
from operator import attrgetter

from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.tables import Directory, Record, read_table
from ancrage.selection.engine.model import Country, Unit

UNITS = "epci.csv"
ADJACENCY = "epci_adjacency.csv"
UNIT_COLUMNS = (
    "siren",
    "name",
    "region",
    "population",
    "industrial_jobs",
    "total_jobs",
    "employment_zone",
)
PAIR_COLUMNS = ("siren_a", "siren_b")


def read_country(directory: Directory) -> Country:
    """The country that the pack in `directory` describes.

    Raises InputRefused with every fault of both files.
    """
    problems: list[Problem] = []
    if not directory.is_dir():
        advice = "Donnez le dossier qui contient epci.csv et epci_adjacency.csv."
        raise InputRefused([Problem(str(directory), None, None, "le dossier manque.", advice)])
    records = read_table(directory=directory, file=UNITS, required=UNIT_COLUMNS, problems=problems)
    units = _units(records or [], problems)
    pairs = _pairs(directory, {unit.siren for unit in units} if records else None, problems)
    if problems:
        raise InputRefused(problems)
    return make_country(units=units, pairs=pairs)


def make_country(*, units: list[Unit], pairs: set[tuple[str, str]]) -> Country:
    """A country from its units and its pairs of neighbouring SIRENs, in any order."""
    ordered = tuple(sorted(units, key=lambda unit: unit.siren))
    place = {unit.siren: position for position, unit in enumerate(ordered)}
    adjacency = sorted((min(place[a], place[b]), max(place[a], place[b])) for a, b in pairs)
    return Country(ordered, tuple(adjacency), _fingerprint(ordered, adjacency))


def _units(records: list[Record], problems: list[Problem]) -> list[Unit]:
    first_rows: dict[str, int] = {}
    units = []
    for record in records:
        unit = _unit(record)
        first = first_rows.setdefault(unit.siren, record.row)
        if unit.siren and first != record.row:
            what = f"« {unit.siren} » figure déjà à la ligne {first}."
            record.note("siren", what, "Gardez une seule ligne par intercommunalité.")
        units.append(unit)
    if units and not problems and not sum(unit.industrial_jobs or 0 for unit in units):
        what = "aucun emploi industriel n’est connu."
        advice = "La part nationale de l’industrie demande des emplois."
        problems.append(Problem(UNITS, None, "industrial_jobs", what, advice))
    return units


def _unit(record: Record) -> Unit:
    unit = Unit(
        siren=record.text("siren"),
        name=record.text("name"),
        region=record.text("region"),
        employment_zone=record.text("employment_zone"),
        population=record.count("population"),
        industrial_jobs=record.count("industrial_jobs"),
        total_jobs=record.count("total_jobs"),
    )
    _check_jobs(record, unit)
    return unit


def _check_jobs(record: Record, unit: Unit) -> None:
    if bool(record.cells["industrial_jobs"]) != bool(record.cells["total_jobs"]):
        column = "total_jobs" if record.cells["industrial_jobs"] else "industrial_jobs"
        what = "un seul des deux nombres d’emplois est donné."
        record.note(column, what, "Donnez les deux, ou laissez les deux vides (inconnu).")
    elif (unit.industrial_jobs or 0) > (unit.total_jobs or 0) and unit.jobs_known:
        what = f"{unit.industrial_jobs} emplois industriels sur {unit.total_jobs} au total."
        record.note("industrial_jobs", what, "La partie ne peut pas dépasser le tout.")


def _pairs(
    directory: Directory, known: set[str] | None, problems: list[Problem]
) -> set[tuple[str, str]]:
    records = read_table(
        directory=directory,
        file=ADJACENCY,
        required=PAIR_COLUMNS,
        problems=problems,
        may_be_empty=True,
    )
    rows: dict[tuple[str, str], int] = {}
    for record in records or []:
        a, b = _ends(record, known)
        first = rows.setdefault((min(a, b), max(a, b)), record.row)
        if a and a == b:
            what = f"« {a} » est donnée pour sa propre voisine."
            record.note("siren_b", what, "Retirez la ligne ou corrigez le code.")
        elif a and b and first != record.row:
            what = f"la paire {a} – {b} figure déjà à la ligne {first}."
            record.note("siren_b", what, "Gardez une seule ligne par paire.")
    return set(rows)


def _ends(record: Record, known: set[str] | None) -> tuple[str, str]:
    """The two codes of a line of neighbours; `known` is None when the units are unreadable."""
    for column in PAIR_COLUMNS:
        siren = record.text(column)
        if siren and known is not None and siren not in known:
            what = f"« {siren} » n’est pas dans {UNITS}."
            record.note(column, what, "Corrigez le code ou ajoutez l’intercommunalité.")
    return record.cells["siren_a"], record.cells["siren_b"]


def _fingerprint(units: tuple[Unit, ...], adjacency: list[tuple[int, int]]) -> str:
    """SHA-256 of what the engine uses: neither row order nor other columns change it."""
    content = list(map(attrgetter(*(field.name for field in fields(Unit))), units))
    text = json.dumps([content, adjacency], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
