"""Sharing the readings out: two experts for each candidate, none with a conflict, loads alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Reader:
    """An expert with his discipline and the readings that he has already."""

    code: str
    discipline: str
    load: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """Who is to read which candidate besides those who do, and which candidates still lack some."""

    pairs: Mapping[int, tuple[str, ...]]
    lacking: tuple[int, ...]


def share_out(
    *,
    readers: Sequence[Reader],
    free: Mapping[int, frozenset[str]],
    held: Mapping[int, tuple[str, ...]],
) -> Share:
    """Give each candidate the readers that it lacks.

    `free`: by candidate, the experts who declared that they have no conflict; `held`: those who
    read it already. Two disciplines come first, then the lightest loads; candidates with the
    fewest possible readers are served first.
    """
    loads = {reader.code: reader.load for reader in readers}
    disciplines = {reader.code: reader.discipline for reader in readers}
    pairs: dict[int, tuple[str, ...]] = {}
    lacking = []
    for number in sorted(held, key=lambda n: (len(free.get(n, ())), n)):
        kept = held[number]
        wanted = 2 - len(kept)
        possible = sorted((free.get(number, frozenset()) & loads.keys()) - set(kept))
        if wanted <= 0:
            continue
        if len(possible) < wanted:
            lacking.append(number)
            continue
        chosen = min(
            combinations(possible, wanted),
            key=lambda added: (
                len({disciplines.get(code, code) for code in (*kept, *added)}) < 2,
                sum(loads[code] for code in added),
                max(loads[code] for code in added),
                added,
            ),
        )
        pairs[number] = chosen
        for code in chosen:
            loads[code] += 1
    return Share(pairs, tuple(sorted(lacking)))
