"""A territory's money: what the ledger traces there, what its sheets declare."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from ancrage.funding.definitions import chart
from ancrage.funding.models import Entry
from ancrage.funding.queries.cuts import narrowed_entries
from ancrage.funding.queries.lines import MoneyLine, one_axis
from ancrage.funding.queries.names import read_names
from ancrage.funding.queries.totals import parts_by, sums_by
from ancrage.funding.rules.axes import AXES
from ancrage.funding.rules.cuts import Look, Part, Sums, fold, whole
from ancrage.funding.rules.declared import Beside, Declared, by_name, side_by_side
from ancrage.geography.models import Territory
from ancrage.geography.queries import TerritoryRow, listed_in, territory_rows
from ancrage.geography.rules.similarity import nearest
from ancrage.kernel.rights import Actor, Where
from ancrage.matching.queries.places import scope_of
from ancrage.roadmaps.queries.roadmap import RoadmapSheets, roadmap_sheets
from ancrage.roadmaps.queries.sheets import find_roadmap

FIELDS = ("financer", "measure", "year")
ALIKE = 5
"""How many territories alike stand beside."""


@dataclass(frozen=True)
class Place:
    """A territory of a programme, its scope code, all the territories of its list."""

    territory: Territory
    scope: str
    listed: Sequence[Territory]


def find_place(version: str, code: str) -> Place | None:
    """The territory of a programme that an address names. One query."""
    listed = listed_in(version)
    territory = next((held for held in listed if held.code == code), None)
    scope = scope_of(territory) if territory else ""
    return Place(territory, scope, listed) if territory and scope else None


def where_of_territory(territory: Territory, scope: str) -> Where:
    """What the money of a territory touches: all the regions of its roadmap. One query."""
    begun = find_roadmap(scope)
    regions = frozenset({territory.region_id, *(begun.region_codes if begun else ())})
    return Where(territories=frozenset({scope}), regions=regions)


@dataclass(frozen=True)
class Traced:
    """What the ledger holds of a territory as at a day."""

    sums: Sums
    financers: Sequence[MoneyLine]
    measures: Sequence[MoneyLine]
    years: Sequence[MoneyLine]


def traced_in(look: Look) -> Traced:
    """The sums of a territory, by financer, measure and year. One query, two for names."""
    parts, known = parts_by(look, *FIELDS), read_names()
    axes = (AXES["financeur"], AXES["mesure"], AXES["annee"])
    financers, measures, years = (one_axis(look, parts, FIELDS, axis, known=known) for axis in axes)
    return Traced(whole(parts, chart()), financers, measures, years)


def sums_by_sheet(look: Look) -> dict[str, Sums]:
    """What is traced of each sheet, by its code; "" for what names none. One query."""
    rows = narrowed_entries(Entry.objects.order_by(), look)
    return _folded(rows, "dossier__sheet")


def sums_of_sheet(code: str) -> dict[str, Sums]:
    """What the ledger holds of a sheet, by the name of the financer. One query."""
    return _folded(Entry.objects.order_by().filter(dossier__sheet=code), "dossier__financer_name")


def _folded(rows: "QuerySet[Entry]", field: str) -> dict[str, Sums]:
    held = rows.values(field, "stage", "is_verified", "is_demonstration").annotate(
        sum_cents=Sum("cents"), sum_count=Count("pk")
    )
    parts = [
        Part(
            (row[field] or "",),
            row["stage"],
            row["is_verified"],
            row["is_demonstration"],
            row["sum_cents"],
            row["sum_count"],
        )
        for row in held
    ]
    return {key: sums for (key,), sums in fold(parts, chart()).items()}


@dataclass(frozen=True)
class DeclaredHere:
    """Both accounts of a territory's money: by sheet, by financer."""

    held: RoadmapSheets
    sheets: Sequence[Beside]
    financers: Sequence[Beside]
    whole: Declared


def declared_in(
    actor: Actor, scope: str, where: Where, look: Look, traced: Traced, *, today: dt.date
) -> DeclaredHere:
    """What the sheets that somebody reads declare, beside what is traced. Four queries at most.

    What is traced of sheets that he does not read is one line, and what names no sheet another.
    """
    held = roadmap_sheets(actor, scope, where, today=today)
    declared = {
        one.sheet.code: (
            f"{one.sheet.code} {one.row.title}",
            Declared(one.row.asked, one.row.promised, one.row.granted, one.row.paid),
        )
        for one in held.kept
    }
    sheets = side_by_side(declared, _named(sums_by_sheet(look), declared))
    told = [
        (one.name, Declared(one.asked, one.promised, one.granted, one.paid))
        for one in held.by_financer
    ]
    by_code = {line.look.financer: (line.names[0], line.sums) for line in traced.financers}
    total = sum((amounts for _label, amounts in declared.values()), Declared())
    return DeclaredHere(held, sheets, by_name(told, by_code), total)


def _named(
    sums: Mapping[str, Sums], declared: Mapping[str, tuple[str, Declared]]
) -> dict[str, tuple[str, Sums]]:
    found: dict[str, tuple[str, Sums]] = {}
    for code, held in sums.items():
        if code in declared:
            found[code] = (declared[code][0], held)
        elif not code:
            found[""] = (_("Sans fiche connue"), held)
        else:
            before = found["*"][1] if "*" in found else Sums()
            found["*"] = (_("D’autres fiches, que vous ne lisez pas"), before + held)
    return found


@dataclass(frozen=True, slots=True)
class Like:
    """A territory of the list with what it got; `distance` 0 is the territory itself."""

    row: TerritoryRow
    distance: float
    sums: Sums


def alike(place: Place, look: Look) -> list[Like]:
    """The territory, then those like it in structure, with what each got. Three queries."""
    territory = place.territory
    rows = {row.code: row for row in territory_rows(territory.version, listed=place.listed)}
    known = {code: held for code, row in rows.items() if (held := row.structure) is not None}
    found = nearest(code=territory.code, structures=known, count=ALIKE)
    programme = look.territory.partition(":")[0]
    sums = sums_by(replace(look, territory=""), "territory")
    beside = [(territory.code, 0.0), *((one.code, one.distance) for one in found)]
    return [
        Like(rows[code], distance, sums.get((f"{programme}:{code}",), Sums()))
        for code, distance in beside
    ]
