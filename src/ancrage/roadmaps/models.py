"""Roadmaps of territories and their action sheets: what is written, told of money, reported.

A territory is named by its scope code ("programme:code"), people by their reference, measures and
operators by the basket's codes. The content of a sheet is one document, described by
`data/fields.yaml`; the columns beside it are made from it, to find, sort and sum sheets.
"""

from django.db import models

from ancrage.files.models import StoredFile
from ancrage.jobs.models import Job
from ancrage.kernel.bars import from_bars
from ancrage.people.models import new_reference
from ancrage.people.numbering import YearCounter

SCREEN, API, FILE, COMMAND = "screen", "api", "file", "command"
ORIGINS = [(SCREEN, "saisie"), (API, "API"), (FILE, "fichier"), (COMMAND, "ligne de commande")]


class SheetCounter(YearCounter):
    class Meta:
        verbose_name = "numérotation des fiches"


class Roadmap(models.Model):
    """A territory's project: its strategy and its axes, [{"code", "title", "need"}] in order.

    `regions`: those that the territory touches, a bar before, between and after.
    """

    scope = models.CharField("territoire", max_length=120, unique=True)
    programme = models.CharField("programme", max_length=50)
    territory_name = models.CharField("nom du territoire", max_length=250)
    regions = models.CharField("régions", max_length=80)
    strategy = models.TextField("stratégie", blank=True)
    axes = models.JSONField("axes", default=list)
    revision = models.PositiveIntegerField("révision", default=1)
    created_at = models.DateTimeField("commencée le")
    changed_at = models.DateTimeField("changée le")
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["territory_name", "pk"]
        verbose_name = "feuille de route"
        verbose_name_plural = "feuilles de route"

    def __str__(self) -> str:
        return self.territory_name

    @property
    def region_codes(self) -> frozenset[str]:
        return from_bars(self.regions)


class SheetImport(models.Model):
    """Files of sheets brought in together: prepared, shown, taken in, maybe undone.

    `plan`: what the preview was chosen with: `columns`, targets by folded title; `pages`, what the
    sheets of workbooks hold. `reading`: the files as understood, compressed (`queries/reading.py`).
    `made`: the revision of each sheet that was written, by code; `former`: the cells of origin that
    its values took the place of, by code and path. Once taken in, the files are let go: their
    digest is kept.
    """

    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    scope = models.CharField("territoire", max_length=120, blank=True)
    names = models.JSONField("fichiers", default=list)
    digest = models.CharField("empreinte", max_length=64)
    plan = models.JSONField("colonnes choisies", default=dict)
    prepared_by = models.CharField("préparé par", max_length=64)
    prepared_at = models.DateTimeField("préparé le")
    taken_at = models.DateTimeField("repris le", null=True)
    undone_at = models.DateTimeField("défait le", null=True)
    counts = models.JSONField("ce qui a changé", default=dict)
    made = models.JSONField("fiches écrites", default=dict)
    former = models.JSONField("cellules d’avant", default=dict)
    reading = models.BinaryField("lecture", null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-prepared_at", "pk"]
        verbose_name = "reprise de fiches"

    def __str__(self) -> str:
        return ", ".join(self.names)


class ImportFile(models.Model):
    """A file of an import that waits to be taken in."""

    source = models.ForeignKey(SheetImport, models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = "fichier à reprendre"

    def __str__(self) -> str:
        return str(self.file)


class ColumnChoice(models.Model):
    """What somebody said that a column of a territory's files is; remembered for the next one."""

    scope = models.CharField("territoire", max_length=120, blank=True)
    heading = models.CharField("titre", max_length=200)
    field = models.CharField("champ", max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "heading"], name="one_sheet_column_choice")
        ]
        verbose_name = "colonne de fiches reconnue"

    def __str__(self) -> str:
        return f"{self.scope} {self.heading}"


class SheetColumns(models.Model):
    """What lists find, sort and sum sheets by, made from a content and its funding entries.

    A sheet has them as it is being written, a version as it was validated: what the public lists
    show is never read from a working copy. Lists of codes are kept between bars: "|a|b|".
    """

    # made from the content
    reference = models.CharField("référence", max_length=40, blank=True)
    title = models.CharField("intitulé", max_length=200, blank=True)
    need = models.CharField("besoin", max_length=20, blank=True)
    axis = models.CharField("axe", max_length=200, blank=True)
    maturity = models.CharField("maturité", max_length=10, blank=True)
    owner_name = models.CharField("porteur", max_length=200, blank=True)
    owner_siret = models.CharField("SIRET du porteur", max_length=14, blank=True)
    owner_kind = models.CharField("nature du porteur", max_length=20, blank=True)
    operators = models.TextField("opérateurs", blank=True)
    measures = models.TextField("mesures", blank=True)
    communes = models.TextField("communes", blank=True)
    intercommunalities = models.TextField("intercommunalités", blank=True)
    total_cost = models.BigIntegerField("coût total", null=True)
    own_share = models.BigIntegerField("autofinancement", null=True)
    starts_on = models.DateField("début", null=True)
    ends_on = models.DateField("fin", null=True)
    next_due = models.DateField("prochaine échéance", null=True)
    latitude = models.FloatField("latitude", null=True)
    longitude = models.FloatField("longitude", null=True)
    is_blocked = models.BooleanField("blocage signalé", default=False)
    search_words = models.TextField("mots cherchés", blank=True)
    # made from the funding entries
    asked = models.BigIntegerField("demandé", null=True)
    promised = models.BigIntegerField("promis", null=True)
    granted = models.BigIntegerField("accordé", null=True)
    paid = models.BigIntegerField("payé", null=True)
    financers = models.TextField("financeurs", blank=True)
    budget_years = models.CharField("années du budget", max_length=400, blank=True)

    class Meta:
        abstract = True


class ActionSheet(SheetColumns):
    """One action of a roadmap.

    `content`: what is written, without empty values; `cells`: by path, the import and the cell
    that a value came from, as long as it is the value of the file. `version`: the last one that
    the committee validated, 0 for none; `proposed`: the revision submitted as the next version.
    `deleted_at`: in the bin, where it can be restored from. Amounts in cents.
    """

    code = models.CharField("code", max_length=20, unique=True)
    roadmap = models.ForeignKey(Roadmap, models.PROTECT, related_name="sheets")
    revision = models.PositiveIntegerField("révision", default=1)
    version = models.PositiveIntegerField("version validée", default=0)
    proposed = models.PositiveIntegerField("révision soumise", null=True)
    state = models.CharField("état", max_length=10, default="idea")
    reason = models.TextField("raison de l’état", blank=True)
    is_private = models.BooleanField("réservée", default=False)
    deleted_at = models.DateTimeField("supprimée le", null=True)
    author = models.CharField("rédigée par", max_length=64)
    origin = models.CharField("origine", max_length=7, choices=ORIGINS, default=SCREEN)
    source = models.ForeignKey(SheetImport, models.PROTECT, null=True, related_name="sheets")
    created_at = models.DateTimeField("commencée le")
    changed_at = models.DateTimeField("changée le")
    moved_at = models.DateTimeField("dernier changement d’état")
    submitted_on = models.DateField("soumise le", null=True)
    decided_on = models.DateField("décidée le", null=True)
    is_demonstration = models.BooleanField("démonstration", default=False)
    # made from the last report
    light = models.CharField("feu", max_length=5, blank=True)
    light_reason = models.CharField("raison du feu", max_length=500, blank=True)
    reported_on = models.DateField("point d’avancement du", null=True)
    # last, so that a list that reads the columns before never passes over these
    content = models.JSONField("contenu", default=dict)
    cells = models.JSONField("cellules d’origine", default=dict)

    class Meta:
        ordering = ["-code"]
        indexes = [
            models.Index(fields=["roadmap", "state"], name="sheet_of_roadmap"),
            models.Index(fields=["state", "next_due"], name="sheet_due"),
            models.Index(fields=["need", "state"], name="sheet_of_need"),
        ]
        verbose_name = "fiche action"
        verbose_name_plural = "fiches action"

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def scope(self) -> str:
        """The scope code of its territory: `roadmap` must have been read with it."""
        return self.roadmap.scope


class Revision(models.Model):
    """What was written at once: `changes` maps each path to [before, after]."""

    sheet = models.ForeignKey(ActionSheet, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField("révision")
    changes = models.JSONField("changements", default=dict)
    author = models.CharField("auteur", max_length=64)
    origin = models.CharField("origine", max_length=7, choices=ORIGINS, default=SCREEN)
    written_at = models.DateTimeField("le")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="one_sheet_revision")
        ]
        verbose_name = "révision d’une fiche"

    def __str__(self) -> str:
        return f"{self.sheet_id} r{self.number}"


class SheetVersion(SheetColumns):
    """A sheet as the committee validated it; never changed. `plan`: its funding lines then.

    The last one is what everybody reads, in pages and in totals.
    """

    sheet = models.ForeignKey(ActionSheet, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("version")
    revision = models.PositiveIntegerField("révision validée")
    decided_on = models.DateField("validée le")
    decided_by = models.CharField("consignée par", max_length=64)
    decision = models.CharField("décision", max_length=500, blank=True)
    content = models.JSONField("contenu")
    plan = models.JSONField("plan de financement", default=list)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="one_sheet_version")
        ]
        verbose_name = "version validée d’une fiche"

    def __str__(self) -> str:
        return f"{self.sheet_id} v{self.number}"


class FundingEntry(models.Model):
    """What is told of a financer's money in a year: a dated entry, never changed.

    `cents` is negative in a reversal alone, which undoes one entry whole.
    """

    sheet = models.ForeignKey(ActionSheet, models.PROTECT, related_name="funding")
    financer = models.CharField("financeur", max_length=200)
    kind = models.CharField("nature du financeur", max_length=10)
    year = models.PositiveSmallIntegerField("année")
    stage = models.CharField("stade", max_length=8)
    cents = models.BigIntegerField("montant, en centimes")
    told_on = models.DateField("dit le")
    source = models.CharField("source", max_length=300)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    author = models.CharField("saisie par", max_length=64)
    entered_at = models.DateTimeField("saisie le")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reverses__isnull=True, cents__gt=0)
                | models.Q(reverses__isnull=False, cents__lt=0),
                name="sheet_money_reversed_only",
            )
        ]
        verbose_name = "montant déclaré"

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.financer} {self.year} {self.stage} {self.cents}"


class Comment(models.Model):
    """A remark on a field, that somebody of the other party resolves."""

    sheet = models.ForeignKey(ActionSheet, models.CASCADE, related_name="comments")
    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    field = models.CharField("champ", max_length=60, blank=True)
    text = models.TextField("remarque")
    party = models.CharField("partie", max_length=9)
    author = models.CharField("auteur", max_length=64)
    written_at = models.DateTimeField("le")
    answer = models.TextField("réponse", blank=True)
    resolved_by = models.CharField("résolue par", max_length=64, blank=True)
    resolved_at = models.DateTimeField("résolue le", null=True)

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = "remarque"

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.field}"


class ProgressReport(models.Model):
    """How an action goes, in two minutes: a light with its reason, milestones done, a sentence."""

    sheet = models.ForeignKey(ActionSheet, models.CASCADE, related_name="reports")
    light = models.CharField("feu", max_length=5)
    reason = models.CharField("raison", max_length=500, blank=True)
    sentence = models.CharField("en une phrase", max_length=500, blank=True)
    milestones = models.JSONField("jalons dits faits", default=list)
    told_on = models.DateField("le")
    author = models.CharField("auteur", max_length=64)
    written_at = models.DateTimeField("écrit le")

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name = "point d’avancement"
        verbose_name_plural = "points d’avancement"

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.told_on:%Y-%m-%d}"


class Attachment(models.Model):
    """A file joined to a sheet."""

    sheet = models.ForeignKey(ActionSheet, models.CASCADE, related_name="attachments")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = "pièce d’une fiche"

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.pk}"


class Share(models.Model):
    """A sheet given to one person outside the tandem, and that sheet alone."""

    sheet = models.ForeignKey(ActionSheet, models.CASCADE, related_name="shares")
    person = models.CharField("personne", max_length=64)
    given_by = models.CharField("confiée par", max_length=64)
    given_at = models.DateTimeField("confiée le")

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["sheet", "person"], name="one_sheet_share")]
        verbose_name = "fiche confiée"

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.person}"
