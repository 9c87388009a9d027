"""Which rules cannot hold together: an irreducible set of them, with the figures.

QuickXplain (Junker, 2004) finds rules that conflict and of which none can be left out, among
divisible grants if it can (`relaxed.py`), where a test is quick; `feasible` then tells whether
minimums, whole grants, dependencies and exclusions let fewer conflict. At last every smaller set is
tried, as long as there is time: `smallest` says whether all were. A test that its time stops counts
as "can hold": the set then surely conflicts, but may hold a rule too many.
"""

import itertools
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ancrage.allocation.engine.demands import LEAST, RATIO, demands, euros, keep_only
from ancrage.allocation.engine.model import Limit, Objective, Problem, Progress
from ancrage.allocation.engine.relaxed import Codes, Relaxed
from ancrage.allocation.engine.solve import feasible
from ancrage.kernel.text import typeset

SECONDS = 30.0
TEST_SECONDS = 5.0
SMALLER_SECONDS = 5.0
TRIES = 100_000
"""Smaller sets than the one found, at most: beyond, it is not told to be the smallest."""
NAMED = 6
"""Rules that a sentence names, at most."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that cannot hold together, none of which can be left out.

    `smallest`: no set of fewer rules conflicts (False: not proved). `message`: French, figures in.
    """

    rules: tuple[str, ...]
    smallest: bool
    message: str


@dataclass(slots=True)
class Trial:
    """Tests whether some rules can hold together; each set once."""

    problem: Problem
    deadline: float
    progress: Progress | None = None
    relaxed: Relaxed = field(init=False)
    exact: bool = True
    known: dict[tuple[Codes, bool], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.relaxed = Relaxed(self.problem)

    def conflicts(self, codes: Sequence[str]) -> bool:
        """Whether it is proved that these rules cannot all hold (`exact`: whole grants too)."""
        kept = frozenset(codes)
        key = kept, self.exact
        if key not in self.known:
            divisible = self.relaxed.impossible(kept)
            self.known[key] = divisible or (self.exact and not self.late() and self._refused(kept))
            if self.progress:
                self.progress("recherche des règles en conflit", 1 - 1 / (1 + len(self.known)))
        return self.known[key]

    def late(self) -> bool:
        """Whether time has run out."""
        return time.perf_counter() > self.deadline

    def _refused(self, codes: Codes) -> bool:
        left = self.deadline - time.perf_counter()
        seconds = max(0.1, min(TEST_SECONDS, left))
        kept = keep_only(self.problem, codes)
        kept = replace(kept, rules=replace(kept.rules, objective=Objective(result=0.0)))
        return feasible(kept, seconds) is False


def find_conflict(
    problem: Problem, *, seconds: float = SECONDS, progress: Progress | None = None
) -> Conflict | None:
    """An irreducible set of rules that cannot hold together; None if no conflict is proved."""
    trial = Trial(problem, time.perf_counter() + seconds, progress)
    asked = _by_weight(problem)
    found = _found(trial, asked)
    if not found:
        return None
    smaller, smallest = _smaller(trial, asked, found)
    codes = tuple(code for code in demands(problem) if code in smaller)
    return Conflict(codes, smallest, conflict_words(problem, codes, trial.relaxed))


def conflict_words(problem: Problem, codes: Sequence[str], relaxed: Relaxed | None = None) -> str:
    """Rules that conflict, in a French sentence with its figures."""
    kept, relaxed = frozenset(codes), relaxed or Relaxed(problem)
    floors = Relaxed(_floors_alone(problem))
    if floors.impossible(kept):
        relaxed = floors
    words = demands(relaxed.problem)
    named = [words[code] for code in codes]
    if len(named) > NAMED:
        named = [*named[: NAMED - 1], f"{len(named) - NAMED + 1} autres règles"]
    why = _fact(relaxed, kept)
    if len(named) == 1:
        told = f"{named[0]} ne peut être tenu"
    else:
        told = f"{', '.join(named[:-1])} et {named[-1]} ne peuvent tenir ensemble"
    return typeset(f"{told[0].upper()}{told[1:]} : {why}.")


def _floors_alone(problem: Problem) -> Problem:
    """The problem without the ceilings of the limits that also have a floor."""
    limits = tuple(
        limit if limit.floor is None else replace(limit, ceiling=None)
        for limit in problem.rules.limits
    )
    return replace(problem, rules=replace(problem.rules, limits=limits))


def _by_weight(problem: Problem) -> list[str]:
    """The rules in the order in which they are to blame: the envelope, the largest floors, …"""
    rules = problem.rules
    floors = sorted((one for one in rules.limits if one.floor), key=lambda one: -(one.floor or 0))
    first = ["envelope", *(one.code for one in floors), LEAST, RATIO]
    last = [*(one.code for one in rules.rates), *(one.code for one in rules.eligibility), "reserve"]
    place = dict.fromkeys(last, 3) | dict.fromkeys(first, 1)
    order = {code: at for at, code in enumerate(first)}
    return sorted(demands(problem), key=lambda code: (place.get(code, 2), order.get(code, 0)))


def _found(trial: Trial, asked: list[str]) -> list[str]:
    """An irreducible conflict; empty when none is proved.

    First among divisible grants, where a test is quick and few rules are tried before many.
    """
    trial.exact = False
    size = 1
    while size < len(asked) and not trial.conflicts(asked[:size]):
        size *= 2
    if trial.conflicts(asked[:size]):
        found = _explain(trial, [], asked[:size], tested=True)
        trial.exact = True
        return _shrunk(trial, found)
    trial.exact = True
    return _explain(trial, [], asked, tested=True) if trial.conflicts(asked) else []


def _shrunk(trial: Trial, found: list[str]) -> list[str]:
    """What is left of a conflict of divisible grants when they are whole."""
    for code in found if len(found) > 1 else ():
        rest = [other for other in found if other != code]
        if trial.conflicts(rest):
            return _shrunk(trial, _explain(trial, [], rest, tested=True))
    return found


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


def _smaller(trial: Trial, asked: list[str], found: list[str]) -> tuple[list[str], bool]:
    """The first set with the fewest rules that conflicts; whether it is sure to be the smallest.

    A set that can hold is grown as far as it can still hold: no part of it need be tried.
    """
    trial.deadline = min(trial.deadline, time.perf_counter() + SMALLER_SECONDS)
    holding: list[Codes] = []
    tries = 0
    for size in range(1, len(found)):
        tries += math.comb(len(asked), size)
        if tries > TRIES:
            return found, False
        for codes in itertools.combinations(asked, size):
            if any(one.issuperset(codes) for one in holding):
                continue
            if trial.late():
                return found, False
            if trial.conflicts(codes):
                return list(codes), True
            rest = [code for code in asked if code not in codes]
            holding.append(frozenset(_grown(trial, list(codes), rest)))
    return found, True


def _grown(trial: Trial, kept: list[str], others: list[str]) -> list[str]:
    """`kept`, which can hold, with as many of the others as can hold with it."""
    if not others or not trial.conflicts(kept + others):
        return kept + others
    if len(others) == 1 or trial.late():
        return kept
    half = len(others) // 2
    return _grown(trial, _grown(trial, kept, others[:half]), others[half:])


def _fact(relaxed: Relaxed, codes: Codes) -> str:
    """The figures of a conflict: what one rule wants, and what the others leave it."""
    rules = relaxed.problem.rules
    if "envelope" in codes:
        rest = codes - {"envelope", "reserve"}
        need = relaxed.extreme(rest, None, most=False)
        left = rules.envelope - (rules.reserve if "reserve" in codes else 0)
        if need is not None and need > left + 1:
            return f"il faut au moins {euros(round(need))}, il n’y a que {euros(left)}"
    for limit in rules.limits:
        if limit.code in codes:
            told = _fact_of(limit, codes - {limit.code}, relaxed)
            if told:
                return told
    if relaxed.impossible(codes):
        return "les projets ne demandent pas assez"
    return "les minimums utiles, les aides en tout ou rien ou par paliers ne le permettent pas"


def _fact_of(limit: Limit, others: Codes, relaxed: Relaxed) -> str:
    if limit.floor is not None:
        most = relaxed.extreme(others, limit, most=True)
        if most is not None and most < limit.floor - 1:
            start = f"le plancher de « {limit.label} » demande {euros(limit.floor)}"
            if others:
                return f"{start}, les autres règles n’y laissent que {euros(round(most))}"
            return f"{start}, ses projets n’en demandent que {euros(round(most))}"
    if limit.ceiling is not None:
        least = relaxed.extreme(others, limit, most=False)
        if least is not None and least > limit.ceiling + 1:
            start = f"le plafond de « {limit.label} » est de {euros(limit.ceiling)}"
            return f"{start}, les autres règles y demandent au moins {euros(round(least))}"
    return ""
