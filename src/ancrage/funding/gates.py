"""What a later capability asks of a grant before it enters the ledger.

State aid is above the ledger, which cannot import it: it registers what it checks, called in the
transaction that grants, once the head of the ledger is locked, so that two grants of one moment
cannot each think that they are alone.
"""

import datetime as dt
from collections.abc import Callable, Sequence

from ancrage.funding.actions.posting import Posting
from ancrage.kernel.rights import Actor

Gate = Callable[[Actor, dt.datetime, Sequence[Posting]], None]
"""Refuses grants with a LedgerRefusedError whose message is one French sentence."""
_gates: list[Gate] = []


def register_gate(gate: Gate) -> Gate:
    """Ask this of every grant; a second registration changes nothing."""
    if gate not in _gates:
        _gates.append(gate)
    return gate


def pass_gates(by: Actor, now: dt.datetime, grants: Sequence[Posting]) -> None:
    """Ask all gates about these grants. LedgerRefusedError."""
    if grants:
        for gate in _gates:
            gate(by, now, grants)
