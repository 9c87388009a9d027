"""The kinds of things that an agenda is made of, each registered when its capability starts.

A kind says what of its things waits for a committee, what its paper holds, who reads it, and what
each decision does: the committees know no more of it.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ancrage.committees.rules.sitting import POSITIVE
from ancrage.kernel.rights import Actor, Scope
from ancrage.kernel.text import typeset
from ancrage.ui.papers import Block

SUBJECT = "subject"
"""The kind of a plain subject: something to talk about that is no thing of the programme."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that may be on an agenda.

    `asked`: the question put to the committee. `detail`: what tells it from others, in a list.
    `territories`: scope codes of those that it is about. `mark`: what changes when the thing does,
    so that nobody decides on something else than what the members were sent.
    """

    reference: str
    label: str
    asked: str
    detail: str = ""
    territories: frozenset[str] = frozenset()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as a kind acts on it. `told`: where it is recorded, in words; `present`: how many
    seats were there."""

    body: str
    body_label: str
    decision: str
    reason: str
    told: str
    held_on: dt.date
    present: int

    @property
    def is_positive(self) -> bool:
        return self.decision in POSITIVE


class KindRefusedError(ValueError):
    """What keeps a decision from acting; the message is one French sentence."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How committees deal with one kind of thing.

    `effects`: for each committee that decides on it, what a decision does, in words, by decision;
    a committee that is not there never has it on its agenda. `awaiting(scope, day)`: what waits
    for a committee held on a scope. `find(reference, day)`: None when there is none.
    `paper(reference, day)`: its document, as it is that day. `address(reference)`: the name of
    its page, and arguments. `readable(actor, reference)`: whether somebody who is not of the
    committee reads it. `act(by, now, reference, decided)`: does it, says what was done; a part
    of the command that records the decision. KindRefusedError, or one of its own capability's
    `refusals`, when it cannot: the message is one French sentence.
    """

    code: str
    label: str
    effects: Mapping[str, Mapping[str, str]]
    awaiting: Callable[[Scope, dt.date], Sequence[Subject]]
    find: Callable[[str, dt.date], Subject | None]
    paper: Callable[[str, dt.date], Sequence[Block]]
    address: Callable[[str], tuple[str, list[str]]]
    readable: Callable[[Actor, str], bool]
    act: Callable[..., str]
    refusals: tuple[type[ValueError], ...] = ()
    rank: int = field(default=50)


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Let committees decide on a kind of thing."""
    _kinds[kind.code] = kind


def kind_of(code: str) -> Kind:
    """A kind by its code. KeyError when no capability registered it."""
    return _kinds[code]


def kinds_for(body: str) -> list[Kind]:
    """The kinds that a committee decides on, plain subjects last."""
    found = [kind for kind in _kinds.values() if body in kind.effects]
    return sorted(found, key=lambda kind: kind.rank)


def effects_of(kind: Kind, body: str) -> dict[str, str]:
    """What each decision of a committee on a thing does, in words, where it does something."""
    return {code: typeset(told) for code, told in kind.effects.get(body, {}).items()}
