"""What a move of credits changes in a tree of envelopes.

An envelope holds what came into it or into its parts; it has delegated what its parts hold. So a
move changes the envelopes that are above one of its ends and not above the other, and no sum of
the tree can drift from its leaves.
"""

from collections.abc import Mapping, Sequence

OPEN, DELEGATE, RECALL, TRANSFER, CLOSE = "open", "delegate", "recall", "transfer", "close"


def path_of(code: int | None, parents: Mapping[int, int | None]) -> list[int]:
    """An envelope and those above it, up to the one that has no parent; [] for the outside."""
    found: list[int] = []
    while code is not None:
        found.append(code)
        code = parents[code]
    return found


def held_changes(origin: Sequence[int], target: Sequence[int], cents: int) -> dict[int, int]:
    """What each envelope of two paths (see `path_of`) gains or loses when cents go from the first
    of one to the first of the other."""
    lost = {code: -cents for code in origin if code not in target}
    won = {code: cents for code in target if code not in origin}
    return lost | won


def kind_of(origin: Sequence[int], target: Sequence[int]) -> str:
    """What a move between the ends of two paths is called."""
    if not origin:
        return OPEN
    if not target:
        return CLOSE
    if origin[0] in target:
        return DELEGATE
    return RECALL if target[0] in origin else TRANSFER
