"""The identifications that were run, with what proves and explains them."""

from django.db import models


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
        ordering = ["-created_at"]
        verbose_name = "identification"

    def __str__(self) -> str:
        return self.title


class LossRequest(models.Model):
    """Somebody asked exactly what an intercommunalité's presence would cost: a solve of its own."""

    identification = models.ForeignKey(Identification, models.CASCADE)
    siren = models.CharField("SIREN", max_length=9)
    asked_at = models.DateTimeField("demandé le")
    started_at = models.DateTimeField("commencé le", null=True)
    finished_at = models.DateTimeField("terminé le", null=True)
    answer = models.JSONField("réponse", null=True)
    error = models.CharField("erreur", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["identification", "siren"], name="asked_once")
        ]
        verbose_name = "perte exacte demandée"

    def __str__(self) -> str:
        return f"{self.identification_id} {self.siren}"
