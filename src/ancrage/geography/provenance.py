"""The provenance of a pack: `provenance.yaml`, read and checked.

Sources, what each figure means and what must not be done with it, the lists and since when each
is in force, the lists that are known to exist but are not held.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

import yaml

from ancrage.kernel.problems import Problem
from ancrage.kernel.quality import Quality
from ancrage.kernel.tables import Directory

FILE = "provenance.yaml"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SourceNote:
    code: str
    producer: str
    title: str
    licence: str
    vintage: str = ""
    obtained_from: str = ""


@dataclass(frozen=True, slots=True)
class FigureNote:
    """What the column of a table says. `source` is a source's code."""

    table: str
    column: str
    label: str
    quality: Quality
    source: str
    unit: str = ""
    vintage: str = ""
    caution: str = ""


@dataclass(frozen=True, slots=True)
class ListNote:
    """An official list: in force from `valid_from` until the day before the next one's."""

    code: str
    name: str
    territories: int
    valid_from: dt.date
    quality: Quality
    source: str
    origin: str


@dataclass(frozen=True, slots=True)
class UnpublishedList:
    """A list that existed and that no source of ours names."""

    date: dt.date
    territories: int
    note: str


@dataclass(frozen=True, slots=True)
class PerimeterNote:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """The whole file. `reference_date` is that of every code and perimeter;
    `recreated_communes` maps a re-created commune to its former parent."""

    code: str
    name: str
    vintage: str
    licence: str
    credit: str
    reference_date: dt.date
    sources: tuple[SourceNote, ...]
    figures: tuple[FigureNote, ...]
    perimeter: PerimeterNote = PerimeterNote("officiel", "Listes officielles")
    lists: tuple[ListNote, ...] = ()
    unpublished_lists: tuple[UnpublishedList, ...] = ()
    recreated_communes: Mapping[str, str] = field(default_factory=dict)

    def valid_to(self, code: str) -> dt.date | None:
        """The last day of the list `code`; None when no later list is held."""
        starts = sorted(note.valid_from for note in self.lists)
        start = next(note.valid_from for note in self.lists if note.code == code)
        later = [day for day in starts if day > start]
        return later[0] - dt.timedelta(days=1) if later else None


def read_provenance(*, directory: Directory, problems: list[Problem]) -> Provenance | None:
    """The provenance in `directory`; None, with the faults added to `problems`, when wrong."""
    path = directory / FILE
    if not path.is_file():
        advice = "Décrivez les sources, les chiffres et les listes (voir data-pack.md)."
        problems.append(Problem(FILE, None, None, "le fichier manque.", advice))
        return None
    try:
        document = yaml.load(path.read_bytes(), Loader=_LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        problems.append(
            Problem(FILE, _line(error), None, "YAML illisible.", "Corrigez la syntaxe.")
        )
        return None
    faults = list(_faults(document))
    problems.extend(faults)
    return None if faults else _provenance(document)


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SECTIONS: dict[str, type] = {
    "sources": SourceNote,
    "figures": FigureNote,
    "lists": ListNote,
    "unpublished_lists": UnpublishedList,
}
HEADINGS = ("code", "name", "vintage", "licence", "credit")


def _line(error: yaml.YAMLError) -> int | None:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else None


def _provenance(document: dict[str, Any]) -> Provenance:
    sections: dict[str, Any] = {
        name: tuple(_note(kind, entry) for entry in document.get(name) or ())
        for name, kind in SECTIONS.items()
    }
    headings: dict[str, Any] = {name: str(document[name]).strip() for name in HEADINGS}
    headings["reference_date"] = document["reference_date"]
    if "perimeter" in document:
        headings["perimeter"] = _note(PerimeterNote, document["perimeter"])
    recreated = {str(k): str(v) for k, v in (document.get("recreated_communes") or {}).items()}
    return Provenance(**headings, **sections, recreated_communes=recreated)


def _note(kind: type[T], entry: dict[str, Any]) -> T:
    return kind(**{f.name: _value(f.type, entry[f.name]) for f in fields(kind) if f.name in entry})  # type: ignore[arg-type]


def _value(kind: object, value: Any) -> Any:  # noqa: ANN401 - a YAML value is anything
    if kind in {Quality, "Quality"}:
        return Quality(value)
    return value if kind in {int, dt.date} else str(value).strip()


def _faults(document: object) -> Iterator[Problem]:
    if not isinstance(document, dict):
        yield _fault("", "le document n’est pas un ensemble de clés.", "Voir data-pack.md.")
        return
    for heading in HEADINGS:
        if not document.get(heading):
            yield _fault(heading, "la clé manque.", "Ajoutez-la.")
    if not isinstance(document.get("reference_date"), dt.date):
        yield _fault("reference_date", "la date des codes manque.", "AAAA-MM-JJ.")
    for name, kind in SECTIONS.items():
        yield from _section_faults(document, name, kind)
    codes = {str(s.get("code")) for s in document.get("sources") or () if isinstance(s, dict)}
    for name in ("figures", "lists"):
        for position, entry in enumerate(document.get(name) or ()):
            if isinstance(entry, dict) and str(entry.get("source")) not in codes:
                what = f"« {entry.get('source')} » n’est pas dans sources."
                yield _fault(f"{name}.{position}.source", what, "Corrigez le code.")


def _section_faults(document: dict[str, Any], name: str, kind: type) -> Iterator[Problem]:
    entries = document.get(name) or []
    if not isinstance(entries, list):
        yield _fault(name, "une liste est attendue.", "Voir data-pack.md.")
        return
    if not entries and name == "sources":
        yield _fault(name, "aucune source n’est donnée.", "Nommez au moins une source.")
    seen: set[str] = set()
    for position, entry in enumerate(entries):
        yield from _entry_faults(f"{name}.{position}", entry, kind)
        if not isinstance(entry, dict):
            continue
        key = " ".join(str(entry.get(k)) for k in ("table", "column", "code", "date"))
        if key in seen:
            yield _fault(f"{name}.{position}", "l’entrée figure deux fois.", "Gardez-en une.")
        seen.add(key)


def _entry_faults(place: str, entry: object, kind: type) -> Iterator[Problem]:
    if not isinstance(entry, dict):
        yield _fault(place, "un ensemble de clés est attendu.", "Voir data-pack.md.")
        return
    for key in fields(kind):
        value = entry.get(key.name)
        if value is None or value == "":
            if key.default == "":
                continue
            yield _fault(f"{place}.{key.name}", "la clé manque.", "Ajoutez-la.")
        elif key.type is dt.date and not isinstance(value, dt.date):
            yield _fault(f"{place}.{key.name}", f"« {value} » n’est pas une date.", "AAAA-MM-JJ.")
        elif key.type is int and not isinstance(value, int):
            yield _fault(f"{place}.{key.name}", f"« {value} » n’est pas un nombre.", "Un entier.")
        elif key.type is Quality and value not in set(Quality):
            yield _fault(f"{place}.{key.name}", f"« {value} » inconnu.", f"{', '.join(Quality)}.")


def _fault(place: str, what: str, advice: str) -> Problem:
    return Problem(FILE, None, place or None, what, advice)
