"""What changed in a text, word by word, so that one sees it at a glance."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
WORDS = re.compile(r"\s+|[^\s]+")
LONGEST = 4000
"""Words beyond which two texts are shown one after the other: comparing them would take long."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: the same in both, gone, or new."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """What leads from a text to another; what is the same is told once."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > LONGEST:
        return [Piece(kind, text) for kind, text in ((GONE, before), (NEW, after)) if text]
    return list(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(old[i:j]))
            continue
        if i < j:
            yield Piece(GONE, "".join(old[i:j]))
        if k < m:
            yield Piece(NEW, "".join(new[k:m]))
