"""Work that takes longer than a page may: asked for, under way, done, or failed with its reason."""

from datetime import datetime, timedelta

from django.db import models

SILENCE = timedelta(minutes=5)
"""A job under way that has said nothing for so long has lost its worker: it may be asked again."""


class Job(models.Model):
    """One piece of background work. `key` says what it is about: the same is never queued twice."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STATES = [
        (WAITING, "en attente"),
        (RUNNING, "en cours"),
        (DONE, "terminé"),
        (FAILED, "échoué"),
    ]

    key = models.CharField("objet", max_length=200, unique=True)
    kind = models.CharField("nature", max_length=50)
    arguments = models.JSONField("arguments")
    state = models.CharField("état", max_length=10, choices=STATES)
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
        return self.state in {self.WAITING, self.RUNNING}

    def is_lost(self, *, now: datetime) -> bool:
        """Under way according to the table, but silent for too long."""
        return self.state == self.RUNNING and now - self.told_at > SILENCE
