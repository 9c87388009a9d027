"""The API of money: totals of any cut, a territory's money, public statements."""

import datetime as dt
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from ancrage.funding.documents.money import (
    beside_document,
    declared_document,
    line_document,
    statement_document,
    sums_document,
)
from ancrage.funding.queries.cuts import PARAMETERS, look_of
from ancrage.funding.queries.lines import lines_of
from ancrage.funding.queries.statements import compared_at
from ancrage.funding.queries.territories import (
    declared_in,
    find_place,
    traced_in,
    where_of_territory,
)
from ancrage.funding.queries.totals import whole_of
from ancrage.funding.rules.axes import AXES
from ancrage.funding.rules.cuts import Look
from ancrage.funding.words.money import source_of
from ancrage.geography.schemas import Day, Problem
from ancrage.people.middleware import actor_in

router = Router(tags=["funding"])
Code = Annotated[str, Path(), Field(pattern=r"^[-a-zA-Z0-9_]{1,50}$")]
AxisName = Annotated[
    str, Field(pattern=f"^({'|'.join(AXES)})$", json_schema_extra={"enum": [*AXES]})
]
OnDay = Annotated[Day | None, Query(description="Le jour dont on parle ; sinon aujourd’hui.")]
READ = {404: Problem, 422: Problem}
UNFIT = 422


class CheckedSumsOut(Schema):
    """The part of each net total that was checked against a document, in cents."""

    announced: int
    requested: int
    instruction: int
    granted: int
    ordered: int
    paid: int
    unmatched: int
    cancelled: int


class SumsOut(CheckedSumsOut):
    """Net totals in cents: `granted` less what was decommitted, `paid` less what was recovered.

    `unmatched`: paid, and not yet matched to a dossier; no other total counts it.
    """

    decommitted: int
    recovered: int
    verified: CheckedSumsOut
    entries: int
    is_demonstration: bool


class MoneyLineOut(Schema):
    """A line; a key that is null is not known."""

    keys: list[str | None]
    names: list[str]
    place: str | None
    sums: SumsOut


class MoneyOut(Schema):
    """What is looked at, as at a day, as known on another if it was asked for."""

    as_of: dt.date
    known_on: dt.date | None
    source: str
    by: list[str]
    whole: SumsOut
    lines: list[MoneyLineOut]


class DeclaredOut(Schema):
    """What sheets declare, in cents; null where they say nothing."""

    asked: int | None
    promised: int | None
    granted: int | None
    paid: int | None


class DeclaredBesideOut(Schema):
    """Two accounts of the same money, never added; `gap`: declared granted less traced."""

    code: str
    label: str
    declared: DeclaredOut
    traced: SumsOut
    gap: int | None
    verdict: str


class TerritoryMoneyOut(Schema):
    """A territory's money: traced by the ledger, declared by the sheets that one reads."""

    territory: str
    name: str
    as_of: dt.date
    source: str
    traced: SumsOut
    declared: DeclaredOut
    financers: list[DeclaredBesideOut]
    sheets: list[DeclaredBesideOut]


class MoneyStatementOut(Schema):
    """What somebody said in public. Amounts in cents; `traced_then`: our sum as at that day."""

    code: str
    thing: str
    nature: str
    said_on: dt.date | None
    precision: str | None
    who: str
    says: str
    cents: int
    bound: str
    source: str
    url: str
    certainty: str
    remark: str
    traced_then: int | None
    gap_then: int | None
    traced_now: int | None
    gap_now: int | None


class MoneyAsked(Schema):
    """What narrows the sums; « inconnu » is what nobody told."""

    total: Annotated[str, Field(max_length=120)] = ""
    stage: Annotated[str, Field(max_length=120)] = ""
    financer: Annotated[str, Field(max_length=120)] = ""
    scheme: Annotated[str, Field(max_length=120)] = ""
    measure: Annotated[str, Field(max_length=120)] = ""
    need: Annotated[str, Field(max_length=120)] = ""
    programme: Annotated[str, Field(max_length=120)] = ""
    territory: Annotated[str, Field(max_length=120)] = ""
    place: Annotated[str, Field(max_length=120)] = ""
    region: Annotated[str, Field(max_length=120)] = ""
    year: Annotated[int, Field(ge=1990, le=2100)] | None = None

    def look(self, *, until: dt.date, known_on: dt.date | None, today: dt.date) -> Look:
        """What is looked at. HttpError for a value that names nothing."""
        told = {name: getattr(self, name) for name in PARAMETERS if name != "known_on"}
        told["known_on"] = known_on.isoformat() if known_on else ""
        query = {PARAMETERS[name]: str(value) for name, value in told.items() if value}
        look, faults = look_of(query, until=until, today=today)
        if faults:
            raise HttpError(UNFIT, " ".join(faults))
        return look


@router.get("/money", response={200: MoneyOut, **READ}, operation_id="money")
def money(
    request: HttpRequest,
    asked: Annotated[MoneyAsked, Query()],
    by: Annotated[list[AxisName], Query(max_length=2)] = [],  # noqa: B006 a query's default
    date: OnDay = None,
    known_on: Annotated[Day | None, Query()] = None,
) -> MoneyOut:
    """Les sommes du grand livre, rangées par un ou deux axes, à une date."""
    today = timezone.localdate()
    day = date or today
    look = asked.look(until=day, known_on=known_on, today=today)
    axes = [AXES[name] for name in dict.fromkeys(by)]
    whole = whole_of(look).sums
    lines = lines_of(look, axes) if axes else []
    told: dict[str, Any] = {
        "as_of": day,
        "known_on": known_on,
        "source": source_of(is_invented=whole.is_invented),
        "by": [axis.code for axis in axes],
        "whole": sums_document(whole),
        "lines": [line_document(line, axes) for line in lines],
    }
    return MoneyOut(**told)


@router.get(
    "/money/territories/{version}/{code}",
    response={200: TerritoryMoneyOut, **READ},
    operation_id="money_territory",
)
def money_territory(
    request: HttpRequest, version: Code, code: Code, date: OnDay = None
) -> TerritoryMoneyOut:
    """L’argent d’un territoire : ce que retrace le grand livre, ce que déclarent ses fiches."""
    found = find_place(version, code)
    if found is None:
        raise Http404("Aucun territoire d’un programme ne porte ces codes.")
    territory, scope = found.territory, found.scope
    today, where = timezone.localdate(), where_of_territory(territory, scope)
    look = Look(territory=scope, until=date)
    traced = traced_in(look)
    declared = declared_in(actor_in(request), scope, where, look, traced, today=today)
    told: dict[str, Any] = {
        "territory": scope,
        "name": territory.name,
        "as_of": date or today,
        "source": source_of(is_invented=traced.sums.is_invented),
        "traced": sums_document(traced.sums),
        "declared": declared_document(declared.whole),
        "financers": [beside_document(one) for one in declared.financers],
        "sheets": [beside_document(one) for one in declared.sheets],
    }
    return TerritoryMoneyOut(**told)


@router.get(
    "/statements", response={200: list[MoneyStatementOut], 422: Problem}, operation_id="statements"
)
def statements(request: HttpRequest, date: OnDay = None) -> list[MoneyStatementOut]:
    """Ce qui a été dit en public de l’argent, à côté de ce que le grand livre retrace."""
    beside = compared_at(date or timezone.localdate())
    return [MoneyStatementOut(**statement_document(one)) for one in beside.compared]
