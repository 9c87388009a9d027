"""Committees' meetings: who sits, what is on the agenda, what is decided, what it asks for.

A meeting is about a scope: "" for the nation, a region's code, a territory's ("programme:code").
People are named by their reference; those from outside by the name that was entered, which can
be erased.
"""

from django.db import models

from ancrage.committees.pack.models import Pack, PackFile
from ancrage.committees.rules.sitting import DECISIONS, LABELS
from ancrage.kernel.bars import from_bars
from ancrage.kernel.rights import ScopeKind
from ancrage.people.models import new_reference
from ancrage.people.numbering import YearCounter

__all__ = [
    "AgendaItem",
    "Composition",
    "Condition",
    "Meeting",
    "MeetingCounter",
    "Pack",
    "PackFile",
    "Seating",
    "Vote",
]

SCOPES = [
    (ScopeKind.NATION.value, "France entière"),
    (ScopeKind.REGION.value, "région"),
    (ScopeKind.TERRITORY.value, "territoire"),
]


class MeetingCounter(YearCounter):
    class Meta:
        verbose_name = "numérotation des réunions"


class Composition(models.Model):
    """What a region changes of who sits in a committee, from a day on; the last one is in force.

    `left_out`: codes of seats; `added`: [{"code", "label", "role", "votes"}].
    """

    body = models.CharField("comité", max_length=20)
    region = models.CharField("région", max_length=3)
    valid_from = models.DateField("à compter du")
    left_out = models.JSONField("sièges retirés", default=list)
    added = models.JSONField("sièges ajoutés", default=list)
    reason = models.CharField("raison", max_length=500)
    set_by = models.CharField("réglée par", max_length=64)
    set_at = models.DateTimeField("réglée le")

    class Meta:
        ordering = ["body", "region", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "region", "valid_from"], name="one_composition_a_day"
            )
        ]
        verbose_name = "composition d’un comité"

    def __str__(self) -> str:
        return f"{self.body} {self.region} {self.valid_from}"


class Meeting(models.Model):
    """One meeting of a committee, or one consultation in writing.

    `body_label`: what the committee was called when its members were. `regions`, `territories`:
    what it touches by its scope and its agenda, between bars.
    `seats`: who may sit, as it was when the members were called; empty before. `sequence`: how
    many times the calendars of the members were told. `frozen_at`: when the papers were.
    `minutes_revision` counts the writings of the minutes; who saves gives the one that he read.
    """

    code = models.CharField("code", max_length=20, unique=True)
    body = models.CharField("comité", max_length=20)
    body_label = models.CharField("nom du comité", max_length=100)
    scope_kind = models.CharField("nature du périmètre", max_length=12, choices=SCOPES)
    scope = models.CharField("périmètre", max_length=120, blank=True)
    scope_name = models.CharField("nom du périmètre", max_length=250)
    regions = models.CharField("régions", max_length=80, blank=True)
    territories = models.TextField("territoires de l’ordre du jour", blank=True)
    title = models.CharField("intitulé", max_length=200, blank=True)
    state = models.CharField("état", max_length=10, default="planned")
    reason = models.TextField("raison de l’état", blank=True)
    revision = models.PositiveIntegerField("révision", default=1)
    is_written = models.BooleanField("consultation écrite", default=False)
    starts_at = models.DateTimeField("début", null=True)
    ends_at = models.DateTimeField("fin", null=True)
    place = models.CharField("lieu", max_length=250, blank=True)
    link = models.URLField("lien de la visioconférence", max_length=500, blank=True)
    seats = models.JSONField("sièges", default=list)
    sequence = models.PositiveIntegerField("avis envoyés", default=0)
    told_at = models.DateTimeField("dernier avis envoyé le", null=True)
    frozen_at = models.DateTimeField("pièces figées le", null=True)
    opened_at = models.DateTimeField("ouverte le", null=True)
    closed_at = models.DateTimeField("close le", null=True)
    minutes = models.TextField("relevé", blank=True)
    minutes_revision = models.PositiveIntegerField("révision du relevé", default=0)
    approved_at = models.DateTimeField("relevé approuvé le", null=True)
    approved_by = models.CharField("relevé approuvé par", max_length=64, blank=True)
    created_by = models.CharField("préparée par", max_length=64)
    created_at = models.DateTimeField("préparée le")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["body", "scope", "starts_at"], name="meetings_of_a_committee"),
            models.Index(fields=["state", "starts_at"], name="meetings_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_it_begins",
            )
        ]
        verbose_name = "réunion"

    def __str__(self) -> str:
        return self.code

    @property
    def region_codes(self) -> frozenset[str]:
        return from_bars(self.regions)

    @property
    def territory_codes(self) -> frozenset[str]:
        return from_bars(self.territories)


class AgendaItem(models.Model):
    """Something that a meeting has to say on: a thing of the programme, or a plain subject.

    `paper`: its document, frozen when the members are called; `digest`: that of the paper's text;
    `mark`: what the thing was marked with at that moment, to notice that it changed since.
    `asked`: the question put, in words. `effect`: what the decision did, in words.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    position = models.PositiveSmallIntegerField("rang")
    kind = models.CharField("nature", max_length=20)
    subject = models.CharField("objet", max_length=150, blank=True)
    label = models.CharField("intitulé", max_length=250)
    asked = models.CharField("question posée", max_length=500, blank=True)
    territories = models.TextField("territoires", blank=True)
    paper = models.JSONField("pièce", null=True)
    digest = models.CharField("empreinte de la pièce", max_length=64, blank=True)
    mark = models.CharField("marque de l’objet", max_length=100, blank=True)
    decision = models.CharField(
        "décision", max_length=12, choices=[(code, LABELS[code]) for code in DECISIONS], blank=True
    )
    reason = models.TextField("motif", blank=True)
    effect = models.TextField("effet", blank=True)
    decided_at = models.DateTimeField("décidé le", null=True)
    decided_by = models.CharField("consigné par", max_length=64, blank=True)

    class Meta:
        ordering = ["meeting", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "kind", "subject"],
                condition=~models.Q(subject=""),
                name="once_on_an_agenda",
            )
        ]
        verbose_name = "point de l’ordre du jour"

    def __str__(self) -> str:
        return self.label


class Seating(models.Model):
    """A seat at a meeting: who sits there, or that it is excused and who speaks for it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seatings")
    seat = models.CharField("siège", max_length=40)
    status = models.CharField("présence", max_length=10)
    person = models.CharField("personne", max_length=64, blank=True)
    name = models.CharField("nom", max_length=200, blank=True)
    mandate = models.CharField("mandat donné à", max_length=40, blank=True)

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="a_seat_sits_once")]
        verbose_name = "présence à une réunion"

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.seat}"


class Vote(models.Model):
    """What a seat said on an item: in the meeting, or in writing by who holds the seat."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="votes")
    seat = models.CharField("siège", max_length=40)
    vote = models.CharField("vote", max_length=10)
    comment = models.CharField("observation", max_length=1000, blank=True)
    person = models.CharField("personne", max_length=64, blank=True)
    at = models.DateTimeField("le")

    class Meta:
        ordering = ["item", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="a_seat_votes_once")]
        verbose_name = "vote"

    def __str__(self) -> str:
        return f"{self.item_id} {self.seat} {self.vote}"


class Condition(models.Model):
    """What an approval asks for: by when, of which role on the item's scope, what became of it.

    `answer`: what its owner says that he did; the committee lifts it, or gives it up.
    """

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="conditions")
    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    words = models.CharField("condition", max_length=500)
    due = models.DateField("échéance")
    role = models.CharField("rôle", max_length=30)
    state = models.CharField("état", max_length=10, default="open")
    answer = models.TextField("réponse", blank=True)
    answered_at = models.DateTimeField("répondue le", null=True)
    answered_by = models.CharField("répondue par", max_length=64, blank=True)
    reason = models.TextField("raison", blank=True)
    ended_at = models.DateTimeField("levée le", null=True)
    ended_by = models.CharField("levée par", max_length=64, blank=True)

    class Meta:
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["state", "due"], name="conditions_by_state")]
        verbose_name = "condition"

    def __str__(self) -> str:
        return self.words
