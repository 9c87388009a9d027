"""Scenarios that share an envelope, what each project of theirs gets, and what was adopted."""

from django.db import models
from django.db.models import Q

from ancrage.files.models import StoredFile
from ancrage.funding.models import Dossier, Envelope
from ancrage.jobs.models import Job
from ancrage.people.numbering import YearCounter

DRAFT, COMPUTED, PROPOSED, ADOPTED, DROPPED, REVERSED = (
    "draft",
    "computed",
    "proposed",
    "adopted",
    "dropped",
    "reversed",
)


class ScenarioCounter(YearCounter):
    class Meta:
        verbose_name = "numérotation des scénarios de répartition"


class Scenario(models.Model):
    """An envelope, its projects (`lines`), the rules, and the plan that answers them.

    `scope`: "" for the nation, else a region's code. `financer`: who promises what is shared.
    `delegates_by`: by what the credits are delegated when it is adopted (a dimension of the
    engine, "": not at all). `rules`: document of `engine/documents.py`; the grants set by hand are
    on the lines alone. `sources`: where the lines came from, [{"kind", "name", "count", "on"}].
    `places`: jobs and need of the territories of the lines, with their date and source, as they
    were when the lines were taken. `revision` counts the changes of what is asked; `plan` answers
    that of `planned_revision`. `answers`: what was computed beside the plan (one more million,
    conflict, what a change by hand costs), by name. `mark`: digest of lines, rules and grants as
    they were proposed, so that nobody decides on something else. `state`: see data/workflow.yaml.
    """

    STATES = [
        (DRAFT, "en préparation"),
        (COMPUTED, "calculé"),
        (PROPOSED, "proposé au comité"),
        (ADOPTED, "adopté"),
        (DROPPED, "abandonné"),
        (REVERSED, "adoption annulée"),
    ]

    code = models.CharField("code", max_length=20, unique=True)
    name = models.CharField("nom", max_length=150)
    note = models.TextField("note", blank=True)
    owner = models.CharField("auteur", max_length=64)
    scope = models.CharField("région", max_length=3, blank=True)
    financer = models.CharField("financeur", max_length=60)
    envelope = models.ForeignKey(Envelope, models.PROTECT, null=True, related_name="scenarios")
    delegates_by = models.CharField("délégué par", max_length=10, blank=True)
    unit = models.CharField("unité des résultats", max_length=60, blank=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="copies")
    rules = models.JSONField("règles", default=dict)
    sources = models.JSONField("sources des projets", default=list)
    places = models.JSONField("chiffres des territoires", default=dict)
    state = models.CharField("état", max_length=8, choices=STATES, default=DRAFT)
    revision = models.PositiveIntegerField("révision", default=1)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    status = models.CharField("statut du plan", max_length=10, blank=True)
    plan = models.JSONField("plan", null=True)
    planned_revision = models.PositiveIntegerField("révision du plan", null=True)
    planned_at = models.DateTimeField("calculé le", null=True)
    answers = models.JSONField("réponses", default=dict)
    mark = models.CharField("empreinte proposée", max_length=64, blank=True)
    created_at = models.DateTimeField("créé le")
    changed_at = models.DateTimeField("modifié le")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = "scénario de répartition"
        verbose_name_plural = "scénarios de répartition"

    def __str__(self) -> str:
        return self.code


class Line(models.Model):
    """A project of a scenario: `engine.model.Project`, with what it is in our own data.

    `code` tells the same project in all scenarios. `dossier`, `sheet`: where it comes from, when it
    does. `more`: the other fields of the engine's project, and `unknown`, the names of those that
    nobody told; `aid_basis`; `is_reserved`. `granted`: cents of the plan, None before it; `held`:
    set by hand, None when the engine is free.
    """

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="lines")
    rank = models.PositiveIntegerField("rang")
    code = models.CharField("projet", max_length=60)
    name = models.CharField("nom", max_length=250, blank=True)
    beneficiary = models.CharField("bénéficiaire", max_length=200, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    sheet = models.CharField("fiche action", max_length=20, blank=True)
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+")
    territory = models.CharField("territoire", max_length=120, blank=True)
    territory_name = models.CharField("nom du territoire", max_length=200, blank=True)
    region = models.CharField("région", max_length=3, blank=True)
    need = models.CharField("besoin", max_length=20, blank=True)
    measure = models.CharField("mesure", max_length=100, blank=True)
    operator = models.CharField("opérateur", max_length=60, blank=True)
    year = models.PositiveSmallIntegerField("année", null=True)
    asked = models.BigIntegerField("demandé, en centimes")
    minimum = models.BigIntegerField("minimum utile, en centimes", default=0)
    eligible = models.BigIntegerField("coût éligible, en centimes", null=True)
    result = models.FloatField("résultat attendu", default=0)
    jobs = models.FloatField("emplois industriels attendus", default=0)
    more = models.JSONField("le reste du projet", default=dict)
    room = models.BigIntegerField("possible au titre des aides d’État, en centimes", null=True)
    room_told = models.CharField("ce qui le dit", max_length=300, blank=True)
    granted = models.BigIntegerField("attribué, en centimes", null=True)
    held = models.BigIntegerField("fixé à la main, en centimes", null=True)
    held_reason = models.CharField("raison", max_length=300, blank=True)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "code"], name="one_line_a_project"),
            models.CheckConstraint(
                condition=Q(granted__isnull=True) | Q(granted__gte=0), name="line_granted_positive"
            ),
        ]
        verbose_name = "projet d’un scénario"
        verbose_name_plural = "projets d’un scénario"

    def __str__(self) -> str:
        return self.code


class Adoption(models.Model):
    """A scenario that a committee adopted: what it became in the envelopes and in the ledger.

    `decision`: where it is recorded, in words; `despite`: why, although rules are broken. `moves`:
    keys of the moves of credits; `batch`: reference of the promises posted; `declared`: keys of the
    amounts told in the funding plans of action sheets. `note`: the deliberation, as it was.
    `reversed_at`: all of that was undone, with a reason.
    """

    scenario = models.OneToOneField(Scenario, models.PROTECT, related_name="adoption")
    decision = models.CharField("décision", max_length=300)
    despite = models.CharField("malgré", max_length=300, blank=True)
    adopted_on = models.DateField("adopté le")
    recorded_at = models.DateTimeField("enregistré le")
    author = models.CharField("enregistré par", max_length=64)
    moves = models.JSONField("délégations", default=list)
    batch = models.CharField("lot d’écritures", max_length=32, blank=True)
    declared = models.JSONField("montants déclarés", default=list)
    count = models.PositiveIntegerField("projets servis")
    cents = models.BigIntegerField("promis, en centimes")
    note = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    reversed_at = models.DateTimeField("annulée le", null=True)
    reversed_by = models.CharField("annulée par", max_length=64, blank=True)
    reversed_reason = models.CharField("raison de l’annulation", max_length=300, blank=True)

    class Meta:
        verbose_name = "répartition adoptée"
        verbose_name_plural = "répartitions adoptées"

    def __str__(self) -> str:
        return str(self.scenario_id)
