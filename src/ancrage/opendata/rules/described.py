"""What is said of an open dataset, made from its one declaration: its dictionary, its Table Schema
and the descriptor of a package of datasets.

Sources: Table Schema and Data Package, specs.frictionlessdata.io; Licence Ouverte 2.0, Etalab.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ancrage.opendata.rules.fields import NO, YES, Field, Kind

LICENCE = "Licence Ouverte 2.0"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
TYPES = {
    Kind.TEXT: "string",
    Kind.DATE: "date",
    Kind.MONEY: "number",
    Kind.DECIMAL: "number",
    Kind.WHOLE: "integer",
    Kind.TRUTH: "boolean",
}
TYPES_IN_WORDS = {
    Kind.TEXT: "texte",
    Kind.DATE: "date (AAAA-MM-JJ)",
    Kind.MONEY: "montant, deux décimales",
    Kind.DECIMAL: "nombre décimal",
    Kind.WHOLE: "nombre entier",
    Kind.TRUTH: "oui ou non",
}


@dataclass(frozen=True, slots=True)
class Described:
    """What a dataset says of itself. `as_at` is the day its figures hold, None when it holds none.

    `key`: the columns that tell its rows apart.
    """

    code: str
    title: str
    description: str
    fields: tuple[Field, ...]
    sources: tuple[str, ...]
    freshness: str
    as_at: dt.date | None = None
    key: tuple[str, ...] = ()


def table_schema(described: Described) -> dict[str, Any]:
    """The dataset's Table Schema, as a document."""
    schema: dict[str, Any] = {
        "$schema": "https://frictionlessdata.io/schemas/table-schema.json",
        "name": described.code,
        "title": described.title,
        "description": described.description,
        "fields": [_field(field) for field in described.fields],
        "missingValues": [""],
    }
    filled = {field.name for field in described.fields if field.required}
    is_told = bool(described.key) and filled >= set(described.key)
    return schema | ({"primaryKey": list(described.key)} if is_told else {})


def _field(field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": field.name,
        "title": field.title,
        "description": field.meaning,
        "type": TYPES[field.kind],
    }
    if field.kind == Kind.TRUTH:
        told |= {"trueValues": [YES], "falseValues": [NO]}
    told |= {name: text for name in ("unit", "example") if (text := getattr(field, name))}
    return told | ({"constraints": found} if (found := constraints(field)) else {})


def constraints(field: Field) -> dict[str, Any]:
    """What a field's values may be, in the words of Table Schema."""
    told: dict[str, Any] = {
        "required": field.required or None,
        "pattern": f"^{field.pattern}$" if field.pattern else None,
        "maxLength": field.longest,
        "enum": list(field.values) or None,
        "minimum": None if field.least is None else float(field.least),
        "maximum": None if field.most is None else float(field.most),
    }
    return {name: value for name, value in told.items() if value is not None}


DICTIONARY = (
    Field("jeu", "Jeu de données", Kind.TEXT, "Code du jeu."),
    Field("colonne", "Colonne", Kind.TEXT, "Nom de la colonne dans les fichiers."),
    Field("titre", "Titre", Kind.TEXT, "La colonne en mots."),
    Field("nature", "Nature", Kind.TEXT, "Ce que contient une cellule."),
    Field("unite", "Unité", Kind.TEXT, "Unité du chiffre ; vide quand la colonne n’en est pas un."),
    Field("obligatoire", "Toujours remplie", Kind.TRUTH, "Si aucune cellule n’est vide."),
    Field("sens", "Sens", Kind.TEXT, "Ce que dit la colonne, et quand elle est vide."),
    Field("exemple", "Exemple", Kind.TEXT, "Une valeur possible."),
)
"""The fields of the dictionary itself."""


def dictionary(datasets: Sequence[Described]) -> list[tuple[str | bool, ...]]:
    """A line per column of each dataset, in the order of `DICTIONARY`."""
    return [
        (
            one.code,
            field.name,
            field.title,
            TYPES_IN_WORDS[field.kind],
            field.unit,
            field.required,
            field.meaning,
            field.example,
        )
        for one in datasets
        for field in one.fields
    ]


def resource(described: Described, *, path: str) -> dict[str, Any]:
    """A dataset as a resource of a package, its CSV at `path`."""
    told: dict[str, Any] = {
        "profile": "tabular-data-resource",
        "name": described.code,
        "title": described.title,
        "description": described.description,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "licenses": [licence()],
        "sources": [{"title": source} for source in described.sources],
        "accrualPeriodicity": described.freshness,
        "schema": table_schema(described),
    }
    return told | ({"temporal": described.as_at.isoformat()} if described.as_at else {})


def package(resources: Sequence[dict[str, Any]], *, created: dt.datetime) -> dict[str, Any]:
    """The descriptor of all datasets as one Data Package."""
    return {
        "profile": "tabular-data-package",
        "name": "ancrage",
        "title": "Ancrage : données ouvertes du programme",
        "created": created.isoformat(timespec="seconds"),
        "licenses": [licence()],
        "resources": list(resources),
    }


def licence() -> dict[str, str]:
    """The licence of all that is published here."""
    return {"name": "etalab-2.0", "title": LICENCE, "path": LICENCE_URL}


COMPARED = ("type", "constraints", "trueValues", "falseValues")
CHECKED_BETWEEN = ("french-siret-value", "one-of-required")
"""The checks of the public schema that are not a field's: ours are in `grants.row_faults`."""


def differences(fields: Sequence[Field], official: Mapping[str, Any]) -> list[str]:
    """How our fields differ from a public Table Schema, a sentence each; empty when they agree."""
    held = {field.name: _field(field) for field in fields}
    theirs = {told["name"]: told for told in official.get("fields", ())}
    found = [f"{name} : colonne du schéma, absente ici." for name in theirs if name not in held]
    found += [f"{name} : colonne absente du schéma." for name in held if name not in theirs]
    if not found and list(held) != list(theirs):
        found.append("L’ordre des colonnes diffère.")
    for name in held.keys() & theirs.keys():
        found += [
            f"{name} : {what} est {held[name].get(what)} ici, {theirs[name].get(what)} au schéma."
            for what in COMPARED
            if held[name].get(what) != theirs[name].get(what)
        ]
    checks = {told["name"] for told in official.get("custom_checks", ())}
    return sorted(found) + [
        f"{name} : vérification du schéma, inconnue ici."
        for name in sorted(checks - set(CHECKED_BETWEEN))
    ]
