"""Who is bound by an act and who signs it, from the rule and what the territory is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TERRITORY, MEMBERS, REGIONS, OPERATORS = "territory", "members", "regions", "operators"
SCOPE_KINDS = {TERRITORY: "territory", MEMBERS: "territory", REGIONS: "region"}
SCOPE_KINDS[OPERATORS] = "operator"
"""What the role that signs is held on. An intercommunalité's is held on its territory."""
SHARED = frozenset({TERRITORY, REGIONS})
"""What several parties are told by: each is named by its label too."""
PARALLEL, ORDERED = "parallel", "ordered"


@dataclass(frozen=True, slots=True)
class PartyRule:
    """One line of the rule: `each` tells what there is one such party for."""

    code: str
    label: str
    quality: str
    each: str
    role: str
    rank: int
    acts: tuple[str, ...]
    commits: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What a territory is made of: names by code. `operators`: those that its sheets call upon."""

    scope: str
    name: str
    members: Mapping[str, str]
    regions: Mapping[str, str]
    operators: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Party:
    """One who is bound. `role` on the scope signs; "" signs on paper."""

    code: str
    name: str
    quality: str
    role: str
    scope_kind: str
    scope_code: str
    rank: int
    commits: str


def parties(rules: Iterable[PartyRule], kind: str, ground: Ground) -> tuple[Party, ...]:
    """The parties of an act of a kind, in the order of the rule then of the codes."""
    found = []
    for rule in rules:
        if kind in rule.acts:
            found += [_party(rule, code, name, ground) for code, name in _ones(rule, ground)]
    return tuple(found)


def _ones(rule: PartyRule, ground: Ground) -> list[tuple[str, str]]:
    if rule.each == TERRITORY:
        return [(ground.scope, ground.name)]
    held = {MEMBERS: ground.members, REGIONS: ground.regions, OPERATORS: ground.operators}
    return sorted(held[rule.each].items())


def _party(rule: PartyRule, code: str, name: str, ground: Ground) -> Party:
    return Party(
        code=f"{rule.code}:{code}",
        name=f"{rule.label[:1].upper()}{rule.label[1:]}, {name}" if rule.each in SHARED else name,
        quality=rule.quality,
        role=rule.role,
        scope_kind=SCOPE_KINDS[rule.each],
        scope_code=ground.scope if rule.each == MEMBERS else code,
        rank=rule.rank,
        commits=rule.commits,
    )


def ranks(held: Iterable[Party], order: str) -> dict[str, int]:
    """The rank at which each party signs, by its code: 1, 2… without holes; 1 for all at once."""
    told = {party.code: party.rank for party in held}
    if order != ORDERED:
        return dict.fromkeys(told, 1)
    places = {rank: place for place, rank in enumerate(sorted(set(told.values())), start=1)}
    return {code: places[rank] for code, rank in told.items()}
