"""What is asked of who signs in by a local account."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_PASSWORD = 200


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:  # noqa: ANN401 - lazy strings
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


def _code(help_text: Any) -> forms.CharField:  # noqa: ANN401 - a lazy string
    attributes = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none"}
    return forms.CharField(
        label=_("Code"),
        help_text=help_text,
        max_length=40,
        widget=forms.TextInput(attrs=attributes),
    )


class PasswordForm(forms.Form):
    """The first step: an address and its password."""

    email = forms.EmailField(
        label=_("Adresse électronique"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = _password(_("Mot de passe"), "current-password")


class CodeForm(forms.Form):
    """The second step: a code of the telephone, or a recovery code."""

    code = _code(
        _("Les six chiffres que montre l’application du téléphone, ou un code de secours.")
    )


class FirstCodeForm(forms.Form):
    """A code of the telephone that is being taken as second factor."""

    code = _code(_("Les six chiffres que l’application montre maintenant."))


class AddressForm(forms.Form):
    """Whose password is forgotten."""

    email = forms.EmailField(
        label=_("Adresse électronique"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


class ReasonForm(forms.Form):
    """Why a new link is given."""

    reason = forms.CharField(
        label=_("Motif"), help_text=_("Il est gardé au journal."), max_length=500
    )


class NewPasswordForm(forms.Form):
    """A new password, typed twice."""

    password = _password(
        _("Nouveau mot de passe"),
        "new-password",
        _("Au moins douze caractères, sans votre nom. Une phrase se retient mieux."),
    )
    again = _password(_("Le même, une seconde fois"), "new-password")

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("Les deux mots de passe ne sont pas les mêmes."))
        return again

    def refuse(self, sentences: Iterable[str]) -> None:
        """Say at the field why the password was refused."""
        self.add_error("password", list(sentences))


class ChangePasswordForm(NewPasswordForm):
    """The password in use, then the new one."""

    field_order = ("current", "password", "again")
    current = _password(_("Mot de passe actuel"), "current-password")
