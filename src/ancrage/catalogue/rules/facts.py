"""What can be known of who asks for a measure: a closed vocabulary, told by data.

`data/facts.yaml` names each fact once: its label, its kind of value, its choices. The rules of
a measure speak of these facts and of no other, whoever asks: a territory, a company, the form
of a VTE mission. A fact that nobody knows is absent, or None.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ancrage.kernel.text import long_date, typeset

Value = bool | int | str | dt.date
"""A fact's value: money in cents, a day as a date, a choice by its code."""
Facts = Mapping[str, Value | None]


class Kind(StrEnum):
    """What a fact's value is."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    WHOLE = "whole"
    CENTS = "cents"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Fact:
    """One word of the vocabulary. `label` fills « … de l’entreprise » in a sentence."""

    code: str
    label: str
    kind: Kind
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_text(self) -> bool:
        """Whether its values are codes: a region's is made of digits and is no number."""
        return self.kind == Kind.CHOICE

    def written(self, value: Value | None) -> str:
        """A value of this fact in French; « inconnu » when there is none."""
        if value is None:
            return "inconnu"
        if isinstance(value, bool):
            return "oui" if value else "non"
        if isinstance(value, dt.date):
            return long_date(value)
        if isinstance(value, int):
            return self._number(value)
        return self.choices.get(value, value)

    def _number(self, value: int) -> str:
        if self.kind == Kind.CENTS:
            return typeset(euros(value))
        return f"{value} {self.unit}".strip()

    def accepts(self, value: object) -> bool:
        """Whether this can be a value of the fact."""
        if self.kind == Kind.CHOICE:
            return isinstance(value, str) and (not self.choices or value in self.choices)
        if self.kind == Kind.YES_NO:
            return isinstance(value, bool)
        if self.kind == Kind.DAY:
            return isinstance(value, dt.date) and not isinstance(value, dt.datetime)
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0

    def read(self, told: object) -> Value | None:
        """A value as data tells it, a day in ISO form too; None when it cannot be one."""
        if self.kind == Kind.DAY and isinstance(told, str):
            try:
                return dt.date.fromisoformat(told)
            except ValueError:
                return None
        return told if self.accepts(told) else None  # type: ignore[return-value]


def euros(cents: int) -> str:
    """An amount as a French reader writes it: « 4 000 € », « 12,50 € »."""
    whole, rest = divmod(cents, 100)
    thousands = f"{whole:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    decimals = f",{rest:02d}" if rest else ""
    return f"{thousands}{decimals}\N{NO-BREAK SPACE}€"


def read_facts(document: Mapping[str, Any]) -> dict[str, Fact]:
    """The vocabulary that a data file tells. ValueError for a kind that is not."""
    return {code: _fact(code, told) for code, told in document.items()}


def _fact(code: str, told: Mapping[str, Any]) -> Fact:
    choices = {name: typeset(label) for name, label in told.get("choices", {}).items()}
    return Fact(
        code=code,
        label=typeset(told["label"]),
        kind=Kind(told["kind"]),
        unit=told.get("unit", ""),
        choices=choices,
    )
