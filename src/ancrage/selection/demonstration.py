"""The workshop's scenarios of the demonstration: made up, in the states that one meets."""

import datetime as dt
from collections.abc import Callable

from ancrage.jobs.actions import finish_job, interrupt_job, start_job, tell_progress
from ancrage.kernel.rights import Actor, host
from ancrage.people.queries import actor_named
from ancrage.selection.actions_scenarios import (
    create_scenario,
    keep_scenario_result,
    run_scenario,
)
from ancrage.selection.engine.rules import rules_from_document
from ancrage.selection.models import Scenario
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.scenario_compute import compute

NATIONAL, REGION = "equipe.nationale@demo.example", "region.aura@demo.example"
SECONDS = 20.0
"""Time given to the one computation: it takes less than one."""


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Four scenarios: computed, still to be computed, interrupted, impossible; once."""
    if Scenario.objects.filter(is_demonstration=True).exists():
        return
    for make in (_computed, _draft, _interrupted, _impossible):
        make(now)


def _computed(now: dt.datetime) -> None:
    """Its rules are shipped and computed already: the result is taken at once."""
    made = _made(
        now,
        NATIONAL,
        name="La fourchette de la presse",
        base="press-band",
        note="Démonstration. Que donnerait la fourchette de population rapportée en 2018 ?",
    )
    run_scenario(by=_actor(NATIONAL, now), now=now, scenario=made.code)


def _draft(now: dt.datetime) -> None:
    _made(
        now,
        REGION,
        name="Vingt territoires en Auvergne-Rhône-Alpes",
        base="announcement-2018",
        note="Démonstration. Cinq territoires de plus : quelle région en perdrait ?",
        settings=("regions.84.exactly=20",),
    )


def _interrupted(now: dt.datetime) -> None:
    made = _made(
        now,
        NATIONAL,
        name="Groupes de six intercommunalités",
        base="wide",
        note="Démonstration. Le calcul s’est interrompu en route ; il peut être relancé.",
    )
    held = run_scenario(by=_actor(NATIONAL, now), now=now, scenario=made.code, draws=10)
    _under_way(held, now, interrupt_job)


def _impossible(now: dt.datetime) -> None:
    made = _made(
        now,
        NATIONAL,
        name="Une seule intercommunalité par territoire",
        base="announcement-2018",
        note="Démonstration. Des règles qui se contredisent : le conflit est nommé.",
        settings=("members.max=1",),
    )
    held = run_scenario(by=_actor(NATIONAL, now), now=now, scenario=made.code)
    rules = rules_from_document(held.rules)
    document = compute(loaded_country(), rules, 0, SECONDS, progress=lambda _step, _share: None)
    keep_scenario_result(now=now, scenario=held.code, document=document)
    _under_way(held, now, finish_job)


def _under_way(held: Scenario, now: dt.datetime, end: Callable[..., None]) -> None:
    """Take the job that waits, as a worker does, and end it; nothing when there is none."""
    job = start_job(job_id=held.job.pk, now=now) if held.job else None
    if job is not None:
        tell_progress(job_id=job.pk, step="énumération des groupes", share=0.1, now=now)
        end(job_id=job.pk, now=now)


def _made(
    now: dt.datetime,
    email: str,
    *,
    name: str,
    base: str,
    note: str,
    settings: tuple[str, ...] = (),
) -> Scenario:
    return create_scenario(
        by=_actor(email, now),
        now=now,
        name=name,
        base=base,
        note=note,
        settings=settings,
        is_demonstration=True,
    )


def _actor(email: str, now: dt.datetime) -> Actor:
    """A person of the demonstration; the host where there are none."""
    return actor_named(email, on=now.date()) or host()
