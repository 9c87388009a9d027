"""Which column of an operator's file is which: by its heading, however it is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ancrage.kernel.text import fold, typeset

IGNORED = ""
"""A column that is not taken."""


@dataclass(frozen=True, slots=True)
class Words:
    """`headings`: ours, by field; `columns` and `states`: what each folded word means."""

    headings: Mapping[str, str]
    columns: Mapping[str, str]
    states: Mapping[str, str]

    def knows(self, heading: str) -> bool:
        """Whether a heading is one that we read."""
        return fold(heading) in self.columns


def read_words(document: Mapping[str, Any], *, labels: Mapping[str, str]) -> Words:
    """The words that the data file tells, and the states' own `labels`. ValueError when one would
    mean two things."""
    told = document["columns"]
    headings = {field: typeset(line["heading"]) for field, line in told.items()}
    columns = _by_word((field, (line["heading"], *line["also"])) for field, line in told.items())
    states = _by_word(
        (code, (code, labels[code], *line["also"])) for code, line in document["states"].items()
    )
    return Words(headings, columns, states)


def _by_word(told: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for meaning, ways in told:
        for way in ways:
            if found.setdefault(fold(str(way)), meaning) != meaning:
                raise ValueError(f"« {way} »: {found[fold(str(way))]} and {meaning}")
    return found


def recognised(
    headings: Iterable[str], *, words: Words, remembered: Mapping[str, str]
) -> dict[str, str]:
    """The field of each heading, "" for none: as it was chosen before, else as it is written.

    Two columns never fill one field: the first heading in the order of preference has it.
    """
    held = list(headings)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for heading in held:
        word = fold(heading)
        if word in remembered:
            field = remembered[word]
            found[heading] = IGNORED if field in taken else field
            taken.add(found[heading])
    order = list(words.columns)
    for heading in sorted(held, key=lambda h: _rank(h, order)):
        if heading in found:
            continue
        field = words.columns.get(fold(heading), IGNORED)
        found[heading] = IGNORED if field in taken else field
        taken.add(found[heading])
    return {heading: found[heading] for heading in held}


def _rank(heading: str, order: list[str]) -> int:
    """The nearer to the usual way of writing it, the sooner it is taken."""
    word = fold(heading)
    return order.index(word) if word in order else len(order)


def missing_fields(fields: Iterable[str], *, headings: Mapping[str, str]) -> list[str]:
    """The headings of what a file must have and has not: something that tells its requests."""
    held = set(fields)
    if held & {"code", "number"}:
        return []
    return [f"{headings['code']} ou {headings['number']}"]
