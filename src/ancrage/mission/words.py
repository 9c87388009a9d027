"""States, steps and marks as the pages say them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Where
from ancrage.kernel.workflow import State, Step
from ancrage.mission.access import authors_where, where_of
from ancrage.mission.definitions import disciplines, workflows
from ancrage.mission.models import Candidate, Mission
from ancrage.mission.rules.guards import Facts
from ancrage.mission.rules.marks import Mark

AUTHORS = ("submit", "withdraw")
"""The steps of a candidate that belong to those who wrote it."""


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
    kind: str, state: str, *, actor: Actor, facts: Callable[[], Facts], wheres: dict[str, Where]
) -> list[Offered]:
    """The steps that start from a state and that the actor has the right to make.

    `wheres`: what each step touches, by its verb; nothing in particular for the others. `facts`
    are looked for only when there is such a step.
    """
    flow = workflows()[kind]
    his = [s for s in flow.from_state(state) if may(actor, s.right, wheres.get(s.verb, Where()))]
    held = facts() if his else None
    return [
        Offered(
            step,
            flow.obstacle(step.verb, state=state, facts=held),
            f"mission_{step.verb}",
        )
        for step in his
        if held is not None
    ]


def candidate_steps(
    candidate: Candidate, actor: Actor, facts: Callable[[], Facts]
) -> list[Offered]:
    """What the actor may do with a candidate now."""
    wheres = dict.fromkeys(workflows()["candidate"].steps, where_of(candidate))
    wheres |= dict.fromkeys(AUTHORS, authors_where(candidate))
    return offered("candidate", candidate.state, actor=actor, facts=facts, wheres=wheres)


def mission_steps(mission: Mission, actor: Actor, facts: Callable[[], Facts]) -> list[Offered]:
    """What the actor may do with a mission now."""
    return offered("mission", mission.state, actor=actor, facts=facts, wheres={})


def mark_words(mark: Mark) -> str:
    """A mark as it is written: « inconnu » when there was nothing to judge by."""
    return _("inconnu") if mark is None else str(mark)


def discipline_words(code: str) -> str:
    """A discipline by its code."""
    return disciplines().get(code, code)
