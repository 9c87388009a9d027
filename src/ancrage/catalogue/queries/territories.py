"""What a given territory can get: each measure judged for whoever may ask there."""

import datetime as dt
from dataclasses import dataclass

from ancrage.catalogue.definitions import vocabulary
from ancrage.catalogue.queries import basket_at
from ancrage.catalogue.rules.basket import Basket, Measure
from ancrage.catalogue.rules.eligibility import Outcome, Verdict
from ancrage.catalogue.rules.facts import Facts
from ancrage.geography.models import Territory

UNTOLD = ""
"""Who may ask, when no source says."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules say when one kind of applicant of the territory asks."""

    applicant: str
    label: str
    verdict: Verdict

    @property
    def is_closed(self) -> bool:
        return self.verdict.outcome == Outcome.NO

    @property
    def to_check(self) -> list[str]:
        """The conditions that the place and the day do not settle."""
        return [held.criterion.requires for held in self.verdict.of(Outcome.UNKNOWN)]


@dataclass(frozen=True, slots=True)
class TerritoryMeasure:
    """A measure, and what its rules say in a territory."""

    measure: Measure
    answers: tuple[Answer, ...]

    @property
    def is_closed(self) -> bool:
        """Nobody of the territory may have it that day."""
        return all(answer.is_closed for answer in self.answers)

    @property
    def who(self) -> list[str]:
        """Those of the territory who may ask, as far as place and day tell."""
        return [answer.label for answer in self.answers if not answer.is_closed and answer.label]

    @property
    def to_check(self) -> list[str]:
        """What is left to check for whoever may ask, each once."""
        held = (text for one in self.answers if not one.is_closed for text in one.to_check)
        return list(dict.fromkeys(held))

    @property
    def reasons(self) -> list[str]:
        """Why nobody may, each once."""
        refused = (finding for held in self.answers for finding in held.verdict.of(Outcome.NO))
        return list(dict.fromkeys(finding.says for finding in refused))


@dataclass(frozen=True, slots=True)
class Offer:
    """The basket of a day, seen from a territory."""

    basket: Basket
    measures: tuple[TerritoryMeasure, ...]

    @property
    def open(self) -> list[TerritoryMeasure]:
        return [held for held in self.measures if not held.is_closed]

    @property
    def closed(self) -> list[TerritoryMeasure]:
        return [held for held in self.measures if held.is_closed]


def offer_of(territory: Territory, *, day: dt.date) -> Offer:
    """What the basket in force on a day offers in a territory. Regions' measures stay in theirs."""
    basket = basket_at(day)
    facts: Facts = {"in_territory": True, "region": territory.region_id, "day": day}
    there = [m for m in basket.measures.values() if m.is_found and _is_here(m, facts["region"])]
    return Offer(basket, tuple(TerritoryMeasure(m, _answers(m, facts)) for m in there))


def _is_here(measure: Measure, region: object) -> bool:
    kind, _, code = measure.owner.partition(":")
    return kind != "region" or code == region


def _answers(measure: Measure, facts: Facts) -> tuple[Answer, ...]:
    labels = vocabulary()["applicant"].choices
    asking = [code for code in labels if code in measure.open_to] or [UNTOLD]
    return tuple(
        Answer(code, labels.get(code, ""), measure.judge({**facts, "applicant": code or None}))
        for code in asking
    )
