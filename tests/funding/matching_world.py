"""Payments to match, for the tests, beside the money of the small country."""

from typing import Any

from ancrage.funding.actions.posting import Loose
from ancrage.funding.models import Commitment, Dossier, WaitingPayment
from ancrage.funding.queries.waiting import find_payment
from tests.funding.world import (
    DAY,
    HOST,
    OPERATOR,
    amount,
    commitment,
    dossier,
    posted,
)


def waiting(cents: int, **told: Any) -> WaitingPayment:
    """A payment of OPERATOR that no dossier is known for; `told` changes what its file says."""
    financer, on = told.pop("financer", OPERATOR), told.pop("on", DAY)
    loose = Loose(financer, measure=told.pop("measure", ""))
    batch = posted(amount("unmatched", cents, on, loose=loose), financer=financer)
    siren = told.get("siret", "")[:9]
    made = WaitingPayment.objects.create(
        entry=batch.entries.get(), financer=financer, **{"siren": siren} | told
    )
    return find_payment(HOST, made.pk)


def granted(cents: int, *, paying: Commitment | None = None, **told: Any) -> Dossier:
    """A dossier with these cents granted, by this commitment."""
    made = dossier(**{"decided_on": DAY, "outcome": "granted"} | told)
    posted(
        amount("granted", cents, dossier=made, commitment=paying or commitment()),
        financer=made.financer,
    )
    made.refresh_from_db()
    return made
