"""The API of the identifications: the runs, their territories, and why not us."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Router, Status
from ninja.errors import HttpError
from pydantic import Field

from ancrage.geography.actions import ListRefusedError
from ancrage.geography.api import FAULTS, LOST, cached
from ancrage.geography.schemas import Limit, NamedCode, Offset, Page, Problem, figure_out, slice_of
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.selection.actions import (
    NotAnAlternativeError,
    NothingToPublishError,
    ask_exact_loss,
    publish_identification,
)
from ancrage.selection.losses import LossView, loss_view
from ancrage.selection.models import Identification
from ancrage.selection.origins import Origins, origins
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.lists import version_code
from ancrage.selection.queries.runs import Run, find_run, runs
from ancrage.selection.queries.summary import region_names
from ancrage.selection.rules_in_words import rules_in_words
from ancrage.selection.schemas import (
    ExactLossOut,
    IdentificationDetailOut,
    IdentificationOut,
    IdentifiedTerritoryOut,
    PublishedOut,
    PublishIn,
    ReasonOut,
    ShortfallOut,
)
from ancrage.selection.wording import why_words

router = Router(tags=["identification"])
Code = Annotated[str, Path(), Field(pattern=r"^[-a-zA-Z0-9_]{1,50}$")]
Siren = Annotated[str, Path(), Field(pattern=r"^[0-9]{9}$")]


@router.get(
    "/identifications",
    response={200: Page[IdentificationOut], **FAULTS},
    operation_id="identifications",
)
@cached
def identifications(
    request: HttpRequest, limit: Limit = 50, offset: Offset = 0
) -> Page[IdentificationOut]:
    """Les identifications faites sur cette installation (simulées)."""
    held, told = runs(), origins()
    items = [IdentificationOut(**_told(run, told)) for run in slice_of(held, limit, offset)]
    return Page[IdentificationOut](count=len(held), limit=limit, offset=offset, items=items)


@router.get(
    "/identifications/{code}",
    response={200: IdentificationDetailOut, **LOST},
    operation_id="identification",
)
@cached
def identification(request: HttpRequest, code: Code) -> IdentificationDetailOut:
    """Une identification : ses règles, son résultat et sa preuve."""
    run = _run(code)
    sentences = rules_in_words(run.result.rules, region_names())
    return IdentificationDetailOut(
        **_told(run.record, origins()),
        rules=run.record.rules,
        rules_in_words=[sentence.text for sentence in sentences],
    )


@router.get(
    "/identifications/{code}/territories",
    response={200: Page[IdentifiedTerritoryOut], **LOST},
    operation_id="identification_territories",
)
@cached
def identified_territories(
    request: HttpRequest, code: Code, limit: Limit = 50, offset: Offset = 0
) -> Page[IdentifiedTerritoryOut]:
    """Les territoires qu’une identification a trouvés (simulés)."""
    run, told, names = _run(code), origins(), region_names()
    found = run.result.territories
    items = [
        IdentifiedTerritoryOut(
            code=territory.code,
            name=territory.name,
            region=NamedCode(
                code=territory.region, name=names.get(territory.region, territory.region)
            ),
            members=list(territory.members),
            industrial_jobs=figure_out(
                told.figure("industrial_jobs", territory.industrial_jobs, "")
            ),
            population=figure_out(told.figure("population", territory.population, "")),
            intensity=territory.intensity,
            cohesion=territory.cohesion,
            value=territory.value,
        )
        for territory in slice_of(found, limit, offset)
    ]
    return Page[IdentifiedTerritoryOut](count=len(found), limit=limit, offset=offset, items=items)


@router.get(
    "/identifications/{code}/explanation/{siren}",
    response={200: ReasonOut, **LOST},
    operation_id="explanation",
)
def explanation(request: HttpRequest, code: Code, siren: Siren) -> ReasonOut:
    """Pourquoi une intercommunalité est choisie, ou ne l’est pas, et ce que cela coûterait."""
    return _reason(_run(code), siren)


@router.post(
    "/identifications/{code}/explanation/{siren}/exact",
    response={202: ReasonOut, 409: Problem, 503: Problem, **LOST},
    operation_id="ask_exact_loss",
)
def ask_exact(request: HttpRequest, code: Code, siren: Siren) -> Status[ReasonOut]:
    """Demande la perte exacte : un calcul de fond, fait une seule fois pour tous."""
    run = _run(code)
    _reason(run, siren)
    with problems_for():
        try:
            ask_exact_loss(**acting_in(request), identification=run.record, siren=siren)
        except NotAnAlternativeError as refusal:
            raise HttpError(409, "Déjà choisie, ou dans aucun territoire possible.") from refusal
    return Status(202, _reason(run, siren))


@router.post(
    "/identifications/{code}/publications",
    response={201: PublishedOut, 401: Problem, 409: Problem, **LOST},
    operation_id="publish_run",
)
def publish_run(request: HttpRequest, code: Code, wanted: PublishIn) -> Status[PublishedOut]:
    """Fait d’une identification la liste simulée d’un programme, à partir d’un jour."""
    run = _run(code)
    with problems_for(ListRefusedError, NothingToPublishError):
        made = publish_identification(
            **acting_in(request),
            identification=run.record,
            perimeter=wanted.programme,
            name=wanted.name or run.title,
            version=version_code(wanted.programme, wanted.valid_from.isoformat()),
            valid_from=wanted.valid_from,
        )
    return Status(201, PublishedOut(list=made.code, programme=made.perimeter_id))


def _run(code: str) -> Run:
    run = find_run(code)
    if run is None:
        raise Http404(f"Aucune identification ne porte le code « {code} ».")
    return run


def _told(record: Identification, told: Origins) -> dict[str, Any]:
    document = record.result
    covered = document["coverage"]
    kept = ("status", "solver", "seconds", "objective", "bound", "gap", "conflict", "fingerprint")
    return {
        **{key: document[key] for key in kept},
        "code": record.code,
        "title": record.title,
        "created_at": record.created_at,
        "territories": len(document["territories"]),
        "coverage": {
            "industrial_jobs": figure_out(
                told.figure("industrial_jobs", covered["industrial_jobs"], "")
            ),
            "share": figure_out(told.share(covered["share"], "")),
        },
        "published_as": [made.version_id for made in record.publications.all()],
    }


def _reason(run: Run, siren: str) -> ReasonOut:
    view = loss_view(run, siren, loaded_country(), now=timezone.now())
    if view is None or view.why is None:
        raise Http404(f"Aucune explication pour « {siren} » dans cette identification.")
    why = view.why.document()
    return ReasonOut(
        siren=siren,
        name=view.unit.name,
        status=why["status"],
        in_words=why_words(view.why, view.objective),
        territory=why["territory"],
        brings=why["brings"],
        fails=[ShortfallOut(**fail) for fail in why["fails"]],
        loss_min=why["loss_min"],
        loss_max=why["loss_max"],
        best_group=why["best_group"],
        frequency=run.frequencies.get(siren),
        exact=_exact(view),
    )


def _exact(view: LossView) -> ExactLossOut:
    job = view.job
    if job is None:
        return ExactLossOut(state="not_asked", share_done=0, error="", answer=None)
    error = job.told if view.is_failed else ""
    told = {"state": "failed" if view.is_failed else job.state, "error": error}
    return ExactLossOut.model_validate(told | {"share_done": job.share, "answer": view.answer})
