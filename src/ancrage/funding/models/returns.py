"""The returns that each financer owes for each half-year, and each certified version of them."""

from django.db import models

DRAFT, CERTIFIED, REOPENED = "draft", "certified", "reopened"


class Return(models.Model):
    """What a financer declares of a half-year: « 2026-S1 ».

    Until it is certified its figures are read from the ledger; `comments` are by line (a measure's
    code, "" for the whole). `is_nil`: nothing to declare.
    """

    financer = models.CharField("financeur", max_length=60)
    financer_name = models.CharField("nom du financeur", max_length=200)
    half = models.CharField("semestre", max_length=7)
    state = models.CharField("état", max_length=9, default=DRAFT)
    due = models.DateField("à certifier avant le")
    comments = models.JSONField("commentaires", default=dict)
    is_nil = models.BooleanField("néant", default=False)
    revision = models.PositiveIntegerField("révision", default=1)
    opened_at = models.DateTimeField("ouverte le")
    changed_at = models.DateTimeField("changée le")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-half", "financer_name"]
        constraints = [
            models.UniqueConstraint(fields=["financer", "half"], name="one_return_a_half_year")
        ]
        verbose_name = "déclaration"

    def __str__(self) -> str:
        return f"{self.financer} {self.half}"


class ReturnVersion(models.Model):
    """A return as it was certified: figures, comments and checks frozen, with their digest.

    `certified_name`, `certified_as`: the name of who certified and as what, as of that day.
    """

    held = models.ForeignKey(Return, models.PROTECT, related_name="versions")
    rank = models.PositiveSmallIntegerField("version")
    figures = models.JSONField("chiffres", default=dict)
    comments = models.JSONField("commentaires", default=dict)
    checks = models.JSONField("contrôles", default=list)
    is_nil = models.BooleanField("néant", default=False)
    digest = models.CharField("empreinte", max_length=64)
    certified_by = models.CharField("certifiée par", max_length=64)
    certified_name = models.CharField("nom de qui certifie", max_length=200)
    certified_as = models.CharField("en qualité de", max_length=200)
    certified_at = models.DateTimeField("certifiée le")
    reopened_by = models.CharField("rouverte par", max_length=64, blank=True)
    reopened_at = models.DateTimeField("rouverte le", null=True)
    reopened_reason = models.CharField("raison de rouvrir", max_length=500, blank=True)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["held", "rank"], name="one_return_version_a_rank")
        ]
        verbose_name = "version d’une déclaration"
        verbose_name_plural = "versions d’une déclaration"

    def __str__(self) -> str:
        return f"{self.held_id} v{self.rank}"
