"""What is typed to ask for a measure, and to answer: kept as typed when something is wrong."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.catalogue.rules.facts import Fact, Kind, Value
from ancrage.files.rules.cells import UnreadableError, read_amount
from ancrage.kernel.identifiers import read_siret
from ancrage.requests.actions.asking import LONGEST, Wanted
from ancrage.requests.models import TERRITORY, ServiceRequest
from ancrage.requests.queries.judging import as_value
from ancrage.requests.words import as_typed

UNKNOWN = ("", gettext_lazy("je ne sais pas"))


class EurosField(forms.CharField):
    """An amount as French people write it; cleans to cents, None when left empty."""

    def clean(self, value: Any) -> int | None:  # noqa: ANN401 as its parent's
        text = super().clean(value)
        try:
            return read_amount(text) if text else None
        except UnreadableError as fault:
            raise ValidationError(str(fault)) from fault


class DayInput(forms.DateInput):
    """A browser's own date chooser."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AskForm(forms.Form):
    """The request itself. Nothing is required of a draft; what is missing is said at sending."""

    purpose = forms.CharField(
        label=gettext_lazy("Ce que vous demandez, et pour quoi"),
        help_text=gettext_lazy("Quelques phrases suffisent : l’opérateur posera ses questions."),
        widget=forms.Textarea({"rows": 5}),
        max_length=LONGEST,
        required=False,
    )
    asked_by = forms.ChoiceField(
        label=gettext_lazy("Qui en bénéficie"), choices=ServiceRequest.ASKERS, initial=TERRITORY
    )
    company_name = forms.CharField(label=gettext_lazy("Entreprise"), max_length=200, required=False)
    siret = forms.CharField(
        label=gettext_lazy("SIRET de l’entreprise"),
        help_text=gettext_lazy("Quatorze chiffres ; ils sont vérifiés."),
        max_length=20,
        required=False,
    )
    commune = forms.CharField(
        label=gettext_lazy("Commune du projet"),
        help_text=gettext_lazy("Son code INSEE, à cinq caractères, si vous le connaissez."),
        max_length=10,
        required=False,
    )
    cost = EurosField(label=gettext_lazy("Dépense prévue, en euros"), max_length=30, required=False)
    asked_amount = EurosField(
        label=gettext_lazy("Montant demandé, en euros"),
        help_text=gettext_lazy("À laisser vide si ce n’est pas de l’argent que vous demandez."),
        max_length=30,
        required=False,
    )
    wanted_on = forms.DateField(
        label=gettext_lazy("Souhaité pour le"), widget=DayInput(), required=False
    )

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401 as its parent's
        *,
        facts: list[Fact],
        territories: list[tuple[str, str]],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.facts = facts
        if territories:
            self.fields["territory"] = forms.ChoiceField(
                label=_("Territoire"), choices=territories, required=False
            )
        for fact in facts:
            self.fields[f"fact_{fact.code}"] = _fact_field(fact)
        first = [name for name in ("territory",) if name in self.fields]
        self.order_fields([*first, *self.fields])

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        """The questions that the measure's conditions ask."""
        return [self[f"fact_{fact.code}"] for fact in self.facts]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        asked = {f"fact_{fact.code}" for fact in self.facts}
        return [self[name] for name in self.fields if name not in asked]

    def clean_siret(self) -> str:
        text: str = self.cleaned_data["siret"].strip()
        if text and read_siret(text) is None:
            raise ValidationError(_("Ce SIRET est faux : vérifiez ses quatorze chiffres."))
        return text

    def wanted(self, *, measure: str, territory: str) -> Wanted:
        """What the form asks; `territory` when there is no choice of it."""
        told = self.cleaned_data
        facts = {fact.code: _typed(fact, told[f"fact_{fact.code}"]) for fact in self.facts}
        return Wanted(
            measure=measure,
            asked_by=told["asked_by"],
            territory=told.get("territory") or territory,
            commune=told["commune"].strip(),
            company_name=told["company_name"],
            siret=told["siret"],
            purpose=told["purpose"],
            cost=told["cost"],
            asked_amount=told["asked_amount"],
            wanted_on=told["wanted_on"],
            facts={code: value for code, value in facts.items() if value is not None},
        )


def initial_of(request: ServiceRequest) -> dict[str, Any]:
    """A draft as its form shows it."""
    facts = {f"fact_{code}": _written(value) for code, value in request.facts.items()}
    return {
        "territory": request.territory,
        "purpose": request.purpose,
        "asked_by": request.asked_by,
        "company_name": request.company_name,
        "siret": request.siret,
        "commune": request.commune,
        "cost": as_typed(request.cost),
        "asked_amount": as_typed(request.asked_amount),
        "wanted_on": request.wanted_on,
        **facts,
    }


def _fact_field(fact: Fact) -> forms.Field:
    label = fact.label[:1].upper() + fact.label[1:]
    if fact.kind == Kind.YES_NO:
        choices = [UNKNOWN, ("yes", _("oui")), ("no", _("non"))]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    if fact.kind == Kind.CHOICE:
        return forms.ChoiceField(
            label=label, choices=[UNKNOWN, *fact.choices.items()], required=False
        )
    if fact.kind == Kind.DAY:
        return forms.DateField(label=label, widget=DayInput(), required=False)
    if fact.kind == Kind.CENTS:
        return EurosField(label=f"{label}, en euros", max_length=30, required=False)
    unit = f", en {fact.unit}" if fact.unit else ""
    return forms.IntegerField(label=f"{label}{unit}", min_value=0, required=False)


def _typed(fact: Fact, told: Any) -> Value | None:  # noqa: ANN401 whatever the field gives
    if fact.kind == Kind.YES_NO:
        return {"yes": True, "no": False}.get(told)
    if told in (None, ""):
        return None
    return told if isinstance(told, dt.date) else as_value(fact, told)


def _written(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


class AnswerForm(forms.Form):
    """What comes with an answer: words, a file number, an amount."""

    reason = forms.CharField(max_length=LONGEST, required=False)
    number = forms.CharField(max_length=60, required=False)
    amount = EurosField(max_length=30, required=False)
    text = forms.CharField(max_length=LONGEST, required=False)
