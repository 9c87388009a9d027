"""What is typed or given for open data: the terms of an agreement, a grantor, a legal file."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ancrage.files.forms import AttachedFileField
from ancrage.kernel.problems import InputRefused
from ancrage.opendata.actions.telling import COLUMNS, TOLD
from ancrage.opendata.definitions import legal_format
from ancrage.opendata.models import WITHHELD, Grantor, Terms
from ancrage.opendata.rules.fields import Field

NOTIFIED = [("", _("pas dit")), ("oui", _("oui")), ("non", _("non"))]
ANSWERS: dict[str, bool | None] = {"": None, "oui": True, "non": False}


class TermsForm(forms.Form):
    """The terms of an agreement, in the words of the legal format."""

    all_optional = True

    def __init__(self, data: Any, *, terms: Terms | None) -> None:  # noqa: ANN401 as Django's forms
        super().__init__(data, initial=_initial(terms))
        columns = {column.name: column for column in legal_format().columns}
        for name, column in COLUMNS.items():
            self.fields[name] = _field(columns[column])
        notified = columns["notificationUE"]
        self.fields["is_notified"] = forms.ChoiceField(
            label=notified.title, help_text=notified.meaning, choices=NOTIFIED, required=False
        )
        self.fields["withheld"] = forms.ChoiceField(
            label=_("Publication"),
            choices=WITHHELD,
            required=False,
            help_text=_("Une convention retenue n’est jamais publiée ; leur nombre est public."),
        )
        self.fields["reason"] = forms.CharField(
            label=_("Pourquoi elle est retenue"), required=False, max_length=300
        )

    def told(self) -> dict[str, Any]:
        """What was typed, as the command takes it."""
        return self.cleaned_data | {"is_notified": ANSWERS[self.cleaned_data["is_notified"]]}

    def refuse(self, refusal: InputRefused) -> None:
        """Show each fault at its field."""
        for problem in refusal.problems:
            self.add_error(problem.column, f"{problem.what} {problem.advice}")


def _initial(terms: Terms | None) -> dict[str, Any]:
    if terms is None:
        return {}
    words = {value: word for word, value in ANSWERS.items()}
    held = {name: getattr(terms, name) for name in TOLD}
    return held | {"is_notified": words[terms.is_notified]}


def _field(column: Field) -> forms.Field:
    told: dict[str, Any] = {"label": column.title, "help_text": column.meaning, "required": False}
    if column.values:
        return forms.ChoiceField(
            choices=[("", "pas dit"), *((v, v) for v in column.values)], **told
        )
    return forms.CharField(max_length=column.longest or 200, **told)


class GrantorForm(forms.Form):
    """The authority behind a financer."""

    name = forms.CharField(label=_("Nom officiel"), max_length=200)
    siret = forms.CharField(
        label=_("SIRET"), max_length=20, help_text=_("Quatorze chiffres, espaces permis.")
    )

    def __init__(self, data: Any, *, grantor: Grantor | None) -> None:  # noqa: ANN401 as Django's
        held = {"name": grantor.name, "siret": grantor.siret} if grantor else {}
        super().__init__(data, initial=held)


class FileForm(forms.Form):
    """A file of essential grant data."""

    file = AttachedFileField(
        today=timezone.localdate,
        label=_("Fichier CSV"),
        help_text=_("UTF-8, virgules, au format des données essentielles ; 20 Mo au plus."),
    )
