"""The lines of a page of money: what is looked at, cut along one axis or two, with names."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.funding.definitions import chart
from ancrage.funding.models.dossiers import INSIDE, PLACES
from ancrage.funding.queries.names import KnownNames, Names, names_of
from ancrage.funding.queries.totals import parts_by
from ancrage.funding.rules.axes import OF_PLACE, Axis, closer, fields_of
from ancrage.funding.rules.cuts import Keys, Look, Part, Sums, coarser, fold
from ancrage.geography.models import Perimeter, PerimeterVersion
from ancrage.geography.queries import TerritoryRow, in_force, territory_rows, versions


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """A line: its names (one an axis), its sums, what it looks at.

    `place`: the territory with its figures, in the list of the day; None elsewhere.
    """

    names: tuple[str, ...]
    sums: Sums
    look: Look
    place: TerritoryRow | None = None


@dataclass(frozen=True, slots=True)
class Land:
    """The list of the day: its territories by scope code."""

    version: PerimeterVersion | None
    rows: Mapping[str, TerritoryRow]


def land_at(day: dt.date) -> Land:
    """The territories that money lands in on a day, by the first programme that has lists of its
    own. Four queries at most."""
    held = [one for one in versions() if one.perimeter.kind == Perimeter.PROGRAMME]
    programme = min((one.perimeter_id for one in held), default="")
    version = in_force([one for one in held if one.perimeter_id == programme], on=day)
    if version is None:
        return Land(None, {})
    return Land(version, {f"{programme}:{row.code}": row for row in territory_rows(version)})


def lines_of(
    look: Look, axes: Sequence[Axis], *, land: Land | None = None, known: KnownNames | None = None
) -> list[MoneyLine]:
    """What is looked at, cut along these axes, the most granted first.

    One query, and those for the names of each axis; `known`: names at hand.
    """
    fields = fields_of(axes)
    parts = parts_by(look, *fields)
    return named_lines(look, parts, axes, fields, land=land, known=known)


def named_lines(
    look: Look,
    parts: Sequence[Part],
    axes: Sequence[Axis],
    fields: Sequence[str],
    *,
    land: Land | None = None,
    known: KnownNames | None = None,
) -> list[MoneyLine]:
    """Lines of parts at hand, whose keys are `fields`; `known`: names at hand."""
    found = fold(parts, chart())
    held = land.rows if land else {}
    names = {axis.field: _names(axis, fields, found, held, known) for axis in axes}
    rank = fields.index("territory") if "territory" in fields else None
    lines = [
        MoneyLine(
            tuple(_named(axis, fields, keys, names[axis.field]) for axis in axes),
            sums,
            closer(look, fields, keys),
            held.get(keys[rank]) if rank is not None else None,
        )
        for keys, sums in found.items()
    ]
    return sorted(lines, key=lambda line: (-line.sums.at("granted"), line.names))


def one_axis(
    look: Look,
    parts: Iterable[Part],
    fields: Sequence[str],
    axis: Axis,
    *,
    known: KnownNames,
) -> list[MoneyLine]:
    """Lines along one axis of one field, of parts that are cut by more."""
    kept = coarser(parts, fields.index(axis.field))
    return named_lines(look, kept, (axis,), (axis.field,), known=known)


def _names(
    axis: Axis,
    fields: Sequence[str],
    found: Iterable[Keys],
    places: Mapping[str, TerritoryRow],
    known: KnownNames | None,
) -> Names:
    """The names of an axis; those of the territories of the list are at hand."""
    codes = {keys[fields.index(axis.field)] for keys in found}
    if axis.field != "territory":
        return names_of(axis.field, codes, known=known)
    listed = {code: places[code].name for code in codes & places.keys()}
    return {**listed, **names_of("territory", codes - places.keys())}


def _named(axis: Axis, fields: Sequence[str], keys: Keys, names: Names) -> str:
    told = dict(zip(fields, keys, strict=True))
    if axis.field == OF_PLACE:
        return str(dict(PLACES).get(told[OF_PLACE], ""))
    code = told[axis.field]
    if code:
        return names[code]
    place = told.get(OF_PLACE, "") if OF_PLACE in axis.fields else ""
    if place and place != INSIDE:
        return str(dict(PLACES)[place]).capitalize()
    return str(_(axis.blank))
