"""Where a territory stands on its road, from the proofs that are known; nothing is supposed.

A stage is passed when it is proved, or when a later one that needs it is: its day is then unknown.
A territory stands at the last stage before which nothing is missing; what is proved beyond it has
begun ahead of the road. What is next is the first stage that is not passed.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the road; `needs`: those that are passed once it is."""

    code: str
    label: str
    meaning: str
    who: tuple[str, ...]
    proof: str
    needs: tuple[str, ...] = ()
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that a stage is reached. `on` None: it is, and nobody knows since when.

    `page`: the name of a page and the codes of its address; `source`: where it comes from.
    """

    stage: str
    on: dt.date | None
    page: tuple[str, ...] = ()
    source: str = ""
    is_invented: bool = False


class Status(StrEnum):
    """What a stage is to a territory."""

    PASSED = "passed"
    HERE = "here"
    NEXT = "next"
    AHEAD = "ahead"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Step:
    """A stage as a territory sees it, with its proof if there is one."""

    stage: Stage
    status: Status
    proof: Proof | None = None

    @property
    def on(self) -> dt.date | None:
        return self.proof.on if self.proof else None


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole road of a territory on a day."""

    steps: tuple[Step, ...]

    @property
    def here(self) -> Step | None:
        """Where it stands; None when nothing is proved."""
        return self._first(Status.HERE)

    @property
    def next(self) -> Step | None:
        """What is next; None at the end of the road."""
        return self._first(Status.NEXT)

    @property
    def ahead(self) -> tuple[Step, ...]:
        """What has begun before its turn."""
        return tuple(step for step in self.steps if step.status == Status.AHEAD)

    @property
    def is_invented(self) -> bool:
        """Whether some of its proofs are made up."""
        return any(step.proof is not None and step.proof.is_invented for step in self.steps)

    @property
    def since(self) -> dt.date | None:
        return self.here.on if self.here else None

    def _first(self, status: Status) -> Step | None:
        return next((step for step in self.steps if step.status == status), None)


def check(stages: Sequence[Stage]) -> None:
    """ValueError for a road that needs a stage that it has not, or has later."""
    known: set[str] = set()
    for stage in stages:
        if stage.code in known:
            raise ValueError(f"{stage.code}: told twice")
        if unknown := set(stage.needs) - known:
            raise ValueError(f"{stage.code}: needs {', '.join(sorted(unknown))}")
        known.add(stage.code)


def standing(stages: Sequence[Stage], proofs: Iterable[Proof], *, day: dt.date) -> Standing:
    """Where a territory stands on a day; what is proved later is not counted."""
    held = _first_proofs(proofs, day)
    passed = _passed(stages, held)
    missing = [s.code for s in stages if s.code not in passed and not s.is_optional]
    following = missing[0] if missing else ""
    here = _here(stages, passed, following)
    return Standing(
        tuple(
            Step(stage, _status(stage, passed, here, following, stages), held.get(stage.code))
            for stage in stages
        )
    )


def _first_proofs(proofs: Iterable[Proof], day: dt.date) -> Mapping[str, Proof]:
    """Of each stage the earliest proof with a day, else one without."""
    found: dict[str, Proof] = {}
    for proof in sorted(proofs, key=lambda one: (one.on is None, one.on or day)):
        if proof.on is None or proof.on <= day:
            found.setdefault(proof.stage, proof)
    return found


def _passed(stages: Sequence[Stage], held: Mapping[str, Proof]) -> set[str]:
    passed = set(held)
    for stage in reversed(stages):
        if stage.code in passed:
            passed.update(stage.needs)
    return passed


def _here(stages: Sequence[Stage], passed: set[str], following: str) -> str:
    """The last stage passed before what is next."""
    here = ""
    for stage in stages:
        if stage.code == following:
            break
        if stage.code in passed:
            here = stage.code
    return here


def _status(
    stage: Stage, passed: set[str], here: str, following: str, stages: Sequence[Stage]
) -> Status:
    if stage.code == here:
        return Status.HERE
    if stage.code == following:
        return Status.NEXT
    if stage.code not in passed:
        return Status.LATER
    order = [one.code for one in stages]
    is_before = not here or order.index(stage.code) < order.index(here)
    return Status.PASSED if here and is_before else Status.AHEAD
