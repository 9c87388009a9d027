"""Companies that ask for aid, in the small country of the requests, and what a check needs."""

import datetime as dt
from typing import Any

from ancrage.funding.models import Dossier
from ancrage.stateaid.actions.checking import check_dossier
from ancrage.stateaid.actions.declaring import Declared, DeclaredAid, declare_aids
from ancrage.stateaid.actions.links import LinkTold, add_link
from ancrage.stateaid.actions.terms import TermsTold, tell_terms
from ancrage.stateaid.models import Check, CompanyLink, Declaration
from tests.funding.world import (
    HERE,
    HOST,
    NOW,
    OPERATOR,
    OTHER,
    SIRET,
    TODAY,
    World,
    amount,
    at,
    commitment,
    dossier,
    posted,
    world,
)

__all__ = [
    "HERE",
    "HOST",
    "NOW",
    "OPERATOR",
    "OTHER",
    "SIRET",
    "TODAY",
    "World",
    "amount",
    "at",
    "commitment",
    "dossier",
    "posted",
    "world",
]
SIREN = SIRET[:9]
"""The company of the world's `company`; `PARENT` and `SISTER` are others."""
PARENT, SISTER, FOREIGN = "552100554", "542065479", "775670417"
DAY = dt.date(2025, 11, 20)
"""The day of the grants of the tests: under the rules of 2024, declared, before the register."""
BEFORE = DAY - dt.timedelta(days=20)
CEILING = 300_000_00
MINIMIS = "de_minimis"
YES = {"not_excluded": True}


def aided(cents: int = 0, *, on: dt.date = DAY, **told: Any) -> Dossier:
    """A dossier under de minimis, of which cents are granted if there are some."""
    made = dossier(**{"aid_basis": "", "asked_on": BEFORE} | told)
    if cents:
        granted(made, cents, on=on)
    told_terms(made)
    return Dossier.objects.get(pk=made.pk)


def told_terms(held: Dossier, **changes: Any) -> None:
    """The regime of a dossier, with the answers to its conditions."""
    told = TermsTold(**{"regime": MINIMIS, "conditions": YES} | changes)
    tell_terms(by=HOST, now=NOW, dossier=held, told=told)


def granted(held: Dossier, cents: int, *, on: dt.date = DAY) -> None:
    """Grant cents to a dossier, as the ledger does."""
    posted(amount("granted", cents, on, dossier=held, commitment=commitment()))


def declared(siren: str = SIREN, *aids: DeclaredAid, **told: Any) -> Declaration:
    """A declaration of a company some days before the grants of the tests."""
    usual = {"name": "Verrerie Inventée", "as_of": BEFORE, "signed_by": "Anne Essai"}
    row, _made = declare_aids(
        by=HOST, now=NOW, declared=Declared(**usual | {"siren": siren, "aids": aids} | told)
    )
    return row


def received(cents: int | None, *, siren: str = SIREN, on: dt.date = BEFORE, **told: Any):
    """An aid that a company declares."""
    usual = {"regime": MINIMIS, "financer": "Région inventée"}
    return DeclaredAid(**usual | {"siren": siren, "granted_on": on, "cents": cents} | told)


def link(holder: str, held: str, since: dt.date = dt.date(2020, 1, 1), **told: Any) -> CompanyLink:
    """A link of control, told by the host."""
    usual = {"kind": "votes", "source": "Extrait Kbis (essai)"}
    row, _made = add_link(
        by=HOST,
        now=NOW,
        told=LinkTold(**usual | {"holder": holder, "held": held, "since": since} | told),
    )
    return row


def checked(held: Dossier, cents: int, *, on: dt.date = DAY) -> Check:
    """A check of a grant to a dossier, by the host."""
    return check_dossier(by=HOST, now=NOW, dossier=held, cents=cents, on=on)
