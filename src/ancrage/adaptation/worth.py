"""What a change of a list is worth, computed once for a process: pages ask for it again and again.

The engine judges whole lists; what it needs of the country that does not depend on the list is
worked out beforehand here.
"""

from dataclasses import dataclass
from functools import lru_cache

from ancrage.adaptation.lists import Territories
from ancrage.selection.engine.effects import Effect, effect
from ancrage.selection.engine.judging import Verdict, judge
from ancrage.selection.engine.model import Country
from ancrage.selection.queries.runs import Run


@dataclass(frozen=True, slots=True)
class _Counted(Country):
    """A country whose national share is known, and only whose borders within a list are kept."""

    share: float = 0.0

    def national_share(self) -> float:
        return self.share


def effect_of(run: Run, country: Country, before: Territories, after: Territories) -> Effect:
    """What having `after` instead of `before` changes, under a run's rules."""
    return _effect(_Key(run, country), before, after)


def verdict_of(run: Run, country: Country, territories: Territories) -> Verdict:
    """Every rule on a list, under a run's rules."""
    return _verdict(_Key(run, country), territories)


class _Key:
    """A run on the loaded figures, equal to itself when it is read again."""

    def __init__(self, run: Run, country: Country) -> None:
        self.run, self.country = run, country
        self.known = (run.code, run.record.fingerprint, country.fingerprint)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.known == other.known

    def __hash__(self) -> int:
        return hash(self.known)


@lru_cache(maxsize=256)
def _effect(key: _Key, before: Territories, after: Territories) -> Effect:
    return effect(
        country=_counted(key.country, (*before, *after)),
        rules=key.run.result.rules,
        before=before,
        after=after,
        optimum=key.run.result,
    )


@lru_cache(maxsize=64)
def _verdict(key: _Key, territories: Territories) -> Verdict:
    return judge(
        country=_counted(key.country, territories),
        rules=key.run.result.rules,
        territories=territories,
    )


def _counted(country: Country, territories: Territories) -> Country:
    held = {siren for territory in territories for siren in territory.members}
    inside = {place for place, unit in enumerate(country.units) if unit.siren in held}
    borders = tuple(pair for pair in country.adjacency if pair[0] in inside and pair[1] in inside)
    return _Counted(country.units, borders, country.fingerprint, country.national_share())
