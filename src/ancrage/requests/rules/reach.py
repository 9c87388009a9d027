"""Whether a file may bring a request from a state to another: by steps of the operator alone."""

from functools import lru_cache
from typing import Any

from ancrage.kernel.workflow import Workflow

OPERATOR = frozenset({"acknowledge", "ask_more", "instruct", "grant", "refuse", "deliver", "close"})
"""The steps that a file may stand for. Taking a decision back is not one: it needs its reason."""
WITHDRAW = frozenset({"withdraw"})
"""Told by the operator of what was never asked here: nobody else will say it."""


def reachable(workflow: Workflow[Any], state: str, *, is_filed: bool) -> frozenset[str]:
    """The states that a file may bring it to, its own included; `is_filed`: it came by a file."""
    verbs = OPERATOR | WITHDRAW if is_filed else OPERATOR
    steps = tuple(
        (step.before, step.after) for step in workflow.steps.values() if step.verb in verbs
    )
    return _closure(steps, state)


@lru_cache(maxsize=200)
def _closure(steps: tuple[tuple[tuple[str, ...], str], ...], state: str) -> frozenset[str]:
    found, waiting = {state}, [state]
    while waiting:
        here = waiting.pop()
        for before, after in steps:
            if here in before and after not in found:
                found.add(after)
                waiting.append(after)
    return frozenset(found)
