"""The ledger: entries that are added and reversed, never changed, and the sums kept beside them."""

from django.db import models
from django.db.models import Q

from ancrage.files.models import StoredFile
from ancrage.funding.models.dossiers import PLACES, UNPLACED, CommitmentLine, Dossier
from ancrage.funding.models.envelopes import Envelope
from ancrage.funding.rules.entries import LINE_STAGES, UNMATCHED
from ancrage.people.models import new_reference

SCREEN, API, FILE, COMMAND = "screen", "api", "file", "command"
ORIGINS = [(SCREEN, "saisie"), (API, "API"), (FILE, "fichier"), (COMMAND, "ligne de commande")]


class LedgerHead(models.Model):
    """The end of the chain of batches: one row, locked by whoever posts until he has done.

    So postings come one after another, and no two of them can spend the same cents.
    """

    hash = models.CharField("empreinte du dernier lot", max_length=64, blank=True)

    class Meta:
        verbose_name = "fin du grand livre"

    def __str__(self) -> str:
        return self.hash


class Batch(models.Model):
    """Entries posted together, whole or not at all.

    `key`: what a program calls them, so that they are never posted twice: the same key with the
    same lines (`told`, their digest) gives the same batch again. `hash` is that of the entries as
    they were written and of the batch before; the journal holds it too.
    """

    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    financer = models.CharField("financeur", max_length=60)
    key = models.CharField("clé", max_length=100, blank=True)
    told = models.CharField("empreinte des lignes", max_length=64, blank=True)
    hash = models.CharField("empreinte", max_length=64, blank=True)
    origin = models.CharField("origine", max_length=7, choices=ORIGINS)
    count = models.PositiveIntegerField("écritures", default=0)
    author = models.CharField("passé par", max_length=64)
    entered_at = models.DateTimeField("passé le")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["financer", "key"], condition=~Q(key=""), name="one_batch_a_key"
            )
        ]
        verbose_name = "lot d’écritures"
        verbose_name_plural = "lots d’écritures"

    def __str__(self) -> str:
        return self.reference


class Cut(models.Model):
    """What amounts are told apart by. `territory`, `place`, `region`: as at the entry's date.

    `is_verified`: checked against the entry's document; else declared.
    """

    stage = models.CharField("stade", max_length=11)
    financer = models.CharField("financeur", max_length=60)
    scheme = models.CharField("dispositif", max_length=80, blank=True)
    measure = models.CharField("mesure", max_length=100, blank=True)
    need = models.CharField("besoin", max_length=20, blank=True)
    programme = models.CharField("programme", max_length=50, blank=True)
    territory = models.CharField("territoire", max_length=120, blank=True)
    place = models.CharField("lieu", max_length=7, choices=PLACES, default=UNPLACED)
    region = models.CharField("région", max_length=3, blank=True)
    year = models.PositiveSmallIntegerField("année")
    is_verified = models.BooleanField("vérifié", default=False)
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        abstract = True


CUTS = (
    "stage",
    "financer",
    "scheme",
    "measure",
    "need",
    "programme",
    "territory",
    "place",
    "region",
    "year",
    "is_verified",
    "is_demonstration",
)
"""The fields of a cut, in the order of a cell's key."""


class Entry(Cut):
    """Cents that pass from the account `debit` to the account `credit`, on a day.

    `cents` is negative in a reversal alone, which undoes one entry whole, on the same day.
    `dossier` and `line` are None for a payment that no commitment is known for (`unmatched`).
    `year` is that of `event_on`.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="entries")
    debit = models.CharField("compte débité", max_length=11)
    credit = models.CharField("compte crédité", max_length=11)
    cents = models.BigIntegerField("montant, en centimes")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="entries")
    line = models.ForeignKey(CommitmentLine, models.PROTECT, null=True, related_name="entries")
    envelope = models.ForeignKey(Envelope, models.PROTECT, null=True, related_name="entries")
    event_on = models.DateField("date du fait", db_index=True)
    entered_at = models.DateTimeField("saisi le")
    document = models.CharField("pièce", max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    row = models.PositiveIntegerField("ligne du fichier", null=True)
    reason = models.CharField("raison", max_length=300, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["year", "event_on"], name="entry_of_year"),
            models.Index(fields=["stage", "financer", "year"], name="entry_of_financer"),
            models.Index(fields=["territory", "stage"], name="entry_of_territory"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, cents__gt=0)
                | Q(reverses__isnull=False, cents__lt=0),
                name="entry_reversed_only",
            ),
            models.CheckConstraint(
                condition=Q(stage=UNMATCHED, dossier__isnull=True)
                | (~Q(stage=UNMATCHED) & Q(dossier__isnull=False)),
                name="entry_of_a_dossier",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=sorted(LINE_STAGES), line__isnull=False)
                | (~Q(stage__in=sorted(LINE_STAGES)) & Q(line__isnull=True)),
                name="entry_of_a_line",
            ),
        ]
        verbose_name = "écriture"

    def __str__(self) -> str:
        return f"{self.stage} {self.cents}"


class Cell(Cut):
    """The sum of the entries of one cut, kept in the same transaction as they are.

    `key` is a digest of the cut: what finds the cell again. The page of checks sums the entries
    anew and compares.
    """

    key = models.CharField("clé", max_length=40, unique=True)
    cents = models.BigIntegerField("montant, en centimes", default=0)
    count = models.IntegerField("écritures", default=0)

    class Meta:
        indexes = [
            models.Index(fields=["territory", "stage"], name="cell_of_territory"),
            models.Index(fields=["year", "stage"], name="cell_of_year"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(cents__gte=0, count__gte=0), name="cell_never_below_zero"
            )
        ]
        verbose_name = "somme"

    def __str__(self) -> str:
        return f"{self.key} {self.cents}"
