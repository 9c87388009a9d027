"""What keeps a version from being published, in one French sentence each."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ancrage.kernel.text import long_date, typeset


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """What the guards look at. `last` is the first day of the last version in force or to come."""

    changes: int
    valid_from: dt.date
    last: dt.date


def something_changed(facts: VersionFacts) -> str:
    """A version says something else than the one it comes from."""
    return "" if facts.changes else "Rien n’a changé depuis la version de départ."


def follows_the_last(facts: VersionFacts) -> str:
    """History is not rewritten: a version comes into force after all the others."""
    if facts.valid_from > facts.last:
        return ""
    return typeset(
        f"Une version entre déjà en vigueur le {long_date(facts.last)} : "
        "celle-ci doit commencer après."
    )


GUARDS: Mapping[str, Callable[[VersionFacts], str]] = {
    "something_changed": something_changed,
    "follows_the_last": follows_the_last,
}
