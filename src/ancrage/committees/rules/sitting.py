"""A meeting under way: who is there, the quorum, the votes, what they decide."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ancrage.committees.rules.composition import Body
from ancrage.kernel.text import typeset

PRESENT, EXCUSED = "present", "excused"
FOR, AGAINST, ABSTAINED = "for", "against", "abstained"
APPROVED, CONDITIONAL, POSTPONED, REFUSED = "approved", "conditional", "postponed", "refused"
DECISIONS = (APPROVED, CONDITIONAL, POSTPONED, REFUSED)
LABELS = {
    APPROVED: "approuvé",
    CONDITIONAL: "approuvé sous conditions",
    POSTPONED: "ajourné",
    REFUSED: "refusé",
}
POSITIVE = frozenset({APPROVED, CONDITIONAL})
MANDATES = 1
"""How many absent seats one that is present may speak for."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """A seat at a meeting: `person` sits there; or it is excused, `by` the seat that speaks for it
    ("" for none)."""

    seat: str
    status: str
    person: str = ""
    by: str = ""


class SittingRefusedError(ValueError):
    """What a meeting cannot do; the message is one French sentence."""


def check_attendance(body: Body, told: Sequence[Attendance]) -> None:
    """SittingRefusedError when a seat is told twice or is not of the committee, somebody sits
    twice, or a mandate is given to who is absent or has one already."""
    seats = {seat.code: seat for seat in body.seats}
    counts = Counter(one.seat for one in told)
    if unknown := sorted(set(counts) - seats.keys()):
        raise SittingRefusedError(typeset(f"Ces sièges n’existent pas : {', '.join(unknown)}."))
    if twice := [seats[code].label for code, count in counts.items() if count > 1]:
        raise SittingRefusedError(typeset(f"Siège dit deux fois : {', '.join(twice)}."))
    people = Counter(one.person for one in told if one.status == PRESENT and one.person)
    if any(count > 1 for count in people.values()):
        raise SittingRefusedError("Une personne ne peut pas occuper deux sièges à la fois.")
    present = {one.seat for one in told if one.status == PRESENT}
    given = Counter(one.by for one in told if one.by)
    for one in told:
        if one.by and (one.status != EXCUSED or one.by not in present):
            raise SittingRefusedError(
                typeset(f"« {seats[one.seat].label} » ne peut donner mandat qu’à un siège présent.")
            )
    if over := [seats[code].label for code, count in given.items() if count > MANDATES]:
        raise SittingRefusedError(typeset(f"Un seul mandat par siège présent : {', '.join(over)}."))


def heard(body: Body, told: Iterable[Attendance]) -> frozenset[str]:
    """The voting seats that are there, or that somebody there speaks for."""
    votes = {seat.code for seat in body.voting}
    return frozenset(
        one.seat for one in told if one.seat in votes and (one.status == PRESENT or one.by)
    )


def needed(body: Body) -> int:
    """How many voting seats must be heard for the committee to decide."""
    return math.ceil(len(body.voting) * Fraction(str(body.quorum)))


def quorum_gap(body: Body, told: Iterable[Attendance]) -> str:
    """What the quorum lacks, in one sentence; "" when it is reached or when none is asked."""
    there, least = len(heard(body, told)), needed(body)
    if there >= least:
        return ""
    return typeset(
        f"Le quorum n’est pas atteint : {there} sur les {least} sièges délibérants voulus."
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes on an item; a committee that agrees without voting has none."""

    in_favour: int = 0
    against: int = 0
    abstained: int = 0

    @property
    def is_adopted(self) -> bool:
        """More for than against; a tie adopts nothing."""
        return self.in_favour > self.against


def tally(body: Body, told: Sequence[Attendance], votes: Mapping[str, str]) -> Tally:
    """Count votes told by seat. SittingRefusedError for a seat that has no vote today."""
    allowed = heard(body, told)
    if strangers := sorted(set(votes) - allowed):
        raise SittingRefusedError(
            typeset(f"Ces sièges ne votent pas à cette séance : {', '.join(strangers)}.")
        )
    counts = Counter(votes.values())
    if odd := sorted(set(counts) - {FOR, AGAINST, ABSTAINED}):
        raise SittingRefusedError(typeset(f"Vote inconnu : {', '.join(odd)}."))
    return Tally(counts[FOR], counts[AGAINST], counts[ABSTAINED])


def check_decision(
    decision: str, *, conditions: Sequence[str], reason: str, votes: Tally | None = None
) -> None:
    """SittingRefusedError when a decision does not hold: unknown, conditional without conditions,
    negative without its reason, positive against the votes."""
    if decision not in DECISIONS:
        raise SittingRefusedError("Choisissez une décision.")
    told = [one for one in conditions if one.strip()]
    if decision == CONDITIONAL and not told:
        raise SittingRefusedError("Dites au moins une condition, avec son échéance.")
    if decision != CONDITIONAL and told:
        raise SittingRefusedError("Des conditions ne vont qu’avec une approbation sous conditions.")
    if decision not in POSITIVE and not reason.strip():
        raise SittingRefusedError("Dites pourquoi : la raison sera lue au relevé.")
    if votes is not None and decision in POSITIVE and not votes.is_adopted:
        raise SittingRefusedError(
            typeset(
                f"Les votes ne l’approuvent pas : {votes.in_favour} pour, {votes.against} contre."
            )
        )
