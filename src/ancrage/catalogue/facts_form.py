"""« Puis-je l’avoir ? »: the form of the facts that a measure's rules look at."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ancrage.catalogue.definitions import vocabulary
from ancrage.catalogue.rules.basket import Measure
from ancrage.catalogue.rules.facts import Fact, Facts, Kind, Value
from ancrage.geography.queries import regions

YES, NO = "oui", "non"
MOST = 10**9
UNTOLD = ("", "je ne sais pas")


def facts_of(measure: Measure) -> list[Fact]:
    """The facts that a measure's rules look at, its amounts' too, in the vocabulary's order."""
    held = [*measure.criteria, *(c for amount in measure.own_amounts for c in amount.criteria)]
    looked_at = frozenset[str]().union(*(criterion.facts for criterion in held))
    return [fact for code, fact in vocabulary().items() if code in looked_at]


class FactsForm(forms.Form):
    """One field for each fact; what is left empty is not known."""

    all_optional = True

    def __init__(self, facts: Iterable[Fact], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.held = list(facts)
        for fact in self.held:
            self.fields[fact.code] = _field(fact)

    def facts(self) -> Facts:
        """What was told, once the form is valid."""
        told = ((f, self.cleaned_data.get(f.code)) for f in self.held)
        return {fact.code: _value(fact, value) for fact, value in told}


def told_in(query: Mapping[str, str], facts: Iterable[Fact]) -> bool:
    """Whether an address tells some fact, or asks to judge without any."""
    return any(fact.code in query for fact in facts)


def _field(fact: Fact) -> forms.Field:
    label = fact.label[0].upper() + fact.label[1:]
    if fact.kind in {Kind.CHOICE, Kind.YES_NO}:
        return forms.ChoiceField(label=label, required=False, choices=[UNTOLD, *_choices(fact)])
    if fact.kind == Kind.DAY:
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(label=label, required=False, widget=day)
    if fact.kind == Kind.CENTS:
        label = _("%(label)s, en euros") % {"label": label}
        return forms.DecimalField(
            label=label, required=False, min_value=0, max_value=MOST, decimal_places=2
        )
    label = f"{label} ({fact.unit})" if fact.unit else label
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST)


def _choices(fact: Fact) -> Iterator[tuple[str, str]]:
    if fact.kind == Kind.YES_NO:
        yield from ((YES, "oui"), (NO, "non"))
    elif fact.code == "region":
        yield from ((region.code, region.name) for region in regions())
    else:
        yield from fact.choices.items()


def _value(fact: Fact, told: Any) -> Value | None:  # noqa: ANN401 what a field cleans to
    if told in ("", None):
        return None
    if fact.kind == Kind.YES_NO:
        return bool(told == YES)
    if fact.kind == Kind.CENTS:
        return int(Decimal(told) * 100)
    value: Value = told
    return value


def initial_facts(facts: Iterable[Fact], *, day: dt.date) -> dict[str, object]:
    """What is known before anything is told: the day of the page."""
    return {fact.code: day for fact in facts if fact.code == "day"}
