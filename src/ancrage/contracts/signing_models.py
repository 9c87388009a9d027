"""What was asked of the signature service, and what it answered: nothing is lost, nothing twice."""

from django.db import models

from ancrage.files.models import StoredFile


class Attempt(models.Model):
    """One click that binds, sent to the signature service under a key of its own.

    `digest`: the SHA-256 of the document that was sent, which is the one that the person had
    opened. `person` is a reference, `name` as the document says it. One alone is pending for an
    act: the document grows by one signature at a time. `file`: a signature that came after the
    end, kept as evidence.
    """

    PENDING, ORPHAN, KEPT = "pending", "orphan", "kept"
    EVIDENCE, DECLINED, LOST = "evidence", "declined", "lost"
    STATES = [
        (PENDING, "en cours auprès du service"),
        (ORPHAN, "sans réponse à la fin du circuit"),
        (KEPT, "reçue"),
        (EVIDENCE, "reçue trop tard, gardée comme preuve"),
        (DECLINED, "non signée par le service"),
        (LOST, "jamais reçue"),
    ]
    FOLLOWED = (PENDING, ORPHAN)
    """The states in which the service is still asked."""

    key = models.CharField("clé", max_length=80, unique=True)
    act = models.ForeignKey("contracts.Act", models.CASCADE, related_name="attempts")
    signature = models.ForeignKey("contracts.Signature", models.CASCADE, related_name="attempts")
    provider = models.CharField("service", max_length=30)
    state = models.CharField("état", max_length=8, choices=STATES, default=PENDING)
    digest = models.CharField("empreinte du document", max_length=64)
    person = models.CharField("personne", max_length=64)
    name = models.CharField("nom", max_length=200)
    quality = models.CharField("qualité", max_length=250)
    place = models.CharField("lieu", max_length=80, blank=True)
    asked_at = models.DateTimeField("demandée le")
    tried_at = models.DateTimeField("dernier essai", null=True)
    tries = models.PositiveIntegerField("essais", default=0)
    answered_at = models.DateTimeField("réponse le", null=True)
    words = models.TextField("ce que dit le service", blank=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["act"], condition=models.Q(state="pending"), name="one_attempt_in_flight"
            )
        ]
        verbose_name = "demande de signature"

    def __str__(self) -> str:
        return f"{self.key} {self.state}"
