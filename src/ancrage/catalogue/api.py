"""The API of the basket: what everybody reads. `writing_api` has what is written."""

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router
from ninja.errors import HttpError
from pydantic import Field

from ancrage.catalogue.documents import (
    Document,
    basket_document,
    comparison_document,
    finding_document,
    hit_document,
    measure_document,
    verdict_document,
)
from ancrage.catalogue.files import KINDS
from ancrage.catalogue.queries import basket, basket_at, versions, vocabulary
from ancrage.catalogue.queries.searching import search_in
from ancrage.catalogue.queries.territories import TerritoryMeasure, offer_of
from ancrage.catalogue.rules.basket import Basket, Measure
from ancrage.catalogue.rules.comparison import compare
from ancrage.catalogue.rules.telling import FactError, facts_told
from ancrage.catalogue.schemas import (
    AnswerOut,
    BasketComparisonOut,
    BasketFindingOut,
    BasketOut,
    FactOut,
    FactsIn,
    FoundOut,
    MeasureOut,
    TerritoryMeasureOut,
    VerdictOut,
)
from ancrage.geography.queries import find_territory
from ancrage.geography.schemas import Day, Limit, Offset, Page, Problem

router = Router(tags=["catalogue"])
Code = Annotated[str, Path(), Field(pattern=r"^[-a-zA-Z0-9_]{1,50}$")]
MaybeCode = Annotated[str, Query(), Field(pattern=r"^[-a-zA-Z0-9_]{0,50}$")]
Words = Annotated[str, Query(), Field(max_length=200, pattern=r"^[^\x00]*$")]
OnDay = Annotated[Day | None, Query(description="Le jour dont on parle ; sinon aujourd’hui.")]
READ = {404: Problem, 422: Problem}


@router.get("/baskets", response={200: list[BasketOut], 422: Problem}, operation_id="baskets")
def baskets(request: HttpRequest) -> list[BasketOut]:
    """Les versions du panier, par date."""
    return [BasketOut(**basket_document(held)) for held in versions()]


@router.get("/baskets/{code}", response={200: BasketOut, **READ}, operation_id="one_basket")
def one_basket(request: HttpRequest, code: Code) -> BasketOut:
    """Une version : ses dates, ses nombres, ceux que les sources annoncent."""
    return BasketOut(**basket_document(_version(code)))


@router.get("/baskets/{code}/files/{kind}", response=READ, operation_id="basket_file")
def basket_file(
    request: HttpRequest, code: Code, kind: Annotated[str, Path(), Field(max_length=60)]
) -> HttpResponse:
    """Une version comme fichier : panier.csv, panier.json, panier.yaml, dispositif-aide.csv…"""
    held = _version(code)
    if kind not in KINDS:
        raise Http404(f"Les fichiers sont : {', '.join(KINDS)}.")
    return HttpResponse(
        KINDS[kind].write(held), content_type=f"{KINDS[kind].content_type}; charset=utf-8"
    )


@router.get(
    "/baskets/{before}/changes/{after}",
    response={200: BasketComparisonOut, **READ},
    operation_id="compare_baskets",
)
def compare_baskets(request: HttpRequest, before: Code, after: Code) -> BasketComparisonOut:
    """Ce qui change d’une version à l’autre, champ par champ."""
    return BasketComparisonOut(**comparison_document(compare(_version(before), _version(after))))


@router.get("/measures", response={200: Page[FoundOut], **READ}, operation_id="measures")
def measures(
    request: HttpRequest,
    q: Words = "",
    need: MaybeCode = "",
    operator: MaybeCode = "",
    version: MaybeCode = "",
    day: OnDay = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[FoundOut]:
    """Les mesures d’une version, ou du panier en vigueur un jour ; cherchées en français."""
    held = _held(version, day)
    found = [
        one
        for one in _found(held, q)
        if (not need or need in one["measure"]["needs"])
        and (not operator or operator == one["measure"]["operator"])
    ]
    items = [FoundOut(**one) for one in found[offset : offset + limit]]
    return Page[FoundOut](count=len(found), limit=limit, offset=offset, items=items)


@router.get("/measures/{code}", response={200: MeasureOut, **READ}, operation_id="one_measure")
def one_measure(
    request: HttpRequest, code: Code, version: MaybeCode = "", day: OnDay = None
) -> MeasureOut:
    """Tout ce qui est dit d’une mesure."""
    held = _held(version, day)
    return MeasureOut(**measure_document(_measure(held, code), held))


@router.post(
    "/measures/{code}/judgement",
    response={200: VerdictOut, **READ},
    operation_id="judge_measure",
)
def judge_measure(
    request: HttpRequest,
    code: Code,
    told: FactsIn,
    version: MaybeCode = "",
    day: OnDay = None,
) -> VerdictOut:
    """« Puis-je l’avoir ? » : chaque critère, jugé sur les faits donnés. Rien n’est gardé."""
    measure = _measure(_held(version, day), code)
    on = day or timezone.localdate()
    try:
        facts = facts_told({"day": on.isoformat(), **told.facts}, vocabulary=vocabulary())
    except FactError as refusal:
        raise HttpError(422, str(refusal)) from refusal
    amounts = measure.amounts_for(facts, day=on)
    return VerdictOut(**verdict_document(measure.judge(facts), amounts))


@router.get(
    "/basket-facts", response={200: list[FactOut], 422: Problem}, operation_id="basket_facts"
)
def basket_facts(request: HttpRequest) -> list[FactOut]:
    """Le vocabulaire des faits dont parlent les règles."""
    return [
        FactOut(code=f.code, label=f.label, kind=f.kind.value, unit=f.unit, choices=dict(f.choices))
        for f in vocabulary().values()
    ]


@router.get(
    "/territories/{version}/{code}/measures",
    response={200: list[TerritoryMeasureOut], **READ},
    operation_id="territory_measures",
)
def territory_measures(
    request: HttpRequest, version: Code, code: Code, day: OnDay = None
) -> list[TerritoryMeasureOut]:
    """Ce qu’un territoire peut obtenir un jour, et ce qui reste à vérifier."""
    found = find_territory(version=version, code=code)
    if found is None:
        raise Http404("Aucun territoire ne porte ces codes.")
    return [_seen(held) for held in offer_of(found, day=day or timezone.localdate()).measures]


def _version(code: str) -> Basket:
    found = basket(code)
    if found is None:
        raise Http404(f"Aucune version du panier ne porte le code « {code} ».")
    return found


def _held(version: str, day: Day | None) -> Basket:
    return _version(version) if version else basket_at(day or timezone.localdate())


def _measure(held: Basket, code: str) -> Measure:
    if code not in held.measures:
        raise Http404(f"La version « {held.code} » n’a pas de mesure « {code} ».")
    return held.measures[code]


def _found(held: Basket, text: str) -> list[Document]:
    if text.strip():
        return [hit_document(hit, held) for hit in search_in(held, text)]
    told = (measure_document(measure, held) for measure in held.measures.values())
    return [{"measure": one, "score": 0.0, "why": ""} for one in told]


def _seen(held: TerritoryMeasure) -> TerritoryMeasureOut:
    return TerritoryMeasureOut(
        code=held.measure.code,
        name=held.measure.title,
        needs=list(held.measure.needs),
        owner=held.measure.owner,
        is_open=not held.is_closed,
        answers=[
            AnswerOut(
                applicant=answer.applicant,
                outcome=answer.verdict.outcome.value,
                findings=[BasketFindingOut(**finding_document(f)) for f in answer.verdict.findings],
            )
            for answer in held.answers
        ],
    )
