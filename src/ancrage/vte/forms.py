"""The forms of a mission and of a hiring: what is typed becomes what the commands take."""

import datetime as dt
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ancrage.kernel.identifiers import read_siret
from ancrage.vte.definitions import choices
from ancrage.vte.rules.told import Hiring, Told, faults, hiring_from

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
NOT_SAID = ("", _("non dit"))
YES_NO = [NOT_SAID, ("oui", _("oui")), ("non", _("non"))]
CENTS = 100
PARTS = (
    ("entreprise", _("L’entreprise"), ("siret", "company_name", "place", "sector")),
    (
        "taille",
        _("Sa taille"),
        ("headcount", "turnover_cents", "balance_cents", "category", "seat_in_france"),
    ),
    ("mission", _("La mission"), ("title", "description", "skills", "need", "green")),
    (
        "contrat",
        _("Le contrat"),
        ("contract", "months", "level", "degree_since", "starts_on", "alternance_aid"),
    ),
    ("tuteur", _("Le tuteur"), ("has_tutor", "tutor")),
    ("reponse", _("Répondre"), ("contact", "closes_on")),
)
"""The sections of the form and their fields."""
PART_HELP = {
    "taille": _(
        "La définition européenne regarde l’effectif et l’un des deux montants. Ces chiffres ne "
        "sont lus que de ceux qui vérifient : ils ne sont jamais publiés."
    ),
    "tuteur": _("Sa fonction suffit : ne donnez pas de nom."),
    "reponse": _(
        "Les personnes intéressées s’adressent à l’entreprise. Rien d’elles n’est gardé ici."
    ),
}


class EurosField(forms.DecimalField):
    """An amount typed in euros, kept in cents."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(min_value=0, max_value=10**12, decimal_places=2, localize=True, **kwargs)

    def to_python(self, value: Any) -> Any:  # noqa: ANN401
        """« 8 500 000,50 », spaces of any kind taken out."""
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
        return super().to_python(value)

    def clean(self, value: Any) -> Any:  # noqa: ANN401
        euros = super().clean(value)
        return None if euros is None else int(euros * CENTS)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, int):
            whole, rest = divmod(value, CENTS)
            return f"{whole},{rest:02d}" if rest else str(whole)
        return value


class YesNoField(forms.ChoiceField):
    """Yes, no, or not said: None."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(choices=YES_NO, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401
        return {True: "oui", False: "non", None: ""}.get(value, value)

    def clean(self, value: Any) -> Any:  # noqa: ANN401
        return {"oui": True, "non": False}.get(super().clean(value))


class NumberChoiceField(forms.TypedChoiceField):
    """One of a list of numbers, or None."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(coerce=int, empty_value=None, required=False, **kwargs)


class OfferForm(forms.Form):
    """A mission: a draft may leave anything out."""

    all_optional = True

    siret = forms.CharField(
        label=_("SIRET"),
        required=False,
        max_length=30,
        help_text=_(
            "Quatorze chiffres. SIRET déclaré, non vérifié tant qu’aucun répertoire n’est chargé."
        ),
    )
    company_name = forms.CharField(label=_("Nom de l’entreprise"), required=False, max_length=200)
    place = forms.CharField(
        label=_("Commune du lieu de travail"),
        required=False,
        max_length=200,
        help_text=_(
            "Son nom, ou son code INSEE s’il y a des homonymes. Lieu déclaré, non vérifié."
        ),
    )
    sector = forms.ChoiceField(label=_("Secteur"), required=False)
    headcount = forms.IntegerField(
        label=_("Effectif"), required=False, min_value=0, max_value=1_000_000
    )
    turnover_cents = EurosField(label=_("Chiffre d’affaires, en euros"), required=False)
    balance_cents = EurosField(label=_("Total du bilan, en euros"), required=False)
    category = forms.ChoiceField(
        label=_("Au-delà de la PME"),
        required=False,
        help_text=_("À dire seulement si l’entreprise dépasse les seuils de la PME."),
    )
    seat_in_france = YesNoField(label=_("Siège en France"))
    title = forms.CharField(label=_("Intitulé"), required=False, max_length=150)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    skills = forms.CharField(
        label=_("Compétences recherchées"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    need = forms.ChoiceField(label=_("Besoin auquel elle répond"), required=False)
    green = forms.BooleanField(
        label=_("Mission de transition écologique (VTE vert)"), required=False
    )
    contract = forms.ChoiceField(label=_("Contrat"), required=False)
    months = forms.IntegerField(
        label=_("Durée, en mois"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("Pour un CDD ou une alternance."),
    )
    level = NumberChoiceField(label=_("Niveau recherché"))
    degree_since = forms.DateField(
        label=_("Diplôme obtenu depuis le"),
        required=False,
        widget=DAY,
        help_text=_(
            "Hors alternance : la date la plus ancienne que vous acceptez. Elle est comparée au "
            "début de la mission."
        ),
    )
    starts_on = forms.DateField(label=_("Début de la mission"), required=False, widget=DAY)
    alternance_aid = YesNoField(
        label=_("Aide à l’alternance demandée pour la même embauche"),
        help_text=_("Elle change le montant du VTE vert."),
    )
    has_tutor = YesNoField(label=_("Un tuteur dans l’entreprise"))
    tutor = forms.CharField(label=_("Fonction du tuteur"), required=False, max_length=100)
    contact = forms.CharField(
        label=_("Comment répondre"),
        required=False,
        max_length=300,
        help_text=_(
            "Une page de l’entreprise (https://…) ou une adresse générique (recrutement@…), pas "
            "celle d’une personne."
        ),
    )
    closes_on = forms.DateField(label=_("Fin de l’annonce"), required=False, widget=DAY)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        today: dt.date,
        shown_days: int,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.shown_days = today, shown_days
        offered = {
            "sector": "sector",
            "contract": "contract",
            "need": "needs",
            "category": "categories",
            "level": "levels",
        }
        for name, held in offered.items():
            self.fields[name].choices = [NOT_SAID, *choices(held).items()]  # type: ignore[attr-defined]

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The sections, with their bound fields."""
        return [
            {
                "code": code,
                "label": label,
                "help": PART_HELP.get(code, ""),
                "fields": [self[name] for name in names],
            }
            for code, label, names in PARTS
        ]

    def clean_siret(self) -> str:
        """As it should be written; a wrong one is left to `clean`, which says why."""
        typed: str = self.cleaned_data["siret"]
        return read_siret(typed) or typed

    def clean(self) -> None:
        """What is said and cannot stand; what is missing may be said later."""
        if self.errors:
            return
        found = faults(self.told(), today=self.today, shown_days=self.shown_days)
        for name, fault in found.items():
            self.add_error(name, fault)

    def told(self) -> Told:
        """What was filled in."""
        return Told(**{field.name: self.cleaned_data[field.name] for field in fields(Told)})


class HiringForm(forms.Form):
    """A hiring: no name."""

    hired_on = forms.DateField(label=_("Date de l’embauche"), widget=DAY)
    contract = forms.ChoiceField(label=_("Contrat signé"))
    months = forms.IntegerField(
        label=_("Durée, en mois"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("Pour un CDD ou une alternance."),
    )
    level = NumberChoiceField(label=_("Niveau de la personne embauchée"))
    months_since_degree = forms.IntegerField(
        label=_("Mois écoulés entre le diplôme et l’embauche"),
        required=False,
        min_value=0,
        max_value=600,
        help_text=_("Sans objet pour une alternance."),
    )
    alternance_aid = YesNoField(label=_("Aide à l’alternance demandée pour cette embauche"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["contract"].choices = list(choices("contract").items())  # type: ignore[attr-defined]
        self.fields["level"].choices = [NOT_SAID, *choices("levels").items()]  # type: ignore[attr-defined]

    def hiring(self) -> Hiring:
        """What was filled in."""
        return hiring_from(self.cleaned_data)
