"""Blocks: what territories report, the cases that gather like reports, what authorities answer.

A territory is named by its scope code ("programme:code"), people by their references: both outlive
the tables that they come from.
"""

import datetime as dt

from django.db import models

from ancrage.files.models import StoredFile
from ancrage.kernel.bars import from_bars
from ancrage.simplification.rules.likeness import Traits, spoken
from ancrage.simplification.rules.reporting import Told


class BlockCase(models.Model):
    """Like reports, gathered under words that are fit to be published.

    `region` is set when the matter is within one region: that region may then conduct it.
    `words`, `citations`: what is compared and searched, made when the case is written or answered.
    `published_at` is when an authority was first asked: everybody reads it from then on.
    """

    number = models.PositiveIntegerField("numéro", unique=True)
    state = models.CharField("état", max_length=12, default="open")
    reason = models.TextField("raison de l’état", blank=True)
    title = models.CharField("cas", max_length=160)
    summary = models.TextField("en clair")
    rule = models.TextField("texte ou procédure")
    reference = models.CharField("référence", max_length=160, blank=True)
    url = models.CharField("adresse sur Légifrance", max_length=300, blank=True)
    need = models.CharField("besoin", max_length=12, default="simplify")
    region = models.CharField("région", max_length=3, blank=True)
    words = models.TextField("mots", blank=True)
    citations = models.JSONField("textes cités", default=list)
    version = models.PositiveIntegerField("version", default=1)
    gathered_by = models.CharField("réuni par", max_length=64)
    gathered_at = models.DateTimeField("réuni le")
    moved_at = models.DateTimeField("dernier changement d’état")
    published_at = models.DateTimeField("publié le", null=True)
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-number"]
        verbose_name = "cas"

    def __str__(self) -> str:
        return self.reference_code

    @property
    def reference_code(self) -> str:
        return f"cas-{self.number}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def traits(self) -> Traits:
        return Traits(frozenset(self.words.split()), frozenset(self.citations))


class BlockReport(models.Model):
    """One block in the words of the territory or the company that meets it.

    `company` is the scope code of the company that reports, "" when the territory itself does.
    `regions`: those that the territory touches, a bar before, between and after. `is_private`: the
    report is read by the tandem, the national team and the authority asked, nobody else.
    `wanted`: the case that its authors want to join once it is reported.
    """

    number = models.PositiveIntegerField("numéro", unique=True)
    state = models.CharField("état", max_length=12, default="draft", db_index=True)
    reason = models.TextField("raison de l’état", blank=True)
    territory = models.CharField("territoire", max_length=120, db_index=True)
    territory_name = models.CharField("nom du territoire", max_length=250)
    regions = models.CharField("régions", max_length=80)
    company = models.CharField("société qui signale", max_length=80, blank=True)
    author = models.CharField("rédacteur", max_length=64)
    title = models.CharField("blocage", max_length=160)
    rule = models.TextField("texte ou procédure", blank=True)
    reference = models.CharField("référence", max_length=160, blank=True)
    url = models.CharField("adresse sur Légifrance", max_length=300, blank=True)
    prevents = models.TextField("ce que cela empêche", blank=True)
    cost_cents = models.BigIntegerField("coût", null=True)
    delay_days = models.PositiveIntegerField("retard en jours", null=True)
    need = models.CharField("besoin", max_length=12, default="simplify")
    kind = models.CharField("proposition", max_length=12, blank=True)
    proposal = models.TextField("proposition en clair", blank=True)
    company_name = models.CharField("entreprise", max_length=160, blank=True)
    is_private = models.BooleanField("réservé", default=False)
    words = models.TextField("mots", blank=True)
    citations = models.JSONField("textes cités", default=list)
    case = models.ForeignKey(
        BlockCase, models.PROTECT, null=True, related_name="reports", verbose_name="cas"
    )
    wanted = models.ForeignKey(
        BlockCase, models.SET_NULL, null=True, related_name="+", verbose_name="cas à rejoindre"
    )
    effect = models.CharField("effet", max_length=10, blank=True)
    effect_on = models.DateField("effet dit le", null=True)
    follow_up_on = models.DateField("effet attendu le", null=True)
    version = models.PositiveIntegerField("version", default=1)
    created_at = models.DateTimeField("commencé le")
    saved_at = models.DateTimeField("enregistré le")
    moved_at = models.DateTimeField("dernier changement d’état")
    reported_at = models.DateTimeField("signalé le", null=True)
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["grouped", "lifted"]) | models.Q(case__isnull=False),
                name="grouped_in_a_case",
            ),
            models.CheckConstraint(
                condition=models.Q(cost_cents__isnull=True) | models.Q(cost_cents__gte=0),
                name="cost_not_negative",
            ),
        ]
        verbose_name = "signalement"

    def __str__(self) -> str:
        return self.reference_code

    @property
    def reference_code(self) -> str:
        return f"blocage-{self.number}"

    @property
    def region_codes(self) -> frozenset[str]:
        return from_bars(self.regions)

    @property
    def traits(self) -> Traits:
        return Traits(frozenset(self.words.split()), frozenset(self.citations))

    @property
    def spoken(self) -> dict[str, str]:
        """Its words as they are written, to say why another is like it."""
        return spoken(self.reference, self.title, self.rule)

    @property
    def told(self) -> Told:
        return Told(**{name: getattr(self, name) for name in Told.__slots__})


class Attachment(models.Model):
    """A document that shows the block."""

    report = models.ForeignKey(BlockReport, models.CASCADE, related_name="attachments")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = "pièce"

    def __str__(self) -> str:
        return f"{self.report_id} {self.pk}"


class Question(models.Model):
    """A case put to one authority. `scope`: the region or the operator, "" for the nation.

    `service` names the ministry or the service; `referred_to` is the next question, when the
    authority said that another is competent.
    """

    case = models.ForeignKey(BlockCase, models.PROTECT, related_name="questions")
    number = models.PositiveIntegerField("numéro")
    authority = models.CharField("autorité", max_length=12)
    scope = models.CharField("périmètre", max_length=80, blank=True)
    service = models.CharField("service", max_length=160, blank=True)
    kind = models.CharField("ce qui est demandé", max_length=12)
    words = models.TextField("question")
    asked_by = models.CharField("posée par", max_length=64)
    asked_at = models.DateTimeField("posée le")
    due_on = models.DateField("réponse attendue le")
    outcome = models.CharField("réponse", max_length=15, blank=True)
    answer = models.TextField("motifs", blank=True)
    applies_from = models.DateField("vaut à partir du", null=True)
    applies_until = models.DateField("vaut jusqu’au", null=True)
    answered_by = models.CharField("répondue par", max_length=64, blank=True)
    answered_at = models.DateTimeField("répondue le", null=True)

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_question_number"),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(answered_at__isnull=True),
                name="one_question_waits",
            ),
        ]
        verbose_name = "question"

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number}"

    @property
    def asked_on(self) -> dt.date:
        return self.asked_at.date()


class Effect(models.Model):
    """What a territory said, on a day, of its block once there was an answer."""

    report = models.ForeignKey(BlockReport, models.CASCADE, related_name="effects")
    value = models.CharField("levé", max_length=10)
    words = models.TextField("en clair", blank=True)
    said_by = models.CharField("dit par", max_length=64)
    said_at = models.DateTimeField("dit le")

    class Meta:
        ordering = ["-said_at", "-pk"]
        verbose_name = "effet"

    def __str__(self) -> str:
        return f"{self.report_id} {self.value}"
