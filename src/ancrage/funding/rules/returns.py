"""What a return says, what it is checked for, what differs between two of them: pure."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import grouped, long_date, typeset

BLOCKS, COMMENT, TOLD = "blocks", "comment", "told"
WHOLE = ""
"""The code of the line of all measures."""
CHECK = "check:"
"""What the key of a check's comment begins with."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A line of a return: files counted, cents moved in the half-year, net of what undoes them.

    `received`, `granted_files`, `refused_files`: asked for, granted, refused in it; `pending`: not
    decided at its end. `granted` is net of decommitments, `paid` of recoveries; each is told inside
    the territories, outside, and where the place is not known. `median_days`: from asking to
    deciding, over `timed` files decided in the half-year with both dates (nearest rank); None of
    none.
    """

    received: int = 0
    granted_files: int = 0
    refused_files: int = 0
    pending: int = 0
    requested: int = 0
    granted: int = 0
    granted_inside: int = 0
    granted_outside: int = 0
    granted_unknown: int = 0
    ordered: int = 0
    paid: int = 0
    paid_inside: int = 0
    paid_outside: int = 0
    paid_unknown: int = 0
    recovered: int = 0
    median_days: int | None = None
    timed: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return self == Tally()


CENTS = frozenset(
    (
        *("requested", "granted", "granted_inside", "granted_outside", "granted_unknown"),
        *("ordered", "paid", "paid_inside", "paid_outside", "paid_unknown", "recovered"),
    )
)
"""The fields of a tally that are cents."""
LABELS = {
    "received": "Dossiers reçus",
    "granted_files": "Dossiers accordés",
    "refused_files": "Dossiers refusés",
    "pending": "Dossiers en cours à la fin",
    "requested": "Demandé",
    "granted": "Accordé, net",
    "granted_inside": "Accordé dans les territoires",
    "granted_outside": "Accordé hors territoire",
    "granted_unknown": "Accordé, lieu inconnu",
    "ordered": "Mandaté",
    "paid": "Payé, net",
    "paid_inside": "Payé dans les territoires",
    "paid_outside": "Payé hors territoire",
    "paid_unknown": "Payé, lieu inconnu",
    "recovered": "Reversé",
    "median_days": "Délai médian (jours)",
    "timed": "Décisions datées (n)",
}
"""Each field in words, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is declared of a measure; code "" for what has none, or, by itself, the whole."""

    measure: str
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Figures:
    """All that a return says. `unmatched`: the payments that no dossier is known for, and cents."""

    as_of: dt.date
    lines: tuple[Line, ...]
    whole: Tally
    unmatched_count: int = 0
    unmatched: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether the ledger has nothing of that half-year."""
        return self.whole.is_empty and not self.unmatched_count


def document(figures: Figures) -> dict[str, Any]:
    """The figures as they are frozen: plain values."""
    return asdict(figures) | {"as_of": figures.as_of.isoformat()}


def read_document(told: Mapping[str, Any]) -> Figures:
    """The figures that were frozen."""
    lines = (Line(one["measure"], one["name"], Tally(**one["tally"])) for one in told["lines"])
    return Figures(
        as_of=dt.date.fromisoformat(told["as_of"]),
        lines=tuple(lines),
        whole=Tally(**told["whole"]),
        unmatched_count=told["unmatched_count"],
        unmatched=told["unmatched"],
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of a line that differs between two returns; None where there is no such line."""

    measure: str
    name: str
    field: str
    before: int | None
    after: int | None

    @property
    def label(self) -> str:
        return LABELS[self.field]

    @property
    def is_cents(self) -> bool:
        return self.field in CENTS


def differences(before: Figures, after: Figures) -> list[Difference]:
    """What differs from one to another: the whole first, then measure by measure."""
    found = list(_of_line(WHOLE, "", before.whole, after.whole))
    old = {line.measure: line for line in before.lines}
    new = {line.measure: line for line in after.lines}
    for code in dict.fromkeys([*new, *old]):
        named = new.get(code) or old[code]
        mine, theirs = (held[code].tally if code in held else None for held in (old, new))
        found += _of_line(code or "-", named.name, mine, theirs)
    return found


def _of_line(
    code: str, name: str, before: Tally | None, after: Tally | None
) -> Iterable[Difference]:
    for held in fields(Tally):
        old = getattr(before, held.name) if before else None
        new = getattr(after, held.name) if after else None
        if (old or 0) != (new or 0):
            yield Difference(code, name, held.name, old, new)


@dataclass(frozen=True, slots=True)
class CheckKind:
    """A check as data tells it: `level` is one of blocks, comment, told."""

    code: str
    level: str
    label: str
    remedy: str


def read_checks(told: Mapping[str, Mapping[str, str]]) -> dict[str, CheckKind]:
    """The checks that a data file tells. ValueError for a level that is not."""
    found = {
        code: CheckKind(code, held["level"], typeset(held["label"]), typeset(held["remedy"]))
        for code, held in told.items()
    }
    strangers = {kind.level for kind in found.values()} - {BLOCKS, COMMENT, TOLD}
    if strangers:
        raise ValueError(f"returns.yaml: unknown {', '.join(sorted(strangers))}")
    return found


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: how many, how many cents when it is money. `comment`: what explains it.

    `holds`: nothing keeps from certifying on its account.
    """

    kind: CheckKind
    count: int
    cents: int | None = None
    comment: str = ""

    @property
    def holds(self) -> bool:
        if not self.count or self.kind.level == TOLD:
            return True
        return self.kind.level == COMMENT and bool(self.comment.strip())

    @property
    def says(self) -> str:
        """« 3, soit 12 000 € »; « aucun »."""
        if not self.count:
            return "aucun"
        return grouped(self.count) + (f", soit {euros(self.cents)}" if self.cents else "")


def check(
    kinds: Mapping[str, CheckKind],
    counts: Mapping[str, int],
    cents: Mapping[str, int],
    comments: Mapping[str, str],
) -> list[Finding]:
    """Every check with what it found, in the order of the data."""
    return [
        Finding(kind, counts.get(code, 0), cents.get(code), comments.get(f"{CHECK}{code}", ""))
        for code, kind in kinds.items()
    ]


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """What the guards look at."""

    today: dt.date
    ends_on: dt.date
    findings: Sequence[Finding] = field(default=())


def over(facts: ReturnFacts) -> str:
    """A half-year is certified once it is over."""
    if facts.today > facts.ends_on:
        return ""
    return typeset(
        f"Ce semestre finit le {long_date(facts.ends_on)} : il se certifie à partir du lendemain."
    )


def checked(facts: ReturnFacts) -> str:
    """What blocks is mended; what has to be explained is."""
    open_ones = [held.kind.label for held in facts.findings if not held.holds]
    if not open_ones:
        return ""
    return typeset(f"Corrigez ou commentez d’abord : {' ; '.join(open_ones)}.")


GUARDS: Mapping[str, Callable[[ReturnFacts], str]] = {"over": over, "checked": checked}
