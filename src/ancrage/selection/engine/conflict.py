"""Which rules cannot hold together: an irreducible set of them, and why, in words.

Every rule is taken as a demand that can be dropped (see demands.py). QuickXplain (Junker, 2004)
finds a set of demands that conflicts and of which none can be left out. The largest number of
members is no demand, since it makes the groups: the set conflicts under it, the sentence says
so, and it joins the set when one more member would solve the conflict.

A test that its time limit stops counts as "can hold": the set then surely conflicts, but may hold
a rule too many.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ancrage.kernel.text import typeset
from ancrage.selection.engine.demands import demands, keep_only
from ancrage.selection.engine.facts import fact
from ancrage.selection.engine.groups import Pool, enumerate_groups
from ancrage.selection.engine.model import Conflict, Country, Progress, Rules
from ancrage.selection.engine.plain import solve_plain
from ancrage.selection.engine.programme import Programme, build_programme
from ancrage.selection.engine.relaxation import Relaxation
from ancrage.selection.engine.solve import first_list

TEST_SECONDS = 4.0  # most tests need far less; one stopped makes the set longer, never false
SHORT = 1e-6  # a shortage that no rounding explains
WIDEST_TRIAL = 5  # beyond it, the groups with one more member are too many to try


@dataclass
class Trial:
    """Tests whether some demands can hold together; each set, and each pool, is made once."""

    country: Country
    rules: Rules
    seconds: float
    tell: Progress | None = None
    known: dict[frozenset[str], bool] = field(default_factory=dict)
    pools: list[tuple[Rules, Pool]] = field(default_factory=list)

    def conflicts(self, names: Sequence[str]) -> bool:
        """Whether it is proved that these demands cannot all hold."""
        key = frozenset(names)
        if key not in self.known:
            self.known[key] = impossible(programme=self.programme(key), seconds=self.seconds)
            if self.tell:
                self.tell("recherche des règles en conflit", 1 - 1 / (1 + len(self.known)))
        return self.known[key]

    def programme(self, names: frozenset[str]) -> Programme:
        """The programme of these demands alone."""
        kept = keep_only(country=self.country, rules=self.rules, names=names)
        programme = build_programme(country=self.country, rules=kept, pool=self._pool(kept))
        return programme if "territories" in names else free_number(programme)

    def _pool(self, rules: Rules) -> Pool:
        """The groups under these thresholds; the last two pools are kept."""
        shape = replace(rules, quotas={}, coverage_min=0, include=frozenset())
        for made, pool in self.pools:
            if made == shape:
                return pool
        pool = enumerate_groups(country=self.country, rules=rules)
        self.pools = [*self.pools[-1:], (shape, pool)]
        return pool


def find_conflict(
    *,
    country: Country,
    rules: Rules,
    test_seconds: float = TEST_SECONDS,
    progress: Progress | None = None,
) -> Conflict | None:
    """An irreducible set of rules that cannot hold together; None if no conflict is proved."""
    trial = Trial(country, rules, test_seconds, progress)
    asked = demands(country=country, rules=rules)
    if not trial.conflicts(list(asked)):
        return None
    names = _explain(trial, [], list(asked), tested=True)
    sentence = ", ".join(f"« {asked[name]} »" for name in names[:-1])
    last = f"« {asked[names[-1]]} »"
    told = (
        f"{sentence} et {last} ne peuvent tenir ensemble" if sentence else f"{last} ne peut tenir"
    )
    why = fact(
        country=country,
        programme=trial.programme,
        rules=rules,
        names=names,
        seconds=test_seconds,
    )
    members = f"avec {rules.members_max} membres au plus par territoire"
    message = f"{told} {members} : {why}." if why else f"{told} {members}."
    if rules.members_max < WIDEST_TRIAL and _wider_holds(country, rules, names, test_seconds):
        names = [*names, "members.max"]
    return Conflict(rules=tuple(names), message=typeset(message))


def free_number(programme: Programme) -> Programme:
    """The same programme with any number of territories: its first common row is freed."""
    lower, upper = programme.common_lower.copy(), programme.common_upper.copy()
    lower[0], upper[0] = 0, float("inf")
    return replace(programme, common_lower=lower, common_upper=upper)


def _explain(trial: Trial, kept: list[str], others: list[str], *, tested: bool) -> list[str]:
    """QuickXplain: the smallest part of `others` that conflicts with `kept`, in order.

    `tested` is True when `kept` alone is already known to hold, or is empty.
    """
    if not tested and trial.conflicts(kept):
        return []
    if len(others) == 1:
        return others
    half = len(others) // 2
    first, second = others[:half], others[half:]
    needed_second = _explain(trial, kept + first, second, tested=not first)
    needed_first = _explain(trial, kept + needed_second, first, tested=not needed_second)
    return needed_first + needed_second


def impossible(*, programme: Programme, seconds: float) -> bool:
    """Whether it is proved, in that time, that the programme has no solution.

    Most often it is seen at once: no mixture of groups satisfies the rules, or a first list does.
    """
    if programme.allows(np.zeros(0, dtype=np.int64)):
        return False
    if not len(programme.pool):
        return True
    relaxation = Relaxation(programme=programme.without_values(), penalty=1.0, deadline=np.inf)
    relaxation.solve()
    if relaxation.best.bound < -SHORT:
        return True
    if first_list(relaxation) is not None:
        return False
    outcome = solve_plain(programme=programme, time_limit=seconds, objective=False)
    return outcome.finished and outcome.chosen is None


def _wider_holds(country: Country, rules: Rules, names: list[str], seconds: float) -> bool:
    """Whether these demands may hold once a territory may have one more member."""
    wider = replace(rules, members_max=rules.members_max + 1)
    programme = Trial(country, wider, seconds).programme(frozenset(names))
    return not impossible(programme=programme, seconds=seconds)
