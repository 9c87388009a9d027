"""The forms of the workshop: a new scenario, its name, its rules."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.selection.actions_scenarios import NAME_LENGTH
from ancrage.selection.engine.model import Country
from ancrage.selection.engine.rules import load_rules, shipped_rules
from ancrage.selection.models import Scenario
from ancrage.selection.workshop_fields import (
    BONUS_FIELD,
    GROUPS,
    RuleField,
    Words,
    every_field,
    label_of,
    regional_fields,
)
from ancrage.selection.workshop_places import Place, find_places, places_of
from ancrage.selection.workshop_rules import (
    EXCLUDE,
    GROUP,
    INCLUDE,
    NAMED,
    Document,
    Fault,
    Moved,
    bonus_of,
    named_of,
    values_of,
)

ROLES = re.compile(rf"{INCLUDE}|{EXCLUDE}|{GROUP}[0-9]{{1,3}}")
PLACE, ROLE, MORE, SEARCH, REVISION = "lieu", "role-", "poids-", "recherche", "revision"


class NameForm(forms.Form):
    """What a scenario is called, and what its author wants to remember of it."""

    name = forms.CharField(label=gettext_lazy("Nom du scénario"), max_length=NAME_LENGTH)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Ce que vous essayez, et pourquoi."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NewForm(NameForm):
    """A new scenario, and the rules that it starts from."""

    field_order = ("base", "name", "note")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        scenarios: Sequence[Scenario],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["base"] = forms.ChoiceField(
            label=_("Règles de départ"), choices=base_choices(scenarios)
        )
        self.order_fields(self.field_order)


def base_choices(scenarios: Sequence[Scenario]) -> list[tuple[str, Any]]:
    """The shipped rule sets, then the scenarios that can be copied."""
    shipped = [(name, base_title(name)) for name in shipped_rules()]
    choices: list[tuple[str, Any]] = [(_("Jeux de règles fournis"), shipped)]
    if scenarios:
        copied = [(scenario.code, scenario.name) for scenario in scenarios]
        choices.append((_("Copier un scénario"), copied))
    return choices


def base_title(name: str) -> str:
    """What a shipped rule set is called; its bare name when it is shipped no more."""
    return load_rules(name).title if name in shipped_rules() else name


class RuleValue(forms.Field):
    """One rule, as text that people type: « 20 000 », « 0,5 », « 48 » for 48 per cent."""

    widget = forms.TextInput

    def __init__(self, rule: RuleField) -> None:
        super().__init__(required=rule.required, label=str(rule.label))
        self.rule = rule
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 Django's own signature
        try:
            return self.rule.read(str(value or ""))
        except ValueError:
            raise forms.ValidationError(_refusal(self.rule, value)) from None


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule as the form shows it; `base` is its value in the rules that it started from."""

    bound: forms.BoundField
    rule: RuleField
    base: str
    is_moved: bool


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rules shown together; `summary` says a region's own rules in short."""

    title: Words
    rows: tuple[RuleRow, ...]
    code: str = ""
    summary: str = ""

    @property
    def has_errors(self) -> bool:
        return any(row.bound.errors for row in self.rows)

    @property
    def moved(self) -> int:
        """How many of its rules are not those of the base."""
        return sum(row.is_moved for row in self.rows)


class RulesForm(forms.Form):
    """Every threshold, weight and number of a scenario, with those of its base beside."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        document: Document,
        base: Document,
        country: Country,
        regions: Mapping[str, str],
    ) -> None:
        super().__init__(data)
        self.country, self.regions = country, regions
        self.base = values_of(base)
        self.held = values_of(document)
        self.named = _named_in(data) if data is not None else _named_by(document)
        self.more = _more_in(data) if data is not None else _more_by(document)
        self.search = data.get(SEARCH, "").strip() if data is not None else ""
        self.named_errors: list[str] = []
        present = {unit.region for unit in country.units}
        self.codes = sorted(present, key=lambda code: regions.get(code, code))
        for rule in every_field(self.codes):
            self.fields[rule.key] = RuleValue(rule)
            self.initial[rule.key] = rule.written(self.held.get(rule.key))

    def refuse(self, faults: Sequence[Fault]) -> None:
        """Show faults that only the rules as a whole tell, each at its field."""
        for fault in faults:
            if fault.key == NAMED:
                self.named_errors.append(fault.message)
            else:
                self.add_error(fault.key if fault.key in self.fields else None, fault.message)

    def moved(self) -> Moved:
        """What a valid form says."""
        named = {siren: role for siren, role in self.named.items() if role}
        bonus = {siren: BONUS_FIELD.read(text) or 0 for siren, text in self.more.items()}
        return Moved(self.cleaned_data, named, {siren: n for siren, n in bonus.items() if n})

    def clean(self) -> dict[str, Any]:
        """What an intercommunalité counts for more is read where it is typed."""
        if any(place.error for place in self.places):
            message = _("Corrigez ce que les intercommunalités nommées comptent en plus.")
            self.add_error(None, message)
        return self.cleaned_data

    @property
    def groups(self) -> list[RowGroup]:
        """The national rules."""
        return [
            RowGroup(group.title, tuple(self._row(rule) for rule in group.fields))
            for group in GROUPS
        ]

    @property
    def region_groups(self) -> Iterator[RowGroup]:
        """Each region's own rules, by its name."""
        for code in self.codes:
            rows = tuple(self._row(rule) for rule in regional_fields(code))
            yield RowGroup(self.regions.get(code, code), rows, code, _summary(rows))

    @property
    def error_rows(self) -> list[tuple[str, str, str]]:
        """Each fault with its field's label and anchor, for the summary above the form."""
        rows = [row for group in self.groups for row in group.rows]
        rows += [row for group in self.region_groups for row in group.rows]
        found = [(row.bound.id_for_label, str(row.rule.label), row.bound.errors) for row in rows]
        told = [(anchor, label, str(e)) for anchor, label, errors in found for e in errors]
        told += [(f"{MORE}{p.siren}", p.name, p.error) for p in self.places if p.error]
        named = _("Intercommunalités nommées")
        return told + [("intercommunalites", named, error) for error in self.named_errors]

    @property
    def overtaken(self) -> list[tuple[str, str, str]]:
        """The rules that are not, in the scenario, what the form says: label, held, typed."""
        rows = [row for group in (*self.groups, *self.region_groups) for row in group.rows]
        return [
            (label_of(row.rule.key, self.regions), row.rule.written(held), str(row.bound.value()))
            for row in rows
            if _differs(row.rule, str(row.bound.value() or ""), held := self.held.get(row.rule.key))
        ]

    @property
    def places(self) -> list[Place]:
        """The intercommunalités that the rules name, each with what is asked of it."""
        found = places_of(self.country, self.named, self.regions)
        texts = [self.more.get(place.siren, "") for place in found]
        return [
            replace(place, bonus=text, error=_fault_of(text))
            for place, text in zip(found, texts, strict=True)
        ]

    @property
    def found(self) -> list[Place]:
        """What the search finds, apart from those that are named already."""
        if not self.search:
            return []
        return find_places(self.country, self.search, self.regions, apart_from=self.named)

    def _row(self, rule: RuleField) -> RuleRow:
        base = self.base.get(rule.key)
        told = "" if base is None else rule.told(base)
        bound = self[rule.key]
        typed = str(bound.value() or "")
        return RuleRow(bound, rule, told, _differs(rule, typed, base))


def _differs(rule: RuleField, typed: str, base: object) -> bool:
    try:
        return bool(rule.read(typed) != base)
    except ValueError:
        return True


def _summary(rows: Sequence[RuleRow]) -> str:
    """« Nombre de territoires, au moins : 15 »: what a region has of its own."""
    told = [
        f"{row.rule.label}\u00a0: {value}"
        for row in rows
        if (value := str(row.bound.value() or ""))
    ]
    return " ; ".join(told)


def _named_in(data: QueryDict) -> dict[str, str]:
    """The role that the form gives to each intercommunalité that it lists."""
    said = {siren: data.get(f"{ROLE}{siren}", "") for siren in data.getlist(PLACE)}
    return {siren: role if ROLES.fullmatch(role) else "" for siren, role in said.items()}


def _named_by(document: Document) -> dict[str, str]:
    return dict.fromkeys(bonus_of(document), "") | named_of(document)


def _more_in(data: QueryDict) -> dict[str, str]:
    return {siren: data.get(f"{MORE}{siren}", "").strip() for siren in data.getlist(PLACE)}


def _more_by(document: Document) -> dict[str, str]:
    return {siren: BONUS_FIELD.written(share) for siren, share in bonus_of(document).items()}


def _fault_of(text: str) -> str:
    """What is wrong with what an intercommunalité is said to count for more."""
    try:
        BONUS_FIELD.read(text)
    except ValueError:
        return _refusal(BONUS_FIELD, text)
    return ""


def _refusal(rule: RuleField, value: object) -> str:
    told = {"value": value, "expected": rule.expected}
    return _("« %(value)s » : donnez %(expected)s.") % told
