"""Payments that no commitment is known for: kept in the ledger, waiting to be matched."""

from django.db import models

from ancrage.funding.models.imports import MoneyImport
from ancrage.funding.models.ledger import Entry

WAITING, MATCHED, UNDONE = "waiting", "matched", "undone"


class WaitingPayment(models.Model):
    """What is known of an unmatched payment beside its `entry`: what can tell its dossier.

    `key` is that of the payment in its file (`FiledPayment`). Once it is matched its
    entry is reversed and the dossier is paid; `UNDONE`: reversed, for it was told by error.
    """

    STATES = [(WAITING, "à rattacher"), (MATCHED, "rattaché"), (UNDONE, "défait")]

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="waiting")
    financer = models.CharField("financeur", max_length=60)
    number = models.CharField("numéro de dossier du financeur", max_length=60, blank=True)
    siret = models.CharField("SIRET du bénéficiaire", max_length=14, blank=True)
    siren = models.CharField("SIREN du bénéficiaire", max_length=9, blank=True)
    commitment_number = models.CharField("numéro d’engagement", max_length=60, blank=True)
    beneficiary = models.CharField("bénéficiaire", max_length=200, blank=True)
    label = models.CharField("libellé", max_length=256, blank=True)
    year = models.PositiveSmallIntegerField("exercice", null=True)
    commune = models.CharField("commune", max_length=5, blank=True)
    state = models.CharField("état", max_length=8, choices=STATES, default=WAITING)
    matched_on = models.DateField("rattaché le", null=True)
    source_import = models.ForeignKey(
        MoneyImport, models.PROTECT, null=True, related_name="waiting_payments"
    )
    row = models.PositiveIntegerField("ligne du fichier", null=True)
    key = models.CharField("clé du paiement", max_length=40, blank=True, db_index=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["financer", "state"], name="waiting_of_financer")]
        verbose_name = "paiement à rattacher"
        verbose_name_plural = "paiements à rattacher"

    def __str__(self) -> str:
        return f"{self.financer} {self.number or self.beneficiary}"
