"""The packs of meetings: what was gathered on a day, and the files that were made of it."""

from django.db import models

from ancrage.committees.pack.content import MEMBERS, PUBLIC
from ancrage.jobs.models import Job

EDITIONS = [(MEMBERS, "dossier des membres"), (PUBLIC, "dossier public")]


class Pack(models.Model):
    """One pack of a meeting, never changed once it is made.

    `content`: its document, compressed; `digest`: that of the document itself. Empty before the
    worker has gathered it.
    """

    meeting = models.ForeignKey("committees.Meeting", models.CASCADE, related_name="packs")
    number = models.PositiveIntegerField("numéro")
    edition = models.CharField("édition", max_length=7, choices=EDITIONS)
    asked_by = models.CharField("demandé par", max_length=64)
    asked_at = models.DateTimeField("demandé le")
    made_at = models.DateTimeField("fait le", null=True)
    content = models.BinaryField("contenu", null=True)
    digest = models.CharField("empreinte du contenu", max_length=64, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_pack_number")
        ]
        verbose_name = "dossier d’un comité"

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.number}"

    @property
    def is_made(self) -> bool:
        return self.made_at is not None


class PackFile(models.Model):
    """A file of a pack as it was made: kept, so that an upgrade of a library changes nothing."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="files")
    kind = models.CharField("format", max_length=4)
    digest = models.CharField("empreinte", max_length=64)
    size = models.PositiveIntegerField("taille en octets")
    data = models.BinaryField("octets")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["pack", "kind"], name="one_file_a_kind")]
        verbose_name = "fichier d’un dossier"

    def __str__(self) -> str:
        return f"{self.pack_id} {self.kind}"
