"""Envelopes, dossiers, commitments and the entries that move money between them.

Territories are named by their scope code ("programme:code"), measures, needs and operators by the
basket's codes, people by their reference, sheets and requests by their public codes.
"""

from ancrage.funding.models.checks import CheckRun
from ancrage.funding.models.dossiers import (
    Commitment,
    CommitmentLine,
    Dossier,
    DossierCounter,
    Project,
    ProjectCounter,
)
from ancrage.funding.models.envelopes import Envelope, EnvelopeMove
from ancrage.funding.models.imports import FiledPayment, MoneyColumn, MoneyImport
from ancrage.funding.models.ledger import CUTS, Batch, Cell, Entry, LedgerHead
from ancrage.funding.models.matching import Match, MatchShare, SetAside
from ancrage.funding.models.returns import Return, ReturnVersion
from ancrage.funding.models.waiting import WaitingPayment

__all__ = [
    "CUTS",
    "Batch",
    "Cell",
    "CheckRun",
    "Commitment",
    "CommitmentLine",
    "Dossier",
    "DossierCounter",
    "Entry",
    "Envelope",
    "EnvelopeMove",
    "FiledPayment",
    "LedgerHead",
    "Match",
    "MatchShare",
    "MoneyColumn",
    "MoneyImport",
    "Project",
    "ProjectCounter",
    "Return",
    "ReturnVersion",
    "SetAside",
    "WaitingPayment",
]
