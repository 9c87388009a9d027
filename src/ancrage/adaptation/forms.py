"""The forms of an amendment: what is typed is read here, and refused with a located reason."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.adaptation.rules.guards import Sitting
from ancrage.adaptation.rules.workflow import Words
from ancrage.files.forms import AttachedFileField

LONGEST = 4_000
FAVOURABLE, UNFAVOURABLE = "favorable", "defavorable"


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class WriteForm(forms.Form):
    """The title and the reason of an amendment."""

    title = forms.CharField(
        label=gettext_lazy("Titre"),
        help_text=gettext_lazy("En une ligne, par exemple : Ajouter Thiers au territoire d’Ambert"),
        max_length=200,
    )
    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        help_text=gettext_lazy("Pourquoi la région le demande. Il sera public si c’est accepté."),
        required=False,
        max_length=LONGEST,
        widget=_area(5),
    )


class NewForm(WriteForm):
    """A new amendment: on which programme's list, for which region."""

    programme = forms.ChoiceField(label=gettext_lazy("Programme"))
    region = forms.ChoiceField(label=gettext_lazy("Région"))
    field_order = ("programme", "region", "title", "reason")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 as its parent's
        programmes: list[tuple[str, str]],
        regions: list[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("programme", programmes), ("region", regions)):
            field = self.fields[name]
            field.choices = choices  # type: ignore[attr-defined]
            if len(choices) == 1:
                field.widget, field.initial = forms.HiddenInput(), choices[0][0]


class WordsForm(forms.Form):
    """The reason given with a step."""

    words = forms.CharField(label=gettext_lazy("Motif"), max_length=LONGEST, widget=_area(4))

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 as its parent's
        asked: Words = Words.MUST,
        label: str = "",
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["words"]
        field.required = asked == Words.MUST
        if asked == Words.MAY:
            field.label = _("Un mot d’explication")
        if label:
            field.label = label


class AcceptForm(WordsForm):
    """From when the new list holds, and a word."""

    valid_from = forms.DateField(
        label=gettext_lazy("La nouvelle liste est en vigueur à partir du"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ("valid_from", "words")


class DecisionForm(forms.Form):
    """The record of a regional committee's decision."""

    opinion = forms.ChoiceField(
        label=gettext_lazy("Avis du comité"),
        choices=[
            ("", gettext_lazy("Choisir")),
            (FAVOURABLE, gettext_lazy("favorable")),
            (UNFAVOURABLE, gettext_lazy("défavorable")),
        ],
    )
    decided_on = forms.DateField(
        label=gettext_lazy("Date de la séance"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    body = forms.CharField(
        label=gettext_lazy("Instance"),
        help_text=gettext_lazy(
            "Par exemple : comité régional de pilotage. Si un territoire est à cheval sur deux "
            "régions, nommez les deux comités."
        ),
        max_length=200,
    )
    present_count = forms.IntegerField(
        label=gettext_lazy("Nombre de présents"), min_value=1, max_value=500
    )
    present = forms.CharField(
        label=gettext_lazy("Noms des présents"),
        help_text=gettext_lazy("Un par ligne. Ils ne sont pas publics, et peuvent être effacés."),
        required=False,
        max_length=LONGEST,
        widget=_area(4),
    )
    words = forms.CharField(
        label=gettext_lazy("Ce que le comité a décidé"), max_length=LONGEST, widget=_area(4)
    )
    file = AttachedFileField(
        label=gettext_lazy("Relevé de décision"), today=timezone.localdate, required=False
    )

    @property
    def is_favourable(self) -> bool:
        return bool(self.cleaned_data["opinion"] == FAVOURABLE)

    @property
    def sitting(self) -> Sitting:
        """The record's part that the guards look at."""
        told = self.cleaned_data
        return Sitting(
            body=told["body"],
            decided_on=told["decided_on"],
            present_count=told["present_count"],
            names=names_in(told["present"]),
        )


def names_in(text: str) -> tuple[str, ...]:
    """One name a line, empty lines left out."""
    return tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())


def initial_sitting(today: dt.date) -> dict[str, object]:
    """What the record most often says."""
    return {"decided_on": today, "body": _("Comité régional de pilotage")}
