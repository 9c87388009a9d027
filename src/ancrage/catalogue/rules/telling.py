"""Facts as somebody tells them from outside: checked against the vocabulary."""

from collections.abc import Mapping

from ancrage.catalogue.rules.facts import Fact, Facts, Value


class FactError(ValueError):
    """A fact that is not in the vocabulary, or a value that it cannot have; in French."""


def facts_told(told: Mapping[str, object], *, vocabulary: Mapping[str, Fact]) -> Facts:
    """The facts by code; what is null is not known. FactError."""
    return {code: _value(code, value, vocabulary) for code, value in told.items()}


def _value(code: str, value: object, vocabulary: Mapping[str, Fact]) -> Value | None:
    if code not in vocabulary:
        raise FactError(f"Le fait « {code} » n’est pas au vocabulaire.")
    if value is None:
        return None
    fact = vocabulary[code]
    read = fact.read(value)
    if read is None:
        known = f" : {', '.join(fact.choices)}" if fact.choices else ""
        raise FactError(f"« {value} » n’est pas une valeur de « {code} » ({fact.kind}{known}).")
    return read
