"""What a region proposes to change in a programme's list, and how it was decided."""

from django.db import models

from ancrage.files.models import StoredFile
from ancrage.geography.models import Perimeter, PerimeterVersion, Region


class Amendment(models.Model):
    """Changes to a list, applied in order to the version `base`; its state is the workflow's.

    `revision` counts the changes: who saves must give the one that he read. `regions` are all
    those with an intercommunalité in a territory that is touched, the proposing one included.
    `set_aside` are moves that a newer list no longer allows, each with why:
    [{move: {…}, why: text}]. Once accepted, `base` is the version that was replaced, `moves`
    what was applied to it, and `result` the version that came of it.
    """

    code = models.SlugField("numéro", primary_key=True, max_length=20)
    programme = models.ForeignKey(Perimeter, models.PROTECT, verbose_name="programme")
    base = models.ForeignKey(
        PerimeterVersion, models.PROTECT, related_name="+", verbose_name="liste de départ"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name="région qui propose"
    )
    regions = models.ManyToManyField(Region, related_name="+", verbose_name="régions concernées")
    title = models.CharField("titre", max_length=200)
    reason = models.TextField("motif", blank=True)
    author = models.CharField("auteur", max_length=32)
    state = models.CharField("état", max_length=12)
    moves = models.JSONField("changements", default=list)
    set_aside = models.JSONField("changements écartés", default=list)
    revision = models.PositiveIntegerField("révision", default=1)
    follows = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="followed_by", verbose_name="fait suite à"
    )
    result = models.OneToOneField(
        PerimeterVersion,
        models.PROTECT,
        null=True,
        related_name="amendment",
        verbose_name="liste issue",
    )
    is_demonstration = models.BooleanField("démonstration", default=False)
    created_at = models.DateTimeField("créée le")
    updated_at = models.DateTimeField("changée le")
    updated_by = models.CharField("changée par", max_length=32)
    submitted_at = models.DateTimeField("soumise le", null=True)

    class Meta:
        ordering = ["-updated_at", "-code"]
        indexes = [models.Index(fields=["state"], name="amendment_state")]
        verbose_name = "modification de la liste"

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def was_submitted(self) -> bool:
        return self.submitted_at is not None


class Step(models.Model):
    """What was done to an amendment: the line of its history, as long as it is kept.

    `moves` are those of that moment, when they were put before somebody. `words` are the reason
    given.
    """

    amendment = models.ForeignKey(Amendment, models.CASCADE, related_name="steps")
    verb = models.CharField("action", max_length=12)
    at = models.DateTimeField("le")
    by = models.CharField("par", max_length=64)
    role = models.CharField("rôle", max_length=30)
    organisation = models.CharField("organisation", max_length=200, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    state = models.CharField("état ensuite", max_length=12)
    words = models.TextField("motif", blank=True)
    moves = models.JSONField("changements", null=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "étape"

    def __str__(self) -> str:
        return f"{self.amendment_id} {self.verb}"


class DecisionRecord(models.Model):
    """What a regional committee decided on an amendment: relevé de décision.

    `present` are the names of those who sat, and may be erased: `present_count` stays.
    """

    step = models.OneToOneField(Step, models.CASCADE, related_name="decision")
    body = models.CharField("instance", max_length=200)
    decided_on = models.DateField("date de la séance")
    is_favourable = models.BooleanField("avis favorable")
    present_count = models.PositiveIntegerField("nombre de présents")
    present = models.JSONField("présents", null=True)
    words = models.TextField("décision")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="relevé signé"
    )

    class Meta:
        ordering = ["decided_on", "pk"]
        verbose_name = "relevé de décision"

    def __str__(self) -> str:
        return f"{self.body} {self.decided_on}"
