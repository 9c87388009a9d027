"""Reading people, their roles and their organisations."""

from ancrage.people.queries.actors import actor_named, actor_of, holders, names_of
from ancrage.people.queries.scopes import (
    NamedScope,
    find_scopes,
    named_scopes,
    regions_of,
    scope_label,
    scope_labels,
)

__all__ = [
    "NamedScope",
    "actor_named",
    "actor_of",
    "find_scopes",
    "holders",
    "named_scopes",
    "names_of",
    "regions_of",
    "scope_label",
    "scope_labels",
]
