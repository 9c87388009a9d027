"""What is typed of State aid: kept as typed when something is wrong."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.files.forms import AttachedFileField
from ancrage.kernel.identifiers import read_commune_code, read_siren
from ancrage.requests.forms import DayInput, EurosField
from ancrage.stateaid.definitions import link_choices, regime_choices
from ancrage.stateaid.models import ImportedTable, Undertaking
from ancrage.stateaid.rules.regimes import Condition
from ancrage.ui.folding import FoldingForm

YES, NO = "oui", "non"
THREE = [
    ("", gettext_lazy("je ne sais pas")),
    (YES, gettext_lazy("oui")),
    (NO, gettext_lazy("non")),
]
"""An answer that only a person gives; without one, a verdict says that it is unknown."""
CONDITION = "condition_"
HOLDS, HELD = "controle", "est-controlee"
MOST_LINES = 60
_CLOSING = re.compile(r"\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*")


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:  # noqa: ANN401 as Django's labels
    return forms.DateField(label=label, widget=DayInput(), required=required, help_text=help_text)


def _text(label: Any, most: int, *, required: bool = False, help_text: Any = "") -> forms.CharField:  # noqa: ANN401 as Django's labels
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


def euros_field(label: Any, *, required: bool = True, help_text: Any = "") -> EurosField:  # noqa: ANN401 as Django's labels
    return EurosField(label=label, max_length=30, required=required, help_text=help_text)


def _source() -> forms.CharField:
    told = gettext_lazy("Qui le dit, où : un extrait Kbis, des comptes, une page, avec sa date.")
    return _text(gettext_lazy("Source"), 300, required=True, help_text=told)


class SirenField(forms.CharField):
    """A SIREN, its spaces taken out and its check digit verified."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 as Django's fields
        super().__init__(max_length=20, **options)

    def clean(self, value: Any) -> str:  # noqa: ANN401 as its parent's
        text: str = super().clean(value)
        read = read_siren(text) if text else ""
        if read is None:
            raise ValidationError(_("Ce SIREN est faux : vérifiez ses neuf chiffres."))
        return read


class ThreeField(forms.TypedChoiceField):
    """Yes, no, or not known: cleans to True, False or None."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 as Django's fields
        super().__init__(
            choices=THREE, coerce=YES.__eq__, empty_value=None, required=False, **options
        )


def as_three(known: bool | None) -> str:  # noqa: FBT001 a value
    """What the form shows of a known answer."""
    return {True: YES, False: NO, None: ""}[known]


class ReasonForm(forms.Form):
    """Why something is withdrawn or accepted."""

    reason = forms.CharField(
        label=gettext_lazy("Raison"),
        help_text=gettext_lazy("Gardée pour toujours, avec votre nom."),
        widget=forms.Textarea({"rows": 3}),
        max_length=300,
    )


class CompanyForm(forms.Form):
    """What is known of a company; what is left empty is not known."""

    name = _text(gettext_lazy("Nom"), 200)
    size = forms.ChoiceField(
        label=gettext_lazy("Taille"),
        choices=[("", gettext_lazy("inconnue")), *Undertaking.SIZES],
        help_text=gettext_lazy("Au sens européen, groupe compris."),
        required=False,
    )
    year_end = _text(
        gettext_lazy("Clôture de l’exercice"),
        10,
        help_text=gettext_lazy("Jour et mois, comme 31/12."),
    )
    road_freight = ThreeField(
        label=gettext_lazy("Transport routier de marchandises pour compte d’autrui")
    )
    source = _source()

    def clean_year_end(self) -> str:
        text: str = self.cleaned_data["year_end"]
        found = _CLOSING.fullmatch(text)
        if text and found is None:
            raise ValidationError(_("Écrivez le jour puis le mois, comme 31/12."))
        return f"{int(found[2]):02d}-{int(found[1]):02d}" if found else ""


def typed_closing(year_end: str) -> str:
    """« 31/12 » of « 12-31 »."""
    return "/".join(reversed(year_end.split("-"))) if year_end else ""


class LinkForm(FoldingForm):
    """A link of a company with another."""

    fold = gettext_lazy("D’une scission : les capitaux comptables")
    folded = ("holder_equity", "held_equity")
    side = forms.ChoiceField(
        label=gettext_lazy("Cette entreprise"),
        choices=[
            (
                HOLDS,
                gettext_lazy("contrôle l’autre, ou l’a absorbée, ou s’est scindée pour la créer"),
            ),
            (HELD, gettext_lazy("est contrôlée par l’autre, ou absorbée, ou née de sa scission")),
        ],
    )
    other = SirenField(label=gettext_lazy("SIREN de l’autre entreprise"))
    other_name = _text(gettext_lazy("Nom de l’autre entreprise"), 200)
    kind = forms.ChoiceField(label=gettext_lazy("Nature du lien"))
    since = _day(gettext_lazy("Depuis le"))
    until = _day(
        gettext_lazy("Jusqu’au"),
        required=False,
        help_text=gettext_lazy("Dernier jour du lien ; à laisser vide s’il dure encore."),
    )
    holder_equity = euros_field(
        gettext_lazy("Capital comptable de l’entreprise scindée, en euros"),
        required=False,
    )
    held_equity = euros_field(
        gettext_lazy("Capital comptable de l’entreprise née d’elle, en euros"),
        required=False,
    )
    source = _source()

    def __init__(self, data: Any) -> None:  # noqa: ANN401 as Django's forms
        super().__init__(data)
        self.fields["kind"].choices = list(link_choices().items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if (told.get("holder_equity") is None) != (told.get("held_equity") is None):
            self.add_error("held_equity", _("Donnez les deux capitaux comptables, ou aucun."))
        return told


class EndLinkForm(ReasonForm):
    """The last day of a link."""

    until = _day(gettext_lazy("Dernier jour du lien"))
    field_order = ("until", "reason")


class AskForm(forms.Form):
    """What a check without a dossier is about: it says which questions come next."""

    siren = SirenField(label=gettext_lazy("SIREN de l’entreprise"))
    financer = forms.ChoiceField(label=gettext_lazy("Financeur"))
    regime = forms.ChoiceField(label=gettext_lazy("Régime"))
    on = _day(
        gettext_lazy("Octroi le"), help_text=gettext_lazy("Jour de la décision, pas du versement.")
    )

    def __init__(self, data: Any, *, financers: Sequence[tuple[str, str]], **options: Any) -> None:  # noqa: ANN401 as Django's forms
        super().__init__(data, **options)
        self.fields["financer"].choices = financers  # type: ignore[attr-defined]
        self.fields["regime"].choices = list(regime_choices().items())  # type: ignore[attr-defined]


class ConditionsForm(forms.Form):
    """The questions of a regime that only a person answers."""

    def __init__(
        self,
        data: Any,  # noqa: ANN401 as Django's forms
        *,
        questions: Sequence[Condition],
        answers: Mapping[str, bool] | None = None,
        **options: Any,  # noqa: ANN401 as Django's forms
    ) -> None:
        super().__init__(data, **options)
        for one in questions:
            self.fields[f"{CONDITION}{one.code}"] = ThreeField(
                label=one.question,
                help_text=_("%s. Sans réponse, le verdict peut rester inconnu.") % one.article,
                initial=as_three((answers or {}).get(one.code)),
            )

    @property
    def answers(self) -> dict[str, bool]:
        """What was answered, by code; questions left unanswered are not there."""
        return {
            name.removeprefix(CONDITION): value
            for name, value in self.cleaned_data.items()
            if name.startswith(CONDITION) and value is not None
        }


class CheckForm(ConditionsForm):
    """A grant that no dossier holds yet."""

    name = _text(gettext_lazy("Nom de l’entreprise"), 200)
    cents = euros_field(
        gettext_lazy("Montant envisagé, en euros"),
        help_text=gettext_lazy("En équivalent-subvention brut : le montant même d’une subvention."),
    )
    eligible = euros_field(gettext_lazy("Dépense éligible, en euros"), required=False)
    commune = _text(
        gettext_lazy("Commune du projet"),
        5,
        help_text=gettext_lazy("Son code INSEE : il dit la zone d’aide régionale."),
    )
    project = _text(
        gettext_lazy("Projet"),
        200,
        help_text=gettext_lazy(
            "Le même mot que les autres aides aux mêmes dépenses : elles s’ajoutent."
        ),
    )

    def clean_commune(self) -> str:
        text: str = self.cleaned_data["commune"]
        read = read_commune_code(text) if text else None
        if text and read is None:
            raise ValidationError(_("Ce code INSEE est faux : il a cinq caractères, comme 74010."))
        return read.code if read else ""


class DossierCheckForm(forms.Form):
    """A grant to a dossier, whose regime and terms are told already."""

    cents = euros_field(gettext_lazy("Montant à accorder, en euros"))
    on = _day(
        gettext_lazy("Octroi le"), help_text=gettext_lazy("Jour de la décision, pas du versement.")
    )


class RegimeForm(forms.Form):
    """Under which regime a dossier is aided."""

    regime = forms.ChoiceField(label=gettext_lazy("Régime"))

    def __init__(self, data: Any, **options: Any) -> None:  # noqa: ANN401 as Django's forms
        super().__init__(data, **options)
        self.fields["regime"].choices = list(regime_choices().items())  # type: ignore[attr-defined]


class TableForm(forms.Form):
    """A file of a dated table."""

    kind = forms.ChoiceField(label=gettext_lazy("Table"), choices=ImportedTable.KINDS)
    document = AttachedFileField(
        today=timezone.localdate,
        label=gettext_lazy("Fichier"),
        help_text=gettext_lazy("CSV, XLSX ou ODS, avec une ligne de titres."),
    )
    as_of = _day(
        gettext_lazy("État au"),
        required=False,
        help_text=gettext_lazy("D’un extrait du registre : le dernier jour qu’il raconte."),
    )
    source = _source()


class RegisterForm(forms.Form):
    """Whose grants, from a day to another: the names are those of the address."""

    financeur = forms.ChoiceField(label=gettext_lazy("Financeur"))
    du = _day(gettext_lazy("Du"))
    au = _day(gettext_lazy("Au"))

    def __init__(self, data: Any, *, financers: Sequence[tuple[str, str]], **options: Any) -> None:  # noqa: ANN401 as Django's forms
        super().__init__(data, **options)
        self.fields["financeur"].choices = financers  # type: ignore[attr-defined]


class DeclarationForm(forms.Form):
    """A declaration as a company signed it."""

    name = _text(gettext_lazy("Nom de l’entreprise"), 200, required=True)
    as_of = _day(gettext_lazy("État au"), help_text=gettext_lazy("Le jour auquel elle déclare."))
    signed_by = _text(
        gettext_lazy("Signée par"), 200, required=True, help_text=gettext_lazy("Nom et qualité.")
    )
    document = AttachedFileField(
        today=timezone.localdate, label=gettext_lazy("Déclaration signée"), required=False
    )


class AidLine(FoldingForm):
    """An aid that a company declares; a line left empty is not read."""

    fold = gettext_lazy("Bénéficiaire, projet, numéro, transport routier")
    folded = ("siren", "project", "number", "road_freight")
    granted_on = _day(gettext_lazy("Accordée le"))
    cents = euros_field(
        gettext_lazy("Montant, en euros"),
        required=False,
        help_text=gettext_lazy("En équivalent-subvention brut ; vide : inconnu."),
    )
    siren = SirenField(
        label=gettext_lazy("SIREN de qui l’a reçue"),
        required=False,
        help_text=gettext_lazy("Vide : l’entreprise elle-même."),
    )
    financer = _text(gettext_lazy("Accordée par"), 200)
    regime = forms.ChoiceField(label=gettext_lazy("Régime"), required=False)
    project = _text(gettext_lazy("Projet"), 200)
    number = _text(gettext_lazy("Numéro"), 80)
    road_freight = forms.BooleanField(
        label=gettext_lazy("Pour le transport routier de marchandises"), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 as Django's forms
        super().__init__(*args, **options)
        self.fields["regime"].choices = [("", _("inconnu")), *regime_choices().items()]  # type: ignore[attr-defined]


class LinkLine(forms.Form):
    """A link that a company declares; a line left empty is not read."""

    holder = SirenField(
        label=gettext_lazy("SIREN de qui contrôle"),
        required=False,
        help_text=gettext_lazy("Vide : l’entreprise elle-même."),
    )
    held = SirenField(
        label=gettext_lazy("SIREN de qui est contrôlée"),
        required=False,
        help_text=gettext_lazy("Vide : l’entreprise elle-même."),
    )
    name = _text(gettext_lazy("Nom de l’autre entreprise"), 200)
    kind = forms.ChoiceField(label=gettext_lazy("Nature du lien"))
    since = _day(gettext_lazy("Depuis le"))

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 as Django's forms
        super().__init__(*args, **options)
        self.fields["kind"].choices = [("", _("à choisir")), *link_choices().items()]  # type: ignore[attr-defined]


def lines(form: type[forms.Form], data: Any, *, prefix: str, count: int) -> Any:  # noqa: ANN401 as Django's formsets
    """So many empty lines of a form, or those that were sent."""
    made = forms.formset_factory(form, extra=count, max_num=MOST_LINES, absolute_max=MOST_LINES)
    return made(data, prefix=prefix)
