"""Two samples side by side: what differs, by how much, and how sure that is.

A raw difference is not an effect: files differ by size, sector, date. Nothing here says why.
"""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ancrage.evidence.rules.intervals import Estimate, Interval, chance, difference, welch, wilson
from ancrage.evidence.rules.quantiles import normal_p, normal_quantile
from ancrage.evidence.rules.samples import Sample


@dataclass(frozen=True, slots=True)
class Rules:
    """What the comparisons go by; in force from a day, with where the choice comes from.

    `level`: of the intervals. `least`: files on each side below which nothing is compared.
    `maturity`, `window`: days. `least_beneficiaries`, `most_share`: what is hidden from the public.
    """

    valid_from: dt.date
    source: str
    reason: str
    level: float
    least: int
    maturity: int
    window: int
    least_beneficiaries: int
    most_share: float

    @property
    def reach(self) -> float:
        return normal_quantile(self.level)


class Kind(StrEnum):
    RATE, DELAY, AMOUNT = "rate", "delay", "amount"


class Lack(StrEnum):
    """Why there is no difference to tell."""

    NONE = ""
    FEW = "few"
    """Too few files on a side."""
    PENDING = "pending"
    """Less than half of a side is decided: its median is not known yet."""
    SAME = "same"
    """The amounts of each side are all alike: they have no spread to compare."""


class Verdict(StrEnum):
    ESTABLISHED = "established"
    """Beyond chance, all comparisons that answer the same question taken together."""
    ALONE = "alone"
    """Beyond chance if it were the only comparison."""
    NOT = "not"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Difference:
    """First − second. A rate: in shares; a delay: in days; an amount: (first / second) − 1.

    `first`, `second`: the files that it rests on. `p`: by itself; `adjusted`: by Holm, among those
    that answer the same question. None with a `lack`.
    """

    kind: Kind
    first: int
    second: int
    estimate: Estimate | None = None
    p: float | None = None
    adjusted: float | None = None
    lack: Lack = Lack.NONE

    def verdict(self, *, level: float) -> Verdict:
        if self.p is None or self.adjusted is None:
            return Verdict.UNKNOWN
        if self.adjusted <= 1 - level:
            return Verdict.ESTABLISHED
        return Verdict.ALONE if self.p <= 1 - level else Verdict.NOT


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two samples and what differs."""

    first: Sample
    second: Sample
    rate: Difference
    delay: Difference
    amount: Difference

    @property
    def differences(self) -> tuple[Difference, Difference, Difference]:
        return (self.rate, self.delay, self.amount)


def compare(first: Sample, second: Sample, *, rules: Rules) -> Comparison:
    """What differs between two samples that share no file."""
    return Comparison(
        first,
        second,
        _rate(first, second, rules),
        _delay(first, second, rules),
        _amount(first, second, rules),
    )


def _rate(first: Sample, second: Sample, rules: Rules) -> Difference:
    one, two = first.cohort, second.cohort
    told = Difference(Kind.RATE, one.decided, two.decided)
    if min(one.decided, two.decided) < rules.least:
        return replace(told, lack=Lack.FEW)

    def at(reach: float) -> Estimate:
        return difference(
            wilson(one.granted, one.decided, reach=reach),
            wilson(two.granted, two.decided, reach=reach),
        )

    return replace(told, estimate=at(rules.reach), p=chance(at))


def _delay(first: Sample, second: Sample, rules: Rules) -> Difference:
    one, two = first.waiting, second.waiting
    told = Difference(Kind.DELAY, one.decided, two.decided)
    if min(one.decided, two.decided) < rules.least:
        return replace(told, lack=Lack.FEW)
    if one.median is None or two.median is None:
        return replace(told, lack=Lack.PENDING)
    medians = (one.median, two.median)

    def at(reach: float) -> Estimate:
        return difference(
            Estimate(medians[0], one.median_interval(reach=reach)),
            Estimate(medians[1], two.median_interval(reach=reach)),
        )

    return replace(told, estimate=at(rules.reach), p=chance(at))


def _amount(first: Sample, second: Sample, rules: Rules) -> Difference:
    """The ratio of geometric means: amounts are spread by factors, and a few are very large."""
    told = Difference(Kind.AMOUNT, first.logs.count, second.logs.count)
    if min(first.logs.count, second.logs.count) < rules.least:
        return replace(told, lack=Lack.FEW)
    found = welch(first.logs, second.logs, level=rules.level)
    if found is None:
        return replace(told, lack=Lack.SAME)
    interval = found.estimate.interval
    estimate = Estimate(
        math.expm1(found.estimate.value),
        Interval(math.expm1(interval.low), math.expm1(interval.high)),
    )
    return replace(told, estimate=estimate, p=found.p)


def holm(chances: Sequence[float]) -> list[float]:
    """Holm's adjusted p-values (1979), in the order given: at most 1 − level of false alarms."""
    order = sorted(range(len(chances)), key=chances.__getitem__)
    adjusted, least = [0.0] * len(chances), 0.0
    for rank, place in enumerate(order):
        least = max(least, min(1.0, (len(chances) - rank) * chances[place]))
        adjusted[place] = least
    return adjusted


@dataclass(frozen=True, slots=True)
class Stratum:
    """The decided files of like kind: how many were granted, of how many, on each side."""

    first_granted: int
    first: int
    second_granted: int
    second: int


@dataclass(frozen=True, slots=True)
class Stratified:
    """The difference of rates within strata; `strata`: how many had files on both sides."""

    estimate: Estimate
    p: float
    strata: int
    first: int
    second: int


def stratified(strata: Iterable[Stratum], *, rules: Rules) -> Stratified | None:
    """Mantel and Haenszel's difference of rates, with Sato's variance (1989).

    Comparing like with like (same measure, same year), weighted by the size of each stratum; None
    with too few files in strata that have both sides.
    """
    held = [one for one in strata if one.first and one.second]
    first, second = sum(one.first for one in held), sum(one.second for one in held)
    if min(first, second) < rules.least:
        return None
    weight = gap = drawn = noise = 0.0
    for one in held:
        n, m, total = one.first, one.second, one.first + one.second
        x, y = one.first_granted, one.second_granted
        weight += n * m / total
        gap += (x * m - y * n) / total
        drawn += (n * n * y - m * m * x + n * m * (m - n) / 2) / total**2
        noise += (x * (m - y) + y * (n - x)) / (2 * total)
    value = gap / weight
    error = math.sqrt(max(value * drawn + noise, 0.0)) / weight
    half = rules.reach * error
    p = normal_p(value / error) if error else 1.0
    interval = Interval(max(value - half, -1.0), min(value + half, 1.0))
    return Stratified(Estimate(value, interval), p, len(held), first, second)
