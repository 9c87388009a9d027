"""Financers' files: prepared, shown, taken in, maybe undone; what they taught of columns."""

from django.db import models
from django.db.models import Q

from ancrage.files.models import StoredFile
from ancrage.funding.rules.columns import DOSSIERS, PAYMENTS
from ancrage.funding.rules.steps import ERROR, REAL
from ancrage.jobs.models import Job
from ancrage.people.models import new_reference


class MoneyImport(models.Model):
    """One file of one financer. Once taken in it stays: its entries name it.

    `columns`, `layout`, `decreases`: what somebody said of it, "" for what it says by itself.
    `as_at`: the day of its amounts. `reading`: its lines as they were understood, until it is taken
    in; `preview`: what it would do, as it was shown, both compressed (`queries/`); `shown`: its
    digest. `batches`: the references of what it posted; `undoing`: of what undid it. `former`: what
    its dossiers and payments said before. `key`: what a program calls it.
    """

    LAYOUTS = [(DOSSIERS, "un dossier par ligne"), (PAYMENTS, "un paiement par ligne")]
    DECREASES = [(REAL, "des dégagements, des reversements"), (ERROR, "des erreurs corrigées")]

    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    financer = models.CharField("financeur", max_length=60)
    name = models.CharField("fichier", max_length=150)
    digest = models.CharField("empreinte", max_length=64)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="money_imports")
    key = models.CharField("clé", max_length=100, blank=True)
    as_at = models.DateField("arrêté au")
    columns = models.JSONField("colonnes choisies", default=dict)
    layout = models.CharField("une ligne est", max_length=8, choices=LAYOUTS, blank=True)
    decreases = models.CharField("les baisses sont", max_length=5, choices=DECREASES, default=REAL)
    reading = models.BinaryField("lecture", null=True)
    preview = models.BinaryField("aperçu", null=True)
    shown = models.CharField("empreinte de l’aperçu", max_length=64, blank=True)
    counts = models.JSONField("ce qui a changé", default=dict)
    batches = models.JSONField("lots d’écritures", default=list)
    undoing = models.JSONField("lots qui la défont", default=list)
    former = models.JSONField("ce qui était dit avant", default=dict)
    prepared_by = models.CharField("préparé par", max_length=64)
    prepared_at = models.DateTimeField("préparé le")
    taken_at = models.DateTimeField("repris le", null=True)
    undone_at = models.DateTimeField("défait le", null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["financer", "key"], condition=~Q(key=""), name="one_money_import_a_key"
            )
        ]
        verbose_name = "reprise de fichier financier"
        verbose_name_plural = "reprises de fichiers financiers"

    def __str__(self) -> str:
        return self.name


class MoneyColumn(models.Model):
    """What somebody said that a column of a financer's files is; remembered for the next one."""

    financer = models.CharField("financeur", max_length=60)
    heading = models.CharField("titre", max_length=200)
    field = models.CharField("champ", max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["financer", "heading"], name="one_money_column")
        ]
        verbose_name = "colonne de fichier financier"

    def __str__(self) -> str:
        return f"{self.financer} {self.heading}"


class FiledPayment(models.Model):
    """A payment that a file told: so that it is never posted twice. `key`: what tells it in any
    file (`rules.plan.payment_key`); `cents`: what it comes to."""

    financer = models.CharField("financeur", max_length=60)
    key = models.CharField("clé", max_length=40)
    cents = models.BigIntegerField("montant, en centimes")
    source = models.ForeignKey(MoneyImport, models.PROTECT, related_name="payments")
    row = models.PositiveIntegerField("ligne du fichier")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["financer", "key"], name="one_filed_payment")
        ]
        verbose_name = "paiement lu dans un fichier"

    def __str__(self) -> str:
        return f"{self.financer} {self.cents}"
