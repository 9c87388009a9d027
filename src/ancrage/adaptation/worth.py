"""What a change of a list is worth, computed once for a process: pages ask it again and again."""

from functools import lru_cache

from ancrage.adaptation.lists import Territories
from ancrage.selection.engine.effects import Effect, effect
from ancrage.selection.engine.judging import Verdict, judge
from ancrage.selection.engine.model import Country
from ancrage.selection.queries.runs import Run


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
        country=key.country,
        rules=key.run.result.rules,
        before=before,
        after=after,
        optimum=key.run.result,
    )


@lru_cache(maxsize=64)
def _verdict(key: _Key, territories: Territories) -> Verdict:
    return judge(
        country=key.country,
        rules=key.run.result.rules,
        territories=territories,
    )
