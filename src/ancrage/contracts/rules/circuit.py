"""The round of signatures of one act: whose turn it is, what each may do, what an answer changes.

The document grows by one signature at a time, so one alone is on its way to the service at once;
others wait until it has come back. An answer that comes when the round is over (withdrawn, refused,
out of time) changes nothing: it is kept as evidence, because somebody did sign, and says so on
the page; it binds nobody, because the parties were told that the round had ended.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from ancrage.kernel.text import typeset

WAITING, ASKED, SIGNED, REFUSED = "waiting", "asked", "signed", "refused"
EXPIRED, WITHDRAWN = "expired", "withdrawn"
AWAITED = frozenset({WAITING, ASKED})
"""The states of a signature that has still to come."""


class CircuitRefusedError(ValueError):
    """What cannot be done in a round of signatures; the message is one French sentence."""


class Outcome(StrEnum):
    """What an answer of the service becomes."""

    KEPT = "kept"
    REPEATED = "repeated"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Slot:
    """One signature of a round: of `party`, at a rank; those of one rank sign at once."""

    key: str
    rank: int
    party: str = ""
    state: str = WAITING


@dataclass(frozen=True, slots=True)
class Circuit:
    """A round of signatures. `in_flight`: the key that the service has, "" for none."""

    slots: tuple[Slot, ...]
    due: dt.date | None = None
    is_open: bool = True
    in_flight: str = ""

    def slot(self, key: str) -> Slot:
        """The signature of that key. KeyError."""
        for one in self.slots:
            if one.key == key:
                return one
        raise KeyError(key)

    @property
    def is_complete(self) -> bool:
        """Whether all have signed: the act is concluded."""
        return bool(self.slots) and all(one.state == SIGNED for one in self.slots)

    @property
    def rank(self) -> int:
        """The rank whose turn it is; 0 when nobody's is awaited."""
        return min((one.rank for one in self.slots if one.state in AWAITED), default=0)

    @property
    def turn(self) -> frozenset[str]:
        """The keys of those who may sign now, as far as order goes."""
        if not self.is_open:
            return frozenset()
        return frozenset(
            one.key for one in self.slots if one.rank == self.rank and one.state in AWAITED
        )

    def is_over(self, day: dt.date) -> bool:
        """Whether time ran out: the day after the last one."""
        return self.due is not None and day > self.due


def obstacle(circuit: Circuit, key: str, *, day: dt.date) -> str:
    """Why a signature cannot be given now, in one sentence; "" when it can."""
    slot = circuit.slot(key)
    if slot.state == SIGNED:
        return "Cette signature est déjà donnée."
    if not circuit.is_open or slot.state not in AWAITED:
        return "Cet acte n’attend plus de signature."
    if circuit.is_over(day):
        return "Le délai pour signer est passé."
    if key not in circuit.turn:
        first = [one.party for one in circuit.slots if one.key in circuit.turn]
        return typeset(f"Ce n’est pas encore son tour : signent d’abord {_listed(first)}.")
    if circuit.in_flight and circuit.in_flight != key:
        return (
            "Une autre signature est en cours sur ce document : elle est l’affaire de peu de temps."
        )
    return ""


def ask(circuit: Circuit, key: str, *, day: dt.date) -> Circuit:
    """Send one to the service; again what is there already. CircuitRefusedError."""
    if why := obstacle(circuit, key, day=day):
        raise CircuitRefusedError(why)
    return replace(circuit, in_flight=key)


def answered(circuit: Circuit, key: str) -> tuple[Circuit, Outcome]:
    """The service has signed: once, twice, or after all was over."""
    if circuit.slot(key).state == SIGNED:
        return circuit, Outcome.REPEATED
    if not circuit.is_open or circuit.in_flight != key:
        return circuit, Outcome.EVIDENCE
    return _given(replace(circuit, in_flight=""), key), Outcome.KEPT


def on_paper(circuit: Circuit, key: str, *, day: dt.date) -> Circuit:
    """A signed sheet, confirmed by the other side, counts as this signature. CircuitRefusedError.

    It does not touch the electronic document: another signature may be on its way meanwhile, but
    not its own.
    """
    if circuit.in_flight == key:
        raise CircuitRefusedError("Cette signature est en cours auprès du service de signature.")
    if why := obstacle(replace(circuit, in_flight=""), key, day=day):
        raise CircuitRefusedError(why)
    return _given(circuit, key)


def declined(circuit: Circuit, key: str) -> Circuit:
    """The service did not sign: nothing is lost, it may be asked again."""
    return replace(circuit, in_flight="") if circuit.in_flight == key else circuit


def refused(circuit: Circuit, key: str, *, reason: str) -> Circuit:
    """A party will not sign: the round stops. CircuitRefusedError without a reason, or once
    signed. It may refuse before its turn, so that nobody else signs in vain."""
    if not reason.strip():
        raise CircuitRefusedError(typeset("Dites pourquoi : les autres parties le liront."))
    slot = circuit.slot(key)
    if not circuit.is_open or slot.state not in AWAITED:
        raise CircuitRefusedError("Cet acte n’attend plus cette signature.")
    if circuit.in_flight == key:
        raise CircuitRefusedError("Cette signature est en cours auprès du service de signature.")
    return stopped(_with(circuit, replace(slot, state=REFUSED)), WITHDRAWN)


def withdrawn(circuit: Circuit) -> Circuit:
    """The act is taken back, before the last signature. CircuitRefusedError."""
    if circuit.is_complete or not circuit.is_open:
        raise CircuitRefusedError("La dernière signature est donnée : l’acte ne se retire plus.")
    return stopped(circuit, WITHDRAWN)


def expired(circuit: Circuit, *, day: dt.date) -> Circuit:
    """Time ran out. CircuitRefusedError while it has not."""
    if not circuit.is_open or circuit.is_complete or not circuit.is_over(day):
        raise CircuitRefusedError("Le délai de signature court encore.")
    return stopped(circuit, EXPIRED)


def stopped(circuit: Circuit, state: str) -> Circuit:
    """The round is over: what was awaited is no longer, what was given stays what it is."""
    slots = tuple(
        replace(one, state=state) if one.state in AWAITED else one for one in circuit.slots
    )
    return replace(circuit, slots=slots, is_open=False, in_flight="")


def may_confirm(*, given_by: str, by: str, given_by_party: bool, by_party: bool) -> str:
    """Why somebody cannot confirm a signed sheet, in one sentence; "" when he can.

    Either side gives it, the party that signs or those who lead the act; the other confirms.
    """
    if given_by == by:
        return "Le scan se confirme par quelqu’un d’autre que celui qui l’a déposé."
    if given_by_party and by_party:
        return "La partie a déposé le scan : ceux qui conduisent l’acte le confirment."
    return ""


def may_remind(*, asked_on: dt.date, reminded_on: dt.date | None, day: dt.date, least: int) -> str:
    """Why a reminder would be too early, in one sentence; "" when it is not. `least`: days."""
    next_day = (reminded_on or asked_on) + dt.timedelta(days=least)
    if day >= next_day:
        return ""
    return typeset(
        f"Une relance est partie il y a peu : la prochaine, à partir du {next_day:%d/%m/%Y}."
    )


def _given(circuit: Circuit, key: str) -> Circuit:
    done = _with(circuit, replace(circuit.slot(key), state=SIGNED))
    return replace(done, is_open=not done.is_complete)


def _with(circuit: Circuit, slot: Slot) -> Circuit:
    return replace(
        circuit, slots=tuple(slot if one.key == slot.key else one for one in circuit.slots)
    )


def _listed(names: Iterable[str]) -> str:
    told = list(dict.fromkeys(names))
    return ", ".join(told[:3]) + (f" et {len(told) - 3} autres" if len(told) > 3 else "")
