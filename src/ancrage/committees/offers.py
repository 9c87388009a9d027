"""What somebody may do with a meeting now, as its page offers it."""

from dataclasses import dataclass

from ancrage.committees.access import Access
from ancrage.committees.definitions import workflows
from ancrage.committees.rules.guards import Facts
from ancrage.kernel.workflow import Step

HELD_APART = frozenset({"change", "approve", "correct"})
"""Steps that have a page of their own: the form of the meeting, that of the minutes."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A step that somebody has the right to make; `obstacle` says why not now, "" when he can."""

    step: Step
    obstacle: str

    @property
    def url_name(self) -> str:
        return f"meeting_{self.step.verb}"


def offered(access: Access, facts: Facts) -> list[Offered]:
    """The steps that start from a meeting's state and that the actor has the right to make."""
    state, flow = access.meeting.state, workflows()["meeting"]
    return [
        Offered(step, flow.obstacle(step.verb, state=state, facts=facts))
        for step in flow.from_state(state)
        if step.verb not in HELD_APART and access.may(step.right)
    ]
