"""What each step takes of what was typed: a reason, a file number, an amount."""

from collections.abc import Mapping
from typing import Any

REASONED = frozenset({"ask_more", "reply", "refuse", "withdraw", "reopen"})
NUMBERED = frozenset({"acknowledge", "instruct"})


def answered(verb: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a step's command, besides the request."""
    if verb in REASONED:
        return {"reason": told["reason"]}
    if verb in NUMBERED:
        return {"number": told["number"]}
    return {"amount": told["amount"]} if verb == "grant" else {}
