"""What answers the needs of a territory or of a company: the measures in order, with reasons."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from ancrage.catalogue.queries import vocabulary
from ancrage.catalogue.rules.basket import Basket
from ancrage.catalogue.rules.facts import Facts
from ancrage.matching import definitions
from ancrage.matching.panels import MeasuredDelay, delays_at
from ancrage.matching.queries.coverage import Coverage, Referent, coverage_at
from ancrage.matching.queries.diagnosis import Diagnosis
from ancrage.matching.rules.coverage import Place
from ancrage.matching.rules.matching import (
    COMPANY,
    Answered,
    Asker,
    Ground,
    NeedSaid,
    Result,
    first_of_all,
    ranked,
)

TERRITORY = "territory"
NEAREST = (TERRITORY, "intercommunality", "local_authority", "company", "project_company")
"""As what a territory asks, the nearest first; any other kind of applicant comes after."""


@dataclass(frozen=True, slots=True)
class NeedAnswers:
    """The measures that answer one need, the first ones first."""

    need: NeedSaid
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What answers: by need, and over all needs. `referents` by measure: who answers."""

    needs: tuple[NeedAnswers, ...]
    first: tuple[Result, ...]
    referents: Mapping[str, list[Referent]]
    facts: Facts
    scope: str = ""


def answers_for_territory(diagnosis: Diagnosis, *, is_in_force: bool) -> Answers:
    """What answers the needs of a territory. `is_in_force`: its list is, on that day.

    Two queries, and what the delays ask for.
    """
    row, day = diagnosis.row, diagnosis.day
    facts: Facts = {"in_territory": is_in_force, "region": row.region, "day": day}
    asker = Asker(facts, _applicants(), row.region)
    place = Place(diagnosis.scope, frozenset(row.regions))
    referents = _referents(diagnosis.basket, place if diagnosis.scope else None, day)
    ground = _ground(diagnosis.basket, referents, day)
    needs = tuple(
        NeedAnswers(
            part.said,
            tuple(
                ranked(
                    diagnosis.basket.measures.values(),
                    need=part.said,
                    asker=asker,
                    spoken=diagnosis.spoken,
                    ground=ground,
                )
            ),
        )
        for part in diagnosis.parts
    )
    first = tuple(first_of_all(held.results for held in needs))
    return Answers(needs, first, referents or {}, facts, diagnosis.scope)


def answers_for_company(
    basket: Basket,
    *,
    facts: Facts,
    needs: tuple[str, ...],
    diagnosis: Diagnosis | None,
    day: dt.date,
) -> Answers:
    """What answers the needs that a company chose; `diagnosis` of the territory that it is in."""
    asker = Asker(facts, (COMPANY,), str(facts.get("region") or ""))
    scope = diagnosis.scope if diagnosis else ""
    regions = frozenset(diagnosis.row.regions) if diagnosis else frozenset[str]()
    referents = _referents(basket, Place(scope, regions) if scope else None, day)
    ground = _ground(basket, referents, day)
    said = [
        NeedSaid(code, basket.needs[code].name, by=COMPANY)
        for code in basket.needs
        if not needs or code in needs
    ]
    spoken = diagnosis.spoken if diagnosis else []
    held = tuple(
        NeedAnswers(
            need,
            tuple(
                ranked(
                    basket.measures.values(), need=need, asker=asker, spoken=spoken, ground=ground
                )
            ),
        )
        for need in said
    )
    first = tuple(first_of_all(one.results for one in held))
    return Answers(held, first, referents or {}, asker.as_applicant(COMPANY), scope)


def _applicants() -> tuple[str, ...]:
    others = vocabulary()["applicant"].choices
    return (*NEAREST, *(code for code in others if code not in NEAREST))


def _referents(
    basket: Basket, place: Place | None, day: dt.date
) -> dict[str, list[Referent]] | None:
    """Who answers for each measure there; None where there is no territory of a programme."""
    if place is None:
        return None
    held: Coverage = coverage_at(day)
    return {
        measure.code: held.referents(operator=measure.operator, measure=measure.code, place=place)
        for measure in basket.measures.values()
        if measure.operator
    }


def _ground(basket: Basket, referents: Mapping[str, list[Referent]] | None, day: dt.date) -> Ground:
    delays = delays_at(day)
    answered = {
        measure.code: _answered(
            None if referents is None else referents.get(measure.code),
            delays.get((measure.operator, measure.code)),
        )
        for measure in basket.measures.values()
    }
    return Ground(day, definitions.parameters(day), vocabulary(), answered)


def _answered(referents: list[Referent] | None, delay: MeasuredDelay | None) -> Answered:
    count = None if referents is None else len(referents)
    if delay is None:
        return Answered(count)
    return Answered(count, delay.median_days, delay.count)
