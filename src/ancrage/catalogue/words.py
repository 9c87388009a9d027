"""The states and steps of a version, as pages show them."""

from dataclasses import dataclass

from ancrage.catalogue.definitions import workflow
from ancrage.catalogue.models import BasketVersion
from ancrage.catalogue.queries.drafts import version_facts
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor
from ancrage.kernel.workflow import State


@dataclass(frozen=True, slots=True)
class OfferedStep:
    """A step that somebody may make, and what keeps it from being made now."""

    verb: str
    label: str
    obstacle: str


def state_of(code: str) -> State:
    """A state in words."""
    return workflow().states[code]


def steps_of(version: BasketVersion, actor: Actor) -> list[OfferedStep]:
    """What the reader may do to a version, those that change its state."""
    facts = version_facts(version)
    return [
        OfferedStep(
            step.verb,
            step.label,
            workflow().obstacle(step.verb, state=version.state, facts=facts),
        )
        for step in workflow().from_state(version.state)
        if step.after and may(actor, step.right)
    ]
