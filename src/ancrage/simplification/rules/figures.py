"""Counting questions: asked, answered, granted, and how long the answers took."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ancrage.kernel.percentiles import percentile

REFERRED, REFUSED = "not_competent", "refused"


@dataclass(frozen=True, slots=True)
class Counted:
    """One question put to one authority; `outcome` "" while it waits."""

    authority: str
    need: str
    regions: tuple[str, ...]
    asked_on: dt.date
    due_on: dt.date
    answered_on: dt.date | None = None
    outcome: str = ""

    @property
    def year(self) -> str:
        return str(self.asked_on.year)

    @property
    def is_answer(self) -> bool:
        """A referral is no answer: another authority has yet to give it."""
        return self.answered_on is not None and self.outcome != REFERRED

    @property
    def days(self) -> int | None:
        """How long the answer took; None without one."""
        if self.answered_on is None or not self.is_answer:
            return None
        return (self.answered_on - self.asked_on).days


@dataclass(frozen=True, slots=True)
class Summary:
    """What some questions became. Delays are None when nothing was answered."""

    asked: int
    answered: int
    granted: int
    referred: int
    late: int
    median_days: float | None
    ninetieth_days: int | None

    @property
    def waiting(self) -> int:
        return self.asked - self.answered - self.referred


def summary(questions: Sequence[Counted], *, today: dt.date) -> Summary:
    """The counters of some questions. `late`: without an answer past their day."""
    answers = [q for q in questions if q.is_answer]
    days = [q.days for q in answers if q.days is not None]
    return Summary(
        asked=len(questions),
        answered=len(answers),
        granted=sum(q.outcome != REFUSED for q in answers),
        referred=sum(q.outcome == REFERRED for q in questions),
        late=sum(q.answered_on is None and q.due_on < today for q in questions),
        median_days=median(days) if days else None,
        ninetieth_days=percentile(days, share=0.9),
    )


def summaries(
    questions: Iterable[Counted], keys: Callable[[Counted], Iterable[str]], *, today: dt.date
) -> dict[str, Summary]:
    """The counters by what `keys` gives for a question, which may be several, in their order."""
    parts: dict[str, list[Counted]] = {}
    for question in questions:
        for key in keys(question):
            parts.setdefault(key, []).append(question)
    return {key: summary(part, today=today) for key, part in sorted(parts.items())}
