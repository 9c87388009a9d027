"""What territories and companies ask of operators, and what is answered.

Territories are named by their scope code ("programme:code"), people by their reference, measures,
baskets and operators by the basket's codes. The names of these are kept as they were on the day of
asking: a dated version of the basket is never changed.
"""

import datetime as dt

from django.db import models

from ancrage.files.models import StoredFile
from ancrage.kernel.bars import from_bars
from ancrage.people.models import new_reference
from ancrage.people.numbering import YearCounter
from ancrage.requests.rules.outcomes import INSIDE, OUTSIDE, UNPLACED

TERRITORY, COMPANY = "territory", "company"
SCREEN, API, FILE = "screen", "api", "file"


class RequestCounter(YearCounter):
    class Meta:
        verbose_name = "numérotation"


class RequestImport(models.Model):
    """A file of requests that an operator brings in: prepared, shown, then taken in.

    `columns`: the field of each heading, as chosen. `key`: what a program calls its batch, so that
    it is never taken twice. Once taken in, the file itself is let go: its digest is kept.
    """

    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    operator = models.CharField("opérateur", max_length=100)
    programme = models.CharField("programme", max_length=50, blank=True)
    key = models.CharField("clé du lot", max_length=100, blank=True)
    name = models.CharField("fichier", max_length=150, blank=True)
    digest = models.CharField("empreinte", max_length=64)
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")
    columns = models.JSONField("colonnes", default=dict)
    prepared_by = models.CharField("préparé par", max_length=64)
    prepared_at = models.DateTimeField("préparé le")
    taken_at = models.DateTimeField("repris le", null=True)
    counts = models.JSONField("ce qui a changé", default=dict)

    class Meta:
        ordering = ["-prepared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "key"], condition=~models.Q(key=""), name="one_request_batch"
            )
        ]
        verbose_name = "reprise de fichier"

    def __str__(self) -> str:
        return f"{self.operator} {self.name}"


class ServiceRequest(models.Model):
    """A measure that is asked of an operator, for a territory or for a company.

    `territory` is empty outside any territory (`place` says whether that is known); `regions` are
    codes between bars: "|84|27|". `company` is the code of the company's scope: its SIRET, unless
    it was given another. `outcome` is kept once the request is closed. `due` is the day for what
    the state waits for.
    """

    ASKERS = [(TERRITORY, "un territoire"), (COMPANY, "une entreprise")]
    PLACES = [
        (INSIDE, "dans un territoire"),
        (OUTSIDE, "hors territoire"),
        (UNPLACED, "lieu inconnu"),
    ]
    ORIGINS = [(SCREEN, "saisie"), (API, "API"), (FILE, "fichier de l’opérateur")]
    OUTCOMES = [("granted", "accordée"), ("refused", "refusée"), ("withdrawn", "retirée")]

    code = models.CharField("code", max_length=20, unique=True)
    programme = models.CharField("programme", max_length=50, blank=True)
    territory = models.CharField("territoire", max_length=100, blank=True)
    territory_name = models.CharField("nom du territoire", max_length=200, blank=True)
    regions = models.CharField("régions", max_length=60, blank=True)
    place = models.CharField("lieu", max_length=7, choices=PLACES, default=UNPLACED)
    commune = models.CharField("commune", max_length=5, blank=True)
    commune_name = models.CharField("nom de la commune", max_length=100, blank=True)
    basket = models.CharField("version du panier", max_length=50, blank=True)
    measure = models.CharField("mesure", max_length=100)
    measure_name = models.CharField("nom de la mesure", max_length=300)
    operator = models.CharField("opérateur", max_length=100, blank=True)
    operator_name = models.CharField("nom de l’opérateur", max_length=200, blank=True)
    asked_by = models.CharField("demandée par", max_length=9, choices=ASKERS, default=TERRITORY)
    company = models.CharField("entreprise", max_length=40, blank=True)
    company_name = models.CharField("nom de l’entreprise", max_length=200, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    purpose = models.TextField("objet", blank=True)
    cost = models.BigIntegerField("dépense prévue, en centimes", null=True)
    asked_amount = models.BigIntegerField("montant demandé, en centimes", null=True)
    wanted_on = models.DateField("souhaitée le", null=True)
    facts = models.JSONField("ce qui est connu", default=dict)
    verdict = models.JSONField("conditions à l’envoi", default=list)
    judged_on = models.DateField("conditions examinées le", null=True)
    state = models.CharField("état", max_length=12, default="draft")
    outcome = models.CharField("issue", max_length=9, choices=OUTCOMES, blank=True)
    reason = models.TextField("raison de l’état", blank=True)
    revision = models.PositiveIntegerField("révision", default=1)
    number = models.CharField("numéro de dossier de l’opérateur", max_length=60, blank=True)
    granted_amount = models.BigIntegerField("montant accordé, en centimes", null=True)
    created_at = models.DateTimeField("écrite le")
    changed_at = models.DateTimeField("changée le")
    sent_on = models.DateField("envoyée le", null=True)
    acknowledged_on = models.DateField("accusé de réception le", null=True)
    more_on = models.DateField("complément demandé le", null=True)
    instructed_on = models.DateField("instruction commencée le", null=True)
    decided_on = models.DateField("décidée le", null=True)
    withdrawn_on = models.DateField("retirée le", null=True)
    delivered_on = models.DateField("réalisée le", null=True)
    closed_on = models.DateField("close le", null=True)
    due = models.DateField("à faire avant le", null=True)
    author = models.CharField("rédigée par", max_length=64)
    origin = models.CharField("origine", max_length=6, choices=ORIGINS, default=SCREEN)
    source = models.ForeignKey(RequestImport, models.PROTECT, null=True, related_name="requests")
    search_words = models.CharField("mots cherchés", max_length=800, blank=True)
    company_words = models.CharField("entreprise cherchée", max_length=260, blank=True)
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-code"]
        indexes = [
            models.Index(fields=["operator", "state"], name="request_of_operator"),
            models.Index(fields=["territory", "state"], name="request_of_territory"),
            models.Index(fields=["state", "due"], name="request_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "number"],
                condition=~models.Q(number=""),
                name="one_request_a_number",
            )
        ]
        verbose_name = "sollicitation"

    def __str__(self) -> str:
        return self.code

    @property
    def region_codes(self) -> frozenset[str]:
        return from_bars(self.regions)

    @property
    def is_draft(self) -> bool:
        return self.state == "draft"

    def is_late(self, today: dt.date) -> bool:
        """Whether what it waits for should have been done."""
        return self.due is not None and self.due < today


class Message(models.Model):
    """A message of a request's thread, read by both sides. `author` "": said by the site."""

    ASKER, OPERATOR = "asker", "operator"
    SIDES = [(ASKER, "demandeur"), (OPERATOR, "opérateur")]

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="messages")
    side = models.CharField("côté", max_length=8, choices=SIDES)
    author = models.CharField("auteur", max_length=64, blank=True)
    text = models.TextField("message")
    written_at = models.DateTimeField("le")

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = "message d’une sollicitation"

    def __str__(self) -> str:
        return f"{self.request_id} {self.written_at:%Y-%m-%d %H:%M}"


class Note(models.Model):
    """What an operator notes for itself: nobody else reads it, nor that it is there."""

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="notes")
    author = models.CharField("auteur", max_length=64)
    text = models.TextField("note")
    written_at = models.DateTimeField("le")

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = "note interne"

    def __str__(self) -> str:
        return f"{self.request_id} {self.written_at:%Y-%m-%d %H:%M}"


class Document(models.Model):
    """A file joined to a request by one of the two sides."""

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="documents")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    side = models.CharField("côté", max_length=8, choices=Message.SIDES)

    class Meta:
        ordering = ["pk"]
        verbose_name = "pièce d’une sollicitation"

    def __str__(self) -> str:
        return f"{self.request_id} {self.side}"


class SignedLink(models.Model):
    """A link by which one referent answers one request without signing in.

    The reference is secret: it is never shown. A link dies by its date, by being revoked, when the
    request waits for nothing more, or when its person is no longer the operator's referent.
    """

    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="links")
    person = models.CharField("destinataire", max_length=32)
    made_at = models.DateTimeField("fait le")
    expires_at = models.DateTimeField("expire le")
    used_at = models.DateTimeField("utilisé le", null=True)
    revoked_at = models.DateTimeField("révoqué le", null=True)

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = "lien signé"

    def __str__(self) -> str:
        return f"{self.request_id} {self.person}"


class ColumnChoice(models.Model):
    """What an operator said that a column of its files is; remembered for the next one."""

    operator = models.CharField("opérateur", max_length=100)
    heading = models.CharField("titre", max_length=200)
    field = models.CharField("champ", max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "heading"], name="one_column_choice")
        ]
        verbose_name = "colonne reconnue"

    def __str__(self) -> str:
        return f"{self.operator} {self.heading}"
