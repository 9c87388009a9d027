"""The funding plan of a sheet: who brings how much, in which year, how firm it is.

What is told of money is a list of dated entries that only grows: a correction reverses an entry
and tells another. A plan is balanced when what is asked of all, with the own share, makes the
total cost, to the cent.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import typeset

ASKED, PROMISED, GRANTED, PAID = STAGES = ("asked", "promised", "granted", "paid")
PUBLIC = frozenset({"state", "operator", "region", "local", "europe"})
"""The kinds of financers whose money counts as public."""
MINIMIS = "de_minimis"
"""The basis of state aid that has a ceiling of its own."""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry: cents, negative when it reverses another."""

    financer: str
    kind: str
    year: int
    stage: str
    cents: int


@dataclass(frozen=True, slots=True)
class Line:
    """A financer in a year: cents at each stage, None where nothing was told."""

    financer: str
    kind: str
    year: int
    asked: int | None
    promised: int | None
    granted: int | None
    paid: int | None

    def at(self, stage: str) -> int | None:
        """Cents at a stage."""
        held: int | None = getattr(self, stage)
        return held


@dataclass(frozen=True, slots=True)
class Plan:
    """A funding plan: its lines by financer and year, the total cost and the own share in cents."""

    lines: tuple[Line, ...]
    total_cost: int | None
    own_share: int | None

    def total(self, stage: str) -> int | None:
        """The sum of a stage; None when nothing was told of it."""
        held = [cents for line in self.lines if (cents := line.at(stage)) is not None]
        return sum(held) if held else None

    @property
    def gap(self) -> int | None:
        """What is missing (positive) or too much (negative) for the plan to be balanced."""
        if self.total_cost is None:
            return None
        return self.total_cost - (self.own_share or 0) - (self.total(ASKED) or 0)

    @property
    def is_balanced(self) -> bool:
        return self.gap == 0

    @property
    def public_cents(self) -> int:
        """What public financers are asked for."""
        return sum(line.asked or 0 for line in self.lines if line.kind in PUBLIC)


def plan_of(entries: Iterable[Told], *, total_cost: int | None, own_share: int | None) -> Plan:
    """The plan that entries tell: sums by financer, year and stage."""
    sums: dict[tuple[str, int], dict[str, int]] = {}
    kinds: dict[str, str] = {}
    for one in entries:
        held = sums.setdefault((one.financer, one.year), {})
        held[one.stage] = held.get(one.stage, 0) + one.cents
        kinds[one.financer] = one.kind
    lines = [
        Line(financer, kinds[financer], year, *(held.get(stage) for stage in STAGES))
        for (financer, year), held in sorted(sums.items())
    ]
    kept = tuple(line for line in lines if any(line.at(stage) for stage in STAGES))
    return Plan(kept, total_cost, own_share)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the law allows: `least`, the share of the cost that an owner of the kinds `applies_to`
    pays himself; `minimis`, the ceiling in cents of what a firm may get as de minimis aid.
    """

    least: float
    applies_to: Sequence[str]
    minimis: int


def cautions(plan: Plan, *, owner_kind: str, aid_basis: str, bounds: Bounds) -> list[str]:
    """What the plan breaks, in sentences: balance, own share, ceiling, stages out of order."""
    found = []
    if plan.gap:
        word = "manque" if plan.gap > 0 else "dépasse de"
        found.append(
            f"Le plan de financement n’est pas équilibré : il {word} {euros(abs(plan.gap))}."
        )
    if plan.total_cost and owner_kind in bounds.applies_to:
        ceiling = plan.total_cost - least_own_share(plan.total_cost, bounds)
        if plan.public_cents > ceiling:
            found.append(
                f"Les financeurs publics apportent {euros(plan.public_cents)}, au-delà de "
                f"{euros(ceiling)} : le maître d’ouvrage doit payer {percent(bounds.least)} au "
                "moins."
            )
    if aid_basis == MINIMIS and plan.public_cents > bounds.minimis:
        found.append(
            f"Les financeurs publics apportent {euros(plan.public_cents)}, au-delà du plafond des "
            f"aides de minimis, {euros(bounds.minimis)}."
        )
    found += [
        f"{line.financer}, {line.year} : payé {euros(line.paid or 0)}, plus que l’accordé, "
        f"{euros(line.granted)}."
        for line in plan.lines
        if line.granted is not None and (line.paid or 0) > line.granted
    ]
    return [typeset(sentence) for sentence in found]


def limits(plan: Plan, *, owner_kind: str, aid_basis: str, bounds: Bounds) -> dict[str, str]:
    """What the law asks of the plan, in sentences, whether it is broken or not: "least", "minimis".

    Of an owner whose kind is not told, the least share is told with its condition.
    """
    found = {}
    if owner_kind in (*bounds.applies_to, ""):
        condition = "" if owner_kind else ", s’il est une collectivité"
        amount = ""
        if plan.total_cost is not None:
            amount = f", soit {euros(least_own_share(plan.total_cost, bounds))}"
        found["least"] = (
            f"Part minimale du maître d’ouvrage{condition} : {percent(bounds.least)} du coût"
            f"{amount}."
        )
    if aid_basis == MINIMIS:
        found["minimis"] = (
            f"Aides de minimis à l’entreprise : {euros(bounds.minimis)} au plus, toutes aides de "
            "ce régime comptées."
        )
    return {name: typeset(sentence) for name, sentence in found.items()}


def least_own_share(total_cost: int, bounds: Bounds) -> int:
    """The least that the owner pays of a cost, in cents: never a cent less than the share."""
    return math.ceil(total_cost * Fraction(str(bounds.least)))


def percent(share: float) -> str:
    """« 20 % »."""
    return f"{100 * share:.0f} %"
