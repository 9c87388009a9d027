"""An act as a machine reads it: parties, sheets by version, who does what by when, dates, money.

It is made from what the committee validated, never from a working copy; amounts are whole cents.
Its document is kept with the act, compared from one act to the next, and attached to the PDF.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ancrage.contracts.rules.parties import Party
from ancrage.roadmaps.rules.periods import period_words

FORMAT = "ancrage-acte/1"
OWN = "own"
"""The kind of a line of money that the owner of a sheet brings himself."""


RULE = "rule."
"""How the keys of what parties owe by rule begin."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of the contract, as one of its validated versions tells it."""

    code: str
    version: int
    title: str
    owner: str
    starts: str
    ends: str
    total_cost: int | None
    objectives: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Obligation:
    """Who does what by when. `by`: a period, "" when no term is told; `sheet`: "" for none."""

    key: str
    who: str
    what: str
    by: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """What a financer brings to a sheet in a year, in cents; year 0: over all its length."""

    sheet: str
    financer: str
    kind: str
    year: int
    cents: int

    @property
    def key(self) -> str:
        return f"{self.sheet}|{self.kind}|{self.financer}|{self.year}"


@dataclass(frozen=True, slots=True)
class ActContent:
    """The whole act. `choices`: what was written, by field; `blocks`: the day of the blocks that
    it is composed of; `amends`: the name and the day of the act that it changes."""

    contract: str
    kind: str
    rank: int
    name: str
    scope: str
    territory: str
    members: tuple[str, ...]
    regions: tuple[str, ...]
    drawn_on: str
    blocks: str
    parties: tuple[Party, ...] = ()
    sheets: tuple[SheetPart, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    money: tuple[Money, ...] = ()
    choices: Mapping[str, Any] = field(default_factory=dict)
    amends: str = ""
    amended_on: str = ""
    is_demonstration: bool = False

    @property
    def dates(self) -> dict[str, str]:
        """The days that bind, by name."""
        held = {name: str(self.choices.get(name, "")) for name in ("starts_on", "ends_on")}
        return {name: day for name, day in held.items() if day}

    def total(self) -> int:
        """All the money of the act, in cents."""
        return sum(line.cents for line in self.money)

    def by_financer(self) -> dict[tuple[str, str], int]:
        """Cents by (financer, kind), the greatest first."""
        sums: dict[tuple[str, str], int] = {}
        for line in self.money:
            key = (line.financer, line.kind)
            sums[key] = sums.get(key, 0) + line.cents
        return dict(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))


def document(content: ActContent) -> dict[str, Any]:
    """The content as JSON holds it."""
    told = {name: _plain(value) for name, value in asdict(content).items()}
    return {"format": FORMAT, **told, "dates": content.dates, "total_cents": content.total()}


def _plain(value: Any) -> Any:  # noqa: ANN401 whatever a field holds
    return list(value) if isinstance(value, tuple) else value


def read_content(told: Mapping[str, Any]) -> ActContent:
    """The inverse of `document`. ValueError for another format."""
    if told.get("format") != FORMAT:
        raise ValueError(f"format « {told.get('format')} »")
    held = {name: told[name] for name in ActContent.__slots__}
    held |= {name: tuple(told[name]) for name in ("members", "regions")}
    for name, kind in PARTS.items():
        held[name] = tuple(kind(**one) for one in told[name])
    return ActContent(**held)


PARTS: Mapping[str, type] = {
    "parties": Party,
    "sheets": SheetPart,
    "obligations": Obligation,
    "money": Money,
}


def sheet_obligations(code: str, content: Mapping[str, Any]) -> list[Obligation]:
    """What the owner of a sheet owes: each milestone by its day, the action by its end."""
    owner = content.get("owner_name", "")
    found = [
        Obligation(f"{code}.{key}", owner, row["title"], row.get("due", ""), code)
        for key, row in content.get("milestones", {}).items()
        if row.get("title")
    ]
    found.sort(key=lambda one: (one.by or "9999", one.key))
    title = content.get("title", "")
    return [*found, Obligation(f"{code}.end", owner, title, content.get("ends", ""), code)]


def sheet_money(
    code: str, content: Mapping[str, Any], plan: Iterable[Mapping[str, Any]]
) -> list[Money]:
    """What each financer brings to a sheet by year, as the plan asks it; then its own share."""
    found = [
        Money(code, line["financer"], line["kind"], line["year"], line["asked"])
        for line in plan
        if line["asked"]
    ]
    own = content.get("own_share") or 0
    return [*found, Money(code, content.get("owner_name", ""), OWN, 0, own)] if own else found


def written_obligations(rows: Iterable[Mapping[str, str]]) -> list[Obligation]:
    """What was written of other commitments."""
    return [
        Obligation(f"written.{row['key']}", row["who"], row["what"], row.get("by", ""))
        for row in rows
    ]


def term_words(by: str) -> str:
    """« , d’ici septembre 2028 », « , d’ici au 15 mars 2027 »; "" without a term."""
    if not by:
        return ""
    word = "d’ici au" if "T" in by or by.count("-") > 1 else "d’ici"
    return f", {word} {period_words(by)}"


def rule_obligations(held: Iterable[Party]) -> list[Obligation]:
    """What each party owes whatever the sheets say."""
    return [Obligation(f"{RULE}{one.code}", one.name, one.commits) for one in held if one.commits]
