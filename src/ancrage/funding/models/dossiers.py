"""What a financer holds: dossiers, the project that they share, the commitments that pay them."""

from django.db import models
from django.db.models import F, Q

from ancrage.people.numbering import YearCounter

INSIDE, OUTSIDE, UNPLACED = "inside", "outside", "unknown"
PLACES = [
    (INSIDE, "dans un territoire"),
    (OUTSIDE, "hors territoire"),
    (UNPLACED, "lieu inconnu"),
]
GRANTED, REFUSED, WITHDRAWN = "granted", "refused", "withdrawn"
OUTCOMES = [(GRANTED, "accordé"), (REFUSED, "refusé"), (WITHDRAWN, "retiré")]


class DossierCounter(YearCounter):
    class Meta:
        verbose_name = "numérotation des dossiers"


class ProjectCounter(YearCounter):
    class Meta:
        verbose_name = "numérotation des projets"


class Project(models.Model):
    """What several financers pay together: one co-funding identifier, shared by their dossiers.

    `total_cents`, the cost of the whole, is counted once, whoever pays for a part of it.
    """

    code = models.CharField("identifiant de cofinancement", max_length=20, unique=True)
    name = models.CharField("projet", max_length=250)
    sheet = models.CharField("fiche action", max_length=20, blank=True, db_index=True)
    total_cents = models.BigIntegerField("coût total, en centimes", null=True)
    created_at = models.DateTimeField("créé le")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-code"]
        verbose_name = "projet cofinancé"
        verbose_name_plural = "projets cofinancés"

    def __str__(self) -> str:
        return self.code


class Dossier(models.Model):
    """One aid of one financer to one beneficiary, from the promise to the last payment.

    `financer`: an operator's code, or the scope of a region ("region:84"), or "etat", "europe".
    `place`, `territory`, `regions` (codes between bars): where the money lands, by the list in
    force on `placed_on` (the day of asking, else of the decision). `is_reserved`: its beneficiary
    and its purpose are a business secret or those of a reserved sheet, and never leave.
    `announced_cents`, `asked_cents`, `instruction_cents`: balances of its accounts; a decision
    leaves what is in instruction as it was: `outcome` and `decided_on` say that it waits no more
    (a grant says so by itself where nobody told it).
    `granted_cents`: what is committed less what was decommitted; `paid_cents`: what is paid less
    what was recovered (which stays granted, and drawn on the envelope). `asked_on`,
    `instructed_on`, `decided_on`: None where nobody told.
    """

    code = models.CharField("code", max_length=20, unique=True)
    financer = models.CharField("financeur", max_length=60)
    financer_name = models.CharField("nom du financeur", max_length=200)
    scheme = models.CharField("dispositif", max_length=80, blank=True)
    scheme_name = models.CharField("nom du dispositif", max_length=200, blank=True)
    measure = models.CharField("mesure", max_length=100, blank=True)
    measure_name = models.CharField("nom de la mesure", max_length=300, blank=True)
    need = models.CharField("besoin", max_length=20, blank=True)
    number = models.CharField("numéro de dossier du financeur", max_length=60, blank=True)
    year = models.PositiveSmallIntegerField("exercice")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="dossiers")
    sheet = models.CharField("fiche action", max_length=20, blank=True)
    request = models.CharField("sollicitation", max_length=20, blank=True)
    siret = models.CharField("SIRET du bénéficiaire", max_length=14, blank=True)
    siren = models.CharField("SIREN du bénéficiaire", max_length=9, blank=True)
    beneficiary = models.CharField("bénéficiaire", max_length=200, blank=True)
    purpose = models.CharField("objet", max_length=256, blank=True)
    programme = models.CharField("programme", max_length=50, blank=True)
    commune = models.CharField("commune", max_length=5, blank=True)
    commune_name = models.CharField("nom de la commune", max_length=100, blank=True)
    region = models.CharField("région", max_length=3, blank=True)
    regions = models.CharField("régions", max_length=60, blank=True)
    territory = models.CharField("territoire", max_length=120, blank=True)
    territory_name = models.CharField("nom du territoire", max_length=200, blank=True)
    place = models.CharField("lieu", max_length=7, choices=PLACES, default=UNPLACED)
    placed_on = models.DateField("situé au", null=True)
    asked_on = models.DateField("demandé le", null=True)
    instructed_on = models.DateField("instruction commencée le", null=True)
    decided_on = models.DateField("décidé le", null=True)
    outcome = models.CharField("issue", max_length=9, choices=OUTCOMES, blank=True)
    eligible_cents = models.BigIntegerField("dépense éligible, en centimes", null=True)
    aid_basis = models.CharField("base d’aide d’État", max_length=30, blank=True)
    is_reserved = models.BooleanField("réservé", default=False)
    is_verified = models.BooleanField("vérifié", default=False)
    announced_cents = models.BigIntegerField("annoncé", default=0)
    asked_cents = models.BigIntegerField("demandé, pas encore en instruction", default=0)
    instruction_cents = models.BigIntegerField("en instruction", default=0)
    granted_cents = models.BigIntegerField("accordé, net", default=0)
    paid_cents = models.BigIntegerField("payé, net", default=0)
    created_at = models.DateTimeField("créé le")
    changed_at = models.DateTimeField("changé le")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-code"]
        indexes = [
            models.Index(fields=["financer", "siret"], name="dossier_of_financer"),
            models.Index(fields=["territory", "financer"], name="dossier_of_territory"),
            models.Index(fields=["sheet"], name="dossier_of_sheet"),
            models.Index(fields=["request"], name="dossier_of_request"),
            models.Index(fields=["siren"], name="dossier_of_undertaking"),
            models.Index(fields=["granted_cents", "financer"], name="dossier_of_amount"),
            # A partial unique constraint finds no number among several.
            models.Index(fields=["number"], name="dossier_of_number"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["financer", "number", "siret", "year"],
                condition=~Q(number=""),
                name="one_dossier_a_number",
            ),
            models.CheckConstraint(
                condition=Q(announced_cents__gte=0, asked_cents__gte=0, instruction_cents__gte=0),
                name="dossier_never_below_zero",
            ),
            models.CheckConstraint(
                condition=Q(paid_cents__gte=0, granted_cents__gte=F("paid_cents")),
                name="dossier_paid_within_granted",
            ),
        ]
        verbose_name = "dossier d’aide"
        verbose_name_plural = "dossiers d’aide"

    def __str__(self) -> str:
        return self.code

    @property
    def region_codes(self) -> frozenset[str]:
        return frozenset(filter(None, self.regions.split("|")))


class Commitment(models.Model):
    """A legal commitment of a financer: it may cover several dossiers.

    `number` is the accounting system's (Chorus's « engagement juridique »…); "" when none is told.
    `envelope` None: drawn on the financer's own means, which no envelope here follows.
    """

    financer = models.CharField("financeur", max_length=60)
    number = models.CharField("numéro d’engagement", max_length=60, blank=True)
    envelope = models.ForeignKey(
        "funding.Envelope", models.PROTECT, null=True, related_name="commitments"
    )
    committed_on = models.DateField("engagé le", null=True)
    created_at = models.DateTimeField("créé le")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["number"], name="commitment_of_number")]
        constraints = [
            models.UniqueConstraint(
                fields=["financer", "number"],
                condition=~Q(number=""),
                name="one_commitment_a_number",
            )
        ]
        verbose_name = "engagement"

    def __str__(self) -> str:
        return f"{self.financer} {self.number}"


class CommitmentLine(models.Model):
    """The part of a commitment for one dossier, with the balance of each of its accounts, in cents.

    `granted`: committed and not yet ordered nor paid; `ordered`: ordered and not yet paid.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="lines")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="lines")
    granted = models.BigIntegerField("engagé, reste à mandater", default=0)
    ordered = models.BigIntegerField("mandaté, reste à payer", default=0)
    paid = models.BigIntegerField("payé", default=0)
    recovered = models.BigIntegerField("reversé", default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "dossier"], name="one_line_a_dossier"),
            models.CheckConstraint(
                condition=Q(granted__gte=0, ordered__gte=0, paid__gte=0, recovered__gte=0),
                name="line_never_below_zero",
            ),
        ]
        verbose_name = "ligne d’engagement"
        verbose_name_plural = "lignes d’engagement"

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.dossier_id}"
