"""A programme's lists as amendments see them, and what its moves become on the list of today."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ancrage.adaptation.models import Amendment
from ancrage.adaptation.rules.moves import renumbered
from ancrage.geography.models import (
    Intercommunality,
    PerimeterVersion,
    Territory,
    TerritoryMember,
)
from ancrage.geography.rules.listing import ListedTerritory
from ancrage.geography.stored import stored_territories
from ancrage.selection.engine.amending import (
    AmendedTerritory,
    Move,
    move_document,
    move_from_document,
    touched_codes,
)
from ancrage.selection.engine.applying import apply_move
from ancrage.selection.engine.model import Country
from ancrage.selection.engine.rebasing import Rebased, rebase

Territories = tuple[AmendedTerritory, ...]
Documents = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class HeldList:
    """A version of a programme's list, read when first asked for, or with others beforehand."""

    version: PerimeterVersion
    read: Territories | None = None

    @cached_property
    def listed(self) -> list[ListedTerritory]:
        """All that it holds; three queries."""
        return stored_territories(self.version)

    @cached_property
    def territories(self) -> Territories:
        """The list as moves see it; two queries, unless it was read beforehand."""
        if self.read is not None:
            return self.read
        return territories_by_version([self.version.code]).get(self.version.code, ())


def territories_by_version(codes: Collection[str]) -> dict[str, Territories]:
    """Versions of lists as moves see them: whole intercommunalités only. Two queries."""
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    whole = TerritoryMember.objects.filter(
        territory__version__in=codes,
        coverage=TerritoryMember.WHOLE,
        intercommunality__isnull=False,
    ).exclude(intercommunality__kind=Intercommunality.EPT)
    rows = whole.order_by("pk").values_list(
        "territory__version", "territory__code", "intercommunality"
    )
    for version, code, siren in rows:
        members[version, code].append(str(siren))
    found: dict[str, list[AmendedTerritory]] = defaultdict(list)
    held = Territory.objects.filter(version__in=codes).order_by("code")
    for version, code, name, region in held.values_list("version", "code", "name", "region"):
        sirens = tuple(members[version, code])
        found[version].append(AmendedTerritory(code, name, region, sirens))
    return {version: tuple(territories) for version, territories in found.items()}


def latest_list(programme: str) -> PerimeterVersion | None:
    """The last version of a programme's list, be it in force already or not."""
    return PerimeterVersion.objects.filter(perimeter=programme).order_by("valid_from").last()


def codes_used(programme: str) -> set[str]:
    """Every code that a territory of the programme ever had: none may mean another one."""
    held = Territory.objects.filter(version__perimeter=programme)
    return set(held.order_by().values_list("code", flat=True))


def moves_of(documents: Documents) -> list[Move]:
    """Moves out of their documents."""
    return [move_from_document(document) for document in documents]


def documents_of(moves: Iterable[Move]) -> list[dict[str, Any]]:
    """Moves as they are stored."""
    return [move_document(move) for move in moves]


def touched_by(documents: Documents) -> list[str]:
    """The codes of the territories that moves change, make or take away."""
    return sorted({code for move in moves_of(documents) for code in touched_codes(move)})


def stages(country: Country, territories: Territories, moves: Iterable[Move]) -> list[Territories]:
    """The list before the moves, then after each. MoveRefused at the first that cannot be made."""
    found = [territories]
    for move in moves:
        found.append(apply_move(country=country, territories=found[-1], move=move))
    return found


def rebased(amendment: Amendment, *, base: HeldList, head: HeldList, country: Country) -> Rebased:
    """The amendment's moves on another list than the one that they were written on.

    MoveRefused when they can no longer be made where they were written: the figures changed.
    """
    moves = moves_of(amendment.moves)
    told = renumbered(
        moves=moves,
        base=base.territories,
        ours=stages(country, base.territories, moves)[-1],
        head=head.territories,
        used=lambda: codes_used(amendment.programme_id),
    )
    return rebase(country=country, moves=told, base=base.territories, head=head.territories)
