"""Amounts that are not quite known: from a least to a most, and what would settle them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high` cents (None: as high as one likes). `missing`: French, what would settle
    it, nothing when the two are the same."""

    low: int
    high: int | None
    missing: tuple[str, ...] = ()

    @classmethod
    def exactly(cls, cents: int) -> "Span":
        """An amount that is known."""
        return cls(cents, cents)

    @property
    def is_exact(self) -> bool:
        """Whether it is one amount."""
        return self.low == self.high

    def __add__(self, other: "Span") -> "Span":
        high = None if self.high is None or other.high is None else self.high + other.high
        return Span(self.low + other.low, high, joined((self.missing, other.missing)))


NOTHING = Span(0, 0)


def added(spans: Iterable[Span]) -> Span:
    """The sum of amounts."""
    total = NOTHING
    for span in spans:
        total += span
    return total


def either(spans: Iterable[Span], missing: tuple[str, ...] = ()) -> Span:
    """One of several amounts, not known which: from the least to the most."""
    held = list(spans)
    low = min(span.low for span in held)
    highs = [span.high for span in held]
    told = [high for high in highs if high is not None]
    high = max(told) if len(told) == len(highs) else None
    causes = joined(span.missing for span in held)
    return Span(low, high, causes if low == high else joined((causes, missing)))


def joined(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Each sentence once, in the order of the first time."""
    return tuple(dict.fromkeys(sentence for part in parts for sentence in part))


@dataclass(frozen=True, slots=True)
class Line:
    """A rule of a check: aids that add up (`used`) under a ceiling, in cents, both maybe not known.
    `words`: what the rule is called; `article`: where it is written."""

    code: str
    words: str
    article: str
    ceiling: Span
    used: Span

    @property
    def surely_free(self) -> int | None:
        """What is left for sure; None: maybe nothing at all. Below zero when it is passed."""
        return None if self.used.high is None else self.ceiling.low - self.used.high

    @property
    def at_most_free(self) -> int | None:
        """What is left at the very most; None: no bound is known."""
        return None if self.ceiling.high is None else self.ceiling.high - self.used.low

    def refuses(self, cents: int) -> bool:
        """Whether it forbids an amount, whatever is not known."""
        return self.at_most_free is not None and cents > self.at_most_free

    def allows(self, cents: int) -> bool:
        """Whether it allows an amount, whatever is not known."""
        return self.surely_free is not None and cents <= self.surely_free

    @property
    def missing(self) -> tuple[str, ...]:
        """What would settle it."""
        return joined((self.ceiling.missing, self.used.missing))
