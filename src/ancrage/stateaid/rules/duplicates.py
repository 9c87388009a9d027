"""One aid that two sources tell counts once; when we cannot tell, once or twice.

Aids of one company that have the same number, from financers that do not contradict each other,
are one aid: what one source leaves open is taken from another, and where they disagree the aid
counts from the least to the most. Aids without a number in common, of two sources, of the same
amount and within some days of each other, may be one: they count from once to twice. Aids that one
source tells apart are always two.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ancrage.stateaid.rules.model import Aid, Origin
from ancrage.stateaid.rules.spans import Span, added, either
from ancrage.stateaid.rules.words import aid_words, origin_words

TRUST = {Origin.LEDGER: 0, Origin.REGISTER: 1, Origin.DECLARED: 2}
"""Whose word comes first."""
GAPS = {"cents": None, "regime": "", "project": "", "financer": "", "benefited": ""}
"""What one source may leave open and another tell."""


@dataclass(frozen=True, slots=True)
class Told:
    """An aid as its sources tell it, the most trusted first."""

    versions: tuple[Aid, ...]

    @property
    def best(self) -> Aid:
        """As the most trusted source tells it."""
        return self.versions[0]

    @property
    def origins(self) -> frozenset[Origin]:
        """Who tells it."""
        return frozenset(aid.origin for aid in self.versions)


def gathered(aids: Iterable[Aid]) -> list[Told]:
    """The aids, each once with all that is told of it, in an order that does not hang on theirs."""
    apart: dict[tuple[str, ...], list[Aid]] = {}
    for place, aid in enumerate(sorted(aids, key=_order)):
        number = aid.number.strip().casefold()
        key = (aid.siren, number) if number else (aid.siren, "", str(place))
        apart.setdefault(key, []).append(aid)
    return [Told(_completed(group)) for held in apart.values() for group in _by_financer(held)]


def total(told: Sequence[Told], weigh: Callable[[Aid], Span], *, days: int) -> Span:
    """What the aids add up to, each weighed by the rule that asks."""
    weighed = [(aid, either(map(weigh, aid.versions), _disagreement(aid))) for aid in told]
    return added(_once_or_twice(group) for group in _lookalikes(weighed, days))


def _by_financer(aids: list[Aid]) -> list[list[Aid]]:
    """Aids of one number: of one financer, or apart when several are told."""
    financers = {aid.financer for aid in aids if aid.financer}
    if len(financers) <= 1:
        return [aids]
    keys = sorted({aid.financer for aid in aids})
    return [[aid for aid in aids if aid.financer == key] for key in keys]


def _completed(aids: list[Aid]) -> tuple[Aid, ...]:
    best_first = sorted(aids, key=lambda aid: TRUST[aid.origin])
    return tuple(_filled(aid, best_first) for aid in best_first)


def _filled(aid: Aid, others: Sequence[Aid]) -> Aid:
    found: dict[str, Any] = {}
    for name, gap in GAPS.items():
        if getattr(aid, name) == gap:
            values = (getattr(other, name) for other in others)
            found[name] = next((held for held in values if held != gap), gap)
    return replace(aid, **found)


Weighed = tuple[Told, Span]


def _lookalikes(weighed: list[Weighed], days: int) -> list[list[Weighed]]:
    """The aids in groups that may be one aid, through others if need be."""
    groups: dict[tuple[str, int | None], list[list[Weighed]]] = {}
    for one in weighed:
        held = groups.setdefault((one[0].best.siren, one[0].best.cents), [])
        near = [group for group in held if any(_may_be_one(one, other, days) for other in group)]
        apart = [group for group in held if group not in near]
        together = [*(each for group in near for each in group), one]
        groups[one[0].best.siren, one[0].best.cents] = [*apart, together]
    return [group for held in groups.values() for group in held]


def _may_be_one(one: Weighed, other: Weighed, days: int) -> bool:
    a, b = one[0].best, other[0].best
    return (
        not one[0].origins & other[0].origins
        and a.cents is not None
        and abs(a.granted_on - b.granted_on) <= dt.timedelta(days=days)
        and all(
            _agree(getattr(a, name), getattr(b, name)) for name in ("financer", "regime", "project")
        )
    )


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def _once_or_twice(group: list[Weighed]) -> Span:
    """What a group of lookalikes adds up to: at least what one source alone tells apart."""
    whole = added(span for _aid, span in group)
    origins = set().union(*(aid.origins for aid, _span in group))
    if len(group) == 1 or len(origins) == 1 or whole.high == 0:
        return whole
    least = max(sum(span.low for aid, span in group if origin in aid.origins) for origin in origins)
    low = least if all(span.low for _aid, span in group) else 0
    doubt = f"Une ou plusieurs aides : {' ; '.join(_telling(aid) for aid, _span in group)}"
    return Span(low, whole.high, (*whole.missing, doubt))


def _disagreement(told: Told) -> tuple[str, ...]:
    if len(told.versions) == 1:
        return ()
    return (f"Accord des sources sur une même aide : {_telling(told)}",)


def _telling(told: Told) -> str:
    return ", ".join(f"{aid_words(aid)} selon {origin_words(aid.origin)}" for aid in told.versions)


def _order(aid: Aid) -> tuple[object, ...]:
    cents = -1 if aid.cents is None else aid.cents
    return (aid.granted_on, aid.siren, cents, aid.number, aid.financer, aid.origin, aid.code)
