"""The API of those who write the basket: versions in preparation, measures added."""

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpRequest
from ninja import Status

from ancrage.catalogue.actions import added as added_actions
from ancrage.catalogue.actions import versions as version_actions
from ancrage.catalogue.actions.added import AddedRefusedError
from ancrage.catalogue.actions.versions import StaleVersionError, VersionRefusedError
from ancrage.catalogue.api import READ, Code, router
from ancrage.catalogue.documents import added_document, draft_document
from ancrage.catalogue.models import AddedMeasure, BasketVersion
from ancrage.catalogue.queries.drafts import drafts_visible_to, find_draft, wordings
from ancrage.catalogue.rules.reading import BasketRefusedError
from ancrage.catalogue.schemas import (
    AddedOut,
    AddIn,
    BasketAmendIn,
    BasketDraftOut,
    BasketEndIn,
    BasketStartIn,
    BasketStepIn,
    DocumentIn,
    MeasureIn,
    Revision,
)
from ancrage.geography.schemas import Problem
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.middleware import actor_in

WRITTEN = {401: Problem, 409: Problem, **READ}
_refusals = partial(
    problems_for,
    AddedRefusedError,
    StaleVersionError,
    StepRefusedError,
    VersionRefusedError,
    faults=(BasketRefusedError,),
)


@router.get(
    "/basket-drafts",
    response={200: list[BasketDraftOut], 401: Problem, 422: Problem},
    operation_id="basket_drafts",
)
def basket_drafts(request: HttpRequest) -> list[BasketDraftOut]:
    """Les versions du panier en préparation ou abandonnées que vous pouvez lire."""
    return [_out(version) for version in drafts_visible_to(actor_in(request))]


@router.get(
    "/basket-drafts/{code}",
    response={200: BasketDraftOut, 401: Problem, **READ},
    operation_id="basket_draft",
)
def basket_draft(request: HttpRequest, code: Code) -> BasketDraftOut:
    """Une version écrite à l’écran, entière."""
    return _out(_draft(request, code))


@router.post(
    "/basket-drafts", response={201: BasketDraftOut, **WRITTEN}, operation_id="start_basket"
)
def start_basket(request: HttpRequest, wanted: BasketStartIn) -> Status[BasketDraftOut]:
    """Commence une version, copie d’une autre."""
    with _refusals():
        made = version_actions.start_version(**acting_in(request), **wanted.dict())
    return Status(201, _out(made))


@router.put(
    "/basket-drafts/{code}", response={200: BasketDraftOut, **WRITTEN}, operation_id="write_basket"
)
def write_basket(request: HttpRequest, code: Code, wanted: DocumentIn) -> BasketDraftOut:
    """Remplace tout ce que dit une version en préparation."""
    return _changed(request, code, version_actions.write_version, **wanted.dict())


@router.put(
    "/basket-drafts/{code}/measures/{measure}",
    response={200: BasketDraftOut, **WRITTEN},
    operation_id="write_basket_measure",
)
def write_basket_measure(
    request: HttpRequest, code: Code, measure: Code, wanted: MeasureIn
) -> BasketDraftOut:
    """Ajoute une mesure à une version en préparation, ou la remplace."""
    told = {"revision": wanted.revision, "measure": {**wanted.measure, "code": measure}}
    return _changed(request, code, version_actions.write_measure, **told)


@router.delete(
    "/basket-drafts/{code}/measures/{measure}",
    response={200: BasketDraftOut, **WRITTEN},
    operation_id="remove_basket_measure",
)
def remove_basket_measure(
    request: HttpRequest, code: Code, measure: Code, revision: Revision
) -> BasketDraftOut:
    """Retire une mesure d’une version en préparation."""
    remove = version_actions.remove_measure
    return _changed(request, code, remove, revision=revision, code=measure)


@router.post(
    "/basket-drafts/{code}/publish",
    response={200: BasketDraftOut, **WRITTEN},
    operation_id="publish_basket",
)
def publish_basket(request: HttpRequest, code: Code, wanted: BasketStepIn) -> BasketDraftOut:
    """Publie une version : elle est en vigueur à partir de son premier jour, et ne change plus."""
    return _changed(request, code, version_actions.publish_version, **wanted.dict())


@router.post(
    "/basket-drafts/{code}/abandon",
    response={200: BasketDraftOut, **WRITTEN},
    operation_id="abandon_basket",
)
def abandon_basket(request: HttpRequest, code: Code, wanted: BasketStepIn) -> BasketDraftOut:
    """Abandonne une version en préparation."""
    return _changed(request, code, version_actions.abandon_version, **wanted.dict())


@router.post("/measures", response={201: AddedOut, **WRITTEN}, operation_id="add_measure")
def add_measure(request: HttpRequest, wanted: AddIn) -> Status[AddedOut]:
    """Ajoute une mesure de sa Région ou de son opérateur."""
    with _refusals():
        made = added_actions.add_measure(**acting_in(request), **wanted.dict())
    return Status(201, AddedOut(**added_document(made)))


@router.put("/measures/{code}", response={200: AddedOut, **WRITTEN}, operation_id="amend_measure")
def amend_measure(request: HttpRequest, code: Code, wanted: BasketAmendIn) -> AddedOut:
    """Dit autrement, à partir d’un jour, une mesure de sa Région ou de son opérateur."""
    return _reworded(request, code, added_actions.amend_measure, **wanted.dict())


@router.post(
    "/measures/{code}/end", response={200: AddedOut, **WRITTEN}, operation_id="end_measure"
)
def end_measure(request: HttpRequest, code: Code, wanted: BasketEndIn) -> AddedOut:
    """Met fin à une mesure de sa Région ou de son opérateur."""
    return _reworded(request, code, added_actions.end_measure, **wanted.dict())


def _changed(
    request: HttpRequest, code: str, act: Callable[..., BasketVersion], /, **told: object
) -> BasketDraftOut:
    version = _draft(request, code)
    with _refusals():
        made = act(**acting_in(request), version=version, **told)
    return _out(made)


def _reworded(
    request: HttpRequest, code: str, act: Callable[..., AddedMeasure], /, **told: object
) -> AddedOut:
    wording = _wording(code)
    with _refusals():
        made = act(**acting_in(request), wording=wording, **told)
    return AddedOut(**added_document(made))


def _draft(request: HttpRequest, code: str) -> BasketVersion:
    found = find_draft(actor_in(request), code)
    if found is None:
        raise Http404(f"Aucune version en préparation ne porte le code « {code} ».")
    return found


def _wording(code: str) -> AddedMeasure:
    held = wordings(code)
    if not held:
        raise Http404(f"Aucune mesure ajoutée ne porte le code « {code} ».")
    return held[-1]


def _out(version: BasketVersion) -> BasketDraftOut:
    return BasketDraftOut(**draft_document(version))
