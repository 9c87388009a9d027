"""The terms of a dossier as they are typed: an advance or a loan, what its worth depends on."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.files.rules.cells import UnreadableError, read_amount, read_day
from ancrage.requests.words import as_typed
from ancrage.stateaid.forms import (
    CONDITION,
    ConditionsForm,
    SirenField,
    ThreeField,
    as_three,
    euros_field,
)
from ancrage.stateaid.models import AidTerms
from ancrage.stateaid.queries.equivalents import GRANT
from ancrage.stateaid.rules.gge import Method
from ancrage.stateaid.rules.terms import ANSWERS, REFERENCE, SIMPLIFIED
from ancrage.ui.folding import FoldingForm


class TermsForm(ConditionsForm, FoldingForm):
    """On which terms a dossier is aided: what an advance or a loan is worth as a grant."""

    fold = gettext_lazy("D’une avance ou d’un prêt : échéances, taux, sûretés")
    folded = (
        "repayments",
        "rate_percent",
        "method",
        "rating",
        "collateral",
        *ANSWERS,
        "only_if_success",
    )
    instrument = forms.ChoiceField(
        label=gettext_lazy("Instrument"), choices=AidTerms.INSTRUMENTS, initial=GRANT
    )
    eligible = euros_field(gettext_lazy("Dépense éligible, en euros"), required=False)
    benefited = SirenField(
        label=gettext_lazy("SIREN de qui a repris l’activité aidée"),
        required=False,
        help_text=gettext_lazy("Après une scission seulement."),
    )
    repayments = forms.CharField(
        label=gettext_lazy("Remboursements"),
        help_text=gettext_lazy("Un par ligne, le jour puis les euros : 01/03/2028 10 000,00"),
        widget=forms.Textarea({"rows": 4}),
        required=False,
        max_length=20_000,
    )
    rate_percent = forms.DecimalField(
        label=gettext_lazy("Taux demandé, en % par an"),
        min_value=0,
        max_value=100,
        max_digits=6,
        decimal_places=3,
        required=False,
        localize=True,
    )
    method = forms.ChoiceField(
        label=gettext_lazy("Calcul de l’équivalent-subvention brut"),
        choices=[
            (REFERENCE, gettext_lazy("par les taux de référence")),
            (SIMPLIFIED, gettext_lazy("en proportion du plafond de minimis")),
        ],
        required=False,
    )
    rating = forms.ChoiceField(label=gettext_lazy("Notation de l’emprunteur"), required=False)
    collateral = forms.ChoiceField(label=gettext_lazy("Sûretés"), required=False)
    has_history = ThreeField(label=gettext_lazy("L’emprunteur a un historique de crédit"))
    secured_half = ThreeField(label=gettext_lazy("Des sûretés couvrent au moins la moitié du prêt"))
    is_solvent = ThreeField(
        label=gettext_lazy("L’entreprise n’est pas en procédure collective d’insolvabilité")
    )
    only_if_success = forms.BooleanField(
        label=gettext_lazy("Remboursée en cas de succès seulement"), required=False
    )

    def __init__(self, data: Any, *, method: Method, **options: Any) -> None:  # noqa: ANN401 as Django's forms
        super().__init__(data, **options)
        asked = [name for name in self.fields if name.startswith(CONDITION)]
        self.order_fields(["instrument", "eligible", *asked])
        for name, held in (("rating", method.ratings), ("collateral", method.collaterals)):
            self.fields[name].choices = [("", _("inconnu")), *held.items()]  # type: ignore[attr-defined]

    def clean_repayments(self) -> list[tuple[str, int]]:
        text: str = self.cleaned_data["repayments"]
        return [_repayment(line) for line in text.splitlines() if line.strip()]

    @property
    def terms(self) -> dict[str, Any]:
        """The document of an advance or a loan, see `rules/terms.py`; nothing of a grant."""
        told = self.cleaned_data
        if told["instrument"] == GRANT:
            return {}
        rate = told["rate_percent"]
        names = ("method", "rating", "collateral", *ANSWERS, "only_if_success")
        return {
            "repayments": [list(one) for one in told["repayments"]],
            "rate_percent": "" if rate is None else str(rate),
            **{name: told[name] for name in names},
        }


def _repayment(line: str) -> tuple[str, int]:
    """« 01/03/2028 10 000,00 » as a day in ISO and cents."""
    day, _space, amount = line.strip().partition(" ")
    try:
        on, cents = read_day(day), read_amount(amount)
        if on is None or not cents:
            raise UnreadableError(_("Écrivez le jour, une espace, puis les euros."))
    except UnreadableError as fault:
        told = {"line": line.strip()[:60], "fault": fault}
        raise ValidationError(_("« %(line)s » : %(fault)s") % told) from fault
    return on.isoformat(), cents


def typed_terms(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The terms that a dossier keeps, as the form shows them."""
    rows = [
        f"{dt.date.fromisoformat(day):%d/%m/%Y} {as_typed(cents)}"
        for day, cents in terms.get("repayments") or ()
    ]
    known = {name: as_three(terms.get(name)) for name in ANSWERS}
    return {**terms, **known, "repayments": "\n".join(rows)}
