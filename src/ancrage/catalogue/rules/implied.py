"""The criteria that a measure's other fields imply: who may ask, from when, until when, where.

They are said once, in the field, and judged like any other criterion.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ancrage.catalogue.rules.basket import Measure
from ancrage.catalogue.rules.eligibility import Check, Criterion
from ancrage.catalogue.rules.facts import Fact, Value
from ancrage.kernel.text import long_date, typeset

REGION = "region:"


def implied_criteria(
    measure: Measure, *, own: tuple[Criterion, ...], facts: Mapping[str, Fact]
) -> Measure:
    """The measure with all its criteria: the implied ones first, then its own."""
    return replace(measure, criteria=(*_implied(measure, facts), *own))


def _implied(measure: Measure, facts: Mapping[str, Fact]) -> Iterator[Criterion]:
    source = measure.sources[0] if measure.sources else ""

    def criterion(
        fact: str, test: str, against: Value | frozenset[Value], requires: str
    ) -> Criterion:
        check = Check(facts[fact], test, against)
        return Criterion(requires=typeset(requires), check=check, source=source)

    choices = facts["applicant"].choices
    if measure.open_to & choices.keys():
        told = _either([label for code, label in choices.items() if code in measure.open_to])
        yield criterion("applicant", "in", frozenset(measure.open_to), f"être {told}")
    if measure.opens:
        yield criterion(
            "day", "since", measure.opens, f"demander à partir du {long_date(measure.opens)}"
        )
    if measure.closes:
        yield criterion(
            "day", "until", measure.closes, f"demander jusqu’au {long_date(measure.closes)}"
        )
    if measure.owner.startswith(REGION):
        code = measure.owner.removeprefix(REGION)
        yield criterion("region", "in", frozenset({code}), "être dans la région qui la propose")


def _either(labels: list[str]) -> str:
    """« une entreprise, une association ou un territoire »."""
    *first, last = labels
    return f"{', '.join(first)} ou {last}" if first else last
