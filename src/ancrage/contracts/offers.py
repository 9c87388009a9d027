"""What somebody may do with an act now, as its page offers it."""

from dataclasses import dataclass

from ancrage.contracts.definitions import workflow
from ancrage.contracts.models import Act
from ancrage.contracts.rules.guards import Facts
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Where
from ancrage.kernel.workflow import Step

ELSEWHERE = frozenset({"conclude", "refuse", "expire"})
"""The steps that signatures make: they are offered with these."""


def step_name(verb: str) -> str:
    """The name of the address of a step: sending goes by the preview."""
    return "act_preview" if verb == "send" else f"act_{verb}"


@dataclass(frozen=True, slots=True)
class Offered:
    """A step that somebody has the right to make; `obstacle` says why not now, "" when he can."""

    step: Step
    obstacle: str

    @property
    def url_name(self) -> str:
        return step_name(self.step.verb)

    @property
    def is_link(self) -> bool:
        """Whether it is done on a page of its own."""
        return self.step.verb == "send"

    @property
    def is_decision(self) -> bool:
        return self.step.verb == "approve"


def offered(actor: Actor, act: Act, where: Where, facts: Facts) -> list[Offered]:
    """The steps that start from an act's state and that the actor has the right to make."""
    flow = workflow()
    his = [
        step
        for step in flow.from_state(act.state)
        if step.verb not in ELSEWHERE and may(actor, step.right, where)
    ]
    if not facts.needs_approval:
        his = [step for step in his if step.verb not in {"approve", "decline"}]
    return [Offered(s, flow.obstacle(s.verb, state=act.state, facts=facts)) for s in his]
