"""An act as its reader may read it: what it says, what it changes, its files."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from ancrage.contracts.access import contract_where, reads_whole
from ancrage.contracts.models import AMENDMENT, Act, Contract
from ancrage.contracts.papers import act_pdf
from ancrage.contracts.queries.contents import Draft, draft_of, frozen_change
from ancrage.contracts.rules.content import ActContent, read_content
from ancrage.contracts.rules.differences import Difference
from ancrage.files.models import StoredFile
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Where
from ancrage.roadmaps.queries.roadmap import reads_whole as reads_sheets

LIVE = frozenset({"draft", "checked"})
"""The states of an act in which the roadmap is looked at."""


@dataclass(frozen=True)
class Opened:
    """An act as its reader may read it on a day."""

    actor: Actor
    act: Act
    day: dt.date

    @property
    def contract(self) -> Contract:
        return self.act.contract

    @cached_property
    def where(self) -> Where:
        return contract_where(self.contract)

    @cached_property
    def is_whole(self) -> bool:
        """Whether he reads it as it is prepared, with its signatures and its files."""
        return reads_whole(self.actor, self.where)

    @cached_property
    def draft(self) -> Draft | None:
        """What it is made from, while that matters."""
        if self.act.state not in LIVE:
            return None
        return draft_of(self.act, day=self.day)

    @cached_property
    def content(self) -> ActContent | None:
        """What it says: as it was checked, else as it would be now; None when it is unknown."""
        if self.act.content:
            return read_content(self.act.content)
        return self.draft.content if self.draft else None

    @cached_property
    def change(self) -> Difference | None:
        """What an amendment changes."""
        if self.act.kind != AMENDMENT:
            return None
        if self.act.content:
            return frozen_change(self.act)
        return self.draft.change if self.draft else None

    @cached_property
    def lacks(self) -> Draft | None:
        """What it is made from, for who may read the sheets that are still being written."""
        return self.draft if reads_sheets(self.actor, self.where) else None

    def may(self, action: str) -> bool:
        return may(self.actor, action, self.where)


def paper_of(held: Opened) -> bytes | None:
    """The bytes that were sent to sign, without signatures; else those of the content now."""
    act = held.act
    if act.is_outside:
        return None
    if act.document is not None and act.state not in LIVE:
        return bytes(act.document.content.data)
    return act_pdf(held.content, held.change) if held.content else None


def file_of(held: Opened) -> StoredFile | None:
    """The file as it was signed so far, or the scan of an act born outside."""
    return held.act.signed_file or (held.act.document if held.act.is_outside else None)
