"""Missions: experts, candidate territories, two readings of each, and their effect on the list.

People are references (`people.Person.reference`), intercommunalités are SIRENs: both outlive the
tables that they come from.
"""

import datetime as dt

from django.db import models

from ancrage.files.models import StoredFile
from ancrage.jobs.models import Job
from ancrage.kernel.bars import from_bars
from ancrage.mission.rules.application import APPLICATION, ORIGINS
from ancrage.selection.models import Identification


class Mission(models.Model):
    """What is asked of the experts, on which grid, and what their scores will change.

    `grid` is the grid's whole document, kept as it was when the mission was prepared. `use` is
    what was declared of the score's weight. `base` is the identification whose rules the scores
    enter.
    """

    code = models.SlugField("code", primary_key=True)
    name = models.CharField("nom", max_length=200)
    purpose = models.TextField("objet")
    programme = models.SlugField("programme")
    state = models.CharField("état", max_length=12, default="preparing")
    grid = models.JSONField("grille")
    tolerance = models.PositiveSmallIntegerField("tolérance", default=1)
    use = models.JSONField("usage de la note", null=True)
    base = models.ForeignKey(
        Identification, models.PROTECT, null=True, related_name="+", verbose_name="identification"
    )
    applications_until = models.DateField("fin des candidatures", null=True)
    readings_until = models.DateField("fin des lectures", null=True)
    created_by = models.CharField("préparée par", max_length=64)
    created_at = models.DateTimeField("préparée le")
    opened_at = models.DateTimeField("ouverte le", null=True)
    closed_at = models.DateTimeField("close le", null=True)
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "mission"

    def __str__(self) -> str:
        return self.name


class Expert(models.Model):
    """Somebody appointed to a mission, for a discipline, until he is dismissed."""

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="experts")
    person = models.CharField("personne", max_length=64)
    discipline = models.CharField("discipline", max_length=30)
    appointed_at = models.DateTimeField("nommé le")
    dismissed_at = models.DateTimeField("parti le", null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["mission", "person"], name="one_expert")]
        verbose_name = "expert"

    def __str__(self) -> str:
        return f"{self.mission_id} {self.person}"


class Candidate(models.Model):
    """A candidate territory. `answers` are those of the form; `tandem` its personal ones.

    `version` counts the saves: who writes on an older one is told so. `region` holds most of its
    industrial jobs; `regions` are all those that it touches, with a bar between them.
    """

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="candidates")
    number = models.PositiveIntegerField("numéro")
    origin = models.CharField("origine", max_length=14, choices=list(ORIGINS.items()))
    state = models.CharField("état", max_length=12)
    reason = models.TextField("raison de l’état", blank=True)
    name = models.CharField("nom", max_length=120, blank=True)
    members = models.JSONField("intercommunalités", default=list)
    region = models.CharField("région", max_length=3, blank=True)
    regions = models.CharField("régions", max_length=60, blank=True)
    answers = models.JSONField("réponses", default=dict)
    tandem = models.JSONField("binôme", default=dict)
    author = models.CharField("rédacteur", max_length=64)
    proposed_by = models.CharField("région qui propose", max_length=3, blank=True)
    source = models.ForeignKey(
        Identification, models.PROTECT, null=True, related_name="+", verbose_name="identification"
    )
    version = models.PositiveIntegerField("version", default=1)
    created_at = models.DateTimeField("commencée le")
    saved_at = models.DateTimeField("enregistrée le")
    moved_at = models.DateTimeField("dernier changement d’état")
    submitted_at = models.DateTimeField("déposée le", null=True)
    score = models.DecimalField("note", max_digits=4, decimal_places=1, null=True)
    score_known = models.FloatField("part des critères notés", null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["mission", "number"], name="one_number")]
        verbose_name = "candidature"

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"{self.mission_id}/{self.number}"

    @property
    def shown_name(self) -> str:
        return self.name or f"Candidature {self.number}"

    @property
    def region_codes(self) -> frozenset[str]:
        return from_bars(self.regions)

    @property
    def is_application(self) -> bool:
        return self.origin == APPLICATION


class Attachment(models.Model):
    """A file of an application: a letter of commitment, a deliberation, something else."""

    LETTER, DELIBERATION, OTHER = "letter", "deliberation", "other"
    KINDS = [
        (LETTER, "lettre d’engagement"),
        (DELIBERATION, "délibération"),
        (OTHER, "autre pièce"),
    ]

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="attachments")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    kind = models.CharField("nature", max_length=12, choices=KINDS)

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name = "pièce"

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.kind}"


class Interest(models.Model):
    """What an expert declared of his interests in a candidate; none is a declaration too."""

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="interests")
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="interests")
    has_conflict = models.BooleanField("conflit d’intérêts")
    reason = models.TextField("raison", blank=True)
    declared_at = models.DateTimeField("déclaré le")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["expert", "candidate"], name="one_declaration")
        ]
        verbose_name = "déclaration d’intérêts"

    def __str__(self) -> str:
        return f"{self.expert_id} {self.candidate_id}"


class Reading(models.Model):
    """One expert's reading of a candidate. `salt` and `seal`: what the journal held before both.

    `marks` are whole numbers or null (unknown) by criterion.
    """

    ASSIGNED, DRAFT, LOCKED, SET_ASIDE = "assigned", "draft", "locked", "set_aside"

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="readings")
    expert = models.ForeignKey(Expert, models.CASCADE, related_name="readings")
    seat = models.PositiveSmallIntegerField("lecture")
    state = models.CharField("état", max_length=10, default=ASSIGNED)
    reason = models.TextField("raison de l’état", blank=True)
    marks = models.JSONField("notes", default=dict)
    comments = models.JSONField("commentaires", default=dict)
    summary = models.TextField("avis d’ensemble", blank=True)
    version = models.PositiveIntegerField("version", default=1)
    assigned_at = models.DateTimeField("confiée le")
    saved_at = models.DateTimeField("enregistrée le", null=True)
    locked_at = models.DateTimeField("verrouillée le", null=True)
    salt = models.CharField("sel", max_length=32, blank=True)
    seal = models.CharField("empreinte", max_length=64, blank=True)

    class Meta:
        ordering = ["candidate", "seat", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "seat"],
                condition=~models.Q(state="set_aside"),
                name="one_reading_a_seat",
            ),
            models.UniqueConstraint(
                fields=["candidate", "expert"],
                condition=~models.Q(state="set_aside"),
                name="one_reading_an_expert",
            ),
        ]
        verbose_name = "lecture"

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.seat}"

    @property
    def is_locked(self) -> bool:
        return self.state == self.LOCKED


class Settlement(models.Model):
    """What becomes of a disagreement: a mark that one reader proposes, agreed on, or both kept."""

    PROPOSED, AGREED, KEPT = "proposed", "agreed", "kept"
    KINDS = [
        (PROPOSED, "note proposée"),
        (AGREED, "note convenue"),
        (KEPT, "les deux notes restent"),
    ]

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="settlements")
    criterion = models.CharField("critère", max_length=30)
    kind = models.CharField("issue", max_length=8, choices=KINDS)
    mark = models.PositiveSmallIntegerField("note", null=True)
    reason = models.TextField("raison")
    proposed_by = models.CharField("proposée par", max_length=64)
    accepted_by = models.CharField("acceptée par", max_length=64, blank=True)
    settled_at = models.DateTimeField("le")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["candidate", "criterion"], name="one_settlement")
        ]
        verbose_name = "règlement d’un désaccord"

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.criterion}"


class Remark(models.Model):
    """One message of the discussion between the two readers."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="remarks")
    author = models.CharField("auteur", max_length=64)
    text = models.TextField("message")
    written_at = models.DateTimeField("le")

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = "message"

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.written_at:%Y-%m-%d %H:%M}"


class Effect(models.Model):
    """What the scores change in the list: the same rules solved without them, then with them.

    `scores` and `use` are those of the moment when it was asked for; `changes` is empty until the
    job is done.
    """

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="effects")
    number = models.PositiveIntegerField("numéro")
    use = models.JSONField("usage de la note")
    scores = models.JSONField("notes")
    asked_by = models.CharField("demandé par", max_length=64)
    asked_at = models.DateTimeField("demandé le")
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", verbose_name="tâche")
    without_scores = models.ForeignKey(
        Identification, models.PROTECT, null=True, related_name="+", verbose_name="sans les notes"
    )
    with_scores = models.ForeignKey(
        Identification, models.PROTECT, null=True, related_name="+", verbose_name="avec les notes"
    )
    changes = models.JSONField("changements", null=True)
    computed_at = models.DateTimeField("calculé le", null=True)

    class Meta:
        ordering = ["mission", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="one_effect_number")
        ]
        verbose_name = "effet sur la liste"

    def __str__(self) -> str:
        return f"{self.mission_id} {self.number}"

    @property
    def day(self) -> dt.date | None:
        return self.computed_at.date() if self.computed_at else None
