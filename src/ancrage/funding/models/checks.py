"""What the checks of the ledger found, each time that they were run."""

from django.db import models


class CheckRun(models.Model):
    """A run of every check. `findings`: what each found, in order (see `rules/checks.py`);
    `entries`: how many entries there were; `head`: the end of the chain that was checked."""

    begun_at = models.DateTimeField("commencé le")
    ended_at = models.DateTimeField("fini le")
    entries = models.PositiveIntegerField("écritures")
    head = models.CharField("empreinte du dernier lot", max_length=64, blank=True)
    findings = models.JSONField("constats")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "passage des contrôles"

    def __str__(self) -> str:
        return f"{self.ended_at:%Y-%m-%d %H:%M}"
