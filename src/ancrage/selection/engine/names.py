"""How an identified territory is called, until a human renames it.

A territory takes the names of its largest members, by total jobs (ties: SIREN): the two largest,
or three when two would give a name already taken. The official names lose what tells the kind
of intercommunalité (CC, CA, CU, Métropole, Agglomération…), which says nothing of the place.
"""

import re
from collections import Counter
from collections.abc import Sequence

from ancrage.selection.engine.model import Unit

SEPARATOR = " – "
USUAL = 2
MOST = 3
KIND = re.compile(r"^(CC|CA|CU|Métropole Européenne|Métropole|Communauté)\s+")
ARTICLE = re.compile(r"^(de la |de l['’]|du |des |de |d['’])", re.IGNORECASE)
TAIL = re.compile(r"[\s-]+(Communauté|Agglomération|Agglo|Métropole)$")
BRACKET = re.compile(r"\s*\([^)]*\)$")


def place_name(official: str) -> str:
    """« CA de Saint Quentin en Yvelines » → « Saint Quentin en Yvelines »."""
    name = BRACKET.sub("", official.strip())
    while KIND.match(name):
        name = KIND.sub("", name)
    name = TAIL.sub("", ARTICLE.sub("", name))
    return name[:1].upper() + name[1:]


def name_territories(groups: Sequence[Sequence[Unit]]) -> list[str]:
    """A name for each group of intercommunalités, no two the same."""
    ordered = [sorted(group, key=lambda u: (-(u.total_jobs or 0), u.siren)) for group in groups]
    names = [_joined(group, USUAL) for group in ordered]
    taken = Counter(names)
    names = [
        _joined(group, MOST) if taken[name] > 1 else name
        for group, name in zip(ordered, names, strict=True)
    ]
    taken = Counter(names)
    return [
        f"{name} ({group[0].siren})" if taken[name] > 1 else name
        for group, name in zip(ordered, names, strict=True)
    ]


def _joined(group: Sequence[Unit], most: int) -> str:
    return SEPARATOR.join(place_name(unit.name) for unit in group[:most])
