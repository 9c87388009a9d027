"""Values as pages say them, and as forms show them to be written again."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import typeset
from ancrage.roadmaps.rules import fields as kinds
from ancrage.roadmaps.rules.content import is_empty
from ancrage.roadmaps.rules.fields import Field
from ancrage.roadmaps.rules.periods import period_words

Labels = Mapping[str, Mapping[str, str]]
"""The labels of codes, by vocabulary or by register."""
THIN = "\N{NARROW NO-BREAK SPACE}"
NO_BREAK = "\N{NO-BREAK SPACE}"
QUARTER = re.compile(r"(\d{4})-(T[1-4])")
PLACES = frozenset({"communes", "intercommunalities"})
CHECKED = frozenset({"operators", "measures"})
"""The registers short enough to tick what one wants."""


def in_words(field: Field, value: Any, labels: Labels) -> str:  # noqa: ANN401 whatever it holds
    """A value as one reads it; « inconnu » for none."""
    if is_empty(value):
        return "inconnu"
    if isinstance(value, list):
        known = labels.get(field.of, {})
        return ", ".join(known.get(code, code) for code in value)
    if field.kind == kinds.CHOICE:
        return labels.get(field.of, {}).get(value, value)
    if field.kind in {kinds.LINE, kinds.TEXT}:
        return str(value)
    return typeset(_said(field.kind, value))


def _said(kind: str, value: Any) -> str:  # noqa: ANN401 as its caller's
    if kind == kinds.EUROS:
        return euros(value)
    if kind == kinds.PERIOD:
        return period_words(value)
    if kind == kinds.SIRET:
        return NO_BREAK.join((value[:3], value[3:6], value[6:9], value[9:]))
    if kind == kinds.NUMBER:
        return number_words(value)
    return _point(value).replace(".", ",").replace(", ", " ; ", 1)


def number_words(value: str) -> str:
    """« 1 250,5 »."""
    whole, _, rest = format(Decimal(value), ",f").partition(".")
    return whole.replace(",", THIN).replace("-", "−") + (f",{rest}" if rest else "")


def as_typed(field: Field, value: Any, labels: Labels) -> str | list[str]:  # noqa: ANN401 as above
    """A value as its form shows it: what is read again gives the same value.

    Codes that are ticked are a list; those that are written, and lists, one a line.
    """
    if field.kind == kinds.CODES and field.of in CHECKED:
        return list(value or [])
    if is_empty(value):
        return ""
    if isinstance(value, list):
        return "\n".join(_with_code(field, code, labels) for code in value)
    return TYPED.get(field.kind, str)(value)


def _with_code(field: Field, code: str, labels: Labels) -> str:
    name = labels.get(field.of, {}).get(code) if field.of in PLACES else None
    return f"{name} ({code})" if name else code


def _euros(cents: int) -> str:
    whole, rest = divmod(cents, 100)
    return f"{whole:,}".replace(",", " ") + (f",{rest:02d}" if rest else "")


def _period(value: str) -> str:
    quarter = QUARTER.fullmatch(value)
    return f"{quarter[2]} {quarter[1]}" if quarter else period_words(value)


def _number(value: str) -> str:
    return value.replace(".", ",")


def _point(value: str) -> str:
    """« 46.06, 6.58 »: without the zeros that say nothing."""
    return ", ".join(part.rstrip("0").rstrip(".") for part in value.split(","))


TYPED: Mapping[str, Callable[[Any], str]] = {
    kinds.EUROS: _euros,
    kinds.PERIOD: _period,
    kinds.NUMBER: _number,
    kinds.POINT: _point,
}
"""How the kinds are typed that are not kept as they are read."""
