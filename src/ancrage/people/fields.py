"""The fields of people's forms: a scope and an organisation by name, a day, a reason."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ancrage.people.queries.organisations import OrganisationBook, OrganisationChoice
from ancrage.people.queries.scopes import NamedScope, among
from ancrage.ui.formats import french_date

MOST_TOLD = 5
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


class Suggested(forms.TextInput):
    """A text field that proposes values as one types; any other may be typed."""

    template_name = "people/widgets/suggested.html"

    def __init__(self, suggestions: Sequence[str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}-choix"
        context["widget"]["attrs"]["list"] = list_id
        return context | {"list_id": list_id, "suggestions": self.suggestions}


class ScopeField(forms.CharField):
    """Cleans a name, a code or some words of a name to the one scope that they tell."""

    def __init__(self, everything: list[NamedScope], **options: Any) -> None:  # noqa: ANN401
        self.everything = everything
        widget = Suggested([named.label for named in everything])
        super().__init__(widget=widget, max_length=250, **options)

    def clean(self, value: Any) -> Any:  # noqa: ANN401 as its parent's
        text = super().clean(value)
        if not text:
            return None
        found = among(self.everything, text)
        if len(found) != 1:
            raise ValidationError(not_one(text, [named.label for named in found]))
        return found[0]


class OrganisationField(forms.CharField):
    """Cleans a name, a SIREN or a SIRET to the one organisation of fitting kinds that it tells."""

    def __init__(
        self,
        book: OrganisationBook,
        kinds: Sequence[str],
        **options: Any,  # noqa: ANN401
    ) -> None:
        self.book, self.kinds = book, kinds
        known = [
            c.label for c in book.choices if c.kind in kinds and (c.kind, c.code) in book.known
        ]
        super().__init__(widget=Suggested(known), max_length=250, **options)

    def clean(self, value: Any) -> OrganisationChoice | None:  # noqa: ANN401 as its parent's
        text = super().clean(value)
        if not text:
            return None
        found = self.book.find(self.kinds, text)
        if len(found) != 1:
            raise ValidationError(not_one(text, [choice.label for choice in found]))
        return found[0]


def not_one(text: str, labels: Sequence[str]) -> str:
    """What to say of a text that tells nothing known, or several things."""
    if not labels:
        return _("Rien ne s’appelle « %s » : vérifiez le nom, ou donnez le code.") % text[:80]
    told = " ; ".join(labels[:MOST_TOLD])
    left = len(labels) - MOST_TOLD
    more = ngettext(" et %d autre", " et %d autres", left) % left if left > 0 else ""
    return _("Plusieurs répondent à « %(text)s » : %(told)s%(more)s. Choisissez-en un.") % {
        "text": text[:80],
        "told": told,
        "more": more,
    }


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:  # noqa: ANN401
    """A day, as browsers and people write it."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Écrivez la date JJ/MM/AAAA.")},
    )


def reason_field(label: Any, *, help_text: Any = "", required: bool = True) -> forms.CharField:  # noqa: ANN401
    """A text of some lines."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def until_help(until: dt.date | None) -> str:
    """What a deputy's or delegate's last day may be."""
    if until is None:
        return ""
    return _("Au plus tard le %s, fin du rôle remplacé.") % french_date(until)
