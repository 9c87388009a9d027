"""What a VTE may bring, as dated data: the label, the aid in a territory, the VTE vert.

A scheme has a period as far as sources tell it: `not_before`, the days for which one attests it
(no end: none is announced). Outside of these nobody knows, and the verdict says « unknown »
rather than yes or no. Its conditions are the catalogue's criteria, over the same facts.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ancrage.catalogue.rules.basket import Certainty, Source
from ancrage.catalogue.rules.eligibility import (
    Criterion,
    Finding,
    Outcome,
    Verdict,
    judge,
    read_criteria,
)
from ancrage.catalogue.rules.facts import Fact, Facts, euros
from ancrage.kernel.text import long_date, typeset

LABEL, TERRITORY, GREEN = "label", "territory", "green"
SINCE_HIRING = "months_since_hiring"
NOT_YET = frozenset({SINCE_HIRING})
"""What cannot be known before somebody is hired."""


@dataclass(frozen=True, slots=True)
class Period:
    """When a scheme holds, as far as it is known; every day is included."""

    not_before: dt.date
    says: str
    source: str
    attested_from: dt.date | None = None
    attested_to: dt.date | None = None

    def holds(self, day: dt.date) -> Outcome:
        """Whether the scheme is in force that day: unknown outside of what a source attests."""
        if day < self.not_before:
            return Outcome.NO
        if self.attested_from is None or day < self.attested_from:
            return Outcome.UNKNOWN
        ended = self.attested_to is not None and day > self.attested_to
        return Outcome.UNKNOWN if ended else Outcome.YES


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of aid. `superseded`: it was replaced by others since, at a day nobody tells."""

    label: str
    cents: int
    criteria: tuple[Criterion, ...] = ()
    superseded: bool = False
    remark: str = ""
    source: str = ""

    @property
    def written(self) -> str:
        """« 4 000 € »."""
        return euros(self.cents)


@dataclass(frozen=True, slots=True)
class Scheme:
    """The label or an aid: its period, its conditions, its amounts, what it takes."""

    code: str
    name: str
    short: str
    brings: str
    period: Period
    criteria: tuple[Criterion, ...]
    certainty: Certainty
    amounts: tuple[Sum, ...] = ()
    notes: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    how: str = ""
    state_aid: str = ""
    state_aid_source: str = ""

    @property
    def is_aid(self) -> bool:
        """Whether it brings money."""
        return bool(self.amounts)

    def judge(self, facts: Facts, *, day: dt.date) -> Verdict:
        """Whether a mission may have it that day: its period first, then each condition."""
        found = judge(self.criteria, facts)
        return Verdict((self._in_force(day), *found.findings))

    def _in_force(self, day: dt.date) -> Finding:
        held = self.period.holds(day)
        told = {
            Outcome.YES: f"Rempli : en vigueur le {long_date(day)}. {self.period.says}",
            Outcome.NO: f"Pas encore créé le {long_date(day)}. {self.period.says}",
            Outcome.UNKNOWN: f"À préciser : en vigueur le {long_date(day)} ? {self.period.says}",
        }
        criterion = Criterion("un dispositif en vigueur ce jour-là", source=self.period.source)
        return Finding(criterion, held, typeset(told[held]))

    def expected(self, facts: Facts) -> Sum | None:
        """The latest known amount whose conditions hold; None when the facts leave several."""
        open_ = [s for s in self.amounts if not s.superseded and _outcome(s, facts) != Outcome.NO]
        return open_[0] if len(open_) == 1 and _outcome(open_[0], facts) == Outcome.YES else None

    def within_months(self) -> int | None:
        """How many months after the hiring it can be asked for; None when no source says."""
        checks = (criterion.check for criterion in self.criteria)
        found = (c for c in checks if c and c.fact.code == SINCE_HIRING and c.test == "at_most")
        held = next(found, None)
        return held.against if held and isinstance(held.against, int) else None


@dataclass(frozen=True, slots=True)
class Checked:
    """A scheme with what it says of a mission on a day."""

    scheme: Scheme
    verdict: Verdict
    day: dt.date
    amount: Sum | None = None
    later: frozenset[str] = field(default=NOT_YET)

    @property
    def outcome(self) -> Outcome:
        return self.verdict.outcome

    @property
    def refusals(self) -> list[Finding]:
        """What refuses, with its remedies."""
        return self.verdict.of(Outcome.NO)

    @property
    def open_questions(self) -> list[Finding]:
        """What is not known, and could be by now."""
        held = self.verdict.of(Outcome.UNKNOWN)
        return [finding for finding in held if not finding.criterion.facts & self.later]


def check(scheme: Scheme, facts: Facts, *, day: dt.date) -> Checked:
    """What a scheme says of a mission on a day, with the amount that it would bring."""
    return Checked(scheme, scheme.judge(facts, day=day), day, scheme.expected(facts))


def because(checked: Checked) -> str:
    """Why a scheme refuses, in one text: each condition with what would have to change."""
    told = (f"{finding.says} {finding.remedy}".strip() for finding in checked.refusals)
    return " ".join(told)


def _outcome(held: Sum, facts: Facts) -> Outcome:
    return judge(held.criteria, facts).outcome


def read_sources(document: Mapping[str, Any]) -> dict[str, Source]:
    """Where things are read, by code."""
    return {
        code: Source(code, typeset(told["title"]), Certainty(told["certainty"]), told["url"])
        for code, told in document.items()
    }


def read_schemes(
    documents: Mapping[str, Mapping[str, Any]], *, facts: Mapping[str, Fact]
) -> dict[str, Scheme]:
    """The schemes that data files tell, by code. What builds on another has its conditions too."""
    return {code: _scheme(documents, told, facts) for code, told in documents.items()}


def _scheme(
    documents: Mapping[str, Mapping[str, Any]],
    told: Mapping[str, Any],
    facts: Mapping[str, Fact],
) -> Scheme:
    base = documents[told["builds_on"]]["criteria"] if "builds_on" in told else []
    return Scheme(
        code=told["code"],
        name=typeset(told["name"]),
        short=typeset(told["short"]),
        brings=typeset(told["brings"]),
        period=_period(told["period"]),
        criteria=read_criteria([*base, *told["criteria"]], facts=facts),
        certainty=Certainty(told["certainty"]),
        amounts=tuple(_sum(line, facts) for line in told.get("amounts", ())),
        notes=tuple(map(typeset, told.get("notes", ()))),
        takes=tuple(map(typeset, told.get("takes", ()))),
        how=typeset(told.get("how", "")),
        state_aid=typeset(told.get("state_aid", "")),
        state_aid_source=told.get("state_aid_source", ""),
    )


def _period(told: Mapping[str, Any]) -> Period:
    return Period(**{**told, "says": typeset(told["says"])})


def _sum(told: Mapping[str, Any], facts: Mapping[str, Fact]) -> Sum:
    return Sum(
        label=typeset(told["label"]),
        cents=told["cents"],
        criteria=read_criteria(told.get("criteria", ()), facts=facts),
        superseded=told.get("superseded", False),
        remark=typeset(told.get("remark", "")),
        source=told["source"],
    )
