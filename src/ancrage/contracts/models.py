"""Contracts of territories: their acts, one after the other, and the signatures of each.

A territory has one contract, named by its scope code ("programme:code"). The protocole, the
contrat and its avenants are acts of it, each with its rank: 1, 2, then 3 and more. What happened to
an act is in the journal.
"""

from django.db import models

from ancrage.files.models import StoredFile
from ancrage.kernel.bars import from_bars
from ancrage.people.models import SCOPE_KINDS
from ancrage.people.numbering import YearCounter

OURS, OUTSIDE = "ours", "outside"
ORIGINS = [(OURS, "préparé ici"), (OUTSIDE, "né hors de l’outil")]
PROTOCOL, CONTRACT, AMENDMENT = "protocol", "contract", "amendment"
KINDS = [(PROTOCOL, "protocole"), (CONTRACT, "contrat"), (AMENDMENT, "avenant")]
RANKS = {PROTOCOL: 1, CONTRACT: 2, AMENDMENT: 3}
"""The rank of an act of each kind; of the first one for amendments."""
SIGNED, DROPPED = "signed", "dropped"
ENDED = (SIGNED, DROPPED)
"""The states of an act that wait for nothing; a dropped one is taken up again, not made twice."""


class ContractCounter(YearCounter):
    class Meta:
        verbose_name = "numérotation des contrats"


class Contract(models.Model):
    """The contract of a territory, from its protocole on.

    `regions`: those that the territory touches, a bar before, between and after.
    """

    code = models.CharField("code", max_length=20, unique=True)
    scope = models.CharField("territoire", max_length=120, unique=True)
    programme = models.CharField("programme", max_length=50)
    territory_name = models.CharField("nom du territoire", max_length=250)
    regions = models.CharField("régions", max_length=80)
    origin = models.CharField("origine", max_length=7, choices=ORIGINS, default=OURS)
    opened_at = models.DateTimeField("ouvert le")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["territory_name", "pk"]
        verbose_name = "contrat"

    def __str__(self) -> str:
        return f"{self.code} {self.territory_name}"

    @property
    def region_codes(self) -> frozenset[str]:
        return from_bars(self.regions)


class Act(models.Model):
    """One act of a contract.

    `choices`: what is written of it, as the blocks of its kind ask. `content`: the act as a machine
    reads it, kept as it was checked, frozen once sent; `digest`: the SHA-256 of the PDF made of it.
    `decided_on`: the day the committee approved that content. `sendings`: how many times it was
    sent to sign. `document`: the PDF to sign, or the scan of an act born outside; `signed_file`:
    the PDF with the signatures that it has so far.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="acts")
    rank = models.PositiveSmallIntegerField("rang")
    kind = models.CharField("nature", max_length=9, choices=KINDS)
    is_outside = models.BooleanField("né hors de l’outil", default=False)
    state = models.CharField("état", max_length=9, default="draft")
    reason = models.TextField("raison de l’état", blank=True)
    revision = models.PositiveIntegerField("révision", default=1)
    digest = models.CharField("empreinte du PDF", max_length=64, blank=True)
    document = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")
    signed_file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")
    drafted_by = models.CharField("rédigé par", max_length=64)
    drafted_at = models.DateTimeField("commencé le")
    moved_at = models.DateTimeField("dernier changement d’état")
    checked_at = models.DateTimeField("vérifié le", null=True)
    decided_on = models.DateField("approuvé par le comité le", null=True)
    decision = models.CharField("décision du comité", max_length=500, blank=True)
    sent_at = models.DateTimeField("envoyé à la signature le", null=True)
    sendings = models.PositiveSmallIntegerField("nombre d’envois", default=0)
    due = models.DateField("à signer avant le", null=True)
    signed_on = models.DateField("signé le", null=True)
    starts_on = models.DateField("prend effet le", null=True)
    ends_on = models.DateField("prend fin le", null=True)
    # last, so that a list that reads the columns before never passes over these
    choices = models.JSONField("ce qui est écrit", default=dict)
    content = models.JSONField("contenu", default=dict)

    class Meta:
        ordering = ["contract", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "rank"], name="one_act_of_rank"),
            models.UniqueConstraint(
                fields=["contract"],
                condition=~models.Q(state__in=ENDED),
                name="one_act_in_progress",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=PROTOCOL, rank=RANKS[PROTOCOL])
                | models.Q(kind=CONTRACT, rank=RANKS[CONTRACT])
                | models.Q(kind=AMENDMENT, rank__gte=RANKS[AMENDMENT]),
                name="act_kinds_in_order",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SIGNED) | models.Q(signed_on__isnull=False),
                name="act_signed_on_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="act_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["state", "due"], name="act_due")]
        verbose_name = "acte"

    def __str__(self) -> str:
        return f"{self.contract_id} {self.rank} {self.kind}"

    @property
    def number(self) -> int:
        """The number of an amendment; 0 for a protocol and a contract."""
        return max(self.rank - RANKS[AMENDMENT] + 1, 0)

    @property
    def name(self) -> str:
        """« protocole », « contrat », « avenant n° 2 »."""
        label = str(self.get_kind_display())
        return f"{label} n°\N{NO-BREAK SPACE}{self.number}" if self.number else label


class Signature(models.Model):
    """The signature that a party owes to an act, since one of its sendings.

    Those of one rank sign at once, after the ranks before. `party`: who is bound, "region:84";
    `role` on the scope tells who may sign for it, "" when nobody has one: it signs on paper.
    `person` and `delegate` are references, `name` is that of who signed, as the document says it.
    `key`: what is asked of a provider once.
    """

    WAITING, ASKED, SIGNED, REFUSED = "waiting", "asked", "signed", "refused"
    EXPIRED, WITHDRAWN = "expired", "withdrawn"
    STATES = [
        (WAITING, "attend son tour"),
        (ASKED, "demandée"),
        (SIGNED, "signée"),
        (REFUSED, "refusée"),
        (EXPIRED, "expirée"),
        (WITHDRAWN, "retirée"),
    ]
    AUTHORITY, PAPER = "authority", "paper"
    MEANS = [(AUTHORITY, "électronique"), (PAPER, "papier")]

    act = models.ForeignKey(Act, models.CASCADE, related_name="signatures")
    sending = models.PositiveSmallIntegerField("envoi")
    rank = models.PositiveSmallIntegerField("rang")
    party = models.CharField("partie", max_length=140)
    quality = models.CharField("qualité", max_length=200)
    role = models.CharField("rôle", max_length=30, blank=True)
    scope_kind = models.CharField("nature du périmètre", max_length=12, choices=SCOPE_KINDS)
    scope_code = models.CharField("périmètre", max_length=120, blank=True)
    organisation = models.CharField("organisme", max_length=200)
    person = models.CharField("personne", max_length=64, blank=True)
    name = models.CharField("nom", max_length=200, blank=True)
    delegate = models.CharField("délégataire", max_length=64, blank=True)
    state = models.CharField("état", max_length=9, choices=STATES, default=WAITING)
    means = models.CharField("moyen", max_length=9, choices=MEANS, blank=True)
    asked_at = models.DateTimeField("demandée le", null=True)
    due = models.DateField("échéance", null=True)
    signed_at = models.DateTimeField("signée le", null=True)
    reason = models.TextField("raison", blank=True)
    reminded_at = models.DateTimeField("relancée le", null=True)
    key = models.CharField("clé", max_length=64, unique=True)
    scan = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")
    scanned_by = models.CharField("scan déposé par", max_length=64, blank=True)
    confirmed_by = models.CharField("scan confirmé par", max_length=64, blank=True)

    class Meta:
        ordering = ["act", "sending", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["act", "sending", "party", "role"], name="one_signature_of_party"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="signed") | models.Q(signed_at__isnull=False),
                name="signature_signed_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "due"], name="signature_due")]
        verbose_name = "signature"

    def __str__(self) -> str:
        return f"{self.act_id} {self.party} {self.role}"


from ancrage.contracts.signing_models import Attempt  # noqa: E402, F401 Django looks here
