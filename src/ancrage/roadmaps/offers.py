"""What somebody may do with a sheet now, as its page offers it."""

from dataclasses import dataclass

from ancrage.kernel.workflow import Step
from ancrage.roadmaps.access import Access
from ancrage.roadmaps.definitions import workflow
from ancrage.roadmaps.rules.guards import Facts

START_ACTION = "sheet_start_action"
"""« sheet_start » is the address where a sheet begins."""


def step_name(verb: str) -> str:
    """The name of the address of a step."""
    return START_ACTION if verb == "start" else f"sheet_{verb}"


@dataclass(frozen=True, slots=True)
class Offered:
    """A step that somebody has the right to make; `obstacle` says why not now, "" when he can."""

    step: Step
    obstacle: str

    @property
    def url_name(self) -> str:
        return step_name(self.step.verb)

    @property
    def is_decision(self) -> bool:
        """Whether where the decision is recorded may be told with it."""
        return self.step.verb in {"validate", "accept"}


def offered(access: Access, facts: Facts) -> list[Offered]:
    """The steps that start from a sheet's state and that the actor has the right to make.

    What is not submitted is neither accepted nor declined: these are not offered at all.
    """
    state, flow = access.sheet.state, workflow()
    his = [step for step in flow.from_state(state) if access.may(step.right)]
    if not facts.is_proposed:
        his = [step for step in his if "proposed" not in step.guards]
    return [Offered(step, flow.obstacle(step.verb, state=state, facts=facts)) for step in his]
