"""Envelopes of money, as they are split and delegated, each change kept."""

from django.db import models
from django.db.models import F, Q

from ancrage.funding.rules.delegating import CLOSE, DELEGATE, OPEN, RECALL, TRANSFER

ANNOUNCED, ORIENTED, OPENED = "announced", "oriented", "opened"
NATURES = [
    (ANNOUNCED, "annoncé"),
    (ORIENTED, "orienté en priorité"),
    (OPENED, "crédits ouverts"),
]
"""Three natures that are never added to one another."""


class Envelope(models.Model):
    """An amount set aside, split and delegated from its parent.

    What is set says what it is for: `financer`, `operator`, `measure`, `need`, `year`, `region`,
    `territory`; "" or None: for no one in particular. `certainty`: `official`, `reported` or
    `unknown`, as of sources of the basket. `held`: cents that came into it or its parts;
    `delegated`: what its parts hold; `committed`: granted from it. Only credits that are `opened`
    can be granted from.
    """

    code = models.SlugField("code", max_length=60, unique=True)
    name = models.CharField("nom", max_length=250)
    nature = models.CharField("nature", max_length=9, choices=NATURES)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    financer = models.CharField("financeur", max_length=60, blank=True)
    operator = models.CharField("opérateur", max_length=100, blank=True)
    measure = models.CharField("mesure", max_length=100, blank=True)
    need = models.CharField("besoin", max_length=20, blank=True)
    year = models.PositiveSmallIntegerField("année", null=True)
    region = models.CharField("région", max_length=3, blank=True)
    territory = models.CharField("territoire", max_length=120, blank=True)
    certainty = models.CharField("certitude", max_length=10, default="unknown")
    source = models.CharField("source", max_length=300)
    url = models.CharField("adresse de la source", max_length=400, blank=True)
    remark = models.TextField("remarque", blank=True)
    held = models.BigIntegerField("reçu, en centimes", default=0)
    delegated = models.BigIntegerField("délégué, en centimes", default=0)
    committed = models.BigIntegerField("engagé, en centimes", default=0)
    revision = models.PositiveIntegerField("révision", default=1)
    created_at = models.DateTimeField("créée le")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held__gte=F("delegated") + F("committed")),
                name="envelope_not_overdrawn",
            ),
            models.CheckConstraint(
                condition=Q(delegated__gte=0, committed__gte=0), name="envelope_never_below_zero"
            ),
            models.CheckConstraint(
                condition=Q(nature=OPENED) | Q(committed=0), name="only_opened_credits_are_granted"
            ),
        ]
        verbose_name = "enveloppe"

    def __str__(self) -> str:
        return self.code

    @property
    def available(self) -> int:
        """Cents neither delegated nor committed."""
        return self.held - self.delegated - self.committed


class EnvelopeMove(models.Model):
    """Cents that came into an envelope, or passed from one to another: dated, never changed.

    `origin` None: from outside. `cents` is negative in a reversal alone.
    """

    KINDS = [
        (OPEN, "ouverture"),
        (DELEGATE, "délégation"),
        (RECALL, "reprise"),
        (TRANSFER, "transfert"),
        (CLOSE, "retrait"),
    ]

    kind = models.CharField("nature", max_length=8, choices=KINDS)
    origin = models.ForeignKey(Envelope, models.PROTECT, null=True, related_name="given")
    target = models.ForeignKey(Envelope, models.PROTECT, null=True, related_name="received")
    cents = models.BigIntegerField("montant, en centimes")
    event_on = models.DateField("du")
    entered_at = models.DateTimeField("saisi le")
    author = models.CharField("saisi par", max_length=64)
    reason = models.CharField("raison", max_length=500)
    source = models.CharField("source", max_length=300, blank=True)
    key = models.CharField("clé", max_length=100, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=~Q(key=""), name="one_envelope_move_a_key"
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, cents__gt=0)
                | Q(reverses__isnull=False, cents__lt=0),
                name="envelope_move_reversed_only",
            ),
            models.CheckConstraint(
                condition=Q(origin__isnull=False) | Q(target__isnull=False),
                name="envelope_move_has_an_end",
            ),
        ]
        verbose_name = "mouvement d’enveloppe"

    def __str__(self) -> str:
        return f"{self.kind} {self.cents}"
