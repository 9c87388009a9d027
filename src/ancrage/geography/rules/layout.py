"""The tables of a data pack: which columns, what they hold, which ones must be there.

`docs/reference/data-pack.md` carries `describe()`; whatever reads or checks a pack follows
these tables and nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

INTEGER_MAX = 2_147_483_647
"""The largest whole number that both databases keep."""


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    CODE = "code"
    CODES = "codes separated by |"
    COUNT = "whole number ≥ 0"
    NUMBER = "number ≥ 0"
    COORDINATE = "number"
    SHARE = "number from 0 to 1"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `required` must be in the header, `filled` may have no empty cell."""

    name: str
    kind: Kind
    meaning: str
    required: bool = True
    filled: bool = True
    references: str = ""
    choices: tuple[str, ...] = ()
    max_length: int = 200


@dataclass(frozen=True, slots=True)
class Table:
    """A file: one row per `key`. A file that is not `required` may be left out."""

    file: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = True

    def required_columns(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.required)


def _code(name: str, meaning: str, length: int, **more: object) -> Column:
    return Column(name, Kind.CODE, meaning, max_length=length, **more)  # type: ignore[arg-type]


def _name(length: int) -> Column:
    return Column("name", Kind.TEXT, "name, as it is shown", max_length=length)


def _figure(name: str, meaning: str, kind: Kind = Kind.COUNT, *, required: bool = False) -> Column:
    return Column(name, kind, meaning, required=required, filled=False)


JOBS = (
    _figure("population", "inhabitants", required=True),
    _figure(
        "industrial_jobs", "salaried jobs in industry (B to E); empty = unknown", required=True
    ),
    _figure("total_jobs", "salaried jobs, all sectors; empty = unknown", required=True),
    Column(
        "jobs_quality",
        Kind.TEXT,
        "how the two job columns were obtained",
        choices=("exact", "estimate", "zone-spread", "unknown"),
    ),
)
PLACE_FIGURES = (
    _figure("private_jobs_2014", "private salaried jobs, end of 2014"),
    _figure("private_jobs_2019", "private salaried jobs, end of 2019"),
    _figure("private_jobs_2024", "private salaried jobs, end of 2024"),
    _figure("longitude", "WGS84 degrees, a point inside the outline", Kind.COORDINATE),
    _figure("latitude", "WGS84 degrees", Kind.COORDINATE),
    _figure("area_km2", "km²", Kind.NUMBER),
)
ZONE = _code("employment_zone", "employment zone", 4, references="employment_zones.csv")
REGION = _code("region", "region", 3, references="regions.csv")
DEPARTMENT = _code("department", "department", 3, references="departments.csv")

REGIONS = Table(
    "regions.csv",
    "region",
    ("code",),
    (
        _code("code", "official code", 3),
        _name(100),
        Column("kind", Kind.TEXT, "", choices=("region", "overseas_collectivity")),
    ),
)
DEPARTMENTS = Table(
    "departments.csv",
    "department",
    ("code",),
    (
        _code("code", "official code", 3),
        _name(100),
        REGION,
        Column("kind", Kind.TEXT, "", choices=("department", "overseas_collectivity")),
    ),
)
EMPLOYMENT_ZONES = Table(
    "employment_zones.csv",
    "employment zone",
    ("code",),
    (
        _code("code", "official code", 4),
        _name(100),
        _figure("industrial_jobs_2023", "salaried jobs in industry, end of 2023"),
        _figure("total_jobs_2023", "salaried jobs, all sectors, end of 2023"),
        _figure("private_industrial_jobs_2019", "private salaried jobs in industry, end of 2019"),
        _figure("private_industrial_jobs_2024", "private salaried jobs in industry, end of 2024"),
        _figure("unemployment_rate_2022", "per cent, census definition", Kind.NUMBER),
    ),
)
INTERCOMMUNALITIES = Table(
    "epci.csv",
    "intercommunalité",
    ("siren",),
    (
        _code("siren", "official code (SIREN)", 9),
        _name(200),
        _code("kind", "CC, CA, CU, METRO, MET69, or another country's own", 5),
        REGION,
        Column(
            "regions",
            Kind.CODES,
            "all its regions, the most populated first",
            required=False,
            filled=False,
            references="regions.csv",
            max_length=50,
        ),
        DEPARTMENT,
        *JOBS,
        ZONE,
        _figure("employment_zone_share", "share of its jobs in that zone", Kind.SHARE),
        *PLACE_FIGURES,
        _figure("hiring_projects", "recruitment projects in industrial occupations, 2024"),
        _figure("hard_hiring_projects", "of which judged difficult"),
        _figure("brownfields_count", "recorded brownfield sites"),
        _figure("brownfields_area_ha", "their area, ha", Kind.NUMBER),
        _figure("brownfields_reconverted_count", "of which reconverted"),
        _figure("brownfields_largest_ha", "area of the largest, ha", Kind.NUMBER),
    ),
)
EPTS = Table(
    "epts.csv",
    "établissement public territorial",
    ("siren",),
    (
        _code("siren", "official code (SIREN)", 9),
        _name(200),
        _code("epci", "the métropole that it is part of", 9, references="epci.csv"),
        DEPARTMENT,
        *JOBS,
        *PLACE_FIGURES,
    ),
    required=False,
)
ADJACENCY = Table(
    "epci_adjacency.csv",
    "pair of neighbours, once, the smaller code first",
    ("siren_a", "siren_b"),
    (
        _code("siren_a", "intercommunalité", 9, references="epci.csv"),
        _code("siren_b", "intercommunalité", 9, references="epci.csv"),
        Column("shared_border_km", Kind.NUMBER, "km; 0 when they touch at a point only"),
    ),
)
COMMUNES = Table(
    "communes.csv",
    "commune",
    ("code",),
    (
        _code("code", "official code", 5),
        _name(100),
        Column("postal_codes", Kind.CODES, "postal codes", filled=False, max_length=400),
        DEPARTMENT,
        REGION,
        _code("epci", "its intercommunalité, if any", 9, references="epci.csv", filled=False),
        _code("ept", "its EPT, if any", 9, references="epts.csv", filled=False, required=False),
        _figure("population", "inhabitants", required=True),
        _code(
            "employment_zone",
            "employment zone, if any",
            4,
            references="employment_zones.csv",
            filled=False,
        ),
        _figure("private_jobs_2024", "private salaried jobs, end of 2024"),
    ),
)
HISTORY = Table(
    "commune_history.csv",
    "code that is no longer a commune's",
    ("old_code",),
    (
        _code("old_code", "former code", 5),
        _code("new_code", "the commune that holds it today", 5, references="communes.csv"),
        Column("origin", Kind.TEXT, "how it ended", max_length=30),
    ),
    required=False,
)
MEMBER_KINDS = ("epci", "ept", "commune")
MEMBERS = Table(
    "territories_<list>.csv",
    "member of a territory of a list",
    ("territory_code", "member_kind", "member_code"),
    (
        _code("territory_code", "code of the territory in its list", 20),
        _name(200),
        REGION,
        Column("member_kind", Kind.TEXT, "", choices=MEMBER_KINDS),
        _code("member_code", "code in epci.csv, epts.csv or communes.csv", 9),
        Column("coverage", Kind.TEXT, "", choices=("whole", "partial")),
        Column("communes_in", Kind.COUNT, "communes of the member in the territory"),
        Column("communes_total", Kind.COUNT, "communes of the member"),
    ),
    required=False,
)
MEMBER_COMMUNES = Table(
    "territories_<list>_communes.csv",
    "commune of a partial member",
    ("territory_code", "commune"),
    (
        _code("territory_code", "territory", 20),
        Column("member_kind", Kind.TEXT, "", choices=MEMBER_KINDS),
        _code("member_code", "the partial member", 9),
        _code("commune", "commune inside the territory", 5, references="communes.csv"),
    ),
    required=False,
)
TABLES = (
    REGIONS,
    DEPARTMENTS,
    EMPLOYMENT_ZONES,
    INTERCOMMUNALITIES,
    EPTS,
    ADJACENCY,
    COMMUNES,
    HISTORY,
)
LIST_TABLES = (MEMBERS, MEMBER_COMMUNES)
OUTLINES = {
    "epci.topojson": ("epci", "siren", "epci.csv"),
    "regions.topojson": ("regions", "code", "regions.csv"),
}
"""File → (object, property that holds the code, table of the codes). WGS84."""


def list_tables(code: str) -> tuple[str, str]:
    """The files of the list `code`: its members, the communes of its partial members."""
    return MEMBERS.file.replace("<list>", code), MEMBER_COMMUNES.file.replace("<list>", code)


def describe() -> str:
    """The tables in Markdown, as the documentation shows them."""
    return "\n".join(line for table in TABLES + LIST_TABLES for line in _described(table))


def _described(table: Table) -> Iterator[str]:
    presence = "required" if table.required else "optional"
    yield f"### `{table.file}` ({presence})\n"
    yield f"One row per {table.grain}. Key: {', '.join(f'`{key}`' for key in table.key)}.\n"
    yield "| Column | Required | May be empty | Holds | Meaning |"
    yield "|---|---|---|---|---|"
    for column in table.columns:
        yield _described_column(column)
    yield ""


def _described_column(column: Column) -> str:
    holds = " or ".join(f"`{choice}`" for choice in column.choices) or str(column.kind.value)
    if column.references:
        holds += f" of `{column.references}`"
    cells = (
        f"`{column.name}`",
        "yes" if column.required else "no",
        "no" if column.filled else "yes",
        holds.replace("|", "\\|"),
        column.meaning,
    )
    return f"| {' | '.join(cells)} |"
