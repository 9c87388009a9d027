"""What the read API answers: every figure with its unit, date, source and quality."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from ninja import Schema
from pydantic import BeforeValidator, Field
from pydantic.fields import FieldInfo

from ancrage.ui.figures import Figure

T = TypeVar("T")


def _iso_only(value: object) -> object:
    """A day is written YYYY-MM-DD: timestamps, which pydantic would take, are refused."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("a date is written YYYY-MM-DD")
    return value


Day = Annotated[dt.date, BeforeValidator(_iso_only)]
Limit = Annotated[int, Field(ge=1, le=500)]
Offset = Annotated[int, Field(ge=0, le=1_000_000)]


def _one_of(*values: str) -> FieldInfo:
    """A field that is one of these words, for the schema and its checks."""
    info: FieldInfo = Field(
        pattern=f"^({'|'.join(values)})$", json_schema_extra={"enum": [*values]}
    )
    return info


QualityName = Annotated[
    str, _one_of("exact", "estimate", "derived", "declared", "simulated", "unknown")
]
CoverageName = Annotated[str, _one_of("whole", "partial")]
MemberKind = Annotated[str, _one_of("epci", "ept", "commune")]


class Page(Schema, Generic[T]):
    """A part of a longer list: `count` items in all, from `offset`, at most `limit`."""

    count: int
    limit: int
    offset: int
    items: list[T]


def slice_of(items: Sequence[T], limit: int, offset: int) -> Sequence[T]:
    return items[offset : offset + limit]


class FigureOut(Schema):
    """A number with all that must travel with it; `value` null means unknown, never zero."""

    value: float | None
    unit: str
    as_of: str
    source: str
    quality: QualityName
    lower_bound: bool


def figure_out(figure: Figure) -> FigureOut:
    return FigureOut(
        value=figure.value,
        unit=figure.unit,
        as_of=figure.as_of,
        source=figure.source,
        quality=figure.quality.value,
        lower_bound=figure.lower_bound,
    )


class NamedCode(Schema):
    code: str
    name: str


class RegionOut(NamedCode):
    intercommunalities: int
    figures: dict[str, FigureOut]


class ListOut(Schema):
    """A version of a list of territories. Shares count whole members only: lower bounds."""

    code: str
    name: str
    perimeter: NamedCode
    kind: Annotated[str, _one_of("official", "programme")]
    valid_from: dt.date
    valid_to: dt.date | None
    quality: QualityName
    origin: str
    territories: int
    whole_intercommunalities: int
    whole_epts: int
    partial_intercommunalities: int
    single_communes: int
    coverage: dict[str, FigureOut]


class MemberOut(Schema):
    kind: MemberKind
    code: str
    name: str
    coverage: CoverageName
    communes_in: int
    communes_total: int


class TerritoryOut(Schema):
    """A territory of one version; its figures add up its whole members only."""

    version: str
    code: str
    name: str
    region: NamedCode
    regions: list[str]
    quality: QualityName
    members: list[MemberOut]
    figures: dict[str, FigureOut]


class InTerritory(Schema):
    """A territory and how an intercommunalité is in it."""

    version: str
    code: str
    name: str
    how: Annotated[str, _one_of("whole", "partial", "ept", "commune")]
    quality: QualityName


class IntercommunalityOut(Schema):
    siren: str
    name: str
    kind: str
    region: NamedCode
    department: NamedCode
    employment_zone: NamedCode | None
    territories: list[InTerritory]
    figures: dict[str, FigureOut]


class ListRef(Schema):
    """The list that answers, and when it is in force."""

    code: str
    name: str
    valid_from: dt.date
    valid_to: dt.date | None


class PlaceOut(Schema):
    kind: MemberKind
    code: str
    name: str
    former_code: str | None


class MemberRef(Schema):
    code: str
    name: str
    coverage: CoverageName


class LookupTerritory(Schema):
    """A territory that holds the place: `communes_in` of its `communes_total` communes."""

    code: str
    name: str
    region: str
    coverage: CoverageName
    communes_in: int
    communes_total: int
    member: MemberRef


class LookupOut(Schema):
    """Where a place is at a date: in territories, in none, or unknown; and why, in French."""

    place: PlaceOut
    date: dt.date
    status: Annotated[str, _one_of("matched", "none", "unknown", "invalid")]
    repaired_from: str | None
    list: ListRef | None
    territories: tuple[LookupTerritory, ...]
    why: str


class ShiftOut(Schema):
    """An intercommunalité or EPT concerned: communes in, communes out, of how many."""

    siren: str
    name: str
    entered: int
    left: int
    communes: int


class ChangeOut(Schema):
    """What became of the territories `before`, which are now `after`."""

    kind: Annotated[
        str,
        _one_of(
            "came",
            "went",
            "merged",
            "split",
            "recomposed",
            "grew",
            "shrank",
            "reshaped",
            "kept",
        ),
    ]
    renamed: bool
    before: list[NamedCode]
    after: list[NamedCode]
    intercommunalities: list[ShiftOut]


class ChangesOut(Page[ChangeOut]):
    """The changes between two lists, by what they hold."""

    before: NamedCode
    after: NamedCode


class PassageOut(Schema):
    """What a territory before and one after share; null outside of the list.

    `industrial_jobs` (estimate) counts whole intercommunalités and EPT: a lower bound.
    """

    before: str | None
    after: str | None
    communes: int
    population: int
    share_of_before: float | None
    share_of_after: float | None
    industrial_jobs: FigureOut
    jobs_share_of_before: float | None


class CrosswalkOut(Page[PassageOut]):
    """The weighted crosswalk between two lists."""

    before: NamedCode
    after: NamedCode


class Problem(Schema):
    """An error, as RFC 9457 writes it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[str] = []
