"""Codes kept in one column, each between bars: « |27|84| », "" for none.

A filter that contains `barred(code)` finds a code and no other that it is a part of.
"""

from collections.abc import Iterable


def to_bars(codes: Iterable[str]) -> str:
    """Codes as they are kept, in order."""
    told = sorted(codes)
    return f"|{'|'.join(told)}|" if told else ""


def from_bars(text: str) -> frozenset[str]:
    """The codes that a column holds."""
    return frozenset(filter(None, text.split("|")))


def barred(code: str) -> str:
    """What a column contains when it holds a code."""
    return f"|{code}|"
