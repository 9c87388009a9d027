"""What an identification gave as a file: JSON, CSV or GeoJSON, marked simulated."""

from ancrage.geography.outlines import geometry_geojson
from ancrage.selection.engine.result import as_csv, as_geojson, as_json
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.runs import Run


def result_text(run: Run, kind: str) -> str:
    """The result as the command line writes it; `kind` is json, csv or geojson."""
    document = {"quality": "simulated"} | run.record.result
    if kind == "json":
        return as_json(document)
    if kind == "csv":
        header, *rows = as_csv(run.result, loaded_country()).splitlines()
        return "\n".join([f"{header},quality", *(f"{row},simulated" for row in rows), ""])
    return as_json(as_geojson(document, geometry_geojson))
