"""States and steps as the pages, the API and the command line say them."""

from collections.abc import Callable
from dataclasses import dataclass

from ancrage.antennas.definitions import workflows
from ancrage.antennas.rules.guards import Facts
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Where
from ancrage.kernel.workflow import State, Step


@dataclass(frozen=True, slots=True)
class Offered:
    """A step that somebody has the right to make; `obstacle` says why not now, "" when he can."""

    step: Step
    obstacle: str
    url_name: str


def state_of(kind: str, code: str) -> State:
    """A state in words."""
    return workflows()[kind].states[code]


def offered(
    kind: str, state: str, *, actor: Actor, where: Where, facts: Callable[[], Facts]
) -> list[Offered]:
    """The steps that start from a state and that the actor has the right to make there."""
    flow = workflows()[kind]
    his = [step for step in flow.from_state(state) if may(actor, step.right, where)]
    if not his:
        return []
    held = facts()
    return [
        Offered(step, flow.obstacle(step.verb, state=state, facts=held), f"{kind}_{step.verb}")
        for step in his
    ]
