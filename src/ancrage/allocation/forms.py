"""What is typed of a scenario, apart from its rules: kept as typed when something is wrong."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.allocation.actions.lines import DOSSIERS, FILE, SHEETS
from ancrage.allocation.actions.scenarios import Wanted
from ancrage.allocation.words import DIMENSION_WORDS
from ancrage.files.forms import AttachedFileField
from ancrage.funding.models import Envelope
from ancrage.requests.forms import DayInput, EurosField

Choices = Sequence[tuple[str, str]]
LONGEST = 1_000_000
"""Bytes of a file of rules."""


class ScenarioForm(forms.Form):
    """What a scenario is called, whose money it shares, by what it is delegated."""

    name = forms.CharField(
        label=gettext_lazy("Nom du scénario"),
        help_text=gettext_lazy("Ce qui le distingue des autres, comme « Un plancher par besoin »."),
        max_length=150,
    )
    scope = forms.ChoiceField(label=gettext_lazy("Portée"), required=False)
    envelope = forms.ChoiceField(
        label=gettext_lazy("Enveloppe à répartir"),
        help_text=gettext_lazy("Une fois adopté, le plan y déplace les crédits."),
        required=False,
    )
    financer = forms.ChoiceField(
        label=gettext_lazy("Financeur"),
        help_text=gettext_lazy("Celui qui promet ce qui est attribué."),
    )
    delegates_by = forms.ChoiceField(
        label=gettext_lazy("Une part de l’enveloppe pour chaque"),
        choices=[("", gettext_lazy("ne pas déléguer de parts")), *DIMENSION_WORDS.items()],
        required=False,
    )
    unit = forms.CharField(
        label=gettext_lazy("Unité des résultats attendus"),
        help_text=gettext_lazy(
            "Celle des fiches action, comme emplois ou tonnes de CO₂ évitées : sans elle, aucun "
            "résultat n’en est repris."
        ),
        max_length=60,
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Ce que vous cherchez, et pourquoi."),
        widget=forms.Textarea({"rows": 3}),
        max_length=5000,
        required=False,
    )

    def __init__(
        self,
        data: Any,  # noqa: ANN401 as Django's forms
        *,
        scopes: Choices,
        envelopes: Sequence[Envelope],
        financers: Choices,
        **options: Any,  # noqa: ANN401 as Django's forms
    ) -> None:
        super().__init__(data, **options)
        self.envelopes = {one.code: one for one in envelopes}
        held = [("", _("aucune pour l’instant")), *((one.code, one.name) for one in envelopes)]
        self._choose("scope", scopes)
        self.fields["scope"].required = all(code for code, _name in scopes)
        self._choose("envelope", held)
        self._choose("financer", financers)

    def _choose(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What was filled in, once the form is valid."""
        told = dict(self.cleaned_data)
        return Wanted(**told | {"envelope": self.envelopes.get(told["envelope"])})


class CopyForm(forms.Form):
    """What the copy of a scenario is called."""

    name = forms.CharField(label=gettext_lazy("Nom du nouveau scénario"), max_length=150)


class TakeForm(forms.Form):
    """Where projects come from."""

    source = forms.ChoiceField(
        label=gettext_lazy("D’où viennent les projets"),
        choices=[
            (SHEETS, gettext_lazy("des fiches action qui demandent au financeur")),
            (DOSSIERS, gettext_lazy("des dossiers du financeur en instruction")),
            (FILE, gettext_lazy("d’un fichier")),
        ],
    )
    document = AttachedFileField(
        today=timezone.localdate,
        label=gettext_lazy("Fichier de projets"),
        help_text=gettext_lazy("CSV, un projet par ligne : voir les colonnes plus bas."),
        required=False,
    )
    replace = forms.BooleanField(
        label=gettext_lazy("Retirer les projets qui n’y sont pas"), required=False
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        missing = told.get("source") == FILE and not told.get("document")
        if missing and "document" not in self.errors:
            self.add_error("document", _("Choisissez un fichier."))
        return told


class RulesFileForm(forms.Form):
    """The rules as a file."""

    document = forms.FileField(
        label=gettext_lazy("Fichier de règles"),
        help_text=gettext_lazy("TOML, 1 Mo au plus : il remplace toutes les règles du scénario."),
    )

    def clean_document(self) -> tuple[str, bytes]:
        """Its name and its content."""
        given = self.cleaned_data["document"]
        if given.size > LONGEST:
            raise forms.ValidationError(_("Ce fichier dépasse 1 Mo."))
        return given.name, given.read()


class AmountForm(forms.Form):
    """What a project would get, set by hand; without an amount, the plan decides."""

    cents = EurosField(
        label=gettext_lazy("Montant fixé à la main, en euros"),
        help_text=gettext_lazy("0 : rien. Sans montant : le plan décide."),
        max_length=30,
        required=False,
    )


class HoldForm(AmountForm):
    """The amount that is set, with why. `revision`: of the scenario whose cost was shown."""

    reason = forms.CharField(
        label=gettext_lazy("Raison"),
        help_text=gettext_lazy("Elle est dans la note de délibération."),
        widget=forms.Textarea({"rows": 3}),
        max_length=300,
        required=False,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
    all_optional = True

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("cents") is not None and not (told.get("reason") or "").strip():
            self.add_error("reason", _("Dites pourquoi ce montant est fixé à la main."))
        return told


class AdoptForm(forms.Form):
    """The decision by which a scenario is adopted, where it is recorded."""

    decision = forms.CharField(
        label=gettext_lazy("Décision"),
        help_text=gettext_lazy("Qui a décidé, dans quelle séance, sous quel numéro."),
        max_length=300,
    )
    adopted_on = forms.DateField(label=gettext_lazy("Adopté le"), widget=DayInput())
    despite = forms.CharField(
        label=gettext_lazy("Pourquoi, si une règle n’est pas respectée"),
        help_text=gettext_lazy("Un montant fixé à la main peut en enfreindre une."),
        max_length=300,
        required=False,
    )

    def __init__(self, data: Any, *, today: dt.date) -> None:  # noqa: ANN401 as Django's forms
        super().__init__(data, initial={"adopted_on": today})
