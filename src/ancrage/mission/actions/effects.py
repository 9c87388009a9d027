"""The effect of the scores on the list: asked for, given up, kept once computed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ancrage.jobs import queue
from ancrage.jobs.actions import NotPendingError, cancel_job
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.rights import Actor
from ancrage.mission.actions.missions import MissionRefusedError, locked_mission
from ancrage.mission.models import Effect, Mission
from ancrage.mission.queries.effects import inputs_of, is_current, last_effect
from ancrage.selection.engine.model import Result
from ancrage.selection.engine.result import result_document
from ancrage.selection.engine.rules import rules_from_document
from ancrage.selection.engine.scoring import rules_with_scores
from ancrage.selection.models import Identification

EFFECT_JOB = "mission.effect"
WAITING_EFFECTS = 5
"""How many may wait or be under way: each is one or two solves."""


@command("mission.ask_effect")
def ask_effect(*, by: Actor, now: dt.datetime, mission: Mission) -> Effect:
    """Have the list solved without the settled scores and with them, in the background.

    MissionRefusedError; `jobs.queue.QueueFullError` when too many wait. What is under way, or
    was computed of the same scores, is given back as it is.
    """
    held = locked_mission(mission)
    allow()
    base, inputs = held.base, inputs_of(held)
    if base is None or held.use is None:
        raise MissionRefusedError(
            _("Choisissez les règles de la mission et déclarez le poids de la note.")
        )
    if not inputs.candidates:
        raise MissionRefusedError(_("Aucune note n’est encore arrêtée : il n’y a pas d’effet."))
    last = last_effect(held)
    if last and is_current(last, held, inputs) and (last.changes or _is_awaited(last, now)):
        unchanged()
        return last
    _check(rules_from_document(base.rules), held)
    number = (held.effects.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Effect.objects.create(
        mission=held,
        number=number,
        use=held.use,
        scores=inputs.document(),
        asked_by=by.reference,
        asked_at=now,
    )
    made.job = queue.enqueue(
        kind=EFFECT_JOB,
        key=f"{EFFECT_JOB}:{held.code}:{number}",
        arguments={"effect": made.pk},
        now=now,
        limit=WAITING_EFFECTS,
    )
    made.save(update_fields=["job"])
    record(
        kind="mission",
        reference=held.code,
        label=held.name,
        says=_("Effet des notes sur la liste demandé"),
        details={
            "number": number,
            "use": held.use,
            "scores": {code: told["score"] for code, told in made.scores.items()},
        },
    )
    return made


@command("mission.cancel_effect")
def cancel_effect(*, by: Actor, now: dt.datetime, mission: Mission) -> Effect:
    """Give the computation under way up. MissionRefusedError when there is none."""
    held = locked_mission(mission)
    allow()
    last = last_effect(held)
    if last is None or last.job is None:
        raise MissionRefusedError(_("Aucun calcul n’est en cours."))
    try:
        last.job = cancel_job(job_id=last.job.pk, now=now)
    except NotPendingError as refusal:
        raise MissionRefusedError(_("Aucun calcul n’est en cours.")) from refusal
    record(
        kind="mission",
        reference=held.code,
        label=held.name,
        says=_("Calcul de l’effet des notes annulé"),
        details={"number": last.number},
    )
    return last


@unjournalled("le résultat d’un calcul déjà demandé")
@transaction.atomic
def keep_effect(
    *,
    now: dt.datetime,
    effect: Effect,
    before: Result,
    after: Result,
    changes: Mapping[str, Any],
) -> Effect:
    """Keep both lists, as trials that are none of the programme's runs, and what changed."""
    held = Effect.objects.select_for_update().select_related("mission").get(pk=effect.pk)
    name = held.mission.name
    held.without_scores = _kept(held, before, _("%s : sans les notes") % name, "sans", now)
    held.with_scores = _kept(held, after, _("%s : avec les notes") % name, "avec", now)
    held.changes, held.computed_at = dict(changes), now
    held.save()
    return held


def _kept(
    effect: Effect, result: Result, title: str, side: str, now: dt.datetime
) -> Identification:
    """A list as an identification; the one that has the same fingerprint is not kept twice."""
    known = Identification.objects.filter(fingerprint=result.fingerprint, status=result.status)
    found = known.first()
    if found is not None:
        return found
    document = result_document(result)
    return Identification.objects.create(
        code=f"{effect.mission_id[:30]}-{side}-{effect.number}-{result.fingerprint[:8]}",
        title=title[:200],
        rules=document["rules"],
        fingerprint=result.fingerprint,
        status=result.status,
        result=document,
        created_at=now,
        is_trial=True,
    )


def _is_awaited(effect: Effect, now: dt.datetime) -> bool:
    job = effect.job
    return job is not None and job.is_pending and not job.is_lost(now=now)


def _check(rules: Any, mission: Mission) -> None:  # noqa: ANN401 the engine's rules
    """Scores that the rules contradict are told at once, not by a job that fails."""
    inputs = inputs_of(mission)
    try:
        rules_with_scores(
            rules=rules, candidates=inputs.candidates, scores=inputs.scores, use=inputs.use
        )
    except InputRefused as refusal:
        told = " ".join(f"{p.what[0].upper()}{p.what[1:]} {p.advice}" for p in refusal.problems)
        raise MissionRefusedError(told) from refusal
