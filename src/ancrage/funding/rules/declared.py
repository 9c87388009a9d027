"""What sheets declare beside what the ledger traces: the same money told twice, never added."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ancrage.funding.rules.cuts import GRANTED, REQUESTED, Sums
from ancrage.funding.rules.wording import spoken
from ancrage.kernel.text import fold, typeset


@dataclass(frozen=True, slots=True)
class Declared:
    """What sheets say of money, in cents; None where they say nothing."""

    asked: int | None = None
    promised: int | None = None
    granted: int | None = None
    paid: int | None = None

    def __add__(self, other: "Declared") -> "Declared":
        return Declared(
            _sum(self.asked, other.asked),
            _sum(self.promised, other.promised),
            _sum(self.granted, other.granted),
            _sum(self.paid, other.paid),
        )


def _sum(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing told by both sides, or by one: `code` names it, `label` says it."""

    code: str
    label: str
    declared: Declared
    traced: Sums

    @property
    def gap(self) -> int | None:
        """What sheets say is granted, less what is traced; None when they say nothing."""
        if self.declared.granted is None:
            return None
        return self.declared.granted - self.traced.at(GRANTED)

    @property
    def is_lost(self) -> bool:
        """Whether the sheets declare something granted of which the ledger has no trace."""
        return bool(self.declared.granted) and not self.traced.at(GRANTED)

    @property
    def finding(self) -> str:
        """Whether both sides say the same of what is granted."""
        declared, traced = self.declared.granted or 0, self.traced.at(GRANTED)
        if not declared and not traced:
            return "rien d’accordé, de part ni d’autre"
        if self.is_lost:
            return "accordé d’après les fiches, introuvable au grand livre"
        if not declared:
            return "au grand livre, non déclaré par les fiches"
        if declared == traced:
            return "les deux disent le même accord"
        return "les fiches disent plus" if declared > traced else "les fiches disent moins"

    @property
    def verdict(self) -> str:
        """The same, with how far apart they are."""
        if not self.gap or not self.traced.at(GRANTED):
            return self.finding
        return typeset(f"{self.finding}, de {spoken(abs(self.gap))}")


def side_by_side(
    declared: Mapping[str, tuple[str, Declared]], traced: Mapping[str, tuple[str, Sums]]
) -> list[Beside]:
    """Both sides by code, each with its label; the greatest amounts first."""
    codes = dict.fromkeys([*declared, *traced])
    found = [
        Beside(
            code,
            (declared.get(code) or traced[code])[0],
            declared[code][1] if code in declared else Declared(),
            traced[code][1] if code in traced else Sums(),
        )
        for code in codes
    ]
    return sorted(found, key=lambda one: (-_weight(one), fold(one.label)))


def _weight(one: Beside) -> int:
    told = (one.declared.asked, one.declared.granted)
    return max(*(cents or 0 for cents in told), one.traced.at(GRANTED), one.traced.at(REQUESTED))


def by_name(
    declared: Iterable[tuple[str, Declared]], traced: Mapping[str, tuple[str, Sums]]
) -> list[Beside]:
    """Both sides by financer: sheets name them as people do, the ledger by code.

    A name is a financer's when it is his, or his code, whatever the accents and the hyphens.
    """
    known = {fold(name): code for code, (name, _sums) in traced.items()}
    known |= {fold(code): code for code in traced}
    held: dict[str, tuple[str, Declared]] = {}
    for name, amounts in declared:
        code = known.get(fold(name), name)
        label = traced[code][0] if code in traced else name
        before = held[code][1] if code in held else Declared()
        held[code] = (label, before + amounts)
    return side_by_side(held, traced)
