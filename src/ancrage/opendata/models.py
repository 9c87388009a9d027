"""What the law asks of a grant agreement and the ledger does not hold; what was published, frozen.

A grant agreement (« convention ») is a commitment of the ledger, with the dossiers that it covers.
"""

from django.db import models

from ancrage.files.models import StoredFile
from ancrage.funding.models import Commitment, Dossier
from ancrage.people.numbering import YearCounter

SECRET, PERSON = "secret", "person"
WITHHELD = [
    ("", "peut être publiée"),
    (SECRET, "secret des affaires (CRPA, L. 311-6)"),
    (PERSON, "bénéficiaire personne physique"),
]


class Grantor(models.Model):
    """The authority behind a financer of the ledger, as legal files name it."""

    financer = models.CharField("financeur", max_length=60, unique=True)
    name = models.CharField("nom officiel", max_length=200)
    siret = models.CharField("SIRET", max_length=14, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "attribuant"

    def __str__(self) -> str:
        return self.name


class Terms(models.Model):
    """What the grantor tells of an agreement. "" or None: not told; the ledger may know it.

    `decision`, `purpose`: instead of the commitment's number and of the dossiers' purposes.
    `paid`: a day, or two and a bar between. `withheld`: why it is never published.
    """

    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="terms")
    decision = models.CharField("référence de la décision", max_length=200, blank=True)
    purpose = models.CharField("objet", max_length=256, blank=True)
    nature = models.CharField("nature", max_length=40, blank=True)
    conditions = models.CharField("conditions de versement", max_length=256, blank=True)
    paid = models.CharField("date ou période de versement", max_length=21, blank=True)
    aid = models.CharField("numéro au répertoire des aides", max_length=5, blank=True)
    is_notified = models.BooleanField("aide de minimis", null=True)
    scheme = models.CharField("dispositif d’aide", max_length=200, blank=True)
    withheld = models.CharField("non publiable", max_length=6, choices=WITHHELD, blank=True)
    reason = models.CharField("raison", max_length=300, blank=True)
    changed_at = models.DateTimeField("changé le")

    class Meta:
        ordering = ["commitment"]
        verbose_name = "conditions de convention"
        verbose_name_plural = "conditions de convention"

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.decision}"


class Association(models.Model):
    """The number of a beneficiary that has one as an association, and no SIRET."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="association")
    rna = models.CharField("numéro RNA", max_length=10)

    class Meta:
        ordering = ["dossier"]
        verbose_name = "numéro d’association"
        verbose_name_plural = "numéros d’associations"

    def __str__(self) -> str:
        return self.rna


class PublicationCounter(YearCounter):
    class Meta:
        verbose_name = "numérotation des publications"


class Publication(models.Model):
    """A dataset as it was published on a day: its file never changes.

    `as_at`: the day whose figures it holds. `added`, `removed`, `altered`: rows against the
    publication before; `changes` says which, by the columns that tell them apart.
    """

    code = models.CharField("code", max_length=20, unique=True)
    dataset = models.CharField("jeu de données", max_length=40, db_index=True)
    title = models.CharField("titre", max_length=200)
    as_at = models.DateField("données au")
    published_at = models.DateTimeField("publié le")
    published_by = models.CharField("publié par", max_length=64)
    note = models.CharField("note", max_length=500, blank=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField("lignes")
    added = models.PositiveIntegerField("lignes ajoutées", default=0)
    removed = models.PositiveIntegerField("lignes retirées", default=0)
    altered = models.PositiveIntegerField("lignes changées", default=0)
    changes = models.JSONField("changements", default=dict)
    previous = models.OneToOneField("self", models.PROTECT, null=True, related_name="next")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "publication"

    def __str__(self) -> str:
        return self.code

    @property
    def sha256(self) -> str:
        """The digest of its file."""
        return self.file.sha256


class FirstPublication(models.Model):
    """The first publication that an agreement was in: what tells whether it was in time."""

    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="first_publication")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["commitment"]
        verbose_name = "première publication"
        verbose_name_plural = "premières publications"

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.publication_id}"
