"""The scenarios of siting: who lists which, and each with what it found."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from ancrage.antennas.engine.documents import (
    plan_from_document,
    question_document,
    question_from_document,
)
from ancrage.antennas.engine.model import Plan, Question
from ancrage.antennas.engine.siting import Ground
from ancrage.antennas.models import Siting
from ancrage.jobs.models import Job
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Where

LIST = "antennas.list_sitings"


@dataclass(frozen=True)
class Seen:
    """A scenario with its question and its plan, if it has one."""

    record: Siting

    @cached_property
    def question(self) -> Question:
        return question_from_document(self.record.question)

    @cached_property
    def plan(self) -> Plan | None:
        return plan_from_document(self.record.plan) if self.record.plan else None

    @cached_property
    def curve(self) -> list[Plan]:
        """Plans without their assignments: the curve keeps what it shows."""
        return [plan_from_document(line) for line in self.record.curve or []]

    def is_current(self, ground: Ground) -> bool:
        """Whether the plan answers this very question, on the figures loaded now."""
        held = self.plan
        if held is None:
            return False
        asked = question_document(self.question)
        return question_document(held.question) == asked and held.fingerprint == ground.fingerprint


def where_of(siting: Siting) -> Where:
    """A scenario belongs to who made it."""
    return Where(people=frozenset({siting.owner}))


def visible_to(actor: Actor) -> "QuerySet[Siting]":
    """Those that the actor may list, without their documents."""
    held = Siting.objects.select_related("job").defer("curve")
    return held if may(actor, LIST) else held.none()


def find_siting(code: str) -> Siting | None:
    """A scenario by its code, which is its address: who has it may read it."""
    return Siting.objects.select_related("job", "curve_job").filter(pk=code).first()


def is_awaited(job: Job | None, *, now: dt.datetime) -> bool:
    """Whether something is being computed."""
    return job is not None and job.is_pending and not job.is_lost(now=now)
