"""Needs that tandems declare, who answers for which measure where, changes that Regions ask for.

Territories are named by their scope code ("programme:code"), people by their reference, measures
and operators by the basket's codes: all outlive the tables that they come from.
"""

from django.db import models

from ancrage.matching.rules.coverage import Level
from ancrage.people.models import new_reference

LEVELS = [
    (Level.TERRITORY.value, "des territoires"),
    (Level.REGION.value, "des régions entières"),
    (Level.NATION.value, "toute la France"),
]


class Designation(models.Model):
    """Somebody who answers for an operator's measures somewhere, from a day to a day.

    `measures` empty: all of the operator's. `places` are scope codes of territories, or codes of
    regions; empty for the nation. One whose last day precedes its first never held.
    """

    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    operator = models.CharField("opérateur", max_length=100, db_index=True)
    person = models.CharField("personne", max_length=32)
    measures = models.JSONField("mesures", default=list)
    level = models.CharField("étendue", max_length=9, choices=LEVELS)
    places = models.JSONField("lieux", default=list)
    since = models.DateField("du")
    until = models.DateField("au", null=True)
    revision = models.PositiveIntegerField("révision", default=1)
    made_by = models.CharField("désigné par", max_length=64)
    made_at = models.DateTimeField("désigné le")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["operator", "since", "pk"]
        verbose_name = "désignation"

    def __str__(self) -> str:
        return f"{self.operator} {self.person}"


class AdjustmentRequest(models.Model):
    """A Region that asks for a change of who answers: words, and what was answered.

    `measure` and `territory` empty: it is about all of the operator's, or the whole region.
    """

    WAITING, DONE, DECLINED = "waiting", "done", "declined"
    STATES = [(WAITING, "en attente"), (DONE, "faite"), (DECLINED, "écartée")]

    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    region = models.CharField("région", max_length=3)
    operator = models.CharField("opérateur", max_length=100)
    measure = models.CharField("mesure", max_length=100, blank=True)
    territory = models.CharField("territoire", max_length=100, blank=True)
    words = models.TextField("demande")
    state = models.CharField("état", max_length=8, choices=STATES, default=WAITING)
    asked_by = models.CharField("demandée par", max_length=64)
    asked_at = models.DateTimeField("demandée le")
    answer = models.TextField("réponse", blank=True)
    answered_by = models.CharField("répondue par", max_length=64, blank=True)
    answered_at = models.DateTimeField("répondue le", null=True)
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-asked_at", "pk"]
        verbose_name = "demande d’ajustement"

    def __str__(self) -> str:
        return f"{self.region} {self.operator}"


class NeedStatement(models.Model):
    """What a tandem says of one need of its territory: a revision, never changed afterwards.

    `suggested` and `seen` are the level that the public figures suggested and the figures by
    signal, as they were when it was written: the public figure stays beside the tandem's words.
    `is_private`: the words are read by the tandem alone.
    """

    CONFIRMS, CORRECTS, COMPLETES = "confirms", "corrects", "completes"
    STANCES = [
        (CONFIRMS, "confirme les chiffres publics"),
        (CORRECTS, "corrige les chiffres publics"),
        (COMPLETES, "complète les chiffres publics"),
    ]

    territory = models.CharField("territoire", max_length=100)
    need = models.CharField("besoin", max_length=40)
    revision = models.PositiveIntegerField("révision")
    level = models.CharField("niveau", max_length=8)
    stance = models.CharField("au regard des chiffres", max_length=9, choices=STANCES)
    words = models.TextField("en ses mots", blank=True)
    is_private = models.BooleanField("réservé au binôme", default=False)
    suggested = models.CharField("niveau suggéré", max_length=8, blank=True)
    seen = models.JSONField("chiffres vus", default=dict)
    declared_by = models.CharField("déclaré par", max_length=64)
    declared_at = models.DateTimeField("déclaré le")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["territory", "need", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "need", "revision"], name="one_need_revision"
            )
        ]
        verbose_name = "besoin déclaré"

    def __str__(self) -> str:
        return f"{self.territory} {self.need} {self.revision}"
