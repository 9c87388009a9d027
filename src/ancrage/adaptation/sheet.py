"""An amendment read for a page, the API or the command line: its changes and what they do."""

from dataclasses import dataclass
from functools import cached_property

from ancrage.adaptation.lists import (
    HeldList,
    Territories,
    latest_list,
    moves_of,
    rebased,
    stages,
    territories_by_version,
)
from ancrage.adaptation.maps import Change
from ancrage.adaptation.models import Amendment
from ancrage.adaptation.words import Speaker, moves_in_words
from ancrage.geography.models import PerimeterVersion
from ancrage.selection.engine.amending import Move, MoveRefused, move_from_document
from ancrage.selection.engine.model import Country
from ancrage.selection.engine.rebasing import Rebased
from ancrage.selection.queries.country import loaded_country


@dataclass(frozen=True, slots=True)
class Aside:
    """A change that a newer list does not allow: in words, and why."""

    position: int
    said: str
    why: str


@dataclass(frozen=True)
class Sheet:
    """An amendment with the list that it starts from; everything is read when first asked for."""

    amendment: Amendment

    @cached_property
    def country(self) -> Country:
        return loaded_country()

    @cached_property
    def _read(self) -> dict[str, Territories]:
        """Both lists in two queries; one alone when they are the same."""
        head = None if self.is_current else self.head
        return territories_by_version({v.code for v in (self.amendment.base, head) if v})

    @cached_property
    def base(self) -> HeldList:
        version = self.amendment.base
        return HeldList(version, self._read.get(version.code, ()))

    @cached_property
    def head(self) -> PerimeterVersion | None:
        """The programme's last list."""
        return latest_list(self.amendment.programme_id)

    @cached_property
    def is_current(self) -> bool:
        """Whether its changes are written on the last list (or were published)."""
        return self.amendment.result_id is not None or self.head == self.amendment.base

    @cached_property
    def moves(self) -> list[Move]:
        return moves_of(self.amendment.moves)

    @cached_property
    def _made(self) -> tuple[list[Territories], str]:
        """The list before the changes, then after each; and why they can no longer be made."""
        try:
            return stages(self.country, self.base.territories, self.moves), ""
        except MoveRefused as refusal:  # the figures were loaded anew since
            return [self.base.territories], str(refusal)

    @property
    def stages(self) -> list[Territories]:
        """The list before the changes, then after each."""
        return self._made[0]

    @property
    def trouble(self) -> str:
        """Why the changes can no longer be made on the list that they start from; "" as usual."""
        return self._made[1]

    @cached_property
    def change(self) -> Change:
        return Change(self.stages[0], self.stages[-1])

    @cached_property
    def said(self) -> list[str]:
        """Each change in words."""
        return moves_in_words(self.country, self.stages, self.moves)

    @cached_property
    def rebased(self) -> Rebased | None:
        """What the changes become on the last list; None when they are written on it."""
        if self.is_current or self.head is None or self.trouble:
            return None
        return rebased(self.amendment, base=self.base, head=self.head_list, country=self.country)

    @cached_property
    def head_list(self) -> HeldList:
        """The last list with its territories."""
        if self.is_current or self.head is None:
            return self.base
        return HeldList(self.head, self._read.get(self.head.code, ()))

    @cached_property
    def asides(self) -> list[Aside]:
        """The changes that were set aside, in words."""
        speaker, told = Speaker(self.country), []
        for position, aside in enumerate(self.amendment.set_aside):
            said = self._said_alone(speaker, aside["move"])
            told.append(Aside(position, said, aside["why"]))
        return told

    def _said_alone(self, speaker: Speaker, document: dict[str, object]) -> str:
        """A change without the list on which it was thought of: names as they are at the end."""
        try:
            return speaker.move(move_from_document(document), self.stages[-1])
        except MoveRefused as refusal:
            return str(refusal)

    @cached_property
    def conflicts(self) -> list[tuple[str, str]]:
        """(the change in words, why) of what the last list does not allow."""
        found = self.rebased
        if found is None:
            return []
        return [(self.said[aside.position], aside.why) for aside in found.set_aside]
