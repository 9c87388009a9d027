"""Lists to amend on a small country, and moves drawn at random that the list allows."""

from hypothesis import strategies as st

from ancrage.selection.engine.amending import (
    AddMember,
    AddTerritory,
    AmendedTerritory,
    MergeTerritories,
    MoveRefused,
    Part,
    RemoveMember,
    RemoveTerritory,
    RenameTerritory,
    SplitTerritory,
)
from ancrage.selection.engine.applying import apply_move
from tests.selection.small import grid_country, path_country

COUNTRY = grid_country(4, 4)
SIRENS = [unit.siren for unit in COUNTRY.units]
REGIONS = sorted({unit.region for unit in COUNTRY.units})

PATH = path_country([(60, 200), (20, 100), (None, None), (30, 100)], ["01", "01", "02", "02"])
S = [unit.siren for unit in PATH.units]


def listed(*groups, country=PATH, region="01"):
    """A list of these groups of positions, coded t0, t1…"""
    return tuple(
        AmendedTerritory(
            f"t{rank}", f"T{rank}", region, tuple(country.units[place].siren for place in group)
        )
        for rank, group in enumerate(groups)
    )


def territory(code, *members, name="", region="01"):
    """A territory of positions in the country."""
    return AmendedTerritory(
        code, name or f"Nom de {code}", region, tuple(SIRENS[place] for place in members)
    )


@st.composite
def lists(draw, most=5):
    """A list of disjoint territories, some intercommunalités left out."""
    count = draw(st.integers(1, most))
    places = draw(st.lists(st.integers(-1, count - 1), min_size=len(SIRENS), max_size=len(SIRENS)))
    held = {n: [i for i, place in enumerate(places) if place == n] for n in range(count)}
    return tuple(
        territory(f"t{n}", *members, region=draw(st.sampled_from(REGIONS)))
        for n, members in held.items()
        if members
    )


@st.composite
def moves(draw, territories, most=4, codes=None, mark=""):
    """Moves that the list allows one after the other, on territories of these codes only."""
    now, made = territories, []
    for rank in range(draw(st.integers(1, most))):
        own = [t for t in now if codes is None or t.code in codes or t.code.startswith(f"n{mark}")]
        free = sorted(set(SIRENS) - {siren for t in now for siren in t.members})
        move = draw(_one(own, free, f"{mark}{rank}"))
        if move is None:
            continue
        try:
            now = apply_move(country=COUNTRY, territories=now, move=move)
        except MoveRefused:
            continue
        made.append(move)
    return made


def _one(own, free, mark):
    """One move, which the list may refuse; new codes and names carry the mark."""
    kinds = [st.none()]
    if free:
        some = st.lists(st.sampled_from(free), min_size=1, max_size=2, unique=True).map(tuple)
        region = st.sampled_from(REGIONS)
        kinds.append(st.builds(AddTerritory, st.just(f"n{mark}"), _name(mark), region, some))
    if own:
        code = st.sampled_from([t.code for t in own])
        kinds += [
            st.builds(RenameTerritory, code, _name(mark)),
            st.builds(RemoveTerritory, code),
            st.sampled_from(own).flatmap(lambda t: _within(t, mark)),
        ]
        if free:
            kinds.append(st.builds(AddMember, code, st.sampled_from(free)))
    if len(own) > 1:
        two = st.lists(st.sampled_from([t.code for t in own]), min_size=2, max_size=3, unique=True)
        kinds.append(two.map(lambda found: _merged(found, mark)))
    return st.one_of(kinds)


def _name(mark):
    return st.just(f"Nouveau {mark}")


def _merged(codes, mark):
    return MergeTerritories(tuple(codes), codes[0], f"Nouveau {mark}", "01")


def _within(held, mark):
    """A member leaves, or the territory is cut in two."""
    cut = st.integers(1, max(1, len(held.members) - 1))
    parts = cut.map(
        lambda at: (
            Part(held.code, held.name, held.members[:at]),
            Part(f"n{mark}", f"Nouveau {mark}", held.members[at:]),
        )
    )
    return st.one_of(
        st.builds(RemoveMember, st.just(held.code), st.sampled_from(held.members)),
        st.builds(SplitTerritory, st.just(held.code), parts),
    )
