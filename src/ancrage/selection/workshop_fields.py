"""The rules that the workshop lets people move: what each means, its unit, what it may be.

What a value may be is the engine's word (`engine.vocabulary`); here are the words of a form.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.kernel.text import fold
from ancrage.selection.engine.vocabulary import (
    FRACTION,
    POSITIVE,
    THRESHOLDS,
    WHOLE,
    kind_of,
    split_region,
)
from ancrage.ui.formats import THIN, unit_of

MEMBERS_MOST = 6
"""Beyond it the groups are too many for a site's computation; the command line sets no limit."""
Words = str | Promise
UNLIMITED = gettext_lazy("sans limite")


@dataclass(frozen=True, slots=True)
class RuleField:
    """One rule of the form. `percent`: the rule is a fraction, people write per cent."""

    key: str
    label: Words
    unit: Words = ""
    meaning: Words = ""
    percent: bool = False
    required: bool = False

    @property
    def expected(self) -> str:
        """What the value may be, in words."""
        kind = kind_of(self.key)
        if self.key == "members.max":
            return _("un nombre entier de 1 à %(most)d") % {"most": MEMBERS_MOST}
        if self.percent:
            return _("un pourcentage de 0 à 100") if kind is FRACTION else _("un pourcentage")
        return {
            POSITIVE: _("un nombre entier d’au moins 1"),
            WHOLE: _("un nombre entier positif ou nul"),
        }.get(kind or WHOLE, _("un nombre positif ou nul"))

    def written(self, value: object) -> str:
        """A value as the form holds it: « 20 000 », « 0,5 », « 48 »; "" for none."""
        if value is None:
            return ""
        amount = Decimal(str(value))
        if amount.is_infinite():
            return str(UNLIMITED)
        amount = amount * 100 if self.percent else amount
        return f"{amount.normalize():,f}".replace(",", THIN).replace(".", ",")

    def told(self, value: object) -> str:
        """A value with its unit, for a reader; « aucune limite » when there is none."""
        if value is None or Decimal(str(value)).is_infinite():
            return _("aucune limite")
        amount = float(str(value)) * (100 if self.percent else 1)
        unit = unit_of(amount, str(self.unit))
        return f"{self.written(value)}{THIN}{unit}" if unit else self.written(value)

    def read(self, text: str) -> Any:  # noqa: ANN401 a number as the engine's kind reads it
        """The rule's value; None for an empty text. ValueError when it is not as expected."""
        bare = "".join(text.split()).replace(",", ".")
        if not bare:
            return None
        kind = kind_of(self.key)
        if kind is None:
            raise ValueError(self.key)
        if fold(text) == fold(str(UNLIMITED)):
            return kind.read("inf")
        try:
            amount = Decimal(bare)
        except InvalidOperation:
            raise ValueError(text) from None
        if not amount.is_finite():
            raise ValueError(text)
        value = kind.read(float(amount / 100 if self.percent else amount))
        if self.key == "members.max" and value > MEMBERS_MOST:
            raise ValueError(text)
        return value


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Rules that are shown together."""

    title: Words
    fields: tuple[RuleField, ...]


SHAPE = FieldGroup(
    gettext_lazy("La liste et ses territoires"),
    (
        RuleField(
            "territories",
            gettext_lazy("Nombre de territoires"),
            gettext_lazy("territoires"),
            gettext_lazy("La liste en compte exactement ce nombre."),
            required=True,
        ),
        RuleField(
            "members.max",
            gettext_lazy("Intercommunalités par territoire, au plus"),
            gettext_lazy("intercommunalités"),
            gettext_lazy(
                "Des intercommunalités qui se touchent. Plus ce nombre est grand, plus les "
                "territoires s’étendent, et plus le calcul est long."
            ),
            required=True,
        ),
        RuleField(
            "coverage.min",
            gettext_lazy("Part des emplois industriels du pays, au moins"),
            "%",
            gettext_lazy("Ce que tous les territoires réunissent ensemble."),
            percent=True,
        ),
    ),
)

LIMITS = FieldGroup(
    gettext_lazy("Ce qu’il faut pour être un territoire"),
    (
        RuleField(
            "population.min",
            gettext_lazy("Population, au moins"),
            gettext_lazy("habitants"),
            gettext_lazy("Celle de toutes ses intercommunalités ensemble."),
        ),
        RuleField(
            "population.max",
            gettext_lazy("Population, au plus"),
            gettext_lazy("habitants"),
            gettext_lazy("Écarte les métropoles et les territoires trop étendus."),
        ),
        RuleField(
            "intensity.min",
            gettext_lazy("Intensité industrielle, au moins"),
            gettext_lazy("fois la part nationale"),
            gettext_lazy(
                "La part de l’industrie dans ses emplois, rapportée à celle de la France : "
                "1 est la part nationale, 2 en est le double."
            ),
        ),
        RuleField(
            "members.intensity.min",
            gettext_lazy("Intensité de chaque intercommunalité, au moins"),
            gettext_lazy("fois la part nationale"),
            gettext_lazy("Écarte celles où l’industrie pèse trop peu, même bien entourées."),
        ),
        RuleField(
            "industrial_jobs.min",
            gettext_lazy("Emplois industriels, au moins"),
            gettext_lazy("emplois"),
            gettext_lazy("Emplois salariés de l’industrie de tout le territoire (estimation)."),
        ),
    ),
)

VALUE = FieldGroup(
    gettext_lazy("Ce que la liste cherche à réunir"),
    (
        RuleField(
            "weights.intensity",
            gettext_lazy("Poids de l’intensité"),
            meaning=gettext_lazy(
                "0 : seuls comptent les emplois industriels. Plus il est grand, plus la liste "
                "préfère les lieux où l’industrie domine."
            ),
        ),
        RuleField(
            "weights.cohesion",
            gettext_lazy("Poids de la cohésion"),
            meaning=gettext_lazy(
                "La cohésion est la part des emplois du territoire dans une même zone d’emploi. "
                "0 : elle ne compte pas."
            ),
        ),
        RuleField(
            "gap",
            gettext_lazy("Écart accepté avec la meilleure liste possible"),
            "%",
            gettext_lazy(
                "Le calcul s’arrête dès qu’il a prouvé qu’aucune liste ne vaut davantage de plus "
                "que cet écart. Un écart plus grand se calcule plus vite."
            ),
            percent=True,
        ),
    ),
)

EACH = FieldGroup(
    gettext_lazy("Chaque région"),
    (
        RuleField(
            "regions.each.at_least",
            gettext_lazy("Territoires par région, au moins"),
            gettext_lazy("territoires"),
            gettext_lazy(
                "Vaut pour chaque région dont les emplois sont connus, sauf celles qui ont leur "
                "propre nombre ci-dessous."
            ),
        ),
        RuleField(
            "regions.each.at_most",
            gettext_lazy("Territoires par région, au plus"),
            gettext_lazy("territoires"),
            gettext_lazy("Vide : pas de maximum."),
        ),
    ),
)

BONUS_FIELD = RuleField("bonus.siren", gettext_lazy("Poids en plus"), "%", percent=True)
"""What an intercommunalité's industrial jobs count for more: one for each that is named."""

GROUPS = (SHAPE, LIMITS, VALUE, EACH)
NATIONAL = {field.key: field for group in GROUPS for field in group.fields}

COUNTS = {
    "at_least": RuleField(
        "at_least", gettext_lazy("Nombre de territoires, au moins"), gettext_lazy("territoires")
    ),
    "at_most": RuleField(
        "at_most", gettext_lazy("Nombre de territoires, au plus"), gettext_lazy("territoires")
    ),
}


def regional_fields(region: str) -> tuple[RuleField, ...]:
    """The rules that a region may have of its own: its numbers, then its thresholds."""
    own = [*COUNTS.values(), *(NATIONAL[rule] for rule in THRESHOLDS)]
    return tuple(
        replace(field, key=f"regions.{region}.{field.key}", meaning="", required=False)
        for field in own
    )


def field_of(key: str) -> RuleField | None:
    """The field that holds the rule `key`; a region's exact number is held by both its counts."""
    region, rule = split_region(key)
    if region is None or region == "each":
        return NATIONAL.get(key)
    wanted = f"regions.{region}.{'at_least' if rule == 'exactly' else rule}"
    return next((field for field in regional_fields(region) if field.key == wanted), None)


def label_of(key: str, regions: Mapping[str, str]) -> str:
    """The rule in words, with its region: « Population, au plus (Corse) »."""
    region, rule = split_region(key)
    if rule == "exactly":
        return f"{_('Nombre de territoires')} ({regions.get(str(region), region)})"
    field = field_of(key)
    if field is None:
        return key
    own = region not in {None, "each"}
    return f"{field.label} ({regions.get(str(region), region)})" if own else str(field.label)


def every_field(regions: Iterator[str] | list[str]) -> Iterator[RuleField]:
    """Every field of the form: the national ones, then each region's."""
    yield from NATIONAL.values()
    for region in regions:
        yield from regional_fields(region)
