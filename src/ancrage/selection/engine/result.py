"""A result as documents: JSON (everything), CSV (one line per member), GeoJSON (for maps)."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ancrage.selection.engine.model import (
    Conflict,
    Country,
    IdentifiedTerritory,
    Result,
    Status,
)
from ancrage.selection.engine.rules import rules_document, rules_from_document

Geometry = Callable[[Sequence[str]], dict[str, Any] | None]
"""A GeoJSON geometry for a territory's SIRENs; None when the outlines are not known."""

FORMATS = (".json", ".csv", ".geojson")
CSV_COLUMNS = (
    "territory_code",
    "territory_name",
    "territory_region",
    "siren",
    "name",
    "region",
    "employment_zone",
    "population",
    "industrial_jobs",
    "total_jobs",
)


def result_document(result: Result) -> dict[str, Any]:
    """The result, ready for JSON.

    `gap` is a fraction, (bound − objective) / objective; jobs are salaried jobs; `conflict` is
    null unless the rules are infeasible; objective, bound and gap are null when not known.
    """
    return {
        "rules": rules_document(result.rules),
        "fingerprint": result.fingerprint,
        "status": str(result.status),
        "solver": result.solver,
        "objective": result.objective,
        "bound": result.bound,
        "gap": result.gap,
        "seconds": round(result.seconds, 3),
        "conflict": _conflict_document(result.conflict),
        "coverage": {
            "industrial_jobs": result.covered_industrial_jobs,
            "share": result.covered_share,
        },
        "territories": [
            asdict(territory) | {"members": list(territory.members)}
            for territory in result.territories
        ],
    }


def result_from_document(document: Mapping[str, Any]) -> Result:
    """The result that `result_document` wrote."""
    conflict = document["conflict"]
    return Result(
        rules=rules_from_document(document["rules"]),
        fingerprint=document["fingerprint"],
        status=Status(document["status"]),
        solver=document["solver"],
        objective=document["objective"],
        bound=document["bound"],
        gap=document["gap"],
        seconds=document["seconds"],
        conflict=conflict and Conflict(tuple(conflict["rules"]), conflict["message"]),
        covered_industrial_jobs=document["coverage"]["industrial_jobs"],
        covered_share=document["coverage"]["share"],
        territories=tuple(
            IdentifiedTerritory(**(territory | {"members": tuple(territory["members"])}))
            for territory in document["territories"]
        ),
    )


def as_json(document: Mapping[str, Any], *, indent: int | None = 2) -> str:
    """A document as JSON text; a figure that JSON cannot hold would be an error, not « NaN »."""
    return json.dumps(document, ensure_ascii=False, indent=indent, allow_nan=False) + "\n"


def as_csv(result: Result, country: Country) -> str:
    """One line per territory and member, with the member's own figures."""
    units = {unit.siren: unit for unit in country.units}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for territory in result.territories:
        for siren in territory.members:
            unit = units[siren]
            figures = (unit.population, unit.industrial_jobs, unit.total_jobs)
            names = (territory.code, territory.name, territory.region, siren, unit.name)
            cells = (*names, unit.region, unit.employment_zone)
            writer.writerow([*map(_harmless, cells), *figures])
    return text.getvalue()


def as_geojson(document: Mapping[str, Any], geometry: Geometry) -> dict[str, Any]:
    """One feature per territory; what the list is and its proof stand beside, under `result`."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": territory["code"],
                "geometry": geometry(territory["members"]),
                "properties": territory,
            }
            for territory in document["territories"]
        ],
        "result": {key: value for key, value in document.items() if key != "territories"},
    }


def _conflict_document(conflict: Conflict | None) -> dict[str, Any] | None:
    if conflict is None:
        return None
    return {"rules": list(conflict.rules), "message": conflict.message}


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
