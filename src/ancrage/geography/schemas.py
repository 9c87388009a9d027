"""What the read API answers: every figure with its unit, date, source and quality."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Annotated, Generic, Literal, TypeVar

from ninja import Schema
from pydantic import BeforeValidator, Field

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
QualityName = Literal["exact", "estimate", "derived", "declared", "simulated", "unknown"]


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
    kind: Literal["official", "programme"]
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
    kind: Literal["epci", "ept", "commune"]
    code: str
    name: str
    coverage: Literal["whole", "partial"]
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
    how: Literal["whole", "partial", "ept", "commune"]
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


class Problem(Schema):
    """An error, as RFC 9457 writes it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[str] = []
