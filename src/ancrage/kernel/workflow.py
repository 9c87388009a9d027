"""The life of a thing as data: who may do what in which state, when, and what follows.

A capability's `data/workflow.yaml` tells one table for each kind of thing:

    request:
      states:
        sent: {label: envoyée, badge: info, meaning: "Le référent l’a reçue."}
      steps:
        - {verb: acknowledge, right: requests.acknowledge, from: [sent], to: acknowledged,
           label: "Accuser réception", guards: [in_time], reason: false}

`right` is a line of the table of rights; `guards` are functions of the capability's rules that
say in one French sentence what keeps the step from being made; `to` left out: the state does
not change; `reason: true`: words must be given, and are kept. Buttons, API, command line,
diagram and tests are made from it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ancrage.kernel.text import typeset

Facts = TypeVar("Facts")
"""What a capability's guards look at."""
KEEPS = ""
"""The state that follows a step which leaves the thing in the state where it was."""


@dataclass(frozen=True, slots=True)
class State:
    """Where something stands, in words; `badge` is the kind of the badge that shows it."""

    code: str
    label: str
    badge: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a table."""

    kind: str
    verb: str
    right: str
    before: tuple[str, ...]
    after: str
    label: str
    needs_reason: bool
    guards: tuple[str, ...]

    def leads_to(self, state: str) -> str:
        """The state that follows `state`."""
        return self.after or state


class StepRefusedError(ValueError):
    """A step that cannot be made now; the message is one French sentence."""


@dataclass(frozen=True, slots=True)
class Workflow(Generic[Facts]):
    """The states of one kind of thing, the steps between them, the conditions of these."""

    kind: str
    states: Mapping[str, State]
    steps: Mapping[str, Step]
    guards: Mapping[str, Callable[[Facts], str]]

    def from_state(self, state: str) -> list[Step]:
        """The steps that start from a state, whoever may make them."""
        return [step for step in self.steps.values() if state in step.before]

    def obstacle(self, verb: str, *, state: str, facts: Facts, reason: str | None = None) -> str:
        """Why the step cannot be made, in one sentence; "" when it can.

        `reason` None: not asked for yet, as for a button.
        """
        step = self.steps[verb]
        if state not in step.before:
            told = self.states[state].label
            return typeset(f"« {step.label} » n’est pas possible : état « {told} ».")
        told = next(filter(None, (self.guards[name](facts) for name in step.guards)), "")
        if not told and step.needs_reason and reason is not None and not reason.strip():
            return typeset("Donnez la raison : elle sera lue par les personnes concernées.")
        return told

    def after(self, verb: str, *, state: str, facts: Facts, reason: str = "") -> str:
        """The state that follows. StepRefusedError when the step cannot be made."""
        told = self.obstacle(verb, state=state, facts=facts, reason=reason)
        if told:
            raise StepRefusedError(told)
        return self.steps[verb].leads_to(state)

    def diagram(self) -> str:
        """The table as a Mermaid state diagram; what leaves the state unchanged is left out."""
        return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in self._lines())])

    def _lines(self) -> Iterator[str]:
        for state in self.states.values():
            yield f'state "{state.label}" as {state.code}'
        for step in self.steps.values():
            for before in step.before:
                if step.leads_to(before) != before:
                    yield f"{before} --> {step.after}: {step.label}"


def read_workflows(
    document: Mapping[str, Any], *, guards: Mapping[str, Callable[[Facts], str]]
) -> dict[str, Workflow[Facts]]:
    """The workflows that a data file tells. ValueError for a state or a guard that is not."""
    return {kind: _workflow(kind, told, guards) for kind, told in document.items()}


def _workflow(
    kind: str, told: Mapping[str, Any], guards: Mapping[str, Callable[[Facts], str]]
) -> Workflow[Facts]:
    states = {
        code: State(code, typeset(held["label"]), held["badge"], typeset(held["meaning"]))
        for code, held in told["states"].items()
    }
    steps = {line["verb"]: _step(kind, line) for line in told["steps"]}
    for step in steps.values():
        named = {*step.before, step.after} - {KEEPS}
        unknown = named - states.keys() | set(step.guards) - guards.keys()
        if unknown:
            raise ValueError(f"{kind}, {step.verb}: unknown {', '.join(sorted(unknown))}")
    return Workflow(kind, states, steps, guards)


def _step(kind: str, line: Mapping[str, Any]) -> Step:
    return Step(
        kind=kind,
        verb=line["verb"],
        right=line["right"],
        before=tuple(line["from"]),
        after=line.get("to", KEEPS),
        label=typeset(line["label"]),
        needs_reason=line.get("reason", False),
        guards=tuple(line.get("guards", ())),
    )
