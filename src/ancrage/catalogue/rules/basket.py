"""The basket of services as it stood at a date: needs, operators, measures, with their sources.

A version is a document (`data/baskets/<code>.yaml`, or what the national team wrote on screen);
`read_basket` gives it as these values, or every fault in it. What no source says is None or "",
and is shown as « inconnu ».
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ancrage.catalogue.rules.eligibility import Criterion, Verdict, judge
from ancrage.catalogue.rules.facts import Facts

NATION = "nation"
"""The owner of what the programme itself offers."""


class Certainty(StrEnum):
    """How sure we are of what is said: an official text, somebody's account, or nobody's."""

    OFFICIAL = "official"
    REPORTED = "reported"
    UNKNOWN = "unknown"


class Means(StrEnum):
    """The four kinds of means that the programme concentrates (announcement of 22/11/2018)."""

    FINANCIAL = "financial"
    ADMINISTRATIVE = "administrative"
    TECHNICAL = "technical"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is read. `certainty` is how sure we are of what it says."""

    code: str
    title: str
    certainty: Certainty
    url: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """One of the four needs: recruter, innover, attirer, simplifier. `synonyms` help the search."""

    code: str
    name: str
    meaning: str
    synonyms: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs measures. `code` is the operator's scope in the table of rights."""

    code: str
    name: str
    meaning: str = ""
    siren: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """What a measure brings in money: so many cents, or a share of a cost, under conditions.

    `rate` is a share between 0 and 1. `since` and `until` are days, both included; None: no end
    is known. `criteria` say for whom, over the same facts as the measure's. `shared`: an envelope
    for all who ask, not what one of them may get.
    """

    label: str
    cents: int | None = None
    rate: float | None = None
    least_cents: int | None = None
    most_cents: int | None = None
    per: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    criteria: tuple[Criterion, ...] = ()
    shared: bool = False
    source: str = ""
    remark: str = ""

    def in_force(self, day: dt.date) -> bool:
        """Whether this amount holds on that day."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of the basket.

    `name` is "" for a place of the announced number that no source fills (« intitulé non
    retrouvé »); its needs are then unknown. `open_to` are choices of the fact `applicant`; empty:
    not known. `days` is how long it should take from the request to the decision,
    `acknowledge_days` to the first answer; None: no source says, and the requests' default delays
    hold. `owner` is "nation", or the scope
    that added it: "region:84", "operator:ademe". `remark` is what the sources leave open.
    `criteria` begin with what `open_to`, `opens`, `closes` and a Region's ownership ask.
    """

    code: str
    needs: tuple[str, ...]
    name: str = ""
    brings: str = ""
    means: frozenset[Means] = frozenset()
    operator: str = ""
    open_to: frozenset[str] = frozenset()
    criteria: tuple[Criterion, ...] = ()
    amounts: tuple[Amount, ...] = ()
    how: str = ""
    takes: tuple[str, ...] = ()
    acknowledge_days: int | None = None
    days: int | None = None
    state_aid: str = ""
    synonyms: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    certainty: Certainty = Certainty.UNKNOWN
    opens: dt.date | None = None
    closes: dt.date | None = None
    remark: str = ""
    owner: str = NATION
    is_demonstration: bool = False

    @property
    def is_found(self) -> bool:
        """Whether its title is known; else it stands for a place that no source fills."""
        return bool(self.name)

    @property
    def title(self) -> str:
        """Its name, or what stands for it."""
        return self.name or "Intitulé non retrouvé"

    @property
    def own_amounts(self) -> tuple[Amount, ...]:
        """What one who asks may get; the envelopes that all share are left out."""
        return tuple(amount for amount in self.amounts if not amount.shared)

    def is_open(self, day: dt.date) -> bool:
        """Whether it can be asked for on that day, as far as its dates are known."""
        begun = self.opens is None or self.opens <= day
        return begun and (self.closes is None or day <= self.closes)

    def judge(self, facts: Facts) -> Verdict:
        """Whether somebody may have it, criterion by criterion (who may ask is the first)."""
        return judge(self.criteria, facts)

    def amounts_for(self, facts: Facts, *, day: dt.date) -> tuple[Amount, ...]:
        """What one who asks may get: the amounts in force that day whose conditions are met."""
        held = (amount for amount in self.own_amounts if amount.in_force(day))
        return tuple(amount for amount in held if judge(amount.criteria, facts).is_eligible)


@dataclass(frozen=True, slots=True)
class Priority:
    """A priority of a later phase, and the needs under which we put it: a choice of ours."""

    code: str
    name: str
    needs: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Basket:
    """One version of the basket. `counts` are the numbers of measures that sources announce.

    `valid_to` is the eve of the next version; None: none is known. `measures` of Regions and of
    operators are told by their owner.
    """

    code: str
    title: str
    valid_from: dt.date
    valid_to: dt.date | None
    needs: Mapping[str, Need]
    operators: Mapping[str, Operator]
    measures: Mapping[str, Measure]
    sources: Mapping[str, Source]
    counts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    priorities: Mapping[str, Priority] = field(default_factory=dict)

    @property
    def own(self) -> list[Measure]:
        """The measures of the version itself, without those of Regions and operators."""
        return [measure for measure in self.measures.values() if measure.owner == NATION]

    @property
    def unplaced(self) -> list[Measure]:
        """The places that no source fills: under which need they stand is unknown too."""
        return [measure for measure in self.measures.values() if not measure.needs]

    def for_need(self, need: str) -> list[Measure]:
        """The measures that answer a need, in the order of the version."""
        return [measure for measure in self.measures.values() if need in measure.needs]
