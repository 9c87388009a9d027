"""API: Needs of a place, what answers them and why, who answers."""

import datetime as dt
from functools import partial
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Status
from ninja.errors import HttpError
from pydantic import Field

from ancrage.catalogue.queries import basket_at, vocabulary
from ancrage.geography import queries as places
from ancrage.geography.models import Commune, Territory
from ancrage.geography.schemas import Day, Limit, Offset, Page, Problem, slice_of
from ancrage.matching.access import may_declare, reads_referents
from ancrage.matching.actions.adjustments import (
    AdjustmentRefusedError,
    Wish,
    answer_adjustment,
    ask_adjustment,
)
from ancrage.matching.actions.coverage import (
    Area,
    DesignationRefusedError,
    designate,
    end_designation,
)
from ancrage.matching.actions.needs import NeedRefusedError, Words, declare_need
from ancrage.matching.documents import (
    adjustment_document,
    company_document,
    coverage_document,
    designation_document,
    diagnosis_document,
    statement_document,
)
from ancrage.matching.models import Designation
from ancrage.matching.queries.adjustments import find_adjustment, visible_to
from ancrage.matching.queries.answers import answers_for_company, answers_for_territory
from ancrage.matching.queries.companies import locate
from ancrage.matching.queries.coverage import coverage_rows
from ancrage.matching.queries.designations import find_designation
from ancrage.matching.queries.diagnosis import beside_of, diagnosis_of
from ancrage.matching.rules.coverage import Level
from ancrage.matching.schemas import (
    AdjustmentOut,
    CompanyIn,
    CompanyOut,
    CoverageOut,
    DesignationIn,
    DesignationOut,
    NeedAnswerIn,
    NeedEndIn,
    NeedIn,
    NeedsOut,
    StatementOut,
    StateName,
    WishIn,
)
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.actions.roles import Term
from ancrage.people.middleware import actor_in
from ancrage.people.models import Person

router = Router(tags=["matching"])
Version = Annotated[str, Path(), Field(pattern=r"^[-a-zA-Z0-9_]{1,50}$")]
Code = Annotated[str, Path(), Field(pattern=r"^[-a-zA-Z0-9_]{1,50}$")]
Reference = Annotated[str, Path(), Field(pattern=r"^[0-9a-f]{32}$")]
Filtered = Annotated[str | None, Query(), Field(pattern=r"^[-a-zA-Z0-9_:.]{1,100}$")]
READ = {404: Problem, 422: Problem}
WRITTEN = {401: Problem, 409: Problem, **READ}
ONE = "/territories/{version}/{code}/needs"
refusals = partial(problems_for, AdjustmentRefusedError, DesignationRefusedError, NeedRefusedError)


@router.get(ONE, response={200: NeedsOut, **READ}, operation_id="territory_needs")
def territory_needs(
    request: HttpRequest,
    version: Version,
    code: Code,
    date: Annotated[Day | None, Query()] = None,
) -> NeedsOut:
    """Les besoins d’un territoire, et les mesures qui y répondent, dans l’ordre et pourquoi."""
    territory = _territory(version, code)
    diagnosis = diagnosis_of(territory, actor=actor_in(request), day=date or timezone.localdate())
    is_in_force = places.in_force([territory.version], on=diagnosis.day) is not None
    answers = answers_for_territory(diagnosis, is_in_force=is_in_force)
    return NeedsOut(**diagnosis_document(diagnosis, answers))


@router.put(f"{ONE}/{{need}}", response={200: StatementOut, **WRITTEN}, operation_id="declare_need")
def declare_need_call(
    request: HttpRequest, version: Version, code: Code, need: Code, wanted: NeedIn
) -> StatementOut:
    """Ce que dit le binôme d’un besoin : une révision de plus, à côté du chiffre public."""
    actor, day = actor_in(request), timezone.localdate()
    diagnosis = diagnosis_of(_territory(version, code), actor=actor, day=day)
    part = diagnosis.part(need)
    if part is None or not may_declare(actor, diagnosis.scope):
        raise Http404
    told = wanted.dict()
    revision = told.pop("revision")
    with refusals():
        made = declare_need(
            **acting_in(request),
            territory=diagnosis.scope,
            need=need,
            revision=revision,
            words=Words(**told),
            beside=beside_of(part),
        )
    return StatementOut(**statement_document(made))


def _territory(version: str, code: str) -> Territory:
    found = places.find_territory(version=version, code=code)
    if found is None:
        raise Http404(f"La liste « {version} » n’a pas de territoire « {code} ».")
    return found


@router.post("/company-needs", response={200: CompanyOut, **READ}, operation_id="company_needs")
def company_needs(request: HttpRequest, wanted: CompanyIn) -> CompanyOut:
    """Ce que peut obtenir une entreprise. Rien n’est gardé."""
    day = wanted.day or timezone.localdate()
    basket, facts = basket_at(day), _facts(wanted)
    strangers = sorted(set(wanted.needs) - basket.needs.keys())
    if strangers:
        raise HttpError(422, f"Besoin inconnu : {', '.join(strangers)}.")
    diagnosis = None
    if wanted.commune:
        commune = Commune.objects.filter(pk=wanted.commune).first()
        if commune is None:
            raise HttpError(422, f"Aucune commune ne porte le code « {wanted.commune} ».")
        located = locate(commune, day=day)
        facts |= {"region": commune.region_id, "in_territory": located.in_territory}
        if located.territory:
            diagnosis = diagnosis_of(located.territory, actor=actor_in(request), day=day)
    answers = answers_for_company(
        basket, facts={**facts, "day": day}, needs=tuple(wanted.needs), diagnosis=diagnosis, day=day
    )
    return CompanyOut(**company_document(answers))


def _facts(wanted: CompanyIn) -> dict[str, bool | int | str | dt.date | None]:
    """The facts that were told, each a word of the vocabulary with a value of its kind."""
    words = vocabulary()
    found: dict[str, bool | int | str | dt.date | None] = {}
    for code, told in wanted.facts.items():
        value = words[code].read(told) if code in words else None
        if value is None:
            raise HttpError(422, f"« {code} » : ni un fait du vocabulaire, ni une de ses valeurs.")
        found[code] = value
    return found


@router.get("/coverage", response={200: Page[CoverageOut], **READ}, operation_id="coverage")
def coverage(
    request: HttpRequest,
    date: Annotated[Day | None, Query()] = None,
    operator: Filtered = None,
    measure: Filtered = None,
    territory: Filtered = None,
    state: Annotated[StateName | None, Query()] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[CoverageOut]:
    """Qui répond pour chaque mesure sur chaque territoire : un référent, personne, plusieurs."""
    named = reads_referents(actor_in(request))
    day = date or timezone.localdate()
    rows = [
        row
        for row in coverage_rows(day, operators=[operator] if operator else None)
        if (measure is None or row.measure.code == measure)
        and (territory is None or row.territory.scope == territory)
        and (state is None or row.state.value == state)
    ]
    shown = slice_of(rows, limit, offset)
    items = [CoverageOut(**coverage_document(row, named=named)) for row in shown]
    return Page[CoverageOut](count=len(rows), limit=limit, offset=offset, items=items)


@router.get(
    "/designations",
    response={200: Page[DesignationOut], 401: Problem, **READ},
    operation_id="designations",
)
def designations(
    request: HttpRequest, operator: Filtered = None, limit: Limit = 50, offset: Offset = 0
) -> Page[DesignationOut]:
    """Les désignations de référents, passées et à venir comprises."""
    held = Designation.objects.all()
    held = held.filter(operator=operator) if operator else held
    items = [DesignationOut(**designation_document(d)) for d in held[offset : offset + limit]]
    return Page[DesignationOut](count=held.count(), limit=limit, offset=offset, items=items)


@router.post("/designations", response={201: DesignationOut, **WRITTEN}, operation_id="designate")
def designate_call(request: HttpRequest, wanted: DesignationIn) -> Status[DesignationOut]:
    """Désigne un référent d’un opérateur, pour ses mesures, quelque part."""
    person = Person.objects.filter(reference=wanted.person, erased_at=None).first()
    if person is None:
        raise HttpError(409, "Aucune personne ne porte cette référence.")
    with refusals():
        made = designate(
            **acting_in(request),
            operator=wanted.operator,
            person=person,
            measures=tuple(wanted.measures),
            area=Area(Level(wanted.level), tuple(wanted.places)),
            term=Term(wanted.since, wanted.until),
        )
    return Status(201, DesignationOut(**designation_document(made)))


@router.post(
    "/designations/{reference}/end",
    response={200: DesignationOut, **WRITTEN},
    operation_id="end_designation",
)
def end_designation_call(
    request: HttpRequest, reference: Reference, wanted: NeedEndIn
) -> DesignationOut:
    """Met fin à une désignation : le trou qui s’ouvre se voit aussitôt."""
    held = find_designation(reference)
    if held is None:
        raise Http404
    with refusals():
        made = end_designation(**acting_in(request), designation=held, **wanted.dict())
    return DesignationOut(**designation_document(made))


@router.get(
    "/adjustments",
    response={200: Page[AdjustmentOut], 401: Problem, **READ},
    operation_id="adjustments",
)
def adjustments(request: HttpRequest, limit: Limit = 50, offset: Offset = 0) -> Page[AdjustmentOut]:
    """Les ajustements que des Régions demandent, et leurs réponses."""
    held = visible_to(actor_in(request))
    items = [AdjustmentOut(**adjustment_document(a)) for a in held[offset : offset + limit]]
    return Page[AdjustmentOut](count=held.count(), limit=limit, offset=offset, items=items)


@router.post(
    "/adjustments", response={201: AdjustmentOut, **WRITTEN}, operation_id="ask_adjustment"
)
def ask_adjustment_call(request: HttpRequest, wanted: WishIn) -> Status[AdjustmentOut]:
    """Demande à un opérateur, au nom d’une Région, un changement de ses référents."""
    with refusals():
        made = ask_adjustment(**acting_in(request), wish=Wish(**wanted.dict()))
    return Status(201, AdjustmentOut(**adjustment_document(made)))


@router.post(
    "/adjustments/{reference}/answer",
    response={200: AdjustmentOut, **WRITTEN},
    operation_id="answer_adjustment",
)
def answer_adjustment_call(
    request: HttpRequest, reference: Reference, wanted: NeedAnswerIn
) -> AdjustmentOut:
    """Répond à une demande d’ajustement."""
    held = find_adjustment(actor_in(request), reference)
    if held is None:
        raise Http404
    with refusals():
        made = answer_adjustment(**acting_in(request), adjustment=held, **wanted.dict())
    return AdjustmentOut(**adjustment_document(made))
