"""Sitings (where antennas could be), antennas, the places that they offer, bookings of these.

People are references, intercommunalités SIRENs, companies and operators the codes of their
scopes: all outlive the tables that they come from.
"""

from django.db import models

from ancrage.jobs.models import Job


class Siting(models.Model):
    """A question about where to open antennas, and the plan that answers it once computed.

    `minutes` is what was asked when the radius was given in minutes: an estimate. `job` computes
    the plan, `curve_job` the trade-off curve; moving the question lets go of both. `plan` and
    `curve` are documents of `engine/documents.py`. `revision` counts the changes.
    """

    code = models.SlugField("code", primary_key=True, max_length=60)
    name = models.CharField("nom", max_length=120)
    note = models.TextField("note", blank=True)
    owner = models.CharField("auteur", max_length=64)
    question = models.JSONField("question")
    minutes = models.FloatField("minutes", null=True)
    revision = models.PositiveIntegerField("révision", default=1)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", verbose_name="tâche")
    plan = models.JSONField("plan", null=True)
    planned_at = models.DateTimeField("plan calculé le", null=True)
    curve_job = models.ForeignKey(
        Job, models.SET_NULL, null=True, related_name="+", verbose_name="tâche de la courbe"
    )
    curve = models.JSONField("courbe", null=True)
    created_at = models.DateTimeField("créé le")
    changed_at = models.DateTimeField("modifié le")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-changed_at", "code"]
        verbose_name = "scénario d’implantation"

    def __str__(self) -> str:
        return self.name


class Antenna(models.Model):
    """An antenna at its host; its state is told by `data/workflow.yaml`."""

    code = models.SlugField("code", primary_key=True, max_length=60)
    name = models.CharField("nom", max_length=120)
    host = models.CharField("hôte", max_length=9)
    operator = models.CharField("opérateur", max_length=60)
    siting = models.ForeignKey(
        Siting, models.PROTECT, null=True, related_name="antennas", verbose_name="scénario"
    )
    state = models.CharField("état", max_length=12, default="planned")
    reason = models.TextField("raison de l’état", blank=True)
    opens_on = models.DateField("ouverture")
    closes_on = models.DateField("fermeture", null=True)
    version = models.PositiveIntegerField("version", default=1)
    created_at = models.DateTimeField("créée le")
    moved_at = models.DateTimeField("dernier changement d’état")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["name", "code"]
        verbose_name = "antenne"

    def __str__(self) -> str:
        return self.name


class Period(models.Model):
    """How many places an antenna offers from a day to a day, both included."""

    antenna = models.ForeignKey(
        Antenna, models.PROTECT, related_name="periods", verbose_name="antenne"
    )
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    places = models.PositiveIntegerField("places")

    class Meta:
        ordering = ["starts_on"]
        verbose_name = "période"
        constraints = [
            models.UniqueConstraint(fields=["antenna", "starts_on"], name="one_period_from_a_day"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="period_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.antenna_id} {self.starts_on}"


class Booking(models.Model):
    """Places of a period that a company asks for; its state is told by `data/workflow.yaml`.

    `company` is the code of the company's scope. `taken` counts the places that it holds (0
    unless confirmed or honoured): their sum never passes the period's places.
    """

    reference = models.CharField("référence", max_length=12, unique=True)
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="bookings", verbose_name="période"
    )
    company = models.CharField("entreprise", max_length=60)
    places = models.PositiveIntegerField("places demandées")
    taken = models.PositiveIntegerField("places tenues", default=0)
    purpose = models.TextField("projet")
    state = models.CharField("état", max_length=12, default="asked")
    reason = models.TextField("raison de l’état", blank=True)
    version = models.PositiveIntegerField("version", default=1)
    asked_by = models.CharField("demandée par", max_length=64)
    asked_at = models.DateTimeField("demandée le")
    moved_at = models.DateTimeField("dernier changement d’état")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = "réservation"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(taken__lte=models.F("places")), name="takes_what_was_asked"
            )
        ]

    def __str__(self) -> str:
        return self.reference
