"""Versions of the basket written on screen, and what Regions and operators add to it."""

from django.db import models


class BasketVersion(models.Model):
    """A version of the basket made from another one, by the national team.

    `document` is the whole version, as docs/reference/basket.md tells it: it stands by itself.
    `revision` counts the changes: who saves must give the one that he read. Published, it never
    changes again; the one that follows it ends it.
    """

    DRAFT, PUBLISHED, ABANDONED = "draft", "published", "abandoned"

    code = models.SlugField("code", primary_key=True, max_length=50)
    origin = models.CharField("version de départ", max_length=50)
    document = models.JSONField("contenu")
    state = models.CharField("état", max_length=12, default=DRAFT)
    revision = models.PositiveIntegerField("révision", default=1)
    reason = models.TextField("motif", blank=True)
    author = models.CharField("auteur", max_length=32)
    created_at = models.DateTimeField("créée le")
    changed_at = models.DateTimeField("changée le")
    published_at = models.DateTimeField("publiée le", null=True)
    published_by = models.CharField("publiée par", max_length=32, blank=True)
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-created_at", "code"]
        verbose_name = "version du panier"

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        """What the version is called."""
        return str(self.document.get("title", self.code))

    @property
    def is_draft(self) -> bool:
        return self.state == self.DRAFT


class AddedMeasure(models.Model):
    """A measure of a Region or of an operator, as it stands between two days, both included.

    `owner` is its scope: "region:84", "operator:ademe". Amended from a day on, the earlier
    wording ends on the eve and stays: a code has one row for each wording.
    """

    code = models.SlugField("code", max_length=50)
    owner = models.CharField("proposée par", max_length=60)
    document = models.JSONField("contenu")
    since = models.DateField("du")
    until = models.DateField("au", null=True)
    revision = models.PositiveIntegerField("révision", default=1)
    author = models.CharField("auteur", max_length=32)
    changed_at = models.DateTimeField("changée le")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["code", "since"]
        constraints = [
            models.UniqueConstraint(fields=["code", "since"], name="one_wording_a_day"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="added_measure_ends_after_it_begins",
            ),
        ]
        verbose_name = "mesure ajoutée"

    def __str__(self) -> str:
        return f"{self.code} ({self.owner})"

    @property
    def name(self) -> str:
        """What the measure is called."""
        return str(self.document.get("name", self.code))


class CatalogueStamp(models.Model):
    """One row that changes with every version published and measure added.

    What is read from the tables above is kept in memory for as long as it stays the same.
    """

    token = models.CharField(max_length=32)

    class Meta:
        verbose_name = "état du catalogue"

    def __str__(self) -> str:
        return self.token
