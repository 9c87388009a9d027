"""What is typed of money: kept as typed when something is wrong."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.funding.models import Commitment, Envelope
from ancrage.funding.models.envelopes import NATURES
from ancrage.funding.rules.chart import Chart
from ancrage.funding.rules.entries import UNMATCHED
from ancrage.funding.words.money import CERTAINTIES
from ancrage.kernel.identifiers import read_siret
from ancrage.requests.forms import DayInput, EurosField

Choices = Sequence[tuple[str, str]]
AMOUNT = gettext_lazy("Montant, en euros")
GIVE, TAKE, RECEIVE, RETURN = "donner", "reprendre", "recevoir", "rendre"
WAYS = [
    (GIVE, gettext_lazy("donner à une autre enveloppe")),
    (TAKE, gettext_lazy("reprendre à une de ses parts")),
    (RECEIVE, gettext_lazy("recevoir de l’extérieur")),
    (RETURN, gettext_lazy("rendre à l’extérieur")),
]


def _reason() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Raison"),
        help_text=gettext_lazy("Gardée pour toujours, lue de tous."),
        widget=forms.Textarea({"rows": 3}),
        max_length=300,
    )


def _amount(label: Any = AMOUNT, *, required: bool = True) -> EurosField:  # noqa: ANN401 as Django's labels
    return EurosField(label=label, max_length=30, required=required)


def _day(label: Any) -> forms.DateField:  # noqa: ANN401 as Django's labels
    return forms.DateField(label=label, widget=DayInput())


def _text(label: Any, most: int, *, required: bool = False, help_text: Any = "") -> forms.CharField:  # noqa: ANN401 as Django's labels
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


class ReasonForm(forms.Form):
    """Why something is undone."""

    reason = _reason()


class MoveForm(forms.Form):
    """Credits that go from an envelope to another, or from outside and back."""

    way = forms.ChoiceField(label=gettext_lazy("Ce que fait cette enveloppe"), choices=WAYS)
    other = forms.ChoiceField(
        label=gettext_lazy("L’autre enveloppe"),
        help_text=gettext_lazy("De même nature. Sans elle : l’extérieur."),
        required=False,
    )
    cents = _amount()
    event_on = _day(gettext_lazy("Décidé le"))
    reason = _reason()
    source = _text(gettext_lazy("Source : convention, décision, arrêté"), 300)

    def __init__(self, data: Any, *, others: Iterable[Envelope], today: dt.date) -> None:  # noqa: ANN401 as Django's forms
        super().__init__(data, initial={"event_on": today})
        choices = [("", _("l’extérieur")), *((one.code, one.name) for one in others)]
        self.fields["other"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("way") in {GIVE, TAKE} and not told.get("other"):
            self.add_error("other", _("Dites quelle enveloppe."))
        return told


class EnvelopeForm(forms.Form):
    """What an envelope is for, and what is known of it; `revision` when it is there already."""

    name = _text(gettext_lazy("Nom"), 250, required=True)
    operator = forms.ChoiceField(label=gettext_lazy("Opérateur"), required=False)
    measure = forms.ChoiceField(label=gettext_lazy("Mesure"), required=False)
    need = forms.ChoiceField(label=gettext_lazy("Besoin"), required=False)
    year = forms.IntegerField(
        label=gettext_lazy("Année"), min_value=2000, max_value=2100, required=False
    )
    region = forms.ChoiceField(label=gettext_lazy("Région"), required=False)
    territory = forms.ChoiceField(label=gettext_lazy("Territoire"), required=False)
    certainty = forms.ChoiceField(
        label=gettext_lazy("Certitude"),
        choices=[(code, label) for code, (label, _badge) in CERTAINTIES.items()],
    )
    source = _text(
        gettext_lazy("Source"), 300, required=True, help_text=gettext_lazy("Qui le dit, où.")
    )
    url = forms.URLField(
        label=gettext_lazy("Adresse de la source"),
        max_length=400,
        required=False,
        assume_scheme="https",
    )
    remark = forms.CharField(
        label=gettext_lazy("Remarque"), widget=forms.Textarea({"rows": 4}), required=False
    )
    reason = _reason()

    def __init__(self, data: Any, *, choices: Mapping[str, Choices], **options: Any) -> None:  # noqa: ANN401 as Django's forms
        super().__init__(data, **options)
        for name, held in choices.items():
            self.fields[name].choices = [("", _("aucun en particulier")), *held]  # type: ignore[attr-defined]


class NewEnvelopeForm(EnvelopeForm):
    """An envelope to open, or a part of another."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Minuscules, chiffres et tirets ; il ne change plus."),
        max_length=60,
    )
    nature = forms.ChoiceField(label=gettext_lazy("Nature"), choices=NATURES)
    cents = _amount()
    event_on = _day(gettext_lazy("Depuis le"))
    field_order = ("code", "name", "nature", "cents", "event_on")


class PostForm(forms.Form):
    """An amount of a dossier at a stage. `key`: the same form sent twice posts once."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    stage = forms.ChoiceField(label=gettext_lazy("Stade"))
    cents = _amount()
    event_on = _day(gettext_lazy("Date du fait"))
    commitment = forms.ChoiceField(
        label=gettext_lazy("Engagement"),
        help_text=gettext_lazy("Il en faut un pour accorder ; sinon le plus ancien est pris."),
        required=False,
    )
    document = _text(gettext_lazy("Pièce : référence de l’acte"), 300)
    is_verified = forms.BooleanField(
        label=gettext_lazy("J’ai vérifié ce montant sur la pièce"), required=False
    )
    reason = _text(gettext_lazy("Remarque"), 300)

    def __init__(
        self,
        data: Any,  # noqa: ANN401 as Django's forms
        *,
        chart: Chart,
        commitments: Iterable[Commitment],
        key: str,
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial={"key": key, **initial})
        held = [(s.code, s.one) for s in chart.stages.values() if s.code != UNMATCHED]
        self.fields["stage"].choices = held  # type: ignore[attr-defined]
        known = [(str(one.pk), commitment_label(one)) for one in commitments]
        self.fields["commitment"].choices = [("", _("aucun en particulier")), *known]  # type: ignore[attr-defined]


def commitment_label(one: Commitment) -> str:
    """« EJ 2100012345, sur l’enveloppe VTE 2024 »."""
    name = one.number or _("sans numéro (%(pk)d)") % {"pk": one.pk}
    drawn = _("moyens propres") if one.envelope is None else one.envelope.name
    return f"{name}, {drawn}"


class CommitmentForm(forms.Form):
    """A legal commitment of a financer, on an envelope or on his own means."""

    number = _text(gettext_lazy("Numéro d’engagement"), 60)
    committed_on = _day(gettext_lazy("Engagé le"))
    envelope = forms.ChoiceField(label=gettext_lazy("Enveloppe"), required=False)

    def __init__(self, data: Any, *, envelopes: Iterable[Envelope], today: dt.date) -> None:  # noqa: ANN401 as Django's forms
        super().__init__(data, initial={"committed_on": today})
        held = [(one.code, one.name) for one in envelopes]
        self.fields["envelope"].choices = [("", _("moyens propres du financeur")), *held]  # type: ignore[attr-defined]


class DossierForm(forms.Form):
    """A dossier opened by hand."""

    financer = forms.ChoiceField(label=gettext_lazy("Financeur"))
    number = _text(gettext_lazy("Numéro de dossier du financeur"), 60)
    beneficiary = _text(gettext_lazy("Bénéficiaire"), 200, required=True)
    siret = _text(gettext_lazy("SIRET du bénéficiaire"), 20)
    purpose = _text(gettext_lazy("Objet"), 256, required=True)
    measure = forms.ChoiceField(label=gettext_lazy("Mesure"), required=False)
    scheme_name = _text(gettext_lazy("Dispositif du financeur"), 200)
    commune = _text(
        gettext_lazy("Commune du projet"),
        5,
        help_text=gettext_lazy("Son code INSEE, à cinq caractères : elle dit le territoire."),
    )
    asked_on = forms.DateField(label=gettext_lazy("Demandé le"), widget=DayInput(), required=False)
    eligible_cents = _amount(gettext_lazy("Dépense éligible, en euros"), required=False)
    sheet = _text(gettext_lazy("Fiche action"), 20)
    request = _text(gettext_lazy("Sollicitation"), 20)
    is_reserved = forms.BooleanField(
        label=gettext_lazy("Secret des affaires : le bénéficiaire et l’objet sont réservés"),
        required=False,
    )

    def __init__(self, data: Any, *, financers: Choices, measures: Choices) -> None:  # noqa: ANN401 as Django's forms
        super().__init__(data)
        self.fields["financer"].choices = financers  # type: ignore[attr-defined]
        self.fields["measure"].choices = [("", _("inconnue")), *measures]  # type: ignore[attr-defined]

    def clean_siret(self) -> str:
        text: str = self.cleaned_data["siret"].strip()
        read = read_siret(text) if text else ""
        if read is None:
            raise ValidationError(_("Ce SIRET est faux : vérifiez ses quatorze chiffres."))
        return read


class ProjectForm(forms.Form):
    """The co-funded project that a dossier joins: one that is there, or a new one."""

    code = _text(
        gettext_lazy("Identifiant de cofinancement"),
        20,
        help_text=gettext_lazy("Comme P-2026-000123 ; à laisser vide pour en ouvrir un."),
    )
    name = _text(gettext_lazy("Nom du projet"), 250)
    total_cents = _amount(gettext_lazy("Coût total du projet, en euros"), required=False)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not told.get("code") and not told.get("name"):
            self.add_error("name", _("Nommez le projet, ou donnez l’identifiant d’un autre."))
        return told
