"""The identifications that were run, with what proves and explains them."""

from django.db import models

from ancrage.geography.models import PerimeterVersion
from ancrage.jobs.models import Job


class Identification(models.Model):
    """One run of the engine: rules in, territories and proof out. Never changed afterwards.

    A trial comes from a scenario of the workshop: it is none of the programme's runs.
    """

    code = models.SlugField("code", primary_key=True)
    title = models.CharField("titre", max_length=200)
    rules = models.JSONField("règles")
    fingerprint = models.CharField("empreinte", max_length=64)
    status = models.CharField("statut", max_length=12)
    result = models.JSONField("résultat")
    explanation = models.JSONField("explication", null=True)
    robustness = models.JSONField("robustesse", null=True)
    created_at = models.DateTimeField("calculée le")
    is_trial = models.BooleanField("essai de l’atelier", default=False)

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


class Scenario(models.Model):
    """Rules that somebody tries out in the workshop, and what they gave when computed.

    `owner` is a reference (people); `base` the shipped rule set that it comes from, through its
    `parent` when it is a copy. `job` is about these rules: moving them lets go of it. `revision`
    counts the changes, so that two people do not undo each other's.
    """

    code = models.SlugField("code", primary_key=True, max_length=60)
    name = models.CharField("nom", max_length=120)
    note = models.TextField("note", blank=True)
    owner = models.CharField("auteur", max_length=32)
    base = models.CharField("jeu de règles de départ", max_length=60)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="copies", verbose_name="copie de"
    )
    rules = models.JSONField("règles")
    draws = models.PositiveSmallIntegerField("tirages de la robustesse", default=0)
    revision = models.PositiveIntegerField("révision", default=1)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", verbose_name="tâche")
    identification = models.ForeignKey(
        Identification,
        models.PROTECT,
        null=True,
        related_name="scenarios",
        verbose_name="identification",
    )
    created_at = models.DateTimeField("créé le")
    changed_at = models.DateTimeField("modifié le")
    archived_at = models.DateTimeField("archivé le", null=True)
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-changed_at", "code"]
        verbose_name = "scénario"

    def __str__(self) -> str:
        return self.name


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
