"""The words of operators' files of requests: headings of columns, states."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ancrage.files.rules.columns import by_word
from ancrage.kernel.text import fold, typeset


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
    columns = by_word((field, (line["heading"], *line["also"])) for field, line in told.items())
    states = by_word(
        (code, (code, labels[code], *line["also"])) for code, line in document["states"].items()
    )
    return Words(headings, columns, states)


def missing_fields(fields: Iterable[str], *, headings: Mapping[str, str]) -> list[str]:
    """The headings of what a file must have and has not: something that tells its requests."""
    held = set(fields)
    if held & {"code", "number"}:
        return []
    return [f"{headings['code']} ou {headings['number']}"]
