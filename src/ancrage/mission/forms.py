"""The forms of the mission's conduct: what it is, what its scores change, its experts."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.geography.models import Perimeter
from ancrage.kernel.problems import InputRefused
from ancrage.mission.actions.missions import Plan
from ancrage.mission.definitions import disciplines, shipped_grids
from ancrage.mission.rules.use import Use, read_use
from ancrage.selection.models import Identification

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PlanForm(forms.Form):
    """What a mission is for, on which grid and rules, and until when."""

    name = forms.CharField(label=gettext_lazy("Nom de la mission"), max_length=200)
    purpose = forms.CharField(
        label=gettext_lazy("À quoi elle sert"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )
    programme = forms.ChoiceField(label=gettext_lazy("Programme"))
    base = forms.ChoiceField(
        label=gettext_lazy("Règles dans lesquelles entrent les notes"),
        required=False,
        help_text=gettext_lazy("Une identification gardée : l’effet des notes se mesure sur elle."),
    )
    grid = forms.ChoiceField(label=gettext_lazy("Grille de lecture"))
    tolerance = forms.IntegerField(
        label=gettext_lazy("Tolérance, en points"),
        min_value=0,
        max_value=10,
        initial=1,
        help_text=gettext_lazy("Un écart plus grand entre les deux lectures se discute."),
    )
    applications_until = forms.DateField(
        label=gettext_lazy("Fin des candidatures"), required=False, widget=DAY
    )
    readings_until = forms.DateField(
        label=gettext_lazy("Fin des lectures"), required=False, widget=DAY
    )

    def __init__(self, *args: Any, is_open: bool = False, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        programmes = Perimeter.objects.filter(kind=Perimeter.PROGRAMME)
        runs = Identification.objects.filter(is_trial=False).values_list("code", "title")
        self._choices("programme", list(programmes.values_list("code", "name")))
        self._choices("base", [("", _("aucune : l’effet ne sera pas calculé")), *runs])
        self._choices("grid", [(grid.code, grid.title) for grid in shipped_grids()])
        if is_open:
            for name in ("programme", "base", "grid", "tolerance"):
                self.fields[name].disabled = True

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        """A value that is no longer offered stays, so that a form that is read again is valid."""
        held = str(self.initial.get(name) or "")
        if held and held not in dict(choices):
            choices.append((held, held))
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        """What was filled in, once the form is valid."""
        return Plan(**{name: self.cleaned_data[name] for name in self.fields if name != "code"})


class NewMissionForm(PlanForm):
    """A mission to be prepared: the same, with its code."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=50,
        help_text=gettext_lazy("Il sert d’adresse : lettres, chiffres et tirets."),
    )
    field_order = ("name", "code")


class UseForm(forms.Form):
    """What the scores change to the list; what is left empty does not play."""

    bonus = forms.CharField(
        label=gettext_lazy("Bonus, en %"),
        required=False,
        help_text=gettext_lazy("Ce qu’une note de 100 ajoute à la valeur du territoire."),
    )
    minimum = forms.CharField(
        label=gettext_lazy("Note minimale"),
        required=False,
        help_text=gettext_lazy("En dessous, le territoire ne peut pas être choisi."),
    )
    forced_from = forms.CharField(
        label=gettext_lazy("Entrée d’office à partir de"),
        required=False,
        help_text=gettext_lazy("Au-dessus, il est dans la liste quels que soient ses chiffres."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Raison du changement"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, is_first: bool = True, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["reason"]

    def clean(self) -> None:
        """Every figure is read by the rules, which say what is wrong with which."""
        try:
            self.use = read_use(self.cleaned_data)
        except InputRefused as refusal:
            for problem in refusal.problems:
                self.add_error(problem.column, f"{problem.what} {problem.advice}")

    def declared(self) -> tuple[Use, str]:
        """The use and the reason, once the form is valid."""
        return self.use, self.cleaned_data.get("reason", "")


class ExpertForm(forms.Form):
    """Who is appointed, for what; `people` are those who hold the role and are not yet in."""

    person = forms.ChoiceField(label=gettext_lazy("Personne"))
    discipline = forms.ChoiceField(label=gettext_lazy("Discipline"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]
        self.fields["discipline"].choices = list(disciplines().items())  # type: ignore[attr-defined]
