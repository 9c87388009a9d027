"""What the score changes to the list, as it is declared before the readings are opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.text import typeset


@dataclass(frozen=True, slots=True)
class Use:
    """How the scores enter the rules of the identification. None: not at all in that way.

    `bonus`: a score of 100 adds this percentage to the value of the candidate's territory, lower
    scores in proportion. `minimum`: under this score the territory cannot be in the list.
    `forced_from`: from this score on the list has to hold it, as long as the rules allow it.
    """

    bonus: Decimal | None = None
    minimum: Decimal | None = None
    forced_from: Decimal | None = None

    @property
    def is_advisory(self) -> bool:
        """Whether the scores change nothing by themselves."""
        return self == Use()

    def document(self) -> dict[str, str | None]:
        """The same as JSON."""
        return {name: _text(getattr(self, name)) for name in ("bonus", "minimum", "forced_from")}

    def in_words(self) -> list[str]:
        """What was declared, one sentence for each way."""
        told = []
        if self.bonus is not None:
            told.append(
                f"Une note de 100 ajoute {_written(self.bonus)} % à la valeur du territoire, "
                "une note plus basse en proportion."
            )
        if self.minimum is not None:
            told.append(f"Sous {_written(self.minimum)}, le territoire ne peut pas être choisi.")
        if self.forced_from is not None:
            told.append(
                f"À partir de {_written(self.forced_from)}, le territoire est imposé, "
                "si les seuils des règles le permettent."
            )
        if not told:
            told.append("La note est consultative : elle ne change rien par elle-même.")
        return [typeset(sentence) for sentence in told]


def read_use(document: Mapping[str, Any]) -> Use:
    """What a form, the API or the database says. InputRefused with every fault."""
    values: dict[str, Decimal | None] = {}
    faults = []
    limits = {"bonus": 500, "minimum": 100, "forced_from": 100}
    for name, limit in limits.items():
        value, fault = _read(document.get(name), limit)
        values[name] = value
        if fault:
            faults.append(Problem("usage", None, name, fault, f"Donnez un nombre de 0 à {limit}."))
    minimum, forced = values["minimum"], values["forced_from"]
    if minimum is not None and forced is not None and forced < minimum:
        what = "le seuil d’entrée d’office est sous la note minimale."
        faults.append(Problem("usage", None, "forced_from", what, "Relevez-le."))
    if faults:
        raise InputRefused(faults)
    return Use(**values)


def _read(told: object, limit: int) -> tuple[Decimal | None, str]:
    text = "" if told is None else str(told).strip().replace(",", ".")
    if not text:
        return None, ""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None, f"« {told} » n’est pas un nombre."
    if not value.is_finite() or not 0 <= value <= limit:
        return None, f"« {told} » sort des bornes."
    return value, ""


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


def _written(value: Decimal) -> str:
    return format(value.normalize(), "f").replace(".", ",")
