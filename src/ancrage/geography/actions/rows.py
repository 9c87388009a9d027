"""The rows that a pack becomes in the database. Nothing is saved here."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from django.db.models import Model

from ancrage.geography.actions.bulk import Row
from ancrage.geography.models import (
    Adjacency,
    Commune,
    Department,
    EmploymentZone,
    FigureDefinition,
    FormerCommune,
    Intercommunality,
    PostalCode,
    RecreatedCommune,
    Region,
    Source,
)
from ancrage.geography.pack import Pack
from ancrage.geography.provenance import Provenance
from ancrage.geography.rules.layout import (
    ADJACENCY,
    COMMUNES,
    DEPARTMENTS,
    EMPLOYMENT_ZONES,
    EPTS,
    HISTORY,
    INTERCOMMUNALITIES,
    REGIONS,
    Kind,
    Table,
)
from ancrage.kernel.tables import Record
from ancrage.kernel.text import fold

NUMBERS = {
    Kind.COUNT: int,
    Kind.NUMBER: float,
    Kind.COORDINATE: float,
    Kind.SHARE: float,
}
RENAMED = {
    "region": "region_id",
    "department": "department_id",
    "employment_zone": "employment_zone_id",
}


def reference_rows(pack: Pack) -> Iterator[tuple[type[Model], list[Row]]]:
    """The places of the pack, one table after the other, each after those it points to."""
    yield Region, list(_rows(pack, REGIONS))
    yield Department, list(_rows(pack, DEPARTMENTS))
    yield EmploymentZone, list(_rows(pack, EMPLOYMENT_ZONES))
    yield Intercommunality, list(_intercommunalities(pack))
    yield Intercommunality, list(_epts(pack))
    yield Commune, list(_communes(pack))


def dependent_rows(pack: Pack) -> Iterator[tuple[type[Model], list[Row]]]:
    """What only the pack points to: neighbours, codes, sources, definitions of figures."""
    yield Adjacency, list(_adjacencies(pack.tables[ADJACENCY.file]))
    yield PostalCode, list(_postal_codes(pack.tables[COMMUNES.file]))
    yield FormerCommune, list(_former_communes(pack.tables[HISTORY.file]))
    recreated = pack.provenance.recreated_communes.items()
    yield (
        RecreatedCommune,
        [{"commune_id": child, "parent_id": parent} for child, parent in recreated],
    )
    yield Source, list(_sources(pack.provenance))
    yield FigureDefinition, list(_definitions(pack.provenance))


def _sources(provenance: Provenance) -> Iterator[Row]:
    for position, source in enumerate(provenance.sources):
        yield asdict(source) | {"position": position}


def _definitions(provenance: Provenance) -> Iterator[Row]:
    for position, figure in enumerate(provenance.figures):
        row = asdict(figure) | {"position": position}
        row["source_id"] = row.pop("source")
        yield row


def _values(table: Table, record: Record) -> Row:
    """The cells of a record by database column; an empty figure is None."""
    values: Row = {}
    for column in table.columns:
        text = record.cells.get(column.name, "")
        number = NUMBERS.get(column.kind)
        name = RENAMED.get(column.name, column.name)
        if number is None:
            values[name] = text or (None if name.endswith("_id") else "")
        else:
            values[name] = number(text) if text else None
    return values


def _rows(pack: Pack, table: Table) -> Iterator[Row]:
    return (_values(table, record) for record in pack.tables[table.file])


def _intercommunalities(pack: Pack) -> Iterator[Row]:
    for row in _rows(pack, INTERCOMMUNALITIES):
        row["regions"] = row["regions"] or row["region_id"]
        yield row | {"search_name": fold(row["name"])}


def _epts(pack: Pack) -> Iterator[Row]:
    regions = {r.cells["code"]: r.cells["region"] for r in pack.tables[DEPARTMENTS.file]}
    for row in _rows(pack, EPTS):
        region = regions[row["department_id"]]
        row["parent_id"] = row.pop("epci")
        yield row | {
            "kind": Intercommunality.EPT,
            "region_id": region,
            "regions": region,
            "search_name": fold(row["name"]),
        }


def _communes(pack: Pack) -> Iterator[Row]:
    for row in _rows(pack, COMMUNES):
        row["intercommunality_id"] = row.pop("epci") or None
        row["ept_id"] = row.pop("ept") or None
        row["search_name"] = fold(row["name"])
        yield row


def _adjacencies(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        a, b = record.cells["siren_a"], record.cells["siren_b"]
        border = float(record.cells["shared_border_km"])
        for here, there in ((a, b), (b, a)):
            yield {"intercommunality_id": here, "neighbour_id": there, "shared_border_km": border}


def _postal_codes(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        for code in filter(None, record.cells["postal_codes"].split("|")):
            yield {"code": code, "commune_id": record.cells["code"]}


def _former_communes(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        cells = record.cells
        yield {
            "code": cells["old_code"],
            "commune_id": cells["new_code"],
            "origin": cells["origin"],
        }
