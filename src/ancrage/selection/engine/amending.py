"""The moves by which people amend a list of territories, what they touch, how they are written.

A list is a sequence of territories; a committee is free, so that they need not satisfy the rules.
A move says one change; `applying.apply_move` makes it, `rebasing.rebase` makes several on a list
that has changed since they were thought of. `judging` and `effects` say what they are worth.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, ClassVar

from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.text import typeset
from ancrage.selection.engine.model import Country, Result

PLACE = "changement"


@dataclass(frozen=True, slots=True)
class AmendedTerritory:
    """A territory of a list that people amend.

    `region` is the one that carries it, by the list; `members` are SIRENs.
    """

    code: str
    name: str
    region: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What a territory is split into. One part may keep the code of the whole."""

    code: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddMember:
    """An intercommunalité that is in no territory joins one."""

    kind: ClassVar[str] = "add_member"
    territory: str
    siren: str


@dataclass(frozen=True, slots=True)
class RemoveMember:
    """An intercommunalité leaves its territory, where others stay."""

    kind: ClassVar[str] = "remove_member"
    territory: str
    siren: str


@dataclass(frozen=True, slots=True)
class SplitTerritory:
    """A territory becomes several, which share all of its members."""

    kind: ClassVar[str] = "split"
    territory: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class MergeTerritories:
    """Several territories become one. `region` must be said when they have several."""

    kind: ClassVar[str] = "merge"
    codes: tuple[str, ...]
    code: str
    name: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class RenameTerritory:
    """A territory takes another name."""

    kind: ClassVar[str] = "rename"
    territory: str
    name: str


@dataclass(frozen=True, slots=True)
class AddTerritory:
    """A new territory, of intercommunalités that are in none."""

    kind: ClassVar[str] = "add_territory"
    code: str
    name: str
    region: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemoveTerritory:
    """A territory leaves the list with all of its members."""

    kind: ClassVar[str] = "remove_territory"
    territory: str


Move = (
    AddMember
    | RemoveMember
    | SplitTerritory
    | MergeTerritories
    | RenameTerritory
    | AddTerritory
    | RemoveTerritory
)
KINDS: dict[str, type[Move]] = {
    kind.kind: kind
    for kind in (
        AddMember,
        RemoveMember,
        SplitTerritory,
        MergeTerritories,
        RenameTerritory,
        AddTerritory,
        RemoveTerritory,
    )
}


class MoveRefused(InputRefused):
    """A move that is not readable, or that the list does not allow.

    The `column` of each problem is the field of the move at fault.
    """

    @property
    def faults(self) -> tuple[tuple[str, str], ...]:
        """The field of each fault and its sentence."""
        told = ((p.column or "", f"{p.what} {p.advice}".strip()) for p in self.problems)
        return tuple((field, typeset(text[:1].upper() + text[1:])) for field, text in told)

    def __str__(self) -> str:
        return " ".join(sentence for _, sentence in self.faults)


def territories_of(result: Result) -> tuple[AmendedTerritory, ...]:
    """The territories of an identification, as a list to amend."""
    return tuple(AmendedTerritory(t.code, t.name, t.region, t.members) for t in result.territories)


def touched_codes(move: Move) -> frozenset[str]:
    """The territories that a move changes, makes or takes away."""
    match move:
        case SplitTerritory():
            return frozenset({move.territory, *(part.code for part in move.parts)})
        case MergeTerritories():
            return frozenset({*move.codes, move.code})
        case AddTerritory():
            return frozenset({move.code})
        case _:
            return frozenset({move.territory})


def touched_sirens(*, territories: Sequence[AmendedTerritory], move: Move) -> frozenset[str]:
    """The intercommunalités whose territory changes by a move on this list: none if renamed."""
    match move:
        case AddMember() | RemoveMember():
            return frozenset({move.siren})
        case AddTerritory():
            return frozenset(move.members)
        case RenameTerritory():
            return frozenset()
    return _members(territories, touched_codes(move))


def affected_regions(
    *, country: Country, territories: Sequence[AmendedTerritory], move: Move
) -> frozenset[str]:
    """The regions that a move on this list concerns.

    Those that carry a territory which it touches, and those of all its members.
    """
    codes = touched_codes(move)
    sirens = touched_sirens(territories=territories, move=move) | _members(territories, codes)
    carried = {territory.region for territory in territories if territory.code in codes}
    told = {move.region} if isinstance(move, AddTerritory | MergeTerritories) else set()
    home = {unit.region for unit in country.units if unit.siren in sirens}
    return frozenset((carried | told | home) - {""})


def _members(territories: Sequence[AmendedTerritory], codes: Collection[str]) -> frozenset[str]:
    inside = (territory.members for territory in territories if territory.code in codes)
    return frozenset(siren for members in inside for siren in members)


def new_code(*, codes: Collection[str], region: str, prefix: str = "sim-") -> str:
    """The code of a next territory of a region: that of its last one, plus one.

    `codes` are all those ever used, so that none comes to mean another territory.
    """
    start = f"{prefix}{region}"
    found = (re.fullmatch(rf"{re.escape(start)}(-?)(\d+)", code) for code in sorted(codes))
    used = [(int(match[2]), match[1], len(match[2])) for match in found if match]
    last, dash, width = max(used, default=(0, "", 2))
    return f"{start}{dash}{last + 1:0{width}d}"


def move_document(move: Move) -> dict[str, Any]:
    """A move, ready for JSON: its kind and its fields."""
    told = {key: _listed(value) for key, value in asdict(move).items()}
    return {"kind": move.kind, **told}


def move_from_document(document: Mapping[str, Any]) -> Move:
    """The move that a document says. MoveRefused with every field at fault."""
    kind = KINDS.get(str(document.get("kind")))
    if kind is None:
        what = f"« {document.get('kind')} » n’est pas une sorte de changement."
        advice = f"Choisissez parmi : {', '.join(KINDS)}."
        raise MoveRefused([Problem(PLACE, None, "kind", what, advice)])
    values: dict[str, Any] = {}
    problems = []
    for field in fields(kind):
        if field.name not in document and field.default is not MISSING:
            continue
        try:
            values[field.name] = READERS.get(field.name, _text)(document.get(field.name))
        except ValueError:
            what = f"« {field.name} » n’a pas la forme attendue."
            problems.append(Problem(PLACE, None, field.name, what, "Donnez sa valeur."))
    if problems:
        raise MoveRefused(problems)
    return kind(**values)


def _listed(value: Any) -> Any:  # noqa: ANN401 JSON
    if isinstance(value, tuple | list):
        return [_listed(part) for part in value]
    if isinstance(value, dict):
        return {key: _listed(part) for key, part in value.items()}
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value.strip()


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError
    return tuple(_text(part) for part in value)


def _parts(value: object) -> tuple[Part, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(v, Mapping) for v in value):
        raise ValueError
    return tuple(
        Part(_text(part.get("code")), _text(part.get("name")), _texts(part.get("members")))
        for part in value
    )


READERS: dict[str, Callable[[object], Any]] = {
    "members": _texts,
    "codes": _texts,
    "parts": _parts,
}
