"""Keeping what the worker computed for a scenario."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from ancrage.antennas.engine.documents import plan_document
from ancrage.antennas.engine.model import Plan
from ancrage.antennas.models import Siting
from ancrage.journal.command import unjournalled

RESULT = "le résultat d’un calcul déjà demandé"


@unjournalled(RESULT)
@transaction.atomic
def keep_plan(*, now: dt.datetime, siting: Siting, plan: Plan) -> Siting:
    """Keep the plan of a scenario."""
    held = Siting.objects.select_for_update().get(pk=siting.pk)
    held.plan, held.planned_at = plan_document(plan), now
    held.save(update_fields=["plan", "planned_at"])
    return held


@unjournalled(RESULT)
@transaction.atomic
def keep_curve(*, siting: Siting, curve: Iterable[Plan]) -> Siting:
    """Keep the curve of a scenario, without what goes where at each of its points."""
    held = Siting.objects.select_for_update().get(pk=siting.pk)
    heavy: dict[str, Any] = {"assignments": {}, "covered": []}
    held.curve = [plan_document(plan) | heavy for plan in curve]
    held.save(update_fields=["curve"])
    return held
