"""The forms: what a scenario asks, a plan adopted, an antenna, its places, a booking."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ancrage.antennas.actions.antennas import Offer
from ancrage.antennas.actions.sitings import Wanted
from ancrage.antennas.engine.model import Objective, Question
from ancrage.antennas.queries.places import UnknownPlaceError, named_places, names
from ancrage.antennas.travel import Travel
from ancrage.kernel.text import typeset

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LINES = forms.Textarea(attrs={"rows": 3})
GOALS = [
    (Objective.COVERAGE.value, gettext_lazy("le plus d’emplois industriels dans le rayon")),
    (Objective.DISTANCE.value, gettext_lazy("la moindre distance moyenne des emplois")),
]
UNITS = [("km", gettext_lazy("kilomètres à vol d’oiseau")), ("min", gettext_lazy("minutes"))]


class SitingForm(forms.Form):
    """What is asked: how many antennas, for what, under which limits."""

    name = forms.CharField(label=gettext_lazy("Nom du scénario"), max_length=120)
    count = forms.IntegerField(
        label=gettext_lazy("Nombre d’antennes"),
        min_value=1,
        max_value=200,
        help_text=gettext_lazy("Celles à garder comprises."),
    )
    objective = forms.ChoiceField(label=gettext_lazy("Ce qui est recherché"), choices=GOALS)
    radius = forms.FloatField(
        label=gettext_lazy("Rayon desservi"),
        required=False,
        min_value=0.1,
        max_value=20000,
        help_text=gettext_lazy("Obligatoire pour la couverture."),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Rayon compté en"), choices=UNITS)
    capacity = forms.IntegerField(
        label=gettext_lazy("Capacité d’une antenne, en emplois industriels desservis"),
        required=False,
        min_value=1,
        max_value=10_000_000,
        help_text=gettext_lazy(
            "Vide : sans limite. Une intercommunalité va tout entière à une antenne."
        ),
    )
    kept = forms.CharField(
        label=gettext_lazy("Hôtes à garder"),
        required=False,
        widget=LINES,
        help_text=gettext_lazy("Un nom ou un SIREN par ligne."),
    )
    excluded = forms.CharField(
        label=gettext_lazy("Intercommunalités qui ne peuvent accueillir"),
        required=False,
        widget=LINES,
        help_text=gettext_lazy("Un nom ou un SIREN par ligne."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=LINES
    )

    def __init__(self, *args: Any, travel: Travel, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.travel = travel
        self.fields["unit"].help_text = typeset(
            f"Les minutes sont une estimation : {travel.speed_kmh:g} km/h de moyenne, "
            f"détour de {travel.detour:g} par la route. {travel.source}"
        ).replace(".3", ",3")

    def clean_kept(self) -> list[str]:
        return self._places("kept")

    def clean_excluded(self) -> list[str]:
        return self._places("excluded")

    def _places(self, field: str) -> list[str]:
        try:
            return named_places(self.cleaned_data[field].splitlines())
        except UnknownPlaceError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def wanted(self) -> Wanted:
        """What was filled in, once the form is valid."""
        told = self.cleaned_data
        radius, minutes = told["radius"], None
        if radius is not None and told["unit"] == "min":
            minutes, radius = radius, self.travel.kilometres(radius)
        question = Question(
            count=told["count"],
            objective=Objective(told["objective"]),
            radius_km=radius,
            capacity=told["capacity"],
            kept=frozenset(told["kept"]),
            excluded=frozenset(told["excluded"]),
        )
        return Wanted(told["name"], question, told["note"], minutes)


def initial_of(wanted: Wanted) -> dict[str, Any]:
    """A scenario as its form shows it, places by name when the name is one place's alone."""
    question = wanted.question
    return {
        "name": wanted.name,
        "note": wanted.note,
        "count": question.count,
        "objective": question.objective.value,
        "radius": wanted.minutes if wanted.minutes is not None else question.radius_km,
        "unit": "km" if wanted.minutes is None else "min",
        "capacity": question.capacity,
        "kept": lines_of(question.kept),
        "excluded": lines_of(question.excluded),
    }


def lines_of(sirens: frozenset[str]) -> str:
    """Places as lines: a name where it names one place, else a SIREN."""
    known = names()
    return "\n".join(_line(siren, known) for siren in sorted(sirens))


def _line(siren: str, known: dict[str, str]) -> str:
    name = known.get(siren, siren)
    return name if list(known.values()).count(name) == 1 else siren


class OfferForm(forms.Form):
    """Places from a day to a day."""

    starts_on = forms.DateField(label=gettext_lazy("Début de la période"), widget=DAY)
    ends_on = forms.DateField(label=gettext_lazy("Fin de la période"), widget=DAY)
    places = forms.IntegerField(
        label=gettext_lazy("Places d’accélération offertes"), min_value=1, max_value=10_000
    )

    def offer(self) -> Offer:
        told = self.cleaned_data
        return Offer(told["starts_on"], told["ends_on"], told["places"])


class AdoptForm(OfferForm):
    """When the antennas of a plan open, and what each offers first."""

    opens_on = forms.DateField(label=gettext_lazy("Ouverture prévue"), widget=DAY)
    field_order = ["opens_on", "starts_on", "ends_on", "places"]


class AntennaForm(forms.Form):
    """The name and the dates of an antenna."""

    name = forms.CharField(label=gettext_lazy("Nom de l’antenne"), max_length=120)
    opens_on = forms.DateField(label=gettext_lazy("Ouverture"), widget=DAY)
    closes_on = forms.DateField(label=gettext_lazy("Fermeture"), required=False, widget=DAY)
    version = forms.IntegerField(widget=forms.HiddenInput)


class BookingForm(forms.Form):
    """What a company asks of an antenna."""

    company = forms.ChoiceField(label=gettext_lazy("Entreprise"))
    period = forms.ChoiceField(label=gettext_lazy("Période"))
    places = forms.IntegerField(
        label=gettext_lazy("Places demandées"), min_value=1, max_value=10_000, initial=1
    )
    purpose = forms.CharField(
        label=gettext_lazy("Projet à accélérer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Sans donnée personnelle : le référent de l’opérateur le lit."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 Django's
        companies: list[tuple[str, str]],
        periods: list[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401 Django's
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].choices = companies  # type: ignore[attr-defined]
        self.fields["period"].choices = periods  # type: ignore[attr-defined]
