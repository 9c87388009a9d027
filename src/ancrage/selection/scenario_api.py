"""The API of the workshop: scenarios listed, made, moved, computed, given up, put away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Router, Status
from ninja.errors import HttpError
from pydantic import Field

from ancrage.geography.api import LOST
from ancrage.geography.schemas import Limit, Offset, Page, Problem
from ancrage.jobs.progress import job_view
from ancrage.kernel.problems import InputRefused
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.middleware import actor_in
from ancrage.selection.actions_scenarios import (
    ScenarioRefusedError,
    archive_scenario,
    cancel_scenario,
    create_scenario,
    duplicate_scenario,
    edit_scenario,
    rename_scenario,
    restore_scenario,
    run_scenario,
)
from ancrage.selection.models import Scenario
from ancrage.selection.queries.country import NothingLoadedError, loaded_country
from ancrage.selection.queries.scenarios import (
    SeenScenario,
    find_scenario,
    run_of,
    seen,
    seen_scenarios,
    visible_scenarios,
)
from ancrage.selection.queries.summary import region_names
from ancrage.selection.scenario_page import what_changes
from ancrage.selection.scenario_schemas import (
    ConflictOut,
    NameIn,
    NewScenarioIn,
    RuleChangeOut,
    RulesIn,
    RunIn,
    ScenarioDetailOut,
    ScenarioOut,
)
from ancrage.selection.workshop_rules import RulesRefusedError, moved_by

router = Router(tags=["atelier"])
Code = Annotated[str, Path(), Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
REFUSED = {401: Problem, 409: Problem, **LOST}
ASKED = {202: ScenarioDetailOut, 503: Problem, **REFUSED}


@router.get(
    "/scenarios",
    response={200: Page[ScenarioOut], 401: Problem, **LOST},
    operation_id="scenarios",
)
def scenarios(
    request: HttpRequest,
    archived: bool = False,  # noqa: FBT001, FBT002 a parameter of the address
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[ScenarioOut]:
    """Les scénarios de l’atelier que vous pouvez voir (simulés)."""
    held = visible_scenarios(actor_in(request)).filter(archived_at__isnull=not archived)
    shown = held[offset : offset + limit]
    found = seen_scenarios(shown, loaded_country(), now=timezone.now()) if shown else []
    items = [ScenarioOut(**_told(scenario)) for scenario in found]
    return Page[ScenarioOut](count=held.count(), limit=limit, offset=offset, items=items)


@router.post(
    "/scenarios",
    response={201: ScenarioDetailOut, 401: Problem, 409: Problem, **LOST},
    operation_id="post_scenario",
)
def post_scenario(request: HttpRequest, wanted: NewScenarioIn) -> Status[ScenarioDetailOut]:
    """Crée un scénario à partir d’un jeu de règles fourni, ou d’un autre scénario."""
    with _refusals(), transaction.atomic():
        made = _copied(request, wanted) if find_scenario(wanted.base) else _made(request, wanted)
    return Status(201, _detail(made.code))


def _made(request: HttpRequest, wanted: NewScenarioIn) -> Scenario:
    return create_scenario(
        **acting_in(request),
        name=wanted.name,
        note=wanted.note,
        base=wanted.base,
        settings=wanted.settings,
    )


def _copied(request: HttpRequest, wanted: NewScenarioIn) -> Scenario:
    made = duplicate_scenario(
        **acting_in(request),
        scenario=wanted.base,
        name=wanted.name,
        note=wanted.note,
    )
    if wanted.settings:
        _move(request, made, wanted.settings, None)
    return made


@router.get("/scenarios/{code}", response={200: ScenarioDetailOut, **LOST}, operation_id="scenario")
def scenario(request: HttpRequest, code: Code) -> ScenarioDetailOut:
    """Un scénario dont vous avez le code : ses règles, son état, son conflit s’il en a un."""
    return _detail(code)


@router.put(
    "/scenarios/{code}/rules",
    response={200: ScenarioDetailOut, **REFUSED},
    operation_id="put_scenario_rules",
)
def put_scenario_rules(request: HttpRequest, code: Code, wanted: RulesIn) -> ScenarioDetailOut:
    """Change des règles d’un scénario."""
    with _refusals():
        _move(request, _held(code), wanted.settings, wanted.revision)
    return _detail(code)


@router.put(
    "/scenarios/{code}/name",
    response={200: ScenarioDetailOut, **REFUSED},
    operation_id="put_scenario_name",
)
def put_scenario_name(request: HttpRequest, code: Code, wanted: NameIn) -> ScenarioDetailOut:
    """Renomme un scénario."""
    return _acted(request, code, rename_scenario, name=wanted.name, note=wanted.note)


@router.post("/scenarios/{code}/run", response=ASKED, operation_id="post_scenario_run")
def post_scenario_run(request: HttpRequest, code: Code, wanted: RunIn) -> Status[ScenarioDetailOut]:
    """Fait calculer un scénario en arrière-plan."""
    return Status(202, _acted(request, code, run_scenario, draws=wanted.draws))


@router.post(
    "/scenarios/{code}/cancel",
    response={202: ScenarioDetailOut, **REFUSED},
    operation_id="post_scenario_cancel",
)
def post_scenario_cancel(request: HttpRequest, code: Code) -> Status[ScenarioDetailOut]:
    """Annule le calcul d’un scénario."""
    return Status(202, _acted(request, code, cancel_scenario))


@router.post(
    "/scenarios/{code}/archive",
    response={200: ScenarioDetailOut, **REFUSED},
    operation_id="post_scenario_archive",
)
def post_scenario_archive(request: HttpRequest, code: Code) -> ScenarioDetailOut:
    """Archive un scénario."""
    return _acted(request, code, archive_scenario)


@router.post(
    "/scenarios/{code}/restore",
    response={200: ScenarioDetailOut, **REFUSED},
    operation_id="post_scenario_restore",
)
def post_scenario_restore(request: HttpRequest, code: Code) -> ScenarioDetailOut:
    """Sort un scénario des archives."""
    return _acted(request, code, restore_scenario)


def _acted(
    request: HttpRequest, code: str, act: Callable[..., Scenario], **told: object
) -> ScenarioDetailOut:
    _held(code)
    with _refusals():
        act(**acting_in(request), scenario=code, **told)
    return _detail(code)


def _move(request: HttpRequest, held: Scenario, settings: list[str], revision: int | None) -> None:
    moved = moved_by(held.rules, settings=settings)
    edit_scenario(**acting_in(request), scenario=held.code, moved=moved, revision=revision)


@contextmanager
def _refusals() -> Iterator[None]:
    """What is refused, as the API answers it."""
    with problems_for(ScenarioRefusedError, faults=(InputRefused, RulesRefusedError)):
        try:
            yield
        except NothingLoadedError as refusal:
            raise HttpError(409, "Aucun jeu de chiffres n’est chargé.") from refusal


def _held(code: str) -> Scenario:
    found = find_scenario(code)
    if found is None:
        raise Http404(f"Aucun scénario ne porte le code « {code} ».")
    return found


def _detail(code: str) -> ScenarioDetailOut:
    held, country = _held(code), loaded_country()
    run = run_of(held)
    conflict = run.result.conflict if run else None
    return ScenarioDetailOut(
        **_told(seen(held, country, now=timezone.now())),
        rules=held.rules,
        changes=[
            RuleChangeOut(rule=c.key, label=c.label, before=c.before, after=c.after)
            for c in what_changes(held, country, region_names())
        ],
        conflict=ConflictOut(rules=list(conflict.rules), message=conflict.message)
        if conflict
        else None,
    )


def _told(found: SeenScenario) -> dict[str, Any]:
    held = found.scenario
    job = job_view(held.job, now=timezone.now()) if held.job else None
    kept = ("code", "name", "note", "base", "draws", "revision", "created_at", "changed_at")
    return {
        **{name: getattr(held, name) for name in kept},
        "state": found.state.value,
        "parent": held.parent_id,
        "identification": held.identification_id,
        "is_fresh": found.is_fresh,
        "share_done": job.share if job else 0,
        "told": job.told if job else "",
    }
