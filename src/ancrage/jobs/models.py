"""Work that takes longer than a page may: asked for, under way, and how it ended."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from ancrage.jobs.rules import NEXT, PENDING, UNFULFILLED, WORKED_ON, State, Verb
from ancrage.jobs.workers import is_gone

SILENCE = timedelta(minutes=5)
"""A job under way that has said nothing for so long has lost its worker: it may be asked again."""


class Job(models.Model):
    """One piece of background work. `key` says what it is about: the same is never queued twice.

    `attempt` counts how often it was asked for; `worker` is the process that took the last one.
    """

    WAITING = State.WAITING.value
    RUNNING = State.RUNNING.value
    STOPPING = State.STOPPING.value
    DONE = State.DONE.value
    FAILED = State.FAILED.value
    CANCELLED = State.CANCELLED.value
    INTERRUPTED = State.INTERRUPTED.value
    STATES = [
        (WAITING, _("en attente")),
        (RUNNING, _("en cours")),
        (STOPPING, _("arrêt demandé")),
        (DONE, _("terminé")),
        (FAILED, _("échoué")),
        (CANCELLED, _("annulé")),
        (INTERRUPTED, _("interrompu")),
    ]

    key = models.CharField("objet", max_length=200, unique=True)
    kind = models.CharField("nature", max_length=50)
    arguments = models.JSONField("arguments")
    state = models.CharField("état", max_length=12, choices=STATES)
    attempt = models.PositiveIntegerField("tentative", default=1)
    worker = models.CharField("processus", max_length=200, blank=True)
    step = models.CharField("étape", max_length=200, blank=True)
    share = models.FloatField("avancement", default=0)
    error = models.CharField("erreur", max_length=500, blank=True)
    asked_at = models.DateTimeField("demandé le")
    told_at = models.DateTimeField("dernière nouvelle")
    finished_at = models.DateTimeField("terminé le", null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = "tâche"

    def __str__(self) -> str:
        return self.key

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING

    @property
    def is_unfulfilled(self) -> bool:
        """Ended without what it was asked for."""
        return self.state in UNFULFILLED

    def is_lost(self, *, now: datetime) -> bool:
        """Under way according to the table, but its worker ended, or has been silent too long."""
        if self.state not in WORKED_ON:
            return False
        return now - self.told_at > SILENCE or is_gone(self.worker)

    def state_at(self, *, now: datetime) -> State:
        """Its state, as a reader has to be told it: a job without its worker is interrupted."""
        state = State(self.state)
        return NEXT[Verb.LOSE, state] if self.is_lost(now=now) else state
