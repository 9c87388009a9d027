"""States and steps as the pages say them, and what somebody may do now."""

import datetime as dt
from dataclasses import dataclass

from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Where
from ancrage.kernel.workflow import State, Step
from ancrage.requests import definitions as requests
from ancrage.requests.models import ServiceRequest
from ancrage.vte.definitions import schemes, workflow
from ancrage.vte.models import Offer
from ancrage.vte.queries.offers import step_facts

HELD_BY_WRITERS = frozenset({"submit", "rule_out", "take_back", "fill", "withdraw"})
"""The steps that belong to those who wrote the mission."""
SILENT = frozenset({"rule_out", "expire"})
"""Steps that nobody makes by hand: the rule and the calendar do."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A step that somebody has the right to make; `obstacle` says why not now, "" when he can."""

    step: Step
    obstacle: str
    url_name: str

    @property
    def needs_page(self) -> bool:
        """Whether the step is made on a page of its own."""
        return self.step.verb == "fill"


def state_of(code: str) -> State:
    """A mission's state in words."""
    return workflow().states[code]


def offer_steps(offer: Offer, actor: Actor, *, today: dt.date) -> list[Offered]:
    """What the actor may do with a mission now."""
    flow = workflow()
    his = [
        step
        for step in flow.from_state(offer.state)
        if step.verb not in SILENT and may(actor, step.right, _where(step.verb, offer))
    ]
    if not his:
        return []
    facts = step_facts(offer, today=today)
    return [
        Offered(
            step,
            flow.obstacle(step.verb, state=offer.state, facts=facts),
            f"vte_{step.verb}",
        )
        for step in his
    ]


def request_state(request: ServiceRequest | None) -> State:
    """Where the request of an aid stands, in words."""
    return requests.state_of(request.state if request else "draft")


def aid_words(kind: str) -> str:
    """The name of an aid."""
    return schemes()[kind].name


def _where(verb: str, offer: Offer) -> Where:
    return offer.authors_where if verb in HELD_BY_WRITERS else offer.where
