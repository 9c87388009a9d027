"""From what the queries found to what the read API answers."""

import datetime as dt
from dataclasses import asdict, replace

from ancrage.geography.coverage import coverage_figures
from ancrage.geography.measures import MEASURES, FigureBook
from ancrage.geography.models import Intercommunality, PerimeterVersion, Region
from ancrage.geography.queries import (
    CountryTotals,
    IntercommunalityRow,
    ListSummary,
    Member,
    Membership,
    TerritoryRow,
    Totals,
)
from ancrage.geography.rules.changes import Change, Passage
from ancrage.geography.rules.lookup import Lookup, Register
from ancrage.geography.schemas import (
    ChangeOut,
    FigureOut,
    IntercommunalityOut,
    InTerritory,
    ListOut,
    MemberOut,
    NamedCode,
    PassageOut,
    RegionOut,
    ShiftOut,
    TerritoryOut,
    figure_out,
)


def _figures(
    book: FigureBook, totals: Totals, country: Totals, *, partial: bool = False
) -> dict[str, FigureOut]:
    return {m.key: figure_out(book.figure(m, totals, country, partial=partial)) for m in MEASURES}


def region_out(region: Region, totals: CountryTotals, book: FigureBook) -> RegionOut:
    held = totals.regions.get(region.code, Totals())
    return RegionOut(
        code=region.code,
        name=region.name,
        intercommunalities=held.members,
        figures=_figures(book, held, totals.country),
    )


def list_out(summary: ListSummary, book: FigureBook) -> ListOut:
    version = summary.version
    return ListOut(
        code=version.code,
        name=version.name,
        perimeter=NamedCode(code=version.perimeter.code, name=version.perimeter.name),
        kind=version.perimeter.kind,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        quality=version.quality,
        origin=version.origin,
        territories=version.territory_count,
        whole_intercommunalities=summary.whole,
        whole_epts=summary.epts,
        partial_intercommunalities=summary.partial,
        single_communes=summary.communes,
        coverage={k: figure_out(f) for k, f in coverage_figures(summary, book).items()},
    )


def territory_out(row: TerritoryRow, version: PerimeterVersion, book: FigureBook) -> TerritoryOut:
    return TerritoryOut(
        version=row.version,
        code=row.code,
        name=row.name,
        region=NamedCode(code=row.region, name=row.region_name),
        regions=list(row.regions),
        quality=version.quality,
        members=[_member_out(member) for member in row.members],
        figures=_figures(book, row.totals, row.country, partial=row.lower_bound),
    )


def _member_out(member: Member) -> MemberOut:
    return MemberOut(
        kind=member.kind,
        code=member.code,
        name=member.name,
        coverage=member.coverage,
        communes_in=member.communes_in,
        communes_total=member.communes_total,
    )


def membership_out(membership: Membership, version: PerimeterVersion) -> InTerritory:
    return InTerritory(
        version=version.code,
        code=membership.territory.code,
        name=membership.territory.name,
        how=membership.how,
        quality=version.quality,
    )


def intercommunality_out(
    row: IntercommunalityRow, territories: list[InTerritory], book: FigureBook
) -> IntercommunalityOut:
    place = row.place
    return IntercommunalityOut(
        siren=place.siren,
        name=place.name,
        kind=place.kind,
        region=NamedCode(code=place.region.code, name=place.region.name),
        department=NamedCode(code=place.department.code, name=place.department.name),
        employment_zone=_zone(place),
        territories=territories,
        figures=_figures(book, row.totals, row.country),
    )


def _zone(place: Intercommunality) -> NamedCode | None:
    zone = place.employment_zone
    return NamedCode(code=zone.code, name=zone.name) if zone else None


def ask_register(register: Register, *, key: str, text: str, on: dt.date) -> list[Lookup]:
    """Ask the official lists by one of the API's four questions; a wrong code is an answer."""
    if key == "commune":
        return [register.commune(text=text, on=on)]
    if key == "epci":
        return [register.group(text=text, on=on)]
    if key == "postal_code":
        return register.postal_code(text=text, on=on)
    return register.named(text=text, on=on)


def change_out(change: Change) -> ChangeOut:
    return ChangeOut(
        kind=change.kind.value,
        renamed=change.is_renamed,
        before=[NamedCode(code=t.code, name=t.name) for t in change.before],
        after=[NamedCode(code=t.code, name=t.name) for t in change.after],
        intercommunalities=[ShiftOut(**asdict(shift)) for shift in change.shifts],
    )


def passage_out(passage: Passage, book: FigureBook) -> PassageOut:
    jobs = book.column("epci", "industrial_jobs", passage.industrial_jobs, "")
    told = asdict(passage) | {
        "before": passage.before or None,
        "after": passage.after or None,
        "industrial_jobs": figure_out(replace(jobs, lower_bound=True)),
    }
    return PassageOut(**told)
