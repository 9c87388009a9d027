"""The rules of a scenario as they are typed: a row for each, added and taken away by posting.

What is edited is the document of the rules, so that what the form does not show stays as it is.
"""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.allocation.engine.model import DIMENSIONS, Objective
from ancrage.allocation.rules_rows import (
    KINDS,
    Choices,
    NumberField,
    PortionField,
    RowForm,
    ShareField,
    Tree,
    as_percent,
    euros_field,
    initial_of,
    portion_of,
)
from ancrage.allocation.words import Labels
from ancrage.kernel.text import fold
from ancrage.requests.words import as_typed

ROW, ADD, REMOVE, REVISION = "ligne", "ajouter", "retirer", "revision"
MOST_ROWS = 350
"""With more, a form would pass what a server takes: the rules are changed by their file."""
WEIGHTS = ("result", "jobs", "need", "robustness", "unknown_overrun")
USUAL = Objective()


class MoneyForm(forms.Form):
    """What is shared, what is kept."""

    envelope = euros_field(gettext_lazy("À répartir, en euros"), required=True)
    reserve = euros_field(
        gettext_lazy("Réserve, en euros ou en %"),
        kind=PortionField,
        help_text=gettext_lazy("Gardée sur ce montant."),
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        reserve, envelope = told.get("reserve"), told.get("envelope")
        if reserve and reserve[0] == "cents" and envelope is not None and reserve[1] > envelope:
            self.add_error("reserve", _("La réserve dépasse ce qui est à répartir."))
        return told

    def told(self) -> dict[str, Any]:
        held = self.cleaned_data
        reserve = held["reserve"]
        told = {"envelope_cents": held["envelope"]}
        return told | ({f"reserve_{reserve[0]}": reserve[1]} if reserve and reserve[1] else {})


class ObjectiveForm(forms.Form):
    """What makes a project worth more than another."""

    result = NumberField(label=gettext_lazy("Poids du résultat attendu"))
    jobs = NumberField(label=gettext_lazy("Poids des emplois industriels attendus"))
    need = NumberField(
        label=gettext_lazy("Poids du besoin du territoire"),
        help_text=gettext_lazy("Fois son indice, de 0 à 1, par million d’euros demandé."),
    )
    robustness = NumberField(
        label=gettext_lazy("Poids de la tenue face aux surcoûts"),
        help_text=gettext_lazy("Fois 1 moins le surcoût possible, par million d’euros demandé."),
    )
    unknown_overrun = ShareField(
        label=gettext_lazy("Surcoût supposé quand il n’est pas connu, en %"), max_value=100
    )
    all_optional = True

    def told(self) -> dict[str, Any]:
        """What differs from what is usual."""
        held = self.cleaned_data
        told = {name: held[name] or 0.0 for name in WEIGHTS}
        if held["unknown_overrun"] is None:
            del told["unknown_overrun"]
        return {name: value for name, value in told.items() if value != getattr(USUAL, name)}


class FairnessForm(forms.Form):
    """How territories are treated."""

    least_per_job = euros_field(
        gettext_lazy("Aucun territoire sous tant d’euros par emploi industriel")
    )
    ratio = NumberField(
        label=gettext_lazy("Rapport maximal entre le mieux et le moins bien servi"),
        help_text=gettext_lazy("Par emploi industriel ; 3 : trois fois au plus."),
        min_value=1,
    )
    worst_first = forms.BooleanField(
        label=gettext_lazy("Le moins bien servi d’abord, puis le suivant"), required=False
    )
    slack = ShareField(label=gettext_lazy("Chaque niveau tenu à tant de % près"), max_value=100)
    all_optional = True

    def told(self) -> dict[str, Any]:
        held = self.cleaned_data
        told = {
            "least_per_job_cents": held["least_per_job"],
            "ratio": held["ratio"],
            "worst_first": held["worst_first"],
            "slack": held["slack"],
        }
        return {name: value for name, value in told.items() if value not in (None, False, 0)}


class RulesForm:
    """The whole form. Rows that are posted are listed by `ROW`: none is lost, none invented."""

    def __init__(
        self, data: QueryDict | None, *, rules: Tree, labels: Labels, choices: Choices
    ) -> None:
        self.held = rules
        self.options: dict[str, Any] = {"labels": labels, "choices": choices}
        objective, fairness = rules.get("objective", {}), rules.get("fairness", {})
        self.money = MoneyForm(data, prefix="argent", initial=_money(rules))
        self.objective = ObjectiveForm(data, prefix="valeur", initial=_objective(objective))
        self.fairness = FairnessForm(data, prefix="equite", initial=_fairness(fairness))
        self.rows = self._kept() if data is None else self._typed(data)

    @property
    def parts(self) -> list[Any]:
        """Every form of which it is made."""
        return [self.money, self.objective, self.fairness, *self.rows]

    @property
    def groups(self) -> Iterator[tuple[str, Any, list[RowForm]]]:
        """The rows by section: its anchor, what a rule of it is called, its rows."""
        for section, kind in KINDS.items():
            yield section, kind.title, [one for one in self.rows if one.section == section]

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """(anchor, label, message) of what is wrong, for the summary above the form."""
        return [
            (bound.id_for_label, str(bound.label), str(error))
            for part in self.parts
            for bound in part
            for error in bound.errors
        ]

    @property
    def is_full(self) -> bool:
        """Whether no row can be added."""
        return len(self.rows) >= MOST_ROWS

    @property
    def is_too_long(self) -> bool:
        """Whether the rules are too many for a form."""
        return len(self.rows) > MOST_ROWS

    def add(self, section: str) -> None:
        """A row more, blank; nothing for a section that is not, or when the form is full."""
        if section in KINDS and not self.is_full:
            taken = {one.prefix for one in self.rows}
            names = (f"{section}-{rank}" for rank in count())
            prefix = next(name for name in names if name not in taken)
            self.rows.append(KINDS[section](prefix=prefix, **self.options))

    def remove(self, prefix: str) -> None:
        """A row less."""
        self.rows = [one for one in self.rows if one.prefix != prefix]

    def is_valid(self) -> bool:
        return all([part.is_valid() for part in self.parts])  # noqa: C419 every fault is wanted

    def document(self) -> dict[str, Any]:
        """The rules that are typed, once they are valid."""
        edited = {"envelope_cents", "reserve_cents", "reserve_share", "objective", "fairness"}
        edited |= {kind.key for kind in KINDS.values()}
        told = {name: value for name, value in self.held.items() if name not in edited}
        told |= self.money.told()
        unit = self.held.get("objective", {}).get("unit")
        objective = self.objective.told() | ({"unit": unit} if unit else {})
        told |= {"objective": objective, "fairness": self.fairness.told()}
        told |= {kind.key: self._rules_of(section) for section, kind in KINDS.items()}
        return {name: value for name, value in told.items() if value not in ({}, [])}

    def _rules_of(self, section: str) -> list[dict[str, Any]]:
        rows = [one for one in self.rows if one.section == section]
        taken = {one.cleaned_data["code"] for one in self.rows}
        free = (name for rank in count(1) if (name := f"{section}-{rank}") not in taken)
        return [one.rule(one.cleaned_data["code"] or next(free)) for one in rows]

    def _typed(self, data: QueryDict) -> list[RowForm]:
        found = []
        for prefix in dict.fromkeys(data.getlist(ROW)):
            section, _dash, rank = prefix.partition("-")
            if section in KINDS and rank.isascii() and rank.isdecimal():
                found.append(KINDS[section](data, prefix=prefix, **self.options))
        return found

    def _kept(self) -> list[RowForm]:
        return [
            kind(prefix=f"{section}-{rank}", initial=initial_of(rule), **self.options)
            for section, kind in KINDS.items()
            for rank, rule in enumerate(self.held.get(kind.key, ()))
        ]


def choices_of(labels: Labels, present: Mapping[str, set[str]], rules: Tree) -> Choices:
    """What a row may choose among: the codes of the projects, and those that rules name already."""
    named = [rule.get("where", {}) for kind in KINDS.values() for rule in rules.get(kind.key, ())]
    found: dict[str, list[tuple[str, str]]] = {}
    for name in DIMENSIONS:
        codes = present.get(name, set()) | {str(where[name]) for where in named if name in where}
        pairs = [(code, labels.of(name, code)) for code in codes if code]
        found[name] = sorted(pairs, key=lambda pair: fold(pair[1]))
    return found


def _money(rules: Tree) -> dict[str, Any]:
    envelope = as_typed(rules.get("envelope_cents"))
    return {"envelope": envelope, "reserve": portion_of(rules, "reserve")}


def _objective(told: Tree) -> dict[str, Any]:
    held = {name: told.get(name, getattr(USUAL, name)) for name in WEIGHTS}
    return held | {"unknown_overrun": as_percent(held["unknown_overrun"])}


def _fairness(told: Tree) -> dict[str, Any]:
    return {
        "least_per_job": as_typed(told.get("least_per_job_cents")),
        "ratio": told.get("ratio"),
        "worst_first": told.get("worst_first", False),
        "slack": as_percent(told.get("slack")),
    }
