"""Money for the tests, in the small country of the requests: dossiers, commitments, envelopes."""

import datetime as dt
from typing import Any

from django.db import transaction

from ancrage.funding.actions.entries import post_entries
from ancrage.funding.actions.envelopes import Told, open_envelope
from ancrage.funding.actions.opening import open_commitments, open_dossiers
from ancrage.funding.actions.posting import Posting
from ancrage.funding.models import Batch, Commitment, Dossier, Envelope
from tests.requests.world import (
    HERE,
    HOST,
    MEASURE,
    NOW,
    OPERATOR,
    OTHER,
    PROGRAMME,
    SIRET,
    THERE,
    TODAY,
    World,
    at,
    world,
)

__all__ = [
    "HERE",
    "HOST",
    "MEASURE",
    "NOW",
    "OPERATOR",
    "OTHER",
    "PROGRAMME",
    "SIRET",
    "THERE",
    "TODAY",
    "World",
    "at",
    "world",
]
DAY = dt.date(2024, 3, 1)


def dossier(**told: Any) -> Dossier:
    """A dossier of OPERATOR in HERE; `told` changes its fields."""
    held = {
        "financer": OPERATOR,
        "financer_name": "Bpifrance",
        "measure": MEASURE,
        "measure_name": "VTE",
        "need": "recruter",
        "year": 2024,
        "programme": PROGRAMME,
        "territory": HERE,
        "territory_name": "Vallée Une",
        "regions": "|01|",
        "region": "01",
        "place": "inside",
        "siret": SIRET,
        "siren": SIRET[:9],
        "beneficiary": "Verrerie Inventée",
        "purpose": "Fours verriers",
        "asked_on": DAY,
    }
    made = Dossier(**held | told)
    with transaction.atomic():
        open_dossiers(dossiers=[made], year=2024, now=NOW)
    return made


def commitment(number: str = "", *, envelope: Envelope | None = None, **told: Any) -> Commitment:
    """A commitment of OPERATOR."""
    made = Commitment(
        **{"financer": OPERATOR, "number": number, "envelope": envelope, "committed_on": DAY} | told
    )
    open_commitments(commitments=[made], now=NOW)
    return made


def envelope(code: str, cents: int, *, parent: Envelope | None = None, **told: Any) -> Envelope:
    """An envelope of opened credits, with these cents."""
    held = {"nature": "opened", "operator": OPERATOR, "source": "Convention (essai)"}
    made = Envelope(**held | {"code": code, "name": code, "parent": parent} | told)
    why = Told(DAY, "Essai")
    return open_envelope(by=HOST, now=NOW, envelope=made, cents=cents, told=why)


def posted(*postings: Posting, key: str = "", financer: str = OPERATOR) -> Batch:
    """These amounts, posted by the host."""
    return post_entries(by=HOST, now=NOW, financer=financer, postings=postings, key=key)


def amount(stage: str, cents: int, on: dt.date = DAY, **told: Any) -> Posting:
    """An amount at a stage."""
    return Posting(stage=stage, cents=cents, event_on=on, **told)
