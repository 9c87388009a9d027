"""What a committee's pack says, as values: the same document makes its PDF, its slides, its files.

Every figure goes with its unit, its day, its source, its quality, and the address of the page that
shows the same one. It is kept as JSON when the pack is made, and never made again: what is printed
later is what was gathered then.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ancrage.kernel.quality import Quality
from ancrage.kernel.text import UNWRITABLE

COUNT, EUROS, DAY, WORDS = "count", "euros", "day", "words"
"""What a value is: a number of things, cents, a day (AAAA-MM-JJ), a text."""
MEMBERS, PUBLIC = "members", "public"
"""Who a pack is for: those who read the whole of what the committee follows; everybody."""
Value = int | str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; `value` None is unknown. `address`: the page that shows the same one."""

    label: str
    kind: str
    value: int | None
    as_of: str
    source: str
    address: str
    unit: str = ""
    quality: str = Quality.DECLARED.value


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures that are read together."""

    title: str
    items: tuple[Figure, ...]
    code: str = "figures"


@dataclass(frozen=True, slots=True)
class Column:
    """What the cells under a heading are: one of the kinds above."""

    heading: str
    kind: str = WORDS


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first column names its row. `empty` is said when it has no row; `note` after
    it; `addresses`: of the page of each row, "" for none."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    as_of: str
    source: str
    address: str
    empty: str
    note: str = ""
    addresses: tuple[str, ...] = ()
    quality: str = Quality.DECLARED.value
    code: str = "table"


@dataclass(frozen=True, slots=True)
class Series:
    """The values of a chart under one name, in the order of its places."""

    label: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars; their figures are those of the table named `twin`."""

    title: str
    kind: str
    places: tuple[str, ...]
    series: tuple[Series, ...]
    twin: str
    as_of: str
    source: str
    address: str
    code: str = "chart"


@dataclass(frozen=True, slots=True)
class Picture:
    """A map: a drawing that stands alone, and its words for who does not see it."""

    title: str
    alt: str
    svg: str
    as_of: str
    source: str
    address: str
    code: str = "picture"


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph; a warning is set apart."""

    text: str
    is_warning: bool = False
    code: str = "said"


Block = Figures | Table | Chart | Picture | Said


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the pack, in the order of what the committee needs."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """The whole pack. `edition`: who it is for; `reads`: the rights that it was made with, in
    words; `since`: the day of the committee's last meeting, "" for a first one; `site`: where
    the addresses are."""

    title: str
    subtitle: str
    edition: str
    reads: str
    day: str
    since: str
    source: str
    site: str
    notices: tuple[str, ...]
    sections: tuple[Section, ...]

    def document(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)

    def packed(self) -> bytes:
        """As it is kept: the same content is always the same bytes."""
        told = json.dumps(
            self.document(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return told.encode()


def content_of(document: Mapping[str, Any]) -> Content:
    """The inverse of `document`. KeyError or TypeError for what is no pack of ours."""
    sections = tuple(
        Section(one["title"], tuple(_block(block) for block in one["blocks"]))
        for one in document["sections"]
    )
    told = {**document, "notices": tuple(document["notices"]), "sections": sections}
    return Content(**told)


def clean(content: Content) -> Content:
    """The same without what no file can hold: control characters, halves of letters."""
    return content_of(_clean(content.document()))


def _clean(told: Any) -> Any:  # noqa: ANN401 whatever JSON holds
    if isinstance(told, str):
        return UNWRITABLE.sub("", told)
    if isinstance(told, dict):
        return {key: _clean(value) for key, value in told.items()}
    return [_clean(one) for one in told] if isinstance(told, list | tuple) else told


def unpacked(data: bytes) -> Content:
    """The inverse of `packed`."""
    return content_of(json.loads(data))


def _block(told: Mapping[str, Any]) -> Block:
    held: Block = _READERS[told["code"]](dict(told))
    return held


def _figures(told: dict[str, Any]) -> Figures:
    return Figures(**told | {"items": tuple(Figure(**one) for one in told["items"])})


def _table(told: dict[str, Any]) -> Table:
    return Table(
        **told
        | {
            "columns": tuple(Column(**one) for one in told["columns"]),
            "rows": tuple(tuple(row) for row in told["rows"]),
            "addresses": tuple(told["addresses"]),
        }
    )


def _chart(told: dict[str, Any]) -> Chart:
    series = tuple(Series(one["label"], tuple(one["values"])) for one in told["series"])
    return Chart(**told | {"places": tuple(told["places"]), "series": series})


_READERS: Mapping[str, Any] = {
    "figures": _figures,
    "table": _table,
    "chart": _chart,
    "picture": lambda told: Picture(**told),
    "said": lambda told: Said(**told),
}
