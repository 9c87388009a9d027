"""A signature told to programs."""

import datetime as dt
from typing import Any

from ancrage.contracts.models import Signature
from ancrage.contracts.queries.signing import Round, document_digest, rounds_of
from ancrage.contracts.rules.circuit import obstacle
from ancrage.contracts.signing_models import Attempt


def signatures_told(signatures: list[Signature], *, day: dt.date) -> list[dict[str, Any]]:
    """Several signatures. Three queries."""
    rounds = rounds_of(one.act for one in signatures)
    asked = Attempt.objects.filter(signature__in=signatures).order_by("pk")
    last = {one.signature_id: one for one in asked}
    return [_told(one, rounds[one.act_id], last.get(one.pk), day) for one in signatures]


def signature_told(signature: Signature, *, day: dt.date) -> dict[str, Any]:
    """One signature, why it cannot be given now, what the service has of it."""
    return signatures_told([signature], day=day)[0]


def _told(signature: Signature, held: Round, last: Attempt | None, day: dt.date) -> dict[str, Any]:
    act = signature.act
    is_past = signature.sending != act.sendings
    why = (
        "Cette signature est celle d’un envoi passé."
        if is_past
        else obstacle(held.circuit, signature.key, day=day)
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
        "attempt": _attempt(last),
    }


def _attempt(attempt: Attempt | None) -> dict[str, Any] | None:
    if attempt is None:
        return None
    return {"state": attempt.state, "asked_at": attempt.asked_at, "words": attempt.words}
