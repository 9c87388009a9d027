"""The API of the VTE: missions, their steps, hirings, aids, rules, counters."""

from functools import partial
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Status
from pydantic import Field

from ancrage.geography.schemas import Day, Limit, Offset, Page, Problem
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.middleware import actor_in
from ancrage.vte.actions.aids import ask_aid
from ancrage.vte.actions.hirings import declare_hiring
from ancrage.vte.actions.offers import edit_offer, post_offer
from ancrage.vte.actions.parts import OfferRefusedError, StaleOfferError
from ancrage.vte.actions.steps import STEPS
from ancrage.vte.documents import (
    counters_document,
    detail_document,
    offer_document,
    rules_document,
)
from ancrage.vte.models import Offer
from ancrage.vte.queries.offers import find_offer, mine, published
from ancrage.vte.queries.places import PlaceRefusedError
from ancrage.vte.rules.told import Told, hiring_from
from ancrage.vte.schemas import (
    ChangedOfferIn,
    HiringIn,
    NewOfferIn,
    OfferDetailOut,
    OfferOut,
    SchemeOut,
    StateName,
    VteCountersOut,
    VteReasonIn,
)

router = Router(tags=["vte"])
Code = Annotated[str, Path(), Field(pattern=r"^[-a-zA-Z0-9_]{1,20}$")]
Kind = Annotated[str, Path(), Field(pattern=r"^(territory|green)$")]
READ = {404: Problem, 422: Problem}
WRITTEN = {401: Problem, 409: Problem, **READ}
_refusals = partial(
    problems_for, OfferRefusedError, PlaceRefusedError, StaleOfferError, StepRefusedError
)


def _offer(request: HttpRequest, code: str) -> Offer:
    found = find_offer(actor_in(request), code)
    if found is None:
        raise Http404(f"Aucune mission VTE ne porte le code « {code} ».")
    return found


def _detail(request: HttpRequest, offer: Offer) -> OfferDetailOut:
    today = timezone.localdate()
    return OfferDetailOut(**detail_document(actor_in(request), offer, today=today))


@router.get(
    "/vte/missions", response={200: Page[OfferOut], 422: Problem}, operation_id="vte_missions"
)
def vte_missions(
    request: HttpRequest,
    region: Annotated[str, Query(max_length=3)] = "",
    territory: Annotated[str, Query(max_length=150)] = "",
    contract: Annotated[str, Query(max_length=12)] = "",
    sector: Annotated[str, Query(max_length=20)] = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[OfferOut]:
    """Les missions VTE auxquelles on peut répondre aujourd’hui."""
    asked = {"region": region, "territory": territory, "contract": contract, "sector": sector}
    held = published(timezone.localdate()).order_by("starts_on", "code")
    held = held.filter(**{name: value for name, value in asked.items() if _kept(value)})
    items = [OfferOut(**offer_document(offer)) for offer in held[offset : offset + limit]]
    return Page[OfferOut](count=held.count(), limit=limit, offset=offset, items=items)


def _kept(value: str) -> bool:
    """Whether a filter narrows anything; no database holds a null character."""
    return bool(value) and "\x00" not in value


@router.post("/vte/missions", response={201: OfferDetailOut, **WRITTEN}, operation_id="vte_post")
def vte_post(request: HttpRequest, wanted: NewOfferIn) -> Status[OfferDetailOut]:
    """Commence une mission VTE, en brouillon."""
    told = wanted.dict()
    company = told.pop("company")
    with _refusals():
        made = post_offer(**acting_in(request), told=Told(**told), company=company)
    return Status(201, _detail(request, made))


@router.get(
    "/vte/own", response={200: Page[OfferOut], 401: Problem, 422: Problem}, operation_id="vte_own"
)
def vte_own(
    request: HttpRequest,
    state: Annotated[StateName | None, Query()] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[OfferOut]:
    """Les missions VTE que vous écrivez ou que vous vérifiez, dans tous leurs états."""
    held = mine(actor_in(request)).order_by("-moved_at", "code")
    held = held.filter(state=state) if state else held
    items = [OfferOut(**offer_document(offer)) for offer in held[offset : offset + limit]]
    return Page[OfferOut](count=held.count(), limit=limit, offset=offset, items=items)


@router.get("/vte/rules", response={200: list[SchemeOut], 422: Problem}, operation_id="vte_rules")
def vte_rules(request: HttpRequest, date: Annotated[Day | None, Query()] = None) -> list[SchemeOut]:
    """Les conditions du label et des aides, à une date ; sans date, aujourd’hui."""
    day = date or timezone.localdate()
    return [SchemeOut(**told) for told in rules_document(day)]


@router.get("/vte/counters", response={200: VteCountersOut}, operation_id="vte_counters")
def vte_counters(request: HttpRequest) -> VteCountersOut:
    """Les compteurs : missions et aides déclarées ici, nombres donnés par d’autres."""
    return VteCountersOut(**counters_document())


@router.get(
    "/vte/missions/{code}", response={200: OfferDetailOut, **READ}, operation_id="vte_mission"
)
def vte_mission(request: HttpRequest, code: Code) -> OfferDetailOut:
    """Une mission VTE, et ce que dit la règle si vous pouvez le lire."""
    return _detail(request, _offer(request, code))


@router.put(
    "/vte/missions/{code}", response={200: OfferDetailOut, **WRITTEN}, operation_id="vte_edit"
)
def vte_edit(request: HttpRequest, code: Code, wanted: ChangedOfferIn) -> OfferDetailOut:
    """Corrige une mission VTE qui n’est ni proposée ni publiée."""
    told, offer = wanted.dict(), _offer(request, code)
    version = told.pop("version")
    with _refusals():
        made = edit_offer(**acting_in(request), offer=offer, told=Told(**told), version=version)
    return _detail(request, made)


def _step(request: HttpRequest, code: str, verb: str, **more: Any) -> OfferDetailOut:  # noqa: ANN401
    offer = _offer(request, code)
    with _refusals():
        made = STEPS[verb](**acting_in(request), offer=offer, **more)
    return _detail(request, made)


@router.post(
    "/vte/missions/{code}/submission",
    response={200: OfferDetailOut, **WRITTEN},
    operation_id="vte_submit",
)
def vte_submit(request: HttpRequest, code: Code) -> OfferDetailOut:
    """Propose une mission ; ce que la règle refuse est refusé aussitôt, et dit pourquoi."""
    return _step(request, code, "submit")


@router.post(
    "/vte/missions/{code}/acceptance",
    response={200: OfferDetailOut, **WRITTEN},
    operation_id="vte_accept",
)
def vte_accept(request: HttpRequest, code: Code) -> OfferDetailOut:
    """Accepte et publie une mission."""
    return _step(request, code, "accept")


@router.post(
    "/vte/missions/{code}/refusal",
    response={200: OfferDetailOut, **WRITTEN},
    operation_id="vte_refuse",
)
def vte_refuse(request: HttpRequest, code: Code, wanted: VteReasonIn) -> OfferDetailOut:
    """Refuse une mission, pour une raison que l’entreprise lit."""
    return _step(request, code, "refuse", reason=wanted.reason)


@router.post(
    "/vte/missions/{code}/correction",
    response={200: OfferDetailOut, **WRITTEN},
    operation_id="vte_take_back",
)
def vte_take_back(request: HttpRequest, code: Code) -> OfferDetailOut:
    """Reprend une mission pour la corriger."""
    return _step(request, code, "take_back")


@router.post(
    "/vte/missions/{code}/withdrawal",
    response={200: OfferDetailOut, **WRITTEN},
    operation_id="vte_withdraw",
)
def vte_withdraw(request: HttpRequest, code: Code, wanted: VteReasonIn) -> OfferDetailOut:
    """Retire une mission."""
    return _step(request, code, "withdraw", reason=wanted.reason)


@router.post(
    "/vte/missions/{code}/hiring",
    response={200: OfferDetailOut, **WRITTEN},
    operation_id="vte_fill",
)
def vte_fill(request: HttpRequest, code: Code, wanted: HiringIn) -> OfferDetailOut:
    """Déclare l’embauche, sans le nom de la personne."""
    told, offer = wanted.dict(), _offer(request, code)
    version = told.pop("version")
    with _refusals():
        made = declare_hiring(
            **acting_in(request), offer=offer, hiring=hiring_from(told), version=version
        )
    return _detail(request, made)


@router.post(
    "/vte/missions/{code}/aids/{kind}",
    response={201: OfferDetailOut, **WRITTEN},
    operation_id="vte_ask_aid",
)
def vte_ask_aid(request: HttpRequest, code: Code, kind: Kind) -> Status[OfferDetailOut]:
    """Demande l’aide d’une embauche : elle se suit dans la sollicitation qui part."""
    offer = _offer(request, code)
    with _refusals():
        ask_aid(**acting_in(request), offer=offer, kind=kind)
    return Status(201, _detail(request, offer))
