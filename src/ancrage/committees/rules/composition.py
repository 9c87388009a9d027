"""Who sits in a committee: seats by rule, what a region changes of them, who fills each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ancrage.kernel.text import typeset


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of a committee.

    `role`: the role whose holders sit there, "" when people from outside are named meeting by
    meeting. `always`: by rule of the programme, nobody may leave it out.
    """

    code: str
    label: str
    role: str = ""
    always: bool = False
    votes: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A committee as its rule tells it.

    `scope`: nation, region, territory. `chair`: the seat that presides, "" when no source says.
    `quorum`: the share of the voting seats that must be there; 0: none is asked.
    `after_contract`: its name once the territory's contract is signed, "" when it keeps its own.
    """

    code: str
    label: str
    scope: str
    seats: tuple[Seat, ...]
    chair: str = ""
    quorum: float = 0.0
    after_contract: str = ""

    def name(self, *, has_contract: bool = False) -> str:
        """What it is called: a project committee becomes the monitoring committee."""
        return self.after_contract if has_contract and self.after_contract else self.label

    @property
    def voting(self) -> tuple[Seat, ...]:
        """The seats that count for the quorum and the votes."""
        return tuple(seat for seat in self.seats if seat.votes)


class CompositionRefusedError(ValueError):
    """A composition that breaks the rule; the message is one French sentence."""


def configured(body: Body, *, left_out: Iterable[str] = (), added: Sequence[Seat] = ()) -> Body:
    """The committee as a region sets it. CompositionRefusedError.

    `left_out`: codes of seats; those that always sit stay. `added`: seats of the region's own,
    which may vote, and never take the code of another.
    """
    gone = frozenset(left_out)
    known = {seat.code: seat for seat in body.seats}
    if unknown := sorted(gone - known.keys()):
        raise CompositionRefusedError(typeset(f"Ces sièges n’existent pas : {', '.join(unknown)}."))
    if kept := [seat.label for seat in body.seats if seat.code in gone and seat.always]:
        raise CompositionRefusedError(
            typeset(f"La règle du programme veut que siègent toujours : {', '.join(kept)}.")
        )
    codes = [seat.code for seat in added]
    if len(codes) != len(set(codes)) or known.keys() & set(codes):
        raise CompositionRefusedError("Deux sièges ne peuvent pas porter le même code.")
    own = tuple(replace(seat, always=False) for seat in added)
    return replace(body, seats=(*(s for s in body.seats if s.code not in gone), *own))


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a role on the committee's scope on the day. `person`: his reference."""

    person: str
    role: str
    stands_in: bool = False


def seated(body: Body, holders: Iterable[Holder]) -> Mapping[str, tuple[str, ...]]:
    """Who may fill each seat, by its code: those who hold its role, before those who stand in.

    Somebody who holds two roles may fill two seats, but sits in one alone at a meeting
    (`sitting.check_attendance`). A seat that nobody fills is told empty: a hole is shown.
    """
    by_role: dict[str, list[Holder]] = {}
    for holder in holders:
        by_role.setdefault(holder.role, []).append(holder)
    return {
        seat.code: tuple(
            one.person for one in sorted(by_role.get(seat.role, []), key=lambda one: one.stands_in)
        )
        if seat.role
        else ()
        for seat in body.seats
    }
