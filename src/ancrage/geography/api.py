"""The read API of places, lists, changes and look-up: parse, ask one query, answer."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from ninja import Path, Query, Router
from ninja.decorators import decorate_view
from ninja.errors import HttpError
from pydantic import Field

from ancrage.geography import queries
from ancrage.geography.answers import (
    ask_register,
    change_out,
    intercommunality_out,
    list_out,
    membership_out,
    passage_out,
    region_out,
    territory_out,
)
from ancrage.geography.measures import FigureBook
from ancrage.geography.models import PerimeterVersion
from ancrage.geography.rules.lookup_words import lookup_document
from ancrage.geography.schemas import (
    ChangesOut,
    CrosswalkOut,
    Day,
    IntercommunalityOut,
    InTerritory,
    Limit,
    ListOut,
    LookupOut,
    NamedCode,
    Offset,
    Page,
    Problem,
    RegionOut,
    TerritoryOut,
    slice_of,
)
from ancrage.kernel.text import fold

router = Router(tags=["géographie"])
FAULTS = {422: Problem}
LOST = {404: Problem, 422: Problem}
Code = Annotated[str, Field(min_length=1, max_length=50, pattern=r"^[^\x00/]+$")]
Words = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


def cached(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Let readers keep an answer a few minutes, and ask again by its ETag."""
    keep = cache_control(public=True, max_age=300)
    decorated: Callable[..., Any] = decorate_view(keep, conditional_page)(operation)
    return decorated


def _book() -> FigureBook:
    return FigureBook(queries.figure_definitions())


def _version(code: str | None, day: Day | None) -> PerimeterVersion:
    """The list asked for, or the official one in force on the day."""
    held = queries.versions()
    if code is not None:
        found = next((v for v in held if v.code == code), None)
        if found is None:
            raise Http404(f"Aucune liste ne porte le code « {code} ».")
        return found
    on = day or timezone.localdate()
    found = queries.in_force(queries.official(held), on=on)
    if found is None:
        raise Http404(f"Aucune liste officielle n’est connue au {on.isoformat()} : inconnu.")
    return found


@router.get("/lists", response={200: Page[ListOut], **FAULTS}, operation_id="lists")
@cached
def lists(
    request: HttpRequest,
    date: Annotated[Day | None, Query(description="Listes en vigueur ce jour-là")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[ListOut]:
    """Les listes de territoires et leurs millésimes."""
    found = queries.list_summaries(country=queries.country_totals())
    if date is not None:
        found = [s for s in found if queries.in_force([s.version], on=date)]
    book = _book()
    items = [list_out(summary, book) for summary in slice_of(found, limit, offset)]
    return Page[ListOut](count=len(found), limit=limit, offset=offset, items=items)


@router.get("/lists/{code}", response={200: ListOut, **LOST}, operation_id="list")
@cached
def one_list(request: HttpRequest, code: Annotated[Code, Path()]) -> ListOut:
    """Un millésime d’une liste, par son code (par exemple 2024-07)."""
    found = queries.list_summaries(country=queries.country_totals())
    for summary in found:
        if summary.version.code == code:
            return list_out(summary, _book())
    raise Http404(f"Aucune liste ne porte le code « {code} ».")


@router.get("/territories", response={200: Page[TerritoryOut], **LOST}, operation_id="territories")
@cached
def territories(
    request: HttpRequest,
    version: Annotated[Code | None, Query(description="Code du millésime")] = None,
    date: Day | None = None,
    region: Code | None = None,
    q: Words = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[TerritoryOut]:
    """Les territoires d’une liste : la liste officielle en vigueur, à défaut d’une autre."""
    held = _version(version, date)
    rows = [
        row
        for row in queries.territory_rows(held)
        if (region is None or region in row.regions) and fold(q) in row.search_name
    ]
    book = _book()
    items = [territory_out(row, held, book) for row in slice_of(rows, limit, offset)]
    return Page[TerritoryOut](count=len(rows), limit=limit, offset=offset, items=items)


@router.get(
    "/territories/{version}/{code}",
    response={200: TerritoryOut, **LOST},
    operation_id="territory",
)
@cached
def territory(
    request: HttpRequest,
    version: Annotated[Code, Path()],
    code: Annotated[Code, Path()],
) -> TerritoryOut:
    """Un territoire d’un millésime, par ses deux codes."""
    held = _version(version, None)
    for row in queries.territory_rows(held):
        if row.code == code:
            return territory_out(row, held, _book())
    raise Http404(f"La liste « {version} » n’a pas de territoire « {code} ».")


@router.get(
    "/intercommunalities",
    response={200: Page[IntercommunalityOut], **LOST},
    operation_id="intercommunalities",
)
@cached
def intercommunalities(
    request: HttpRequest,
    date: Day | None = None,
    version: Code | None = None,
    region: Code | None = None,
    kind: Code | None = None,
    q: Words = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[IntercommunalityOut]:
    """Les intercommunalités et leurs territoires dans une liste."""
    held = _version(version, date)
    rows = [
        row
        for row in queries.intercommunality_rows(held)
        if (region is None or region in row.place.regions.split("|"))
        and kind in (None, row.place.kind)
        and fold(q) in row.place.search_name
    ]
    book = _book()
    items = [
        intercommunality_out(row, [membership_out(m, held) for m in row.territories], book)
        for row in slice_of(rows, limit, offset)
    ]
    return Page[IntercommunalityOut](count=len(rows), limit=limit, offset=offset, items=items)


@router.get(
    "/intercommunalities/{siren}",
    response={200: IntercommunalityOut, **LOST},
    operation_id="intercommunality",
)
@cached
def intercommunality(request: HttpRequest, siren: Annotated[Code, Path()]) -> IntercommunalityOut:
    """Une intercommunalité par son SIREN, avec ses territoires dans toutes les listes."""
    place = queries.find_intercommunality(siren)
    if place is None:
        raise Http404(f"Aucune intercommunalité ne porte le SIREN « {siren} ».")
    country = queries.country_totals().country
    row = queries.IntercommunalityRow(place, queries.totals_of([place]), country, ())
    return intercommunality_out(row, _through_time(siren), _book())


def _through_time(siren: str) -> list[InTerritory]:
    held = queries.memberships([siren])
    return [membership_out(queries.as_membership(m), m.territory.version) for m in held]


@router.get("/regions", response={200: Page[RegionOut], **FAULTS}, operation_id="regions")
@cached
def regions(request: HttpRequest, limit: Limit = 50, offset: Offset = 0) -> Page[RegionOut]:
    """Les régions et leurs chiffres, sommes de leurs intercommunalités."""
    found, totals, book = queries.regions(), queries.country_totals(), _book()
    items = [region_out(region, totals, book) for region in slice_of(found, limit, offset)]
    return Page[RegionOut](count=len(found), limit=limit, offset=offset, items=items)


@router.get("/regions/{code}", response={200: RegionOut, **LOST}, operation_id="region")
@cached
def one_region(request: HttpRequest, code: Annotated[Code, Path()]) -> RegionOut:
    """Une région par son code."""
    for region in queries.regions():
        if region.code == code:
            return region_out(region, queries.country_totals(), _book())
    raise Http404(f"Aucune région ne porte le code « {code} ».")


@router.get("/lookup", response={200: Page[LookupOut], **LOST}, operation_id="lookup")
@cached
def lookup(
    request: HttpRequest,
    commune: Annotated[Words | None, Query(description="Code INSEE, actuel ou ancien")] = None,
    epci: Annotated[Words | None, Query(description="SIREN d’une intercommunalité")] = None,
    postal_code: Annotated[Words | None, Query(description="Code postal")] = None,
    name: Annotated[Words | None, Query(description="Nom, avec ou sans accents")] = None,
    date: Day | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[LookupOut]:
    """Le territoire d’un lieu à une date : une seule question à la fois, plusieurs réponses."""
    register = queries.official_register()
    if register is None:
        raise Http404("Aucun jeu de référence n’est chargé.")
    asked = {"commune": commune, "epci": epci, "postal_code": postal_code, "name": name}
    given = [(key, text) for key, text in asked.items() if text]
    if len(given) != 1:
        raise HttpError(422, "Donnez une question et une seule : commune, epci, postal_code, name.")
    key, text = given[0]
    found = ask_register(register, key=key, text=text, on=date or timezone.localdate())
    items = [
        LookupOut(**lookup_document(lookup=answer, register=register))
        for answer in slice_of(found, limit, offset)
    ]
    return Page[LookupOut](count=len(found), limit=limit, offset=offset, items=items)


@router.get("/changes", response={200: ChangesOut, **LOST}, operation_id="changes")
@cached
def changes(
    request: HttpRequest,
    before: Annotated[Code | None, Query(alias="from", description="Liste de départ")] = None,
    after: Annotated[Code | None, Query(alias="to", description="Liste d’arrivée")] = None,
    kind: Annotated[Code | None, Query(description="Nature, ou « renamed »")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> ChangesOut:
    """Ce qui a changé entre deux listes ; à défaut, les deux dernières listes officielles."""
    pair = _pair(before, after)
    found = [
        change
        for change in queries.compare_versions(before=pair[0], after=pair[1]).changes
        if kind in (None, change.kind.value) or (kind == "renamed" and change.is_renamed)
    ]
    items = [change_out(change) for change in slice_of(found, limit, offset)]
    ends = _ends(pair)
    return ChangesOut(count=len(found), limit=limit, offset=offset, items=items, **ends)


@router.get("/changes/crosswalk", response={200: CrosswalkOut, **LOST}, operation_id="crosswalk")
@cached
def crosswalk(
    request: HttpRequest,
    before: Annotated[Code | None, Query(alias="from", description="Liste de départ")] = None,
    after: Annotated[Code | None, Query(alias="to", description="Liste d’arrivée")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> CrosswalkOut:
    """La table de passage entre deux listes, pondérée par la population et l’emploi industriel."""
    pair = _pair(before, after)
    compared = queries.compare_versions(before=pair[0], after=pair[1])
    found = [p for p in compared.passages if p.before or p.after]
    book, ends = _book(), _ends(pair)
    items = [passage_out(passage, book) for passage in slice_of(found, limit, offset)]
    return CrosswalkOut(count=len(found), limit=limit, offset=offset, items=items, **ends)


def _pair(before: str | None, after: str | None) -> tuple[PerimeterVersion, PerimeterVersion]:
    """The two lists asked for; the last two official ones stand in for those that are not."""
    last = queries.official(queries.versions())[-2:]
    if len(last) < 2 and not (before and after):
        raise Http404("Moins de deux listes officielles sont connues.")
    return (
        _version(before, None) if before else last[0],
        _version(after, None) if after else last[1],
    )


def _ends(pair: tuple[PerimeterVersion, PerimeterVersion]) -> dict[str, NamedCode]:
    names = [NamedCode(code=version.code, name=version.name) for version in pair]
    return {"before": names[0], "after": names[1]}
