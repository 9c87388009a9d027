"""What money can be cut by on a page, and how a line of it is looked at closer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ancrage.funding.rules.cuts import UNKNOWN, Keys, Look

OF_PLACE = "place"


@dataclass(frozen=True, slots=True)
class Axis:
    """A way to cut: its name in addresses, what it is called, the fields that make its keys.

    `blank`: what the line of those of which nobody told it is called.
    """

    code: str
    label: str
    fields: tuple[str, ...]
    blank: str = ""

    @property
    def field(self) -> str:
        """The field whose values name the lines."""
        return self.fields[0]


AXES: Mapping[str, Axis] = {
    axis.code: axis
    for axis in (
        Axis("territoire", "Territoire", ("territory", OF_PLACE), "Territoire inconnu"),
        Axis("besoin", "Besoin", ("need",), "Besoin inconnu"),
        Axis("mesure", "Mesure", ("measure",), "Mesure inconnue"),
        Axis("financeur", "Financeur", ("financer",)),
        Axis("dispositif", "Dispositif", ("scheme",), "Dispositif inconnu"),
        Axis("annee", "Année", ("year",)),
        Axis("region", "Région", ("region",), "Région inconnue"),
        Axis("lieu", "Lieu", (OF_PLACE,)),
    )
}
"""In the order in which a page offers them."""


def fields_of(axes: Sequence[Axis]) -> tuple[str, ...]:
    """The fields that lines cut by these axes have as keys, each once."""
    return tuple(dict.fromkeys(field for axis in axes for field in axis.fields))


def closer(look: Look, fields: Sequence[str], keys: Keys) -> Look:
    """What a line holds: the same look, at the values of its keys."""
    told: dict[str, object] = {
        field: int(key) if field == "year" else key or UNKNOWN
        for field, key in zip(fields, keys, strict=True)
    }
    return replace(look, **told)  # type: ignore[arg-type]
