"""What payments were given to, and what somebody said is not to be matched."""

from django.db import models

from ancrage.funding.models.dossiers import Dossier
from ancrage.funding.models.ledger import Entry
from ancrage.funding.models.waiting import WaitingPayment

KEY, SUGGESTED, HAND = "key", "suggested", "hand"
PAYMENT, REQUEST, SHEET, PROJECT = "payment", "request", "sheet", "project"


class Match(models.Model):
    """A payment given to one dossier or several, kept when it is undone.

    `entry`: the unmatched entry that it reversed. `reasons`: the sentences that it was accepted
    upon, each with its weight.
    """

    HOW = [
        (KEY, "par clé, automatiquement"),
        (SUGGESTED, "suggestion acceptée"),
        (HAND, "à la main"),
    ]

    waiting = models.ForeignKey(WaitingPayment, models.PROTECT, related_name="matches")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    how = models.CharField("comment", max_length=9, choices=HOW)
    score = models.SmallIntegerField("poids", null=True)
    reasons = models.JSONField("raisons", default=list)
    note = models.CharField("remarque", max_length=300, blank=True)
    author = models.CharField("par", max_length=64)
    made_at = models.DateTimeField("le")
    undone_by = models.CharField("défait par", max_length=64, blank=True)
    undone_at = models.DateTimeField("défait le", null=True)
    undone_reason = models.CharField("raison de défaire", max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["waiting"],
                condition=models.Q(undone_at=None),
                name="one_match_in_force_a_payment",
            )
        ]
        verbose_name = "rapprochement"

    def __str__(self) -> str:
        return f"{self.waiting_id} {self.how}"


class MatchShare(models.Model):
    """The part of a payment that one `paid` entry holds."""

    match = models.ForeignKey(Match, models.PROTECT, related_name="shares")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="match_share")
    cents = models.BigIntegerField("montant, en centimes")

    class Meta:
        ordering = ["pk"]
        verbose_name = "part d’un paiement"

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.cents}"


class SetAside(models.Model):
    """Two things that somebody said are not the same: never suggested again.

    `left`: a payment's number, or a dossier's code; `right`: the code of a dossier, a request or a
    sheet.
    """

    KINDS = [
        (PAYMENT, "paiement et dossier"),
        (REQUEST, "dossier et sollicitation"),
        (SHEET, "dossier et fiche action"),
        (PROJECT, "dossiers d’un même projet"),
    ]

    kind = models.CharField("nature", max_length=7, choices=KINDS)
    left = models.CharField("d’un côté", max_length=20)
    right = models.CharField("de l’autre", max_length=20)
    reason = models.CharField("raison", max_length=300)
    author = models.CharField("par", max_length=64)
    made_at = models.DateTimeField("le")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "left", "right"], name="set_aside_once")
        ]
        verbose_name = "suggestion refusée"
        verbose_name_plural = "suggestions refusées"

    def __str__(self) -> str:
        return f"{self.left} {self.right}"
