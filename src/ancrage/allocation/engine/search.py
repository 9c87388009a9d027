"""The search for whole grants: mixed programmes with more and more open, until the bound is met."""

from dataclasses import dataclass

import numpy as np

from ancrage.allocation.engine.arrays import Model
from ancrage.allocation.engine.fairness import missed
from ancrage.allocation.engine.figures import IntArray
from ancrage.allocation.engine.knapsacks import tighten
from ancrage.allocation.engine.model import Progress, ProvedBy
from ancrage.allocation.engine.patterns import by_patterns
from ancrage.allocation.engine.relaxation import OutOfTimeError, Relaxed
from ancrage.allocation.engine.rounding import (
    Open,
    Rounded,
    around,
    better_than,
    everything,
    kernel,
    round_off,
)

FEW = 6_000  # projects: with fewer, cuts come before the first mixed programme
FEWEST = 300  # projects: with fewer, everything is open from the start
KNOTTED = 3_000  # projects: likewise, where some hang on others or go by steps
EACH = (10, 40)  # projects of each binding row that the first mixed programmes open
SHARE = 0.5  # of the gap asked for, that a mixed programme may leave
NEARLY = 0.95  # of the gap asked for: a plan at that distance of the bound is good enough


@dataclass(slots=True)
class Search:
    """The best whole grants of the free projects so far, the bound that nothing passes, and what
    that rests on; `impossible`: it is proved that there are none."""

    model: Model
    relaxed: Relaxed
    gap: float
    deadline: float
    tell: Progress
    bound: float = np.inf
    best: IntArray | None = None
    impossible: bool = False
    proof: ProvedBy = "multipliers"

    @property
    def worth(self) -> float:
        """What the best is worth (−∞: there is none)."""
        return -np.inf if self.best is None else self._worth(self.best)

    def run(self) -> "Search":
        """Search until the best is close enough to the bound, or the time is over."""
        self.bound = self.relaxed.proof.bound
        try:
            if not self._near() and not self._tight():
                self.tell("choix parmi tous les projets", 0.6)
                self._proves(everything(self.model))
                if self.best is None and not self.impossible:
                    self.best, sure = by_patterns(self.model, self._worth, self.deadline)
                    self.impossible = sure and self.best is None
        except OutOfTimeError:
            pass
        return self

    def _near(self) -> bool:
        """Among many projects, open those near their break-even; whether that is enough."""
        many = len(self.model) > FEW
        self.tell("choix des projets", 0.3)
        return many and any(self._closes(kernel(self.model, self.relaxed, each)) for each in EACH)

    def _tight(self) -> bool:
        """Cut, then open what cuts point at; whether nothing is left to do."""
        if len(self.model) <= (KNOTTED if _knotted(self.model) else FEWEST):
            return False
        self.tell("coupes", 0.4)
        tight = tighten(self.model, self.relaxed, self.deadline)
        if tight is None:
            self.impossible = True
            return True
        self.bound = min(self.bound, tight.proof.bound)
        if self._closes(around(self.model, self.relaxed, tight)):
            return True
        if self.best is not None:
            self.tell("preuve", 0.5)
            self._proves(better_than(self.model, tight, self.worth))
        return self.best is not None

    def _closes(self, opened: Open) -> bool:
        self._look(opened)
        return self.best is not None and self.bound - self.worth <= self._margin

    def _look(self, opened: Open) -> Rounded:
        target = self.bound - NEARLY * self._margin
        rounded = round_off(opened, self.gap * SHARE, target, self.deadline)
        if rounded.grants is not None and self._worth(rounded.grants) > self.worth:
            self.best = rounded.grants
        return rounded

    def _proves(self, opened: Open) -> None:
        """Look among all that may be in a plan better than the best: what is proved there holds."""
        rounded = self._look(opened)
        self.impossible = self.best is None and rounded.impossible
        proved = max(rounded.bound, self.worth)
        if proved < self.bound:
            self.bound, self.proof = proved, "branching"

    @property
    def _margin(self) -> float:
        return self.gap * max(1.0, abs(self.bound))

    def _worth(self, grants: IntArray) -> float:
        worth = float(self.model.value @ grants) + self.model.constant
        if self.model.level_worth:
            worth += self.model.level_worth * float(missed(self.model, grants))
        return worth


def _knotted(model: Model) -> bool:
    """Whether there are links, groups or steps, which cuts on rows do not see: around them
    remains a gap that only a programme over everything closes."""
    return bool(len(model.links) or model.groups or model.steps)
