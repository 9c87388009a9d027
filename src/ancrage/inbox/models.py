"""What waits for people or has to be known by them, and to whom it is addressed."""

from django.db import models

from ancrage.people.models import SCOPE_KINDS


class Item(models.Model):
    """Something that waits for somebody, or that somebody has to know.

    `cause` says what it is about, for as long as it waits: the same is never asked twice at once.
    """

    TODO, KNOW = "todo", "know"
    KINDS = [(TODO, "à faire"), (KNOW, "à savoir")]

    cause = models.CharField("cause", max_length=200)
    kind = models.CharField("nature", max_length=4, choices=KINDS)
    title = models.CharField("titre", max_length=300)
    why = models.TextField("pourquoi", blank=True)
    url_name = models.CharField("page", max_length=80)
    url_args = models.JSONField("codes de la page", default=list)
    where = models.JSONField("lieux", default=dict)
    since = models.DateField("depuis le")
    due = models.DateField("à faire avant le", null=True)
    urgent = models.BooleanField("urgent", default=False)
    ladder = models.CharField("échelle de relance", max_length=40, blank=True)
    asked_at = models.DateTimeField("demandé le")
    settled_at = models.DateTimeField("réglé le", null=True)

    class Meta:
        ordering = ["since", "pk"]
        indexes = [models.Index(fields=["settled_at", "kind"], name="inbox_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["cause"],
                condition=models.Q(settled_at=None),
                name="one_open_item_for_a_cause",
            )
        ]
        verbose_name = "élément"

    def __str__(self) -> str:
        return self.cause


class Addressee(models.Model):
    """Who an item is for: the holders of a role on a scope, or one person by his reference.

    `after_days` is set when the item came to them only because it had waited so long elsewhere.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="addressees")
    role = models.CharField("rôle", max_length=30, blank=True)
    scope_kind = models.CharField(
        "nature du périmètre", max_length=12, choices=SCOPE_KINDS, blank=True
    )
    scope_code = models.CharField("périmètre", max_length=100, blank=True)
    reference = models.CharField("personne", max_length=32, blank=True, db_index=True)
    after_days = models.PositiveSmallIntegerField("après tant de jours", null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["role", "scope_kind", "scope_code"], name="inbox_for")]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "role", "scope_kind", "scope_code", "reference"],
                name="addressed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(role="") ^ models.Q(reference=""), name="a_role_or_a_person"
            ),
        ]
        verbose_name = "destinataire"

    def __str__(self) -> str:
        return self.reference or f"{self.role} {self.scope_kind}:{self.scope_code}"
