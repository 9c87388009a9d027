"""The catalogue as files: spreadsheets, JSON, YAML, the public schema « dispositif d'aide »."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import yaml

from ancrage.catalogue.definitions import aid_fields
from ancrage.catalogue.documents import basket_document, measure_document, version_document
from ancrage.catalogue.models import BasketVersion
from ancrage.catalogue.queries.owners import owner_names
from ancrage.catalogue.rules.aid import Row, aid_rows, professional_rows
from ancrage.catalogue.rules.basket import Basket
from ancrage.catalogue.rules.words import measure_lines
from ancrage.kernel.text import escape_formula
from ancrage.ui.exports import Sheet, csv_text

CSV, JSON, YAML = "text/csv", "application/json", "application/yaml"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A file that can be taken away: what it is for, its type, how it is written."""

    label: str
    content_type: str
    write: Callable[[Basket], str]


def basket_csv(basket: Basket) -> str:
    """One line a measure, with French headings, for a French spreadsheet."""
    measures = list(basket.measures.values())
    owners = owner_names(basket, measures)
    lines = [measure_lines(measure, basket) for measure in measures]
    headings = ["Code", "Version", "Proposée par"]
    headings += [line.label for line in lines[0].values()] if lines else []
    rows = [
        [m.code, basket.code, owners.get(m.owner, "Nation"), *(line.text for line in told.values())]
        for m, told in zip(measures, lines, strict=True)
    ]
    source = "Ancrage, panier de services"
    if any(measure.is_demonstration for measure in measures):
        source += " (contient des mesures de démonstration)"
    return "\ufeff" + csv_text(Sheet(basket.title, headings, rows, source, basket.title))


def basket_json(basket: Basket) -> str:
    """The version with all its measures, as the API gives them."""
    held = [measure_document(measure, basket) for measure in basket.measures.values()]
    return _json({**basket_document(basket), "measures": held})


def version_yaml(basket: Basket) -> str:
    """The whole version, that can be read in again; what Regions and operators add is not in it."""
    return yaml.safe_dump(version_document(basket), allow_unicode=True, sort_keys=False, width=100)


def aid_csv(basket: Basket) -> str:
    """The public schema: comma, UTF-8, names of fields unchanged."""
    return _schema_csv(aid_rows(basket, updated=updated_at(basket)), professional=False)


def professional_csv(basket: Basket) -> str:
    """Its extension for companies."""
    return _schema_csv(professional_rows(basket, updated=updated_at(basket)), professional=True)


def aid_json(basket: Basket) -> str:
    """The public schema as a list of objects."""
    return _json(aid_rows(basket, updated=updated_at(basket)))


KINDS: Mapping[str, FileKind] = {
    "panier.csv": FileKind("Tableur (CSV)", CSV, basket_csv),
    "panier.json": FileKind("JSON", JSON, basket_json),
    "panier.yaml": FileKind("YAML, relisible par Ancrage", YAML, version_yaml),
    "dispositif-aide.csv": FileKind("Schéma « dispositif d’aide » (CSV)", CSV, aid_csv),
    "dispositif-aide.json": FileKind("Schéma « dispositif d’aide » (JSON)", JSON, aid_json),
    "dispositif-aide-professionnels.csv": FileKind(
        "Schéma « dispositif d’aide pour les professionnels » (CSV)", CSV, professional_csv
    ),
}
"""The files, by the end of their names."""


def updated_at(basket: Basket) -> dt.datetime:
    """When what a version says was last changed: published, or for one that ships, in force."""
    held = BasketVersion.objects.filter(pk=basket.code).first()
    if held is not None and held.published_at is not None:
        return held.published_at.astimezone(dt.UTC)
    return dt.datetime.combine(basket.valid_from, dt.time(), dt.UTC)


def _schema_csv(rows: list[Row], *, professional: bool) -> str:
    names = [field["name"] for field in aid_fields(professional=professional)]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, names, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: escape_formula(row[name]) for name in names} for row in rows)
    return buffer.getvalue()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)
