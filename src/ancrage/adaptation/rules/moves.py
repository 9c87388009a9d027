"""A region's moves: which it may make, their codes, and the list that they give once published."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from ancrage.geography.rules.listing import EPCI, ListedTerritory, Member
from ancrage.kernel.text import typeset
from ancrage.selection.engine.amending import (
    AddTerritory,
    AmendedTerritory,
    MergeTerritories,
    Move,
    Part,
    RemoveTerritory,
    SplitTerritory,
    new_code,
    touched_codes,
)
from ancrage.selection.engine.model import Country

Territories = Sequence[AmendedTerritory]


def _is_moved(member: Member) -> bool:
    return member.is_whole and member.kind == EPCI


def published(
    *, listed: Iterable[ListedTerritory], moves: Iterable[Move], after: Territories
) -> list[ListedTerritory]:
    """The list to publish: `after`, with what moves do not see (parts, communes, EPTs).

    That stays in its territory; when territories are merged it goes along, when one is split it
    stays with the part that keeps the code, else with the first.
    """
    kept: dict[str, list[Member]] = {}
    for territory in listed:
        others = [member for member in territory.members if not _is_moved(member)]
        kept.setdefault(territory.code, []).extend(others)
    for move in moves:
        for code, target in _followed(move).items():
            others = kept.pop(code, [])
            if target:
                kept.setdefault(target, []).extend(others)
    return [
        ListedTerritory(t.code, t.name, t.region, (*map(Member, t.members), *kept.get(t.code, ())))
        for t in after
    ]


def _followed(move: Move) -> dict[str, str]:
    """Where what stays in a territory goes, by its code; "" out of the list."""
    match move:
        case MergeTerritories():
            return {code: move.code for code in dict.fromkeys(move.codes) if code != move.code}
        case SplitTerritory():
            codes = [part.code for part in move.parts]
            return {} if move.territory in codes else {move.territory: codes[0]}
        case RemoveTerritory():
            return {move.territory: ""}
        case _:
            return {}


def is_within(*, country: Country, region: str, territory: AmendedTerritory) -> bool:
    """Whether a territory is carried by a region, or has a member there."""
    home = {unit.siren: unit.region for unit in country.units}
    return territory.region == region or region in {home.get(s) for s in territory.members}


def out_of_reach(
    *,
    country: Country,
    region: str,
    before: Territories,
    after: Territories,
    move: Move,
) -> str:
    """Why a region may not make a move, in one French sentence; "" when it may.

    It touches only territories that it carries or that have a member there.
    """
    if isinstance(move, AddTerritory | MergeTerritories) and not _carries(
        country, region, move, after
    ):
        return typeset("Le nouveau territoire n’aurait aucun membre dans votre région.")
    codes = touched_codes(move)
    for territory in before:
        if territory.code in codes and not is_within(
            country=country, region=region, territory=territory
        ):
            return typeset(
                f"Le territoire « {territory.name} » n’a aucun membre dans votre région : "
                "vous ne pouvez pas le modifier."
            )
    return ""


def _carries(
    country: Country, region: str, move: AddTerritory | MergeTerritories, after: Territories
) -> bool:
    made = next((t for t in after if t.code == move.code), None)
    return made is not None and is_within(country=country, region=region, territory=made)


def codes_made(move: Move) -> tuple[str, ...]:
    """The codes that a move gives."""
    match move:
        case AddTerritory() | MergeTerritories():
            return (move.code,)
        case SplitTerritory():
            return tuple(part.code for part in move.parts)
        case _:
            return ()


def renumbered(
    *,
    moves: Sequence[Move],
    base: Territories,
    ours: Territories,
    head: Territories,
    used: Callable[[], Collection[str]],
) -> list[Move]:
    """The same moves with other codes for the new territories whose code was taken since.

    A code is taken when `head` has it, `base` has not, and it is another territory there than in
    `ours`, the base with these moves. `used` tells all the codes ever given, when it is needed.
    """
    theirs = {territory.code: territory for territory in head}
    mine = {territory.code: territory for territory in ours}
    known = {territory.code for territory in base}
    made = dict.fromkeys(code for move in moves for code in codes_made(move) if code not in known)
    taken = [c for c in made if c in theirs and not _same(mine.get(c), theirs[c])]
    if not taken:
        return list(moves)
    given = {*used(), *theirs, *known, *(code for move in moves for code in touched_codes(move))}
    renamed: dict[str, str] = {}
    for code in taken:
        renamed[code] = new_code(codes=given, region=theirs[code].region)
        given.add(renamed[code])
    return [_recoded(move, renamed) for move in moves]


def _same(ours: AmendedTerritory | None, theirs: AmendedTerritory) -> bool:
    return ours is not None and set(ours.members) == set(theirs.members)


def _recoded(move: Move, renamed: dict[str, str]) -> Move:
    def new(code: str) -> str:
        return renamed.get(code, code)

    match move:
        case AddTerritory():
            return replace(move, code=new(move.code))
        case MergeTerritories():
            return replace(move, codes=tuple(map(new, move.codes)), code=new(move.code))
        case SplitTerritory():
            parts = tuple(Part(new(p.code), p.name, p.members) for p in move.parts)
            return replace(move, territory=new(move.territory), parts=parts)
        case _:
            return replace(move, territory=new(move.territory))
