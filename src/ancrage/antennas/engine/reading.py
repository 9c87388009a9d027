"""Read the places from a data pack: only `epci.csv`, and of it only these columns.

`siren`, `name`, `longitude` and `latitude` in degrees, `industrial_jobs` in salaried jobs (empty:
unknown).
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import astuple

from ancrage.antennas.engine.model import Place
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.tables import Directory, Record, read_table

UNITS = "epci.csv"
COLUMNS = ("siren", "name", "longitude", "latitude", "industrial_jobs")
LIMITS = {"longitude": 180.0, "latitude": 90.0}
MOST_JOBS = 100_000_000
"""In all: beyond, the proof in whole numbers could no longer be exact (`model.py`)."""


def read_places(directory: Directory) -> tuple[Place, ...]:
    """The places of the pack, sorted by SIREN. InputRefused with every fault of the file."""
    if not directory.is_dir():
        advice = "Donnez le dossier qui contient epci.csv."
        raise InputRefused([Problem(str(directory), None, None, "le dossier manque.", advice)])
    problems: list[Problem] = []
    records = read_table(directory=directory, file=UNITS, required=COLUMNS, problems=problems)
    places = _places(records or [])
    if not problems:
        problems += _faults(places)
    if problems:
        raise InputRefused(problems)
    return sorted_places(places)


def sorted_places(places: Iterable[Place]) -> tuple[Place, ...]:
    """In the order that the engine works in."""
    return tuple(sorted(places, key=lambda place: place.siren))


def fingerprint(places: Iterable[Place]) -> str:
    """SHA-256 of what the engine uses: neither row order nor other columns change it."""
    content = [astuple(place) for place in sorted(places, key=lambda place: place.siren)]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _places(records: list[Record]) -> list[Place]:
    first_rows: dict[str, int] = {}
    places = []
    for record in records:
        place = Place(
            record.text("siren"),
            record.text("name"),
            _degrees(record, "longitude"),
            _degrees(record, "latitude"),
            record.count("industrial_jobs"),
        )
        first = first_rows.setdefault(place.siren, record.row)
        if place.siren and first != record.row:
            what = f"« {place.siren} » figure déjà à la ligne {first}."
            record.note("siren", what, "Gardez une seule ligne par intercommunalité.")
        places.append(place)
    return places


def _degrees(record: Record, column: str) -> float:
    text = record.text(column)
    if not text:
        return 0.0
    number = float(text) if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text) else None
    if number is not None and abs(number) <= LIMITS[column]:
        return number
    advice = f"Donnez des degrés décimaux, entre -{LIMITS[column]:.0f} et {LIMITS[column]:.0f}."
    record.note(column, f"« {text} » n’est pas un angle en degrés.", advice)
    return 0.0


def _faults(places: list[Place]) -> list[Problem]:
    jobs = sum(place.jobs or 0 for place in places)
    if not jobs:
        what = "aucun emploi industriel n’est connu."
        advice = "Placer des antennes demande de savoir où est l’emploi."
        return [Problem(UNITS, None, "industrial_jobs", what, advice)]
    if jobs > MOST_JOBS:
        what = f"{jobs} emplois au total\N{NO-BREAK SPACE}: trop pour une preuve exacte."
        return [Problem(UNITS, None, "industrial_jobs", what, "Vérifiez la colonne.")]
    return []
