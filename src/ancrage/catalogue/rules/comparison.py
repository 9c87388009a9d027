"""Two versions of the basket side by side: what was added, removed, changed, field by field."""

from dataclasses import dataclass

from ancrage.catalogue.rules.basket import Basket, Measure
from ancrage.catalogue.rules.words import measure_lines


@dataclass(frozen=True, slots=True)
class Change:
    """A field that says something else."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A measure that is in both versions, and what differs."""

    measure: Measure
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two versions, in the order of the measures."""

    before: Basket
    after: Basket
    added: tuple[Measure, ...]
    removed: tuple[Measure, ...]
    changed: tuple[Changed, ...]
    same: tuple[Measure, ...]

    @property
    def count(self) -> int:
        """How many measures differ."""
        return len(self.added) + len(self.removed) + len(self.changed)


def compare(before: Basket, after: Basket) -> Comparison:
    """What differs from the first to the second; the measures are told by their codes."""
    kept = [code for code in before.measures if code in after.measures]
    both = [(before.measures[code], after.measures[code]) for code in kept]
    pairs = [(new, changes(old, new, before=before, after=after)) for old, new in both]
    return Comparison(
        before=before,
        after=after,
        added=tuple(m for code, m in after.measures.items() if code not in before.measures),
        removed=tuple(m for code, m in before.measures.items() if code not in after.measures),
        changed=tuple(Changed(measure, found) for measure, found in pairs if found),
        same=tuple(measure for measure, found in pairs if not found),
    )


def changes(old: Measure, new: Measure, *, before: Basket, after: Basket) -> tuple[Change, ...]:
    """The fields of a measure that say something else."""
    said, says = measure_lines(old, before), measure_lines(new, after)
    return tuple(
        Change(name, line.label, said[name].text, line.text)
        for name, line in says.items()
        if line.text != said[name].text
    )
