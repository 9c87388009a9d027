"""The forms of signatures: the click that binds, delegation, the signed sheet."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from ancrage.files.forms import AttachedFileField


class SignForm(forms.Form):
    """The document that was opened, by its digest; where one signs."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    place = forms.CharField(label=gettext_lazy("Fait à"), max_length=80, required=False, strip=True)


class DelegateForm(forms.Form):
    """To whom one gives one's signature; nothing takes it back."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique de la personne"),
        help_text=gettext_lazy("Elle a un compte ici. Laissez vide pour reprendre la signature."),
        required=False,
    )


class ScanForm(forms.Form):
    """The signed sheet."""

    code = forms.CharField(
        label=gettext_lazy("Code de la feuille"),
        help_text=gettext_lazy("Imprimé en haut, comme K7QM-2XAB."),
        max_length=20,
    )
    name = forms.CharField(label=gettext_lazy("Qui a signé"), max_length=200)
    signed_on = forms.DateField(
        label=gettext_lazy("Signé le"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    file = AttachedFileField(label=gettext_lazy("Le scan"), today=timezone.localdate)
