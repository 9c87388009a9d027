"""A move made on a list, or refused with every fault found in it.

The new list is in the order of its codes, and the members of a territory that was changed by
decreasing industrial jobs (ties: SIREN), so that the order of the moves leaves no trace.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from ancrage.kernel.problems import Problem
from ancrage.kernel.text import fold
from ancrage.selection.engine.amending import (
    PLACE,
    AddMember,
    AddTerritory,
    AmendedTerritory,
    MergeTerritories,
    Move,
    MoveRefused,
    Part,
    RemoveMember,
    RemoveTerritory,
    RenameTerritory,
    SplitTerritory,
)
from ancrage.selection.engine.model import Country

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
LONGEST_CODE = 20
LONGEST_NAME = 200
Territories = tuple[AmendedTerritory, ...]


def apply_move(
    *, country: Country, territories: Sequence[AmendedTerritory], move: Move
) -> Territories:
    """The list after the move. MoveRefused when the list does not allow it."""
    on = _Ground(country, territories)
    made = MAKERS[type(move)](on, move)
    if on.problems:
        raise MoveRefused(on.problems)
    gone = _gone(move) | {territory.code for territory in made}
    kept = [territory for territory in territories if territory.code not in gone]
    ordered = (replace(t, members=on.ordered(t.members)) for t in made)
    return tuple(sorted((*kept, *ordered), key=lambda territory: territory.code))


def apply_moves(
    *, country: Country, territories: Sequence[AmendedTerritory], moves: Iterable[Move]
) -> Territories:
    """The list after these moves, one after the other. MoveRefused at the first that cannot be."""
    return reduce(
        lambda now, move: apply_move(country=country, territories=now, move=move),
        moves,
        tuple(territories),
    )


class _Ground:
    """A list where a move is tried, with what is found wrong."""

    def __init__(self, country: Country, territories: Sequence[AmendedTerritory]) -> None:
        self.territories = territories
        self.problems: list[Problem] = []
        self.units = {unit.siren: unit for unit in country.units}
        self.codes = {territory.code: territory for territory in territories}
        self.holders = {siren: t for t in territories for siren in t.members}

    def note(self, field: str, what: str, advice: str) -> None:
        self.problems.append(Problem(PLACE, None, field, what, advice))

    def called(self, siren: str) -> str:
        unit = self.units.get(siren)
        return f"l’intercommunalité {unit.name} ({siren})" if unit else f"« {siren} »"

    def ordered(self, members: Iterable[str]) -> tuple[str, ...]:
        def jobs(siren: str) -> int:
            unit = self.units.get(siren)
            return (unit.industrial_jobs or 0) if unit else 0

        return tuple(sorted(members, key=lambda siren: (-jobs(siren), siren)))

    def find(self, code: str, field: str = "territory") -> AmendedTerritory | None:
        """The territory with this code; None is a fault."""
        if code not in self.codes:
            what = f"« {code} » n’est le code d’aucun territoire de la liste."
            self.note(field, what, "Prenez un code de la liste.")
        return self.codes.get(code)

    def check_newcomer(self, siren: str, field: str, into: str = "") -> None:
        """An intercommunalité that may join a territory: of the data, and in none."""
        holder = self.holders.get(siren)
        if holder is not None and holder.code == into:
            what = f"{self.called(siren)} est déjà dans ce territoire."
            self.note(field, what, "Il n’y a rien à ajouter.")
        elif holder is not None:
            what = f"{self.called(siren)} est déjà dans le territoire {title(holder)}."
            self.note(field, what, "Retirez-l’en d’abord.")
        elif siren not in self.units:
            what = f"« {siren} » n’est le SIREN d’aucune intercommunalité des données."
            self.note(field, what, "Corrigez-le.")

    def check_code(self, code: str, field: str, *, leaving: Iterable[str] = ()) -> None:
        """A code that can be given, those of the territories that leave included."""
        if len(code) > LONGEST_CODE or not CODE.fullmatch(code):
            advice = f"Écrivez au plus {LONGEST_CODE} lettres sans accent, chiffres et tirets."
            self.note(field, f"« {code} » n’est pas un code de territoire.", advice)
        elif code in self.codes and code not in leaving:
            what = f"le code « {code} » est celui du territoire {title(self.codes[code])}."
            self.note(field, what, "Choisissez un autre code.")

    def check_name(self, name: str, field: str, *, leaving: Iterable[str] = ()) -> None:
        """A name that can be given, those of the territories that leave included."""
        if not name.strip():
            self.note(field, "le nom manque.", "Donnez un nom au territoire.")
        elif len(name) > LONGEST_NAME:
            what = f"le nom a plus de {LONGEST_NAME} caractères."
            self.note(field, what, "Raccourcissez-le.")
        for other in self.territories:
            if other.code not in leaving and fold(other.name) == fold(name) != "":
                what = f"« {name} » est le nom du territoire {other.code}."
                self.note(field, what, "Choisissez un autre nom.")

    def check_members(self, members: Sequence[str], field: str, name: str) -> None:
        """At least one member, and none twice."""
        if not members:
            what = f"le territoire « {name} » n’a aucun membre."
            self.note(field, what, "Donnez-lui au moins une intercommunalité.")
        for siren in _doubles(members):
            self.note(field, f"{self.called(siren)} figure deux fois.", "Gardez-la une seule fois.")


def title(territory: AmendedTerritory) -> str:
    """« Roanne – Tarare » (sim-8403)."""
    return f"« {territory.name} » ({territory.code})"


def _doubles(codes: Iterable[str]) -> list[str]:
    return sorted(code for code, times in Counter(codes).items() if times > 1)


def _gone(move: Move) -> frozenset[str]:
    """The territories that the move takes off the list, some of which come back changed."""
    match move:
        case MergeTerritories():
            return frozenset(move.codes)
        case AddTerritory():
            return frozenset()
        case _:
            return frozenset({move.territory})


def _add_member(on: _Ground, move: AddMember) -> Territories:
    held = on.find(move.territory)
    on.check_newcomer(move.siren, "siren", into=move.territory)
    return (replace(held, members=(*held.members, move.siren)),) if held else ()


def _remove_member(on: _Ground, move: RemoveMember) -> Territories:
    held = on.find(move.territory)
    if held is None:
        return ()
    if move.siren not in held.members:
        what = f"{on.called(move.siren)} n’est pas dans le territoire {title(held)}."
        on.note("siren", what, "Choisissez l’un de ses membres.")
    elif len(held.members) == 1:
        what = f"le territoire {title(held)} n’aurait plus aucun membre."
        advice = "Retirez le territoire entier, ou ajoutez-lui d’abord un autre membre."
        on.note("siren", what, advice)
    return (replace(held, members=tuple(s for s in held.members if s != move.siren)),)


def _rename(on: _Ground, move: RenameTerritory) -> Territories:
    held = on.find(move.territory)
    on.check_name(move.name, "name", leaving=[move.territory])
    if held is None:
        return ()
    if held.name == move.name:
        on.note("name", f"« {move.name} » est déjà son nom.", "Il n’y a rien à changer.")
    return (replace(held, name=move.name),)


def _add_territory(on: _Ground, move: AddTerritory) -> Territories:
    on.check_code(move.code, "code")
    on.check_name(move.name, "name")
    on.check_members(move.members, "members", move.name)
    for siren in dict.fromkeys(move.members):
        on.check_newcomer(siren, "members")
    _check_region(on, move.region)
    return (AmendedTerritory(move.code, move.name, move.region, move.members),)


def _check_region(on: _Ground, region: str) -> None:
    if region not in {unit.region for unit in on.units.values()}:
        what = f"aucune intercommunalité n’a la région « {region} »."
        on.note("region", what, "Donnez le code d’une région.")


def _merge(on: _Ground, move: MergeTerritories) -> Territories:
    held = [t for code in dict.fromkeys(move.codes) if (t := on.find(code, "codes"))]
    if len(set(move.codes)) < 2:
        on.note("codes", "il n’y a pas deux territoires à réunir.", "Choisissez-en au moins deux.")
    on.check_code(move.code, "code", leaving=move.codes)
    on.check_name(move.name, "name", leaving=move.codes)
    regions = sorted({territory.region for territory in held})
    if move.region:
        _check_region(on, move.region)
    elif len(regions) > 1:
        what = f"ces territoires sont portés par plusieurs régions ({', '.join(regions)})."
        on.note("region", what, "Dites laquelle porte le nouveau.")
    members = tuple(siren for territory in held for siren in territory.members)
    region = move.region or "".join(regions[:1])
    return (AmendedTerritory(move.code, move.name, region, members),)


def _split(on: _Ground, move: SplitTerritory) -> Territories:
    held = on.find(move.territory)
    if len(move.parts) < 2:
        on.note("parts", "il n’y a pas deux parties.", "Donnez-en au moins deux.")
    for part in move.parts:
        on.check_code(part.code, "parts", leaving=[move.territory])
        on.check_name(part.name, "parts", leaving=[move.territory])
    _check_apart(on, move.parts)
    if held is None:
        return ()
    _check_shared_out(on, move.parts, held)
    return tuple(AmendedTerritory(p.code, p.name, held.region, p.members) for p in move.parts)


def _check_apart(on: _Ground, parts: Sequence[Part]) -> None:
    """No two parts with the same code, name or member, and none empty."""
    for code in _doubles(part.code for part in parts):
        on.note("parts", f"deux parties ont le code « {code} ».", "Donnez un code à chacune.")
    if _doubles(fold(part.name) for part in parts if part.name.strip()):
        on.note("parts", "deux parties ont le même nom.", "Donnez un nom à chacune.")
    for part in parts:
        if not part.members:
            on.check_members((), "parts", part.name)
    for siren in _doubles(siren for part in parts for siren in part.members):
        on.note("parts", f"{on.called(siren)} figure deux fois.", "Gardez-la une seule fois.")


def _check_shared_out(on: _Ground, parts: Sequence[Part], held: AmendedTerritory) -> None:
    """The parts have all the members of the territory, and no other."""
    told = {siren for part in parts for siren in part.members}
    for siren in sorted(set(held.members) - told):
        advice = "Mettez-la dans l’une d’elles, ou retirez-la d’abord du territoire."
        on.note("parts", f"{on.called(siren)} n’est dans aucune partie.", advice)
    for siren in sorted(told - set(held.members)):
        what = f"{on.called(siren)} n’est pas dans le territoire {title(held)}."
        on.note("parts", what, "Retirez-la des parties.")


def _remove_territory(on: _Ground, move: RemoveTerritory) -> Territories:
    on.find(move.territory)
    return ()


MAKERS: dict[type[Move], Callable[[_Ground, Any], Territories]] = {
    AddMember: _add_member,
    RemoveMember: _remove_member,
    SplitTerritory: _split,
    MergeTerritories: _merge,
    RenameTerritory: _rename,
    AddTerritory: _add_territory,
    RemoveTerritory: _remove_territory,
}
"""The territories that a move puts on the list; what is wrong with it is noted."""
