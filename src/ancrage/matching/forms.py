"""The forms of needs, of companies, of referents and of adjustments."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.catalogue.rules.basket import Basket
from ancrage.catalogue.rules.facts import Fact, Kind, Value
from ancrage.kernel.rights import ScopeKind
from ancrage.matching import definitions
from ancrage.matching.actions.adjustments import Wish
from ancrage.matching.actions.coverage import Area
from ancrage.matching.actions.needs import Words
from ancrage.matching.models import LEVELS, NeedStatement
from ancrage.matching.rules.coverage import Level
from ancrage.people.actions.roles import Term
from ancrage.people.fields import ScopeField, day_field, not_one, reason_field
from ancrage.people.queries import named_scopes
from ancrage.people.queries.scopes import NamedScope, among

Data = Mapping[str, Any] | None
UNKNOWN = ("", gettext_lazy("je ne sais pas"))
SEPARATOR = ";"


class NeedForm(forms.Form):
    """What a tandem says of a need. `revision` is the one that was read."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    level = forms.ChoiceField(label=gettext_lazy("Ce besoin est"))
    stance = forms.ChoiceField(
        label=gettext_lazy("Au regard des chiffres publics, le binôme"),
        choices=NeedStatement.STANCES,
        help_text=gettext_lazy("Le chiffre public reste affiché à côté de ce que vous dites."),
    )
    words = forms.CharField(
        label=gettext_lazy("Avec vos mots"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Ce que les chiffres ne disent pas : métiers, sites, échéances."),
    )
    is_private = forms.BooleanField(
        label=gettext_lazy("Réserver au binôme et à son chef de projet"), required=False
    )

    def __init__(self, data: Data = None, **options: Any) -> None:  # noqa: ANN401
        super().__init__(data, **options)
        choices = [(level.code, level.label) for level in definitions.levels().values()]
        self.fields["level"].choices = choices  # type: ignore[attr-defined]

    @property
    def said(self) -> Words:
        kept = {name: self.cleaned_data[name] for name in Words.__slots__}
        return Words(**kept)


def fact_field(fact: Fact) -> forms.Field:
    """The field that asks for a fact; left empty, the fact stays unknown."""
    label = f"{fact.label[:1].upper()}{fact.label[1:]}"
    if fact.kind == Kind.YES_NO:
        yes_no = [UNKNOWN, ("oui", gettext_lazy("oui")), ("non", gettext_lazy("non"))]
        return forms.ChoiceField(label=label, choices=yes_no, required=False)
    if fact.kind == Kind.CHOICE:
        return forms.ChoiceField(
            label=label, choices=[UNKNOWN, *fact.choices.items()], required=False
        )
    if fact.kind == Kind.DAY:
        return day_field(label, required=False)
    unit = _("en euros") if fact.kind == Kind.CENTS else fact.unit
    return forms.IntegerField(
        label=label, min_value=0, max_value=10**12, help_text=unit, required=False
    )


def fact_value(fact: Fact, answer: Any) -> Value | None:  # noqa: ANN401 what a field cleans to
    """A field's answer as a value of the fact; None when it was left out."""
    if answer in (None, ""):
        return None
    if fact.kind == Kind.YES_NO:
        return bool(answer == "oui")
    if fact.kind == Kind.CENTS:
        return int(answer) * 100
    return answer  # type: ignore[no-any-return]


class CompanyForm(forms.Form):
    """A company, its needs: read from the address, kept nowhere."""

    all_optional = True

    commune = forms.CharField(
        label=gettext_lazy("Commune de l’établissement"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Son nom, son code INSEE ou son code postal."),
    )
    besoin = forms.MultipleChoiceField(
        label=gettext_lazy("Ce que vous cherchez"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        data: Data = None,
        *,
        basket: Basket,
        facts: Mapping[str, Fact],
        main: Sequence[str],
        more: Iterable[str],
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(data, **options)
        self.facts, self.main, self.more = facts, tuple(main), tuple(more)
        needs = [(need.code, f"{need.name} : {need.meaning}") for need in basket.needs.values()]
        self.fields["besoin"].choices = needs  # type: ignore[attr-defined]
        for code in (*self.main, *self.more):
            self.fields[code] = fact_field(facts[code])

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[code] for code in self.main]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[code] for code in self.more]

    def known(self) -> dict[str, Value]:
        """The facts that were told, and are right."""
        cleaned = getattr(self, "cleaned_data", {})
        told = {
            code: fact_value(self.facts[code], cleaned.get(code))
            for code in (*self.main, *self.more)
        }
        return {code: value for code, value in told.items() if value is not None}


class PlacesField(forms.CharField):
    """Cleans names or codes, one a line or parted by semicolons, to the scopes that they tell."""

    def __init__(self, everything: list[NamedScope], **options: Any) -> None:  # noqa: ANN401
        self.everything = everything
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000, **options)

    def clean(self, value: Any) -> Any:  # noqa: ANN401 as its parent's
        text = super().clean(value).replace(SEPARATOR, "\n")
        found = [self._one(line.strip()) for line in text.splitlines() if line.strip()]
        return tuple(dict.fromkeys(found))

    def _one(self, text: str) -> str:
        held = among(self.everything, text)
        if len(held) != 1:
            raise ValidationError(not_one(text, [named.label for named in held]))
        return held[0].code


class DesignationForm(forms.Form):
    """Who answers, for which measures, where, from when to when."""

    def __init__(
        self,
        data: Data = None,
        *,
        people: Sequence[tuple[str, str]],
        measures: Sequence[tuple[str, str]],
        today: dt.date,
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(data, **options)
        self.fields["person"] = forms.ChoiceField(
            label=_("Référent"),
            choices=[("", _("choisir")), *people],
            help_text=_("Ceux qui tiennent ce rôle pour l’opérateur."),
        )
        self.fields["measures"] = forms.MultipleChoiceField(
            label=_("Mesures"),
            choices=measures,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Aucune cochée : toutes celles de l’opérateur."),
        )
        self.fields["level"] = forms.ChoiceField(
            label=_("Où"), choices=[(Level.TERRITORY, LEVELS[0][1]), *LEVELS[1:]]
        )
        self.fields["territories"] = PlacesField(
            named_scopes(ScopeKind.TERRITORY),
            label=_("Territoires"),
            required=False,
            help_text=_("Un nom ou un code par ligne ; pour « des territoires » seulement."),
        )
        self.fields["regions"] = PlacesField(
            named_scopes(ScopeKind.REGION),
            label=_("Régions"),
            required=False,
            help_text=_("Un nom par ligne ; pour « des régions entières » seulement."),
        )
        self.fields["since"] = day_field(_("Premier jour"))
        self.fields["since"].initial = today
        self.fields["until"] = day_field(
            _("Dernier jour"), required=False, help_text=_("Vide : sans fin prévue.")
        )

    @property
    def area(self) -> Area:
        level = Level(self.cleaned_data["level"])
        fields = {Level.TERRITORY: "territories", Level.REGION: "regions"}
        return Area(level, self.cleaned_data[fields[level]] if level in fields else ())

    @property
    def term(self) -> Term:
        return Term(self.cleaned_data["since"], self.cleaned_data["until"])

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["measures"])


class EndForm(forms.Form):
    """The last day of a designation, and why."""

    last_day = day_field(
        gettext_lazy("Dernier jour"),
        help_text=gettext_lazy("La veille d’aujourd’hui : elle ne compte plus dès maintenant."),
    )
    reason = reason_field(gettext_lazy("Motif"))


class OperatorForm(forms.Form):
    """Which operator: what is asked next depends on it."""

    def __init__(
        self,
        data: Data = None,
        *,
        operators: Sequence[tuple[str, str]],
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(data, **options)
        self.fields["operateur"] = forms.ChoiceField(label=_("Opérateur"), choices=operators)


class WishForm(forms.Form):
    """What a Region asks an operator for."""

    def __init__(
        self,
        data: Data = None,
        *,
        basket: Basket,
        regions: Sequence[NamedScope],
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(data, **options)
        territories = [
            named
            for named in named_scopes(ScopeKind.TERRITORY)
            if any(region.code in named.regions for region in regions)
        ]
        self.fields["region"] = forms.ChoiceField(
            label=_("Au nom de"), choices=[(named.code, named.name) for named in regions]
        )
        self.fields["operator"] = forms.ChoiceField(
            label=_("Opérateur"), choices=[(o.code, o.name) for o in basket.operators.values()]
        )
        self.fields["measure"] = forms.ChoiceField(
            label=_("Mesure"),
            required=False,
            choices=[
                ("", _("toutes celles de l’opérateur")),
                *((m.code, m.name) for m in basket.measures.values() if m.operator and m.name),
            ],
        )
        self.fields["territory"] = ScopeField(
            territories,
            label=_("Territoire"),
            required=False,
            help_text=_("Son nom ; vide : toute la région."),
        )
        self.fields["words"] = reason_field(
            _("Le changement demandé"), help_text=_("L’opérateur et l’équipe nationale le liront.")
        )

    @property
    def wish(self) -> Wish:
        told = self.cleaned_data
        named = told["territory"]
        return Wish(
            region=told["region"],
            operator=told["operator"],
            words=told["words"],
            measure=told["measure"],
            territory=named.code if named else "",
        )


class AnswerForm(forms.Form):
    """What was done of a Region's request."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Réponse"),
        choices=[
            ("done", gettext_lazy("l’ajustement est fait")),
            ("declined", gettext_lazy("l’ajustement n’est pas fait")),
        ],
    )
    answer = reason_field(
        gettext_lazy("En quelques mots"), help_text=gettext_lazy("La Région le lira.")
    )
