"""The sharing of envelopes, through the API."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Status
from ninja.errors import HttpError
from pydantic import Field

from ancrage.allocation import documents, schemas
from ancrage.allocation.access import reads_rooms
from ancrage.allocation.actions import adopting, computing, proposing, reversing
from ancrage.allocation.actions import lines as line_acts
from ancrage.allocation.actions import scenarios as acts
from ancrage.allocation.actions.holding import hold_line
from ancrage.allocation.actions.parts import ScenarioRefusedError
from ancrage.allocation.actions.ruling import set_rules
from ancrage.allocation.models import Scenario
from ancrage.allocation.queries.comparing import MOST, Comparison, comparison_of
from ancrage.allocation.queries.scenarios import find_scenario, lines_of, visible_to
from ancrage.allocation.queries.sources import lines_from
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.api.envelopes import envelope_of
from ancrage.geography.schemas import Limit, Offset, Page, Problem
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.middleware import actor_in

router = Router(tags=["répartition"])
ONE = "/allocations/{code}"
Code = Annotated[str, Path(), Field(pattern=r"^R-[0-9]{4}-[0-9]{4,6}$")]
READ = {401: Problem, 404: Problem, 422: Problem}
WRITTEN = {409: Problem, **READ}
Detail = schemas.AllocationDetailOut
_refusals = partial(
    problems_for,
    ScenarioRefusedError,
    StepRefusedError,
    LedgerRefusedError,
    faults=(InputRefused,),
)


def _scenario(request: HttpRequest, code: str) -> Scenario:
    found = find_scenario(actor_in(request), code)
    if found is None:
        raise Http404(f"Le scénario de répartition « {code} » n’existe pas.")
    return found


def _wanted(told: schemas.AllocationIn) -> acts.Wanted:
    return acts.Wanted(
        name=told.name,
        financer=told.financer,
        scope=told.scope,
        envelope=envelope_of(told.envelope) if told.envelope else None,
        delegates_by=told.delegates_by,
        unit=told.unit,
        note=told.note,
    )


def _told(request: HttpRequest, code: str) -> Detail:
    return Detail(**documents.scenario_detail(_scenario(request, code)))


def _done(request: HttpRequest, code: str, act: Callable[..., object], /, **told: Any) -> Detail:  # noqa: ANN401
    """The scenario after an action on it."""
    held = _scenario(request, code)
    with _refusals():
        act(**acting_in(request), scenario=held, **told)
    return _told(request, code)


@router.get(
    "/allocations",
    response={200: Page[schemas.AllocationOut], 401: Problem, 422: Problem},
    operation_id="allocations",
)
def allocations(
    request: HttpRequest, limit: Limit = 50, offset: Offset = 0
) -> Page[schemas.AllocationOut]:
    """Les scénarios de répartition que vous lisez."""
    held = visible_to(actor_in(request))
    items = [
        schemas.AllocationOut(**documents.scenario_document(one))
        for one in held[offset : offset + limit]
    ]
    return Page[schemas.AllocationOut](count=held.count(), limit=limit, offset=offset, items=items)


@router.post("/allocations", response={201: Detail, **WRITTEN}, operation_id="allocation_create")
def post_allocation(request: HttpRequest, wanted: schemas.AllocationIn) -> Status[Detail]:
    """Commence un scénario : ses règles partagent ce qui reste de son enveloppe."""
    with _refusals():
        made = acts.create_scenario(**acting_in(request), wanted=_wanted(wanted))
    return Status(201, _told(request, made.code))


@router.get(ONE, response={200: Detail, **READ}, operation_id="allocation")
def one_allocation(request: HttpRequest, code: Code) -> Detail:
    """Un scénario, ses règles, son plan avec sa borne, ce qu’il est devenu."""
    return _told(request, code)


@router.put(ONE, response={200: Detail, **WRITTEN}, operation_id="allocation_describe")
def put_allocation(request: HttpRequest, code: Code, wanted: schemas.AllocationChangeIn) -> Detail:
    """Change le nom, l’enveloppe, le financeur, la délégation d’un scénario."""
    told = _wanted(wanted)
    return _done(request, code, acts.describe_scenario, wanted=told, revision=wanted.revision)


@router.post(f"{ONE}/copy", response={201: Detail, **WRITTEN}, operation_id="allocation_copy")
def post_allocation_copy(
    request: HttpRequest, code: Code, wanted: schemas.AllocationCopyIn
) -> Status[Detail]:
    """Copie un scénario, avec ses projets, ses règles, ses montants fixés à la main."""
    held = _scenario(request, code)
    with _refusals():
        made = acts.copy_scenario(**acting_in(request), scenario=held, **dict(wanted))
    return Status(201, _told(request, made.code))


@router.get(
    f"{ONE}/lines",
    response={200: Page[schemas.AllocationLineOut], **READ},
    operation_id="allocation_lines",
)
def allocation_lines(
    request: HttpRequest, code: Code, limit: Limit = 50, offset: Offset = 0
) -> Page[schemas.AllocationLineOut]:
    """Les projets d’un scénario, avec ce que le plan attribue à chacun."""
    scenario = _scenario(request, code)
    held, with_room = lines_of(scenario), reads_rooms(actor_in(request), scenario)
    items = [
        schemas.AllocationLineOut(**documents.line_document(line, with_room=with_room))
        for line in held[offset : offset + limit]
    ]
    return Page[schemas.AllocationLineOut](
        count=held.count(), limit=limit, offset=offset, items=items
    )


@router.post(
    f"{ONE}/lines",
    response={200: schemas.AllocationTakenOut, **WRITTEN},
    operation_id="allocation_take",
)
def post_allocation_lines(
    request: HttpRequest, code: Code, wanted: schemas.AllocationTakeIn
) -> schemas.AllocationTakenOut:
    """Prend des projets : d’un fichier, des fiches action, des dossiers en instruction."""
    held, acting = _scenario(request, code), acting_in(request)
    with _refusals():
        taken = line_acts.take_lines(
            **acting,
            scenario=held,
            lines=lines_from(
                wanted.source,
                acting["by"],
                held,
                content=wanted.csv.encode(),
                name=wanted.name,
                day=timezone.localdate(),
            ),
            source=wanted.source,
            name=wanted.name if wanted.source == line_acts.FILE else "",
            revision=wanted.revision,
            replace=wanted.replace,
        )
    counts = {name: getattr(taken, name) for name in ("added", "changed", "same", "removed")}
    return schemas.AllocationTakenOut(revision=taken.scenario.revision, **counts)


@router.post(
    f"{ONE}/lines/removal", response={200: Detail, **WRITTEN}, operation_id="allocation_remove"
)
def post_allocation_removal(
    request: HttpRequest, code: Code, wanted: schemas.AllocationRemovalIn
) -> Detail:
    """Retire des projets d’un scénario."""
    told = {"codes": wanted.projects, "revision": wanted.revision}
    return _done(request, code, line_acts.remove_lines, **told)


@router.put(f"{ONE}/rules", response={200: Detail, **WRITTEN}, operation_id="allocation_rules")
def put_allocation_rules(
    request: HttpRequest, code: Code, wanted: schemas.AllocationRulesIn
) -> Detail:
    """Remplace les règles d’un scénario."""
    return _done(request, code, set_rules, rules=wanted.rules, revision=wanted.revision)


@router.post(f"{ONE}/hold", response={200: Detail, **WRITTEN}, operation_id="allocation_hold")
def post_allocation_hold(
    request: HttpRequest, code: Code, wanted: schemas.AllocationHoldIn
) -> Detail:
    """Fixe à la main le montant d’un projet, ou le libère ; dit aussitôt ce que cela coûte."""
    told = {"reason": wanted.reason, "revision": wanted.revision}
    return _done(request, code, hold_line, code=wanted.project, cents=wanted.cents, **told)


@router.post(
    f"{ONE}/run",
    response={202: Detail, 503: Problem, **WRITTEN},
    operation_id="allocation_run",
)
def post_allocation_run(request: HttpRequest, code: Code) -> Status[Detail]:
    """Demande le calcul du plan."""
    return Status(202, _done(request, code, computing.compute_scenario))


@router.post(f"{ONE}/cancel", response={202: Detail, **WRITTEN}, operation_id="allocation_cancel")
def post_allocation_cancel(request: HttpRequest, code: Code) -> Status[Detail]:
    """Annule le calcul en cours."""
    return Status(202, _done(request, code, computing.cancel_computing))


@router.post(
    f"{ONE}/proposal", response={200: Detail, **WRITTEN}, operation_id="allocation_propose"
)
def post_allocation_proposal(
    request: HttpRequest, code: Code, wanted: schemas.AllocationProposalIn
) -> Detail:
    """Propose le plan au comité ; plus rien n’en change jusqu’à sa décision."""
    return _done(request, code, proposing.propose_scenario, revision=wanted.revision)


@router.post(f"{ONE}/return", response={200: Detail, **WRITTEN}, operation_id="allocation_return")
def post_allocation_return(
    request: HttpRequest, code: Code, wanted: schemas.AllocationReasonIn
) -> Detail:
    """Retire le plan du comité, avec la raison."""
    return _done(request, code, proposing.take_back_scenario, reason=wanted.reason)


@router.post(f"{ONE}/adoption", response={200: Detail, **WRITTEN}, operation_id="allocation_adopt")
def post_allocation_adoption(
    request: HttpRequest, code: Code, wanted: schemas.AllocationAdoptionIn
) -> Detail:
    """Consigne l’adoption : délégations et promesses s’écrivent ensemble, une seule fois."""
    return _done(request, code, adopting.adopt_scenario, **dict(wanted))


@router.post(
    f"{ONE}/reversal", response={200: Detail, **WRITTEN}, operation_id="allocation_reverse"
)
def post_allocation_reversal(
    request: HttpRequest, code: Code, wanted: schemas.AllocationReasonIn
) -> Detail:
    """Annule l’adoption, tant qu’aucun dossier n’a reçu de décision."""
    return _done(request, code, reversing.reverse_adoption, reason=wanted.reason)


@router.post(f"{ONE}/drop", response={200: Detail, **WRITTEN}, operation_id="allocation_drop")
def post_allocation_drop(
    request: HttpRequest, code: Code, wanted: schemas.AllocationReasonIn
) -> Detail:
    """Abandonne un scénario, avec la raison."""
    return _done(request, code, acts.drop_scenario, reason=wanted.reason)


@router.get(
    "/allocation-comparison",
    response={200: schemas.AllocationComparisonOut, **READ},
    operation_id="allocation_comparison",
)
def allocation_comparison(
    request: HttpRequest,
    codes: Annotated[str, Query(), Field(max_length=100, pattern=r"^[-R0-9,]*$")],
) -> schemas.AllocationComparisonOut:
    """Compare des scénarios, dits par leurs codes séparés par des virgules."""
    wanted = list(dict.fromkeys(filter(None, codes.split(","))))
    if not 2 <= len(wanted) <= MOST:
        raise HttpError(422, f"Donnez de deux à {MOST} scénarios.")
    return _comparison(comparison_of([_scenario(request, code) for code in wanted]))


def _comparison(found: Comparison) -> schemas.AllocationComparisonOut:
    sides = [
        schemas.AllocationSideOut(
            code=side.scenario.code,
            name=side.scenario.name,
            cents=side.cents,
            served=side.served,
            objective=side.objective,
            is_current=side.is_current,
        )
        for side in found.sides
    ]
    projects, territories = (
        [
            schemas.AllocationRowOut(code=row.code, name=row.name, cents=list(row.cents))
            for row in rows
        ]
        for rows in (found.projects, found.territories)
    )
    return schemas.AllocationComparisonOut(
        scenarios=sides, projects=projects, territories=territories
    )
