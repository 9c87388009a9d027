"""Grant agreements for the tests, in the small country of the ledger."""

import datetime as dt
from typing import Any

from django.db import transaction

from ancrage.funding.models import Commitment
from ancrage.opendata.actions.telling import name_grantor, tell_terms
from ancrage.opendata.models import Grantor
from ancrage.opendata.queries.conventions import Held, conventions
from tests.funding.world import (
    HOST,
    NOW,
    OPERATOR,
    OTHER,
    TODAY,
    World,
    amount,
    commitment,
    dossier,
    envelope,
    posted,
    world,
)
from tests.opendata.made import siret

__all__ = [
    "HOST",
    "NOW",
    "OPERATOR",
    "OTHER",
    "TODAY",
    "World",
    "commitment",
    "dossier",
    "envelope",
    "world",
]

GRANTOR, OTHER_GRANTOR = siret("32025248", "0001"), siret("38529030", "0001")
ONE, TWO, THREE = (siret(body, "0001") for body in ("55210055", "44306184", "78012998"))
COMMUNE = siret("21350001", "0001")
SIGNED = dt.date(2026, 10, 5)
TERMS = {"conditions": "échelonné", "paid": "2026-11-01/2027-10-31", "is_notified": False}


def grantor(financer: str = OPERATOR, number: str = GRANTOR) -> Grantor:
    """The authority behind a financer."""
    return name_grantor(by=HOST, now=NOW, financer=financer, name="Bpifrance", siret=number)


def granted(
    number: str,
    /,
    *amounts: tuple[str, int],
    on: dt.date = SIGNED,
    terms: dict[str, Any] | None = None,
    financer: str = OPERATOR,
    **told: Any,
) -> Commitment:
    """An agreement that grants these cents to these SIRET; `terms` {}: nothing is told of it."""
    with transaction.atomic():
        made = commitment(number, financer=financer, committed_on=on)
        posted(
            *(
                amount(
                    "granted",
                    cents,
                    on,
                    commitment=made,
                    dossier=dossier(
                        **{"financer": financer, "siret": who, "siren": who[:9], "beneficiary": who}
                        | told
                    ),
                )
                for who, cents in amounts
            ),
            financer=financer,
        )
    if terms is None or terms:
        tell_terms(by=HOST, now=NOW, commitment=made, told=TERMS if terms is None else terms)
    return made


def held(made: Commitment, day: dt.date = TODAY) -> Held:
    """The agreement of a commitment."""
    return next(one for one in conventions(day=day) if one.commitment == made.pk)
