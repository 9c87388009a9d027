"""The fields of an action sheet, as data: their kinds, their words, what the committee needs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ancrage.kernel.text import typeset

LINE, TEXT, CHOICE, CODES, LIST = "line", "text", "choice", "codes", "list"
SIRET, PERIOD, EUROS, NUMBER, POINT, ROWS = "siret", "period", "euros", "number", "point", "rows"
KINDS = frozenset({LINE, TEXT, CHOICE, CODES, LIST, SIRET, PERIOD, EUROS, NUMBER, POINT, ROWS})


@dataclass(frozen=True, slots=True)
class Field:
    """A field. `of`: the vocabulary or register of its codes; `columns`: those of its rows;
    `also`: how files name it; `needed`: the committee does not look at a sheet without it."""

    code: str
    kind: str
    label: str
    help: str = ""
    of: str = ""
    most: int = 20_000
    needed: bool = False
    also: tuple[str, ...] = ()
    columns: tuple["Field", ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """Every way of naming its column: its label first."""
        return (self.label, *self.also)

    def column(self, code: str) -> "Field":
        """A column of its rows. KeyError."""
        return {column.code: column for column in self.columns}[code]


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that are written and read together."""

    code: str
    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """All the fields, in order."""

    sections: tuple[Section, ...]

    def __iter__(self) -> Iterator[Field]:
        return (field for section in self.sections for field in section.fields)

    def field(self, path: str) -> Field:
        """The field, or the column of rows, that a path of a content names. KeyError.

        « title », or « milestones.m1.due ».
        """
        code, _, rest = path.partition(".")
        held = next((one for one in self if one.code == code), None)
        if held is None:
            raise KeyError(path)
        return held.column(rest.rpartition(".")[2]) if rest else held

    def label(self, path: str) -> str:
        """« Jalons : Prévu »."""
        code, _, rest = path.partition(".")
        whole = self.field(code).label
        return typeset(f"{whole} : {self.field(path).label}") if rest else whole


def read_form(document: Mapping[str, Any]) -> Form:
    """The fields that a data file tells. ValueError for a kind that is not one, or a field told
    twice."""
    sections = tuple(
        Section(told["code"], typeset(told["label"]), tuple(_fields(told["fields"])))
        for told in document["sections"]
    )
    form = Form(sections)
    codes = [field.code for field in form]
    if len(set(codes)) < len(codes):
        raise ValueError("fields.yaml: a field is told twice")
    return form


def _fields(told: Iterable[Mapping[str, Any]]) -> Iterator[Field]:
    for one in told:
        if one["kind"] not in KINDS:
            raise ValueError(f"{one['code']}: {one['kind']} is not a kind of field")
        yield Field(
            code=one["code"],
            kind=one["kind"],
            label=typeset(one["label"]),
            help=typeset(one.get("help", "")),
            of=one.get("of", ""),
            most=one.get("most", 20_000),
            needed=one.get("needed", False),
            also=tuple(map(str, one.get("also", ()))),
            columns=tuple(_fields(one.get("columns", ()))),
        )
