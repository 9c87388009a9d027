"""Which column of a file is which: by its heading, however it is written."""

from collections.abc import Callable, Iterable, Mapping

from ancrage.kernel.text import fold

IGNORED = ""
"""A column that is not taken."""


def by_word(told: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """What each folded word means. ValueError when one would mean two things."""
    found: dict[str, str] = {}
    for meaning, ways in told:
        for way in ways:
            if found.setdefault(fold(str(way)), meaning) != meaning:
                raise ValueError(f"« {way} »: {found[fold(str(way))]} and {meaning}")
    return found


def recognised(
    headings: Iterable[str],
    *,
    columns: Mapping[str, str],
    remembered: Mapping[str, str],
    bare: Callable[[str], str] = fold,
) -> dict[str, str]:
    """The field of each heading, "" for none: as it was chosen before, else as it is written.

    `columns`: the field of each folded word, the usual ways of writing it first. `bare` folds a
    heading to such a word. Two columns never fill one field: the first heading in the order of
    preference has it.
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
    order = {word: rank for rank, word in enumerate(columns)}
    for heading in sorted(held, key=lambda h: order.get(bare(h), len(order))):
        if heading in found:
            continue
        field = columns.get(bare(heading), IGNORED)
        found[heading] = IGNORED if field in taken else field
        taken.add(found[heading])
    return {heading: found[heading] for heading in held}
