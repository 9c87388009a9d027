"""The life of a mission, of a candidate, of a reading, as data: who may do what in which state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ancrage.kernel.text import typeset
from ancrage.mission.rules.guards import GUARDS, Facts


@dataclass(frozen=True, slots=True)
class State:
    """Where something stands, in words; `badge` is the kind of the badge that shows it."""

    code: str
    label: str
    badge: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the table; `after` is the same state when the step does not change it."""

    kind: str
    verb: str
    right: str
    before: tuple[str, ...]
    after: str
    label: str
    needs_reason: bool
    guards: tuple[str, ...]


class StepRefusedError(ValueError):
    """A step that cannot be made now; the message is one French sentence."""


@dataclass(frozen=True, slots=True)
class Workflow:
    """The states of one kind of thing, and the steps between them."""

    kind: str
    states: Mapping[str, State]
    steps: Mapping[str, Step]

    def from_state(self, state: str) -> list[Step]:
        """The steps that start from a state, whoever may make them."""
        return [step for step in self.steps.values() if state in step.before]

    def obstacle(self, verb: str, *, state: str, facts: Facts, reason: str | None = None) -> str:
        """Why the step cannot be made, in one sentence; "" when it can.

        `reason` None: not asked for yet, as for a button.
        """
        step = self.steps[verb]
        if state not in step.before:
            return f"« {step.label} » n’est pas possible : état « {self.states[state].label} »."
        told = next(filter(None, (GUARDS[name](facts) for name in step.guards)), "")
        if not told and step.needs_reason and reason is not None and not reason.strip():
            return "Donnez la raison : elle sera lue par les personnes concernées."
        return told

    def after(self, verb: str, *, state: str, facts: Facts, reason: str = "") -> str:
        """The state that follows. StepRefusedError when the step cannot be made."""
        told = self.obstacle(verb, state=state, facts=facts, reason=reason)
        if told:
            raise StepRefusedError(told)
        return self.steps[verb].after


def read_workflows(document: Mapping[str, Any]) -> dict[str, Workflow]:
    """The workflows that the data file tells. ValueError for a state or a guard that is not."""
    return {kind: _workflow(kind, told) for kind, told in document.items()}


def _workflow(kind: str, told: Mapping[str, Any]) -> Workflow:
    states = {
        code: State(code, typeset(held["label"]), held["badge"], typeset(held["meaning"]))
        for code, held in told["states"].items()
    }
    steps = {line["verb"]: _step(kind, line) for line in told["steps"]}
    for step in steps.values():
        _check(step, states)
    return Workflow(kind, states, steps)


def _step(kind: str, line: Mapping[str, Any]) -> Step:
    return Step(
        kind=kind,
        verb=line["verb"],
        right=line["right"],
        before=tuple(line["from"]),
        after=line["to"],
        label=typeset(line["label"]),
        needs_reason=line.get("reason", False),
        guards=tuple(line.get("guards", ())),
    )


def _check(step: Step, states: Iterable[str]) -> None:
    unknown = {*step.before, step.after} - set(states) | set(step.guards) - GUARDS.keys()
    if unknown:
        raise ValueError(f"{step.kind}, {step.verb}: unknown {', '.join(sorted(unknown))}")
