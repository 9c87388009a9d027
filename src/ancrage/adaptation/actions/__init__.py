"""Every change to an amendment: writing it, deciding on it, publishing what comes of it."""

from ancrage.adaptation.actions.deciding import (
    decide_amendment,
    object_to_amendment,
    refuse_amendment,
    send_back_amendment,
    submit_amendment,
    take_back_amendment,
    withdraw_amendment,
)
from ancrage.adaptation.actions.drafting import (
    add_move,
    forget_set_aside,
    propose_amendment,
    refresh_amendment,
    undo_move,
    write_amendment,
)
from ancrage.adaptation.actions.opening import AmendmentRefusedError, StaleAmendmentError
from ancrage.adaptation.actions.publishing import accept_amendment

__all__ = [
    "AmendmentRefusedError",
    "StaleAmendmentError",
    "accept_amendment",
    "add_move",
    "decide_amendment",
    "forget_set_aside",
    "object_to_amendment",
    "propose_amendment",
    "refresh_amendment",
    "refuse_amendment",
    "send_back_amendment",
    "submit_amendment",
    "take_back_amendment",
    "undo_move",
    "withdraw_amendment",
    "write_amendment",
]
