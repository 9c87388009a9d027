"""What is known of the aid that companies receive, and the verdicts given on it.

Nothing here is changed: a link ends, a declaration is withdrawn, a verdict is revised by a later
one, and all of them stay. `recorded_at` is when we came to know, so that a verdict can be read as
it was known then.
"""

from django.db import models
from django.db.models import Q

from ancrage.files.models import StoredFile
from ancrage.funding.models import Dossier
from ancrage.people.models import new_reference
from ancrage.people.numbering import YearCounter
from ancrage.stateaid.rules.model import Answer, Origin


class CheckCounter(YearCounter):
    class Meta:
        verbose_name = "numérotation des vérifications"


class Undertaking(models.Model):
    """What is known of a company; "" or None: not known. Each change is a version in the journal.

    `year_end`: month and day when its fiscal year ends, « 12-31 ». `staff`, `turnover_cents`,
    `balance_cents`: those that its size comes from, with the year that they are of.
    """

    SIZES = [("small", "petite"), ("medium", "moyenne"), ("large", "grande")]

    siren = models.CharField("SIREN", max_length=9, unique=True)
    name = models.CharField("nom", max_length=200, blank=True)
    size = models.CharField("taille", max_length=6, choices=SIZES, blank=True)
    year_end = models.CharField("clôture de l’exercice", max_length=5, blank=True)
    road_freight = models.BooleanField("transport routier de marchandises", null=True)
    source = models.CharField("source", max_length=300, blank=True)
    revision = models.PositiveIntegerField("révision", default=1)
    changed_at = models.DateTimeField("changée le")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["name", "siren"]
        verbose_name = "entreprise"

    def __str__(self) -> str:
        return self.siren


class ImportedTable(models.Model):
    """A dated table that the project does not hold: zones, reference rates, the register's file or
    its layout. `digest`: of the file. A later file of the same kind replaces nothing: rows are
    dated, and a file is taken back whole (`withdrawn_at`)."""

    ZONES, RATES, LAYOUT, REGISTER = "zones", "rates", "layout", "register"
    KINDS = [
        (ZONES, "zones d’aide à finalité régionale"),
        (RATES, "taux de référence"),
        (LAYOUT, "format du registre national"),
        (REGISTER, "extrait du registre national"),
    ]

    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    kind = models.CharField("table", max_length=8, choices=KINDS)
    name = models.CharField("fichier", max_length=150)
    source = models.CharField("source", max_length=300)
    digest = models.CharField("empreinte", max_length=64)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    count = models.PositiveIntegerField("lignes", default=0)
    layout = models.JSONField("colonnes", default=dict)
    as_of = models.DateField("état au", null=True)
    recorded_at = models.DateTimeField("importée le")
    author = models.CharField("importée par", max_length=64)
    withdrawn_at = models.DateTimeField("retirée le", null=True)
    withdrawn_reason = models.CharField("raison du retrait", max_length=300, blank=True)
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-recorded_at", "pk"]
        verbose_name = "table importée"

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Zone(models.Model):
    """The zone of regional aid of a commune, from a day to another (None: still)."""

    table = models.ForeignKey(ImportedTable, models.CASCADE, related_name="zones")
    commune = models.CharField("commune", max_length=5)
    zone = models.CharField("zone", max_length=20)
    valid_from = models.DateField("depuis le")
    valid_until = models.DateField("jusqu’au", null=True)

    class Meta:
        ordering = ["commune", "valid_from"]
        indexes = [models.Index(fields=["commune"], name="zone_of_commune")]
        verbose_name = "zone d’aide"

    def __str__(self) -> str:
        return f"{self.commune} {self.zone}"


class ReferenceRate(models.Model):
    """The base rate, in per cent, from a day."""

    table = models.ForeignKey(ImportedTable, models.CASCADE, related_name="rates")
    valid_from = models.DateField("depuis le")
    percent = models.DecimalField("taux, en %", max_digits=7, decimal_places=4)

    class Meta:
        ordering = ["valid_from"]
        verbose_name = "taux de référence"

    def __str__(self) -> str:
        return f"{self.valid_from} {self.percent}"


class CompanyLink(models.Model):
    """`holder` controls `held`: see `rules/model.py`. `until` None: still. A link that was told by
    mistake is withdrawn, with a reason. `equity`: of a split, in cents, [holder, held]."""

    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    holder = models.CharField("SIREN de qui contrôle", max_length=9, db_index=True)
    holder_name = models.CharField("nom de qui contrôle", max_length=200, blank=True)
    held = models.CharField("SIREN de qui est contrôlée", max_length=9, db_index=True)
    held_name = models.CharField("nom de qui est contrôlée", max_length=200, blank=True)
    kind = models.CharField("nature", max_length=20)
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au", null=True)
    equity = models.JSONField("capitaux propres, en centimes", null=True)
    source = models.CharField("source", max_length=300)
    recorded_at = models.DateTimeField("connu le")
    author = models.CharField("saisi par", max_length=64)
    withdrawn_at = models.DateTimeField("retiré le", null=True)
    withdrawn_reason = models.CharField("raison du retrait", max_length=300, blank=True)
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(holder=models.F("held")), name="link_of_two"),
        ]
        verbose_name = "lien entre entreprises"
        verbose_name_plural = "liens entre entreprises"

    def __str__(self) -> str:
        return f"{self.holder} → {self.held}"


class Declaration(models.Model):
    """What a company declares of the aid that it and its group received, as at a day."""

    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    siren = models.CharField("SIREN", max_length=9, db_index=True)
    name = models.CharField("entreprise", max_length=200)
    as_of = models.DateField("état au")
    signed_by = models.CharField("signée par", max_length=200)
    group = models.JSONField("entreprises liées déclarées", default=list)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("reçue le")
    author = models.CharField("saisie par", max_length=64)
    withdrawn_at = models.DateTimeField("retirée le", null=True)
    withdrawn_reason = models.CharField("raison du retrait", max_length=300, blank=True)
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-as_of", "-pk"]
        verbose_name = "déclaration d’aides"
        verbose_name_plural = "déclarations d’aides"

    def __str__(self) -> str:
        return f"{self.siren} {self.as_of}"


class ReceivedAid(models.Model):
    """An aid that our ledger does not hold: declared by the company, or read in the register's
    file. `cents`: gross grant equivalent, None when it is not known. `benefited`: after a split,
    the SIREN of who took over what it paid for."""

    ORIGINS = [(Origin.DECLARED, "déclarée"), (Origin.REGISTER, "registre national")]

    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    siren = models.CharField("SIREN", max_length=9, db_index=True)
    granted_on = models.DateField("accordée le")
    cents = models.BigIntegerField("équivalent-subvention brut, en centimes", null=True)
    regime = models.CharField("régime", max_length=30, blank=True)
    origin = models.CharField("connue par", max_length=8, choices=ORIGINS)
    financer = models.CharField("autorité", max_length=200, blank=True)
    project = models.CharField("projet", max_length=200, blank=True)
    number = models.CharField("numéro", max_length=80, blank=True)
    road_freight = models.BooleanField("transport routier", default=False)
    benefited = models.CharField("SIREN du bénéficiaire après scission", max_length=9, blank=True)
    declaration = models.ForeignKey(Declaration, models.CASCADE, null=True, related_name="aids")
    table = models.ForeignKey(ImportedTable, models.CASCADE, null=True, related_name="aids")
    recorded_at = models.DateTimeField("connue le")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["granted_on", "pk"]
        verbose_name = "aide reçue"
        verbose_name_plural = "aides reçues"

    def __str__(self) -> str:
        return f"{self.siren} {self.granted_on}"


class AidTerms(models.Model):
    """What a dossier of the ledger does not say of its aid, told by its financer.

    `instrument`: grant, advance, loan. `terms`: of an advance or a loan (amount, rate, schedule),
    from which its gross grant equivalent is computed; the dossier's `aid_basis` is its regime.
    `conditions`: what was answered to the conditions of the regime. `benefited`: see `ReceivedAid`.
    """

    INSTRUMENTS = [
        ("grant", "subvention"),
        ("advance", "avance remboursable"),
        ("loan", "prêt"),
    ]

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="aid_terms")
    instrument = models.CharField("instrument", max_length=8, choices=INSTRUMENTS, default="grant")
    terms = models.JSONField("échéancier et taux", default=dict)
    conditions = models.JSONField("conditions du régime", default=dict)
    benefited = models.CharField("SIREN du bénéficiaire après scission", max_length=9, blank=True)
    changed_at = models.DateTimeField("changées le")

    class Meta:
        verbose_name = "conditions d’aide"
        verbose_name_plural = "conditions d’aide"

    def __str__(self) -> str:
        return str(self.dossier_id)


class Check(models.Model):
    """A verdict, as it was given: never changed. A later one on the same grant revises it, and
    says what was learnt (`told`). `asked`, `verdict`: documents of `rules/`. `amount_cents`: what
    is paid; `cents`: its gross grant equivalent, or that amount itself where it is not known.

    `accepted_*`: who decides to grant although it is unknown, and why; never when it is no.
    """

    ANSWERS = [(Answer.YES, "oui"), (Answer.NO, "non"), (Answer.UNKNOWN, "inconnu")]

    code = models.CharField("code", max_length=20, unique=True)
    siren = models.CharField("SIREN", max_length=9, db_index=True)
    name = models.CharField("entreprise", max_length=200, blank=True)
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="aid_checks")
    financer = models.CharField("financeur", max_length=60, db_index=True)
    regime = models.CharField("régime", max_length=30)
    amount_cents = models.BigIntegerField("montant demandé, en centimes")
    cents = models.BigIntegerField("équivalent-subvention brut, en centimes")
    granted_on = models.DateField("pour un octroi le")
    answer = models.CharField("verdict", max_length=7, choices=ANSWERS)
    most = models.BigIntegerField("plus haut montant possible, en centimes", null=True)
    asked = models.JSONField("demande")
    verdict = models.JSONField("verdict détaillé")
    made_at = models.DateTimeField("donné le")
    author = models.CharField("demandé par", max_length=64)
    revises = models.OneToOneField("self", models.PROTECT, null=True, related_name="revised_by")
    told = models.TextField("ce qui a changé", blank=True)
    granted_cents = models.BigIntegerField("accordé après lui, en centimes", null=True)
    accepted_at = models.DateTimeField("accepté le", null=True)
    accepted_by = models.CharField("accepté par", max_length=64, blank=True)
    accepted_reason = models.CharField("raison", max_length=500, blank=True)
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["answer", "financer"], name="check_of_answer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(answer=Answer.UNKNOWN),
                name="only_an_unknown_is_accepted",
            ),
        ]
        verbose_name = "vérification d’aide d’État"
        verbose_name_plural = "vérifications d’aides d’État"

    def __str__(self) -> str:
        return self.code
