"""The workflow of an amendment: a table of state × verb × right × guards × next state.

The table is data (`data/workflow.yaml`); this module says what it means and draws it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Words(StrEnum):
    """Whether a reason is written with the verb."""

    NO = "no"
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True, slots=True)
class State:
    """Where an amendment stands. `kind` is that of its badge; a final state has no way out."""

    code: str
    label: str
    means: str
    kind: str
    final: bool


@dataclass(frozen=True, slots=True)
class Verb:
    """What can be done: as a button, as a line of the history once done, and by which right."""

    code: str
    label: str
    done: str
    right: str
    words: Words


NOT_THERE = ""
"""The state of what does not exist yet."""


@dataclass(frozen=True, slots=True)
class Transition:
    """From a state, by a verb, when the guards hold, to the next state."""

    state: str
    verb: Verb
    guards: tuple[str, ...]
    next: str


@dataclass(frozen=True, slots=True)
class Workflow:
    """The whole table."""

    states: Mapping[str, State]
    verbs: Mapping[str, Verb]
    transitions: tuple[Transition, ...]

    def find(self, state: str, verb: str) -> Transition | None:
        """The way out of a state by a verb; None when there is none."""
        return next((t for t in self.ways_out(state) if t.verb.code == verb), None)

    def ways_out(self, state: str) -> list[Transition]:
        """What can be done in a state, in the order of the table."""
        return [t for t in self.transitions if t.state == state]


def read_workflow(document: Mapping[str, Any]) -> Workflow:
    """The workflow that a document says. ValueError when it names what it does not define."""
    states = {code: _state(code, told) for code, told in document["states"].items()}
    verbs = {
        code: Verb(code, told["label"], told["done"], told["right"], Words(told["words"]))
        for code, told in document["verbs"].items()
    }
    transitions = []
    for told in document["transitions"]:
        named = {told["from"], told["to"]} - {NOT_THERE}
        unknown = (named - states.keys()) | ({told["verb"]} - verbs.keys())
        if unknown:
            raise ValueError(f"not defined: {', '.join(sorted(unknown))}")
        guards = tuple(told.get("guards", ()))
        transitions.append(Transition(told["from"], verbs[told["verb"]], guards, told["to"]))
    return Workflow(states, verbs, tuple(transitions))


def _state(code: str, told: Mapping[str, Any]) -> State:
    return State(code, told["label"], told["means"], told["kind"], told.get("final", False))


def diagram(workflow: Workflow) -> str:
    """The table as a Mermaid state diagram; what leaves the state unchanged is left out."""
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in _lines(workflow))])


def _lines(workflow: Workflow) -> Iterator[str]:
    for state in workflow.states.values():
        yield f'state "{state.label}" as {state.code}'
    for t in workflow.transitions:
        if t.state != t.next:
            yield f"{t.state or '[*]'} --> {t.next}: {t.verb.label}"
    for state in workflow.states.values():
        if state.final:
            yield f"{state.code} --> [*]"
