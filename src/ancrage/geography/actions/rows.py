"""The rows that a pack becomes in the database. Nothing is saved here."""

from collections.abc import Iterable, Iterator

from django.db.models import Model

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
from ancrage.geography.rules.layout import Kind
from ancrage.geography.rules.layout import (
    ADJACENCY,
    COMMUNES,
    DEPARTMENTS,
    EMPLOYMENT_ZONES,
    EPTS,
    HISTORY,
    INTERCOMMUNALITIES,
    REGIONS,
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


def reference_rows(pack: Pack) -> Iterator[list[Model]]:
    """The places of the pack, one table after the other, each after those it points to."""
    yield list(_rows(pack, REGIONS, Region))
    yield list(_rows(pack, DEPARTMENTS, Department))
    yield list(_rows(pack, EMPLOYMENT_ZONES, EmploymentZone))
    yield list(_intercommunalities(pack))
    yield list(_epts(pack))
    yield list(_communes(pack))


def dependent_rows(pack: Pack) -> Iterator[list[Model]]:
    """What only the pack points to: neighbours, postal codes, former and re-created communes."""
    yield list(_adjacencies(pack.tables[ADJACENCY.file]))
    yield [
        PostalCode(code=code, commune_id=record.cells["code"])
        for record in pack.tables[COMMUNES.file]
        for code in filter(None, record.cells["postal_codes"].split("|"))
    ]
    yield [
        FormerCommune(
            code=record.cells["old_code"],
            commune_id=record.cells["new_code"],
            origin=record.cells["origin"],
        )
        for record in pack.tables[HISTORY.file]
    ]
    yield [
        RecreatedCommune(commune_id=child, parent_id=parent)
        for child, parent in pack.provenance.recreated_communes.items()
    ]


def provenance_rows(provenance: Provenance) -> Iterator[list[Model]]:
    """The sources, then the definitions that cite them, in the order of the file."""
    yield [
        Source(
            code=s.code,
            producer=s.producer,
            title=s.title,
            vintage=s.vintage,
            obtained_from=s.obtained_from,
            licence=s.licence,
            position=position,
        )
        for position, s in enumerate(provenance.sources)
    ]
    yield [
        FigureDefinition(
            table=f.table,
            column=f.column,
            label=f.label,
            unit=f.unit,
            quality=f.quality,
            vintage=f.vintage,
            source_id=f.source,
            caution=f.caution,
            position=position,
        )
        for position, f in enumerate(provenance.figures)
    ]


def _values(table: Table, record: Record) -> dict[str, object]:
    """The cells of a record as the fields of its model; an empty figure is None."""
    values: dict[str, object] = {}
    for column in table.columns:
        text = record.cells.get(column.name, "")
        number = NUMBERS.get(column.kind)
        name = RENAMED.get(column.name, column.name)
        if number is None:
            values[name] = text or (None if name.endswith("_id") else "")
        else:
            values[name] = number(text) if text else None
    return values


def _rows(pack: Pack, table: Table, model: type[Model]) -> Iterator[Model]:
    for record in pack.tables[table.file]:
        yield model(**_values(table, record))


def _intercommunalities(pack: Pack) -> Iterator[Intercommunality]:
    for record in pack.tables[INTERCOMMUNALITIES.file]:
        values = _values(INTERCOMMUNALITIES, record)
        values["regions"] = values["regions"] or record.cells["region"]
        yield Intercommunality(**values, search_name=fold(record.cells["name"]))


def _epts(pack: Pack) -> Iterator[Intercommunality]:
    regions = {r.cells["code"]: r.cells["region"] for r in pack.tables[DEPARTMENTS.file]}
    for record in pack.tables[EPTS.file]:
        values = _values(EPTS, record)
        region = regions[record.cells["department"]]
        yield Intercommunality(
            **{key: value for key, value in values.items() if key != "epci"},
            kind=Intercommunality.EPT,
            parent_id=record.cells["epci"],
            region_id=region,
            regions=region,
            search_name=fold(record.cells["name"]),
        )


def _communes(pack: Pack) -> Iterator[Commune]:
    for record in pack.tables[COMMUNES.file]:
        values = _values(COMMUNES, record)
        values["intercommunality_id"] = values.pop("epci") or None
        values["ept_id"] = values.pop("ept") or None
        yield Commune(**values, search_name=fold(record.cells["name"]))


def _adjacencies(records: Iterable[Record]) -> Iterator[Adjacency]:
    for record in records:
        a, b = record.cells["siren_a"], record.cells["siren_b"]
        border = float(record.cells["shared_border_km"])
        yield Adjacency(intercommunality_id=a, neighbour_id=b, shared_border_km=border)
        yield Adjacency(intercommunality_id=b, neighbour_id=a, shared_border_km=border)
