"""The read API: each capability's router under /api/v1/, errors as problem JSON (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from ancrage.adaptation.api import router as adaptation
from ancrage.allocation.api import router as allocation
from ancrage.antennas.api import router as antennas
from ancrage.catalogue.whole_api import router as catalogue
from ancrage.committees.whole_api import router as committees
from ancrage.contracts.api import router as contracts
from ancrage.contracts.signing_api import router as signatures
from ancrage.evidence.api import router as evidence
from ancrage.funding.api.files import router as money_files
from ancrage.funding.api.matching import router as reconciliation
from ancrage.funding.api.money import router as money
from ancrage.funding.api.returns import router as money_returns
from ancrage.funding.api.whole import router as ledger
from ancrage.geography.api import router as geography
from ancrage.home.calendar.api import router as calendar
from ancrage.home.path.api import router as roads
from ancrage.inbox.api import router as inbox
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.matching.api import router as matching
from ancrage.mission.whole_api import router as mission
from ancrage.opendata.api import router as opendata
from ancrage.people.access_api import router as access
from ancrage.people.api import router as people
from ancrage.people.saved_api import router as saved
from ancrage.requests.whole_api import router as requests
from ancrage.roadmaps.whole_api import router as roadmaps
from ancrage.selection.api import router as selection
from ancrage.selection.scenario_api import router as scenarios
from ancrage.simplification.api import router as simplification
from ancrage.stateaid.whole_api import router as state_aid
from ancrage.vte.api import router as vte

PROBLEM = "application/problem+json"


class ReadAPI(NinjaAPI):
    """Says in its own description that errors are problem documents."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:  # noqa: ANN401 as its parent's
        schema = super().get_openapi_schema(**options)
        for path in schema["paths"].values():
            for operation in path.values():
                _describe_problems(operation["responses"])
        return schema


def _describe_problems(responses: dict[Any, Any]) -> None:
    for status, response in responses.items():
        if int(status) >= HTTPStatus.BAD_REQUEST and "application/json" in response["content"]:
            response["content"] = {PROBLEM: response["content"]["application/json"]}


api = ReadAPI(
    title="Ancrage",
    version="1",
    description=(
        "Territoires, intercommunalités, régions, listes, changements, consultation et "
        "identifications. "
        "Chaque chiffre porte son unité, sa date, sa source et sa qualité ; "
        "une valeur nulle est inconnue."
    ),
    urls_namespace="api-1",
    docs_url=None,
)
api.add_router("", geography)
api.add_router("", people)
api.add_router("", saved)
api.add_router("", access)
api.add_router("", inbox)
api.add_router("", selection)
api.add_router("", scenarios)
api.add_router("", mission)
api.add_router("", adaptation)
api.add_router("", catalogue)
api.add_router("", matching)
api.add_router("", requests)
api.add_router("", vte)
api.add_router("", antennas)
api.add_router("", simplification)
api.add_router("", roadmaps)
api.add_router("", committees)
api.add_router("", contracts)
api.add_router("", signatures)
api.add_router("", money)
api.add_router("", ledger)
api.add_router("", reconciliation)
api.add_router("", money_returns)
api.add_router("", state_aid)
api.add_router("", allocation)
api.add_router("", evidence)
api.add_router("", opendata)
api.add_router("", calendar)
api.add_router("", roads)
api.add_router("", money_files)


def _problem(
    request: HttpRequest, status: int, detail: str, errors: list[str] | None = None
) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": errors or [],
    }
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = PROBLEM
    return response


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, exc: Http404) -> HttpResponse:
    return _problem(request, HTTPStatus.NOT_FOUND, str(exc))


@api.exception_handler(NotAllowedError)
def _not_yours(request: HttpRequest, exc: NotAllowedError) -> HttpResponse:
    return _problem(request, HTTPStatus.NOT_FOUND, "")


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, exc: HttpError) -> HttpResponse:
    return _problem(request, exc.status_code, exc.message)


@api.exception_handler(InputRefused)
def _faulty(request: HttpRequest, exc: InputRefused) -> HttpResponse:
    errors = [str(problem) for problem in exc.problems]
    return _problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, "Contenu refusé.", errors)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    errors = [f"{error['loc'][-1]}: {error['msg']}" for error in exc.errors]
    return _problem(
        request, HTTPStatus.UNPROCESSABLE_ENTITY, "Paramètres de requête invalides.", errors
    )
