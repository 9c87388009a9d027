"""A signature told to programs."""

import datetime as dt
from typing import Any

from ancrage.contracts.models import Signature
from ancrage.contracts.queries.signing import document_digest, round_of
from ancrage.contracts.rules.circuit import obstacle
from ancrage.contracts.signing_models import Attempt


def signature_told(signature: Signature, *, day: dt.date) -> dict[str, Any]:
    """One signature, why it cannot be given now, what the service has of it. Four queries."""
    act = signature.act
    is_past = signature.sending != act.sendings
    why = (
        "Cette signature est celle d’un envoi passé."
        if is_past
        else obstacle(round_of(act).circuit, signature.key, day=day)
    )
    return {
        "key": signature.key,
        "contract": act.contract.code,
        "rank": act.rank,
        "act": act.name,
        "party": signature.party,
        "organisation": signature.organisation,
        "quality": signature.quality,
        "order": signature.rank,
        "state": signature.state,
        "means": signature.means,
        "name": signature.name,
        "signed_at": signature.signed_at,
        "due": act.due,
        "document_sha256": document_digest(act),
        "obstacle": why,
        "attempt": _attempt(signature.attempts.order_by("pk").last()),
    }


def _attempt(attempt: Attempt | None) -> dict[str, Any] | None:
    if attempt is None:
        return None
    return {"state": attempt.state, "asked_at": attempt.asked_at, "words": attempt.words}
