"""The content of a sheet as values: compared, merged, kept in versions.

A content maps fields to values, without those that are empty; rows map a key to a row. Seen flat,
it maps a path (« title », « milestones.m1.due ») to a value: two contents are compared path by
path, and what two people write at once is merged path by path.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Content = dict[str, Any]
Flat = dict[str, Any]
Change = tuple[Any, Any]
"""What a path held before and holds after; None for nothing."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A path that two people changed, each in his way: what it held, what each wrote."""

    path: str
    was: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """Both changes together; where they clash, theirs is kept and mine is told."""

    content: Content
    conflicts: tuple[Conflict, ...]


def is_empty(value: Any) -> bool:  # noqa: ANN401 whatever a field holds
    """Whether a value says nothing: zero says something."""
    return value is None or value in ("", [], {})


def flat(content: Mapping[str, Any]) -> Flat:
    """A content by paths, empty values left out; a row without a value is not there."""
    found: Flat = {}
    for code, value in content.items():
        if isinstance(value, Mapping):
            for key, row in value.items():
                for column, cell in row.items():
                    if not is_empty(cell):
                        found[f"{code}.{key}.{column}"] = cell
        elif not is_empty(value):
            found[code] = value
    return found


def deep(paths: Mapping[str, Any]) -> Content:
    """The content that paths tell: the inverse of `flat`."""
    content: Content = {}
    for path, value in paths.items():
        if is_empty(value):
            continue
        code, *rest = path.split(".")
        if rest:
            key, column = rest
            content.setdefault(code, {}).setdefault(key, {})[column] = value
        else:
            content[code] = value
    return content


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Change]:
    """What differs from one content to another, by path."""
    old, new = flat(before), flat(after)
    return {
        path: (old.get(path), new.get(path))
        for path in dict.fromkeys([*old, *new])
        if old.get(path) != new.get(path)
    }


def changed(content: Mapping[str, Any], made: Mapping[str, Any]) -> Content:
    """A content with some paths written anew; an empty value takes one away."""
    return deep({**flat(content), **made})


def undone(content: Mapping[str, Any], made: Iterable[Mapping[str, Change]]) -> Content:
    """A content as it was before changes, given from the last to the first."""
    paths = flat(content)
    for one in made:
        paths |= {path: before for path, (before, _after) in one.items()}
    return deep(paths)


def merge(
    *,
    base: Mapping[str, Any],
    theirs: Mapping[str, Any],
    mine: Mapping[str, Any],
    mine_wins: Collection[str] = (),
) -> Merged:
    """What I wrote, path by path from `base`, brought onto what others wrote meanwhile.

    Where both changed a path, in different ways, theirs stays, unless I saw it: `mine_wins`.
    """
    was, now = flat(base), flat(theirs)
    written: Flat = {}
    conflicts = []
    for path, value in mine.items():
        told = None if is_empty(value) else value
        old, held = was.get(path), now.get(path)
        if told in (old, held):
            continue
        if held == old or path in mine_wins:
            written[path] = told
        else:
            conflicts.append(Conflict(path, old, held, told))
    return Merged(changed(theirs, written), tuple(conflicts))
