"""The plan of a scenario: asked for, given up, kept by the worker."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from ancrage.allocation.access import scenario_where
from ancrage.allocation.actions.parts import (
    ScenarioRefusedError,
    check_sound,
    locked,
    opened,
    record_scenario,
)
from ancrage.allocation.compute import Computed
from ancrage.allocation.definitions import workflow
from ancrage.allocation.engine.documents import plan_document
from ancrage.allocation.engine.model import Problem
from ancrage.allocation.models import COMPUTED, DRAFT, Line, Scenario
from ancrage.allocation.queries.scenarios import facts_of, is_awaited, lines_of
from ancrage.allocation.rules.guards import FOUND
from ancrage.funding.actions.rows import rewrite
from ancrage.jobs import queue
from ancrage.jobs.actions import NotPendingError, cancel_job
from ancrage.journal.command import allow, command, unchanged, unjournalled
from ancrage.kernel.rights import Actor

JOB = "allocation.compute"
WAITING_JOBS = 5
RESULT = "le résultat d’un calcul déjà demandé"


@command("allocation.compute")
def compute_scenario(*, by: Actor, now: dt.datetime, scenario: Scenario) -> Scenario:
    """Have the plan computed in the background.

    InputRefused or ScenarioRefusedError when nothing could answer; `jobs.queue.QueueFullError`
    when too many wait.
    """
    held = locked(scenario)
    if is_awaited(held.job, now=now):
        allow(scenario_where(held))
        unchanged()
        return held
    held = opened(held, "compute", now=now)
    check_sound(held)
    held.job = queue.enqueue(
        kind=JOB,
        key=f"{JOB}:{held.code}:{held.revision}",
        arguments={"scenario": held.code, "revision": held.revision},
        now=now,
        limit=WAITING_JOBS,
    )
    held.save(update_fields=["job"])
    record_scenario(held, _("Calcul de répartition demandé"), after={"revision": held.revision})
    return held


@command("allocation.cancel")
def cancel_computing(*, by: Actor, now: dt.datetime, scenario: Scenario) -> Scenario:
    """Give up what is being computed. ScenarioRefusedError when nothing is."""
    held = locked(scenario)
    allow(scenario_where(held))
    refusal = ScenarioRefusedError(_("Aucun calcul n’est en cours."))
    if held.job is None or not is_awaited(held.job, now=now):
        raise refusal
    try:
        cancel_job(job_id=held.job.pk, now=now)
    except NotPendingError:
        raise refusal from None
    record_scenario(held, _("Calcul de répartition annulé"))
    return held


@unjournalled(RESULT)
@transaction.atomic
def keep_rooms(*, scenario: Scenario, lines: list[Line]) -> None:
    """Keep what the rules of State aid leave to each project, as it was looked up anew."""
    rewrite(lines, ["room", "room_told"])


@unjournalled(RESULT)
@transaction.atomic
def keep_plan(
    *,
    now: dt.datetime,
    scenario: Scenario,
    revision: int,
    problem: Problem,
    found: Computed,
) -> Scenario:
    """Keep a plan and what stands beside it, with the grant of each line, in their order. A plan
    of an earlier revision than the scenario's is let go."""
    held = locked(scenario)
    if held.revision != revision or held.state not in (DRAFT, COMPUTED):
        return held
    held.plan = plan_document(problem, found.plan) | {"status": found.status}
    held.planned_revision, held.planned_at = revision, now
    held.status, held.answers = found.status, dict(found.answers)
    lines = list(lines_of(held))
    grants = found.plan.grants or (None,) * len(lines)
    for line, grant in zip(lines, grants, strict=True):
        line.granted = grant
    rewrite(lines, ["granted"])
    held.state = DRAFT
    if found.status in FOUND:
        held.state = workflow().after("keep", state=DRAFT, facts=facts_of(held, now=now))
    held.save()
    return held
