"""VTE missions: what a company proposes, where it is, what became of it. Nobody who answers.

Places are codes of the reference, companies and territories are scope codes, people references:
all outlive the tables that they come from.
"""

import datetime as dt
from dataclasses import fields
from typing import Any

from django.db import models

from ancrage.kernel.rights import Where
from ancrage.vte.definitions import OPERATOR, choices, level_words
from ancrage.vte.rules.told import Hiring, Told

TERRITORY, OPERATOR_KIND = "territory", "operator"


class Offer(models.Model):
    """A mission of a company: a label on a contract, in a place, for somebody not yet known.

    `on_behalf`: who wrote it for the company ("" itself, "territory" its project manager,
    "operator" a referent). `territory` ("programme:code") and `list_code` are what the list in
    force on `placed_on` said of the place; `is_placed` False: nobody can say. `version` counts the
    changes; `refused_version` is the one that was refused last.
    """

    code = models.SlugField("code", primary_key=True, max_length=20)
    state = models.CharField("état", max_length=10, default="draft")
    reason = models.TextField("raison", blank=True)
    company = models.CharField("entreprise", max_length=50, db_index=True)
    on_behalf = models.CharField("écrite par", max_length=9, blank=True)
    author = models.CharField("rédacteur", max_length=64)

    siret = models.CharField("SIRET déclaré", max_length=14, blank=True)
    company_name = models.CharField("nom de l’entreprise", max_length=200, blank=True)
    place = models.CharField("lieu de travail déclaré", max_length=200, blank=True)
    commune = models.CharField("commune", max_length=5, blank=True)
    commune_name = models.CharField("nom de la commune", max_length=100, blank=True)
    siren = models.CharField("intercommunalité", max_length=9, blank=True)
    region = models.CharField("région", max_length=3, blank=True)
    territory = models.CharField("territoire", max_length=150, blank=True)
    territory_name = models.CharField("nom du territoire", max_length=200, blank=True)
    list_code = models.CharField("liste", max_length=50, blank=True)
    is_placed = models.BooleanField("situé dans une liste", default=False)
    placed_on = models.DateField("situé au", null=True)

    headcount = models.PositiveIntegerField("effectif", null=True)
    turnover_cents = models.PositiveBigIntegerField("chiffre d’affaires", null=True)
    balance_cents = models.PositiveBigIntegerField("bilan", null=True)
    category = models.CharField("catégorie", max_length=10, blank=True)
    seat_in_france = models.BooleanField("siège en France", null=True)
    sector = models.CharField("secteur", max_length=20, blank=True)
    need = models.CharField("besoin", max_length=20, blank=True)

    title = models.CharField("intitulé", max_length=150, blank=True)
    description = models.TextField("description", blank=True)
    skills = models.TextField("compétences", blank=True)
    contract = models.CharField("contrat", max_length=12, blank=True)
    months = models.PositiveSmallIntegerField("durée en mois", null=True)
    level = models.PositiveSmallIntegerField("niveau", null=True)
    degree_since = models.DateField("diplôme obtenu depuis le", null=True)
    starts_on = models.DateField("début", null=True)
    closes_on = models.DateField("fin de l’annonce", null=True)
    has_tutor = models.BooleanField("tuteur", null=True)
    tutor = models.CharField("fonction du tuteur", max_length=100, blank=True)
    green = models.BooleanField("VTE vert", default=False)
    alternance_aid = models.BooleanField("aide à l’alternance", null=True)
    contact = models.CharField("répondre à", max_length=300, blank=True)

    hired_on = models.DateField("embauche le", null=True)
    hired_contract = models.CharField("contrat signé", max_length=12, blank=True)
    hired_months = models.PositiveSmallIntegerField("durée signée", null=True)
    hired_level = models.PositiveSmallIntegerField("niveau de l’embauche", null=True)
    hired_in_training = models.BooleanField("en formation", null=True)
    hired_months_since_degree = models.PositiveSmallIntegerField("mois de diplôme", null=True)

    version = models.PositiveIntegerField("version", default=1)
    refused_version = models.PositiveIntegerField("version refusée", null=True)
    created_at = models.DateTimeField("commencée le")
    moved_at = models.DateTimeField("changée d’état le")
    submitted_at = models.DateTimeField("proposée le", null=True)
    published_at = models.DateTimeField("publiée le", null=True)
    filled_at = models.DateTimeField("embauche déclarée le", null=True)
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["-created_at", "code"]
        indexes = [
            models.Index(fields=["state", "territory"], name="vte_state_territory"),
            models.Index(fields=["siret"], name="vte_siret"),
        ]
        verbose_name = "mission VTE"

    def __str__(self) -> str:
        return self.shown_title

    @property
    def shown_title(self) -> str:
        """The title, or what stands for it while the draft has none."""
        return self.title or f"Mission {self.code}"

    @property
    def told(self) -> Told:
        """What its company wrote."""
        return Told(**{field.name: getattr(self, field.name) for field in fields(Told)})

    @property
    def hiring(self) -> Hiring | None:
        """What was declared of the hiring; None as long as there is none."""
        if self.hired_on is None:
            return None
        return Hiring(
            hired_on=self.hired_on,
            contract=self.hired_contract,
            months=self.hired_months,
            level=self.hired_level,
            in_training=self.hired_in_training,
            months_since_degree=self.hired_months_since_degree,
            alternance_aid=self.alternance_aid,
        )

    @property
    def where(self) -> Where:
        """All that it touches: the company, the place, the operator who checks."""
        return Where(
            regions=frozenset(filter(None, [self.region])),
            territories=frozenset(filter(None, [self.territory])),
            operators=frozenset([OPERATOR]),
            companies=frozenset(filter(None, [self.company])),
        )

    @property
    def authors_where(self) -> Where:
        """Whose it is to write: the company's, and of who wrote it on its behalf."""
        territories = self.on_behalf == TERRITORY and self.territory
        return Where(
            territories=frozenset([self.territory] if territories else ()),
            operators=frozenset([OPERATOR] if self.on_behalf == OPERATOR_KIND else ()),
            companies=frozenset(filter(None, [self.company])),
        )

    @property
    def day(self) -> dt.date | None:
        """The day whose rules and list count: that of the hiring, once there is one."""
        return self.hired_on or self.placed_on

    @property
    def contract_words(self) -> str:
        """« CDD, 12 mois »."""
        words = choices("contract").get(self.contract, "")
        return f"{words}, {self.months}\N{NO-BREAK SPACE}mois" if self.months else words

    @property
    def level_words(self) -> str:
        return level_words(self.level)

    @property
    def private_figures(self) -> dict[str, Any]:
        """What the company declares of itself, which is not public."""
        return {
            "headcount": self.headcount,
            "turnover_cents": self.turnover_cents,
            "balance_cents": self.balance_cents,
        }


class Aid(models.Model):
    """An aid asked for a hiring: of the territory, or the VTE vert.

    `request` is the code of the request by which it is asked, answered and followed.
    `expected_cents` is what the rules gave the day it was asked; None: the sources leave several
    amounts, or none.
    """

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="aids")
    kind = models.CharField("aide", max_length=10)
    request = models.CharField("sollicitation", max_length=20, unique=True)
    expected_cents = models.PositiveBigIntegerField("montant attendu", null=True)
    asked_at = models.DateTimeField("demandée le")

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = "aide VTE"

    def __str__(self) -> str:
        return f"{self.offer_id} {self.kind} {self.request}"
