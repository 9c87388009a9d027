"""The identifications that were run, with what proves and explains them."""

from django.db import models

from ancrage.geography.models import PerimeterVersion
from ancrage.jobs.models import Job


class Identification(models.Model):
    """One run of the engine: rules in, territories and proof out. Never changed afterwards."""

    code = models.SlugField("code", primary_key=True)
    title = models.CharField("titre", max_length=200)
    rules = models.JSONField("règles")
    fingerprint = models.CharField("empreinte", max_length=64)
    status = models.CharField("statut", max_length=12)
    result = models.JSONField("résultat")
    explanation = models.JSONField("explication", null=True)
    robustness = models.JSONField("robustesse", null=True)
    created_at = models.DateTimeField("calculée le")

    class Meta:
        ordering = ["created_at"]
        verbose_name = "identification"

    def __str__(self) -> str:
        return self.title


class Publication(models.Model):
    """A programme's list that started from an identification."""

    identification = models.ForeignKey(
        Identification, models.PROTECT, related_name="publications", verbose_name="identification"
    )
    version = models.OneToOneField(
        PerimeterVersion, models.CASCADE, related_name="+", verbose_name="millésime"
    )
    published_at = models.DateTimeField("publiée le")

    class Meta:
        verbose_name = "publication"

    def __str__(self) -> str:
        return f"{self.identification_id} → {self.version_id}"


class LossRequest(models.Model):
    """Somebody asked exactly what an intercommunalité's presence would cost: a solve of its own.

    `answer` is empty until the job is done; how the job fares is told by `job`.
    """

    identification = models.ForeignKey(
        Identification, models.CASCADE, related_name="losses", verbose_name="identification"
    )
    siren = models.CharField("SIREN", max_length=9)
    asked_at = models.DateTimeField("demandée le")
    job = models.ForeignKey(Job, models.PROTECT, related_name="+", verbose_name="tâche")
    answer = models.JSONField("réponse", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["identification", "siren"], name="asked_once")
        ]
        verbose_name = "perte exacte demandée"

    def __str__(self) -> str:
        return f"{self.identification_id} {self.siren}"
