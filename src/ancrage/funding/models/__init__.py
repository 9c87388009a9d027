"""Envelopes, dossiers, commitments and the entries that move money between them.

Territories are named by their scope code ("programme:code"), measures, needs and operators by the
basket's codes, people by their reference, sheets and requests by their public codes.
"""

from ancrage.funding.models.dossiers import (
    Commitment,
    CommitmentLine,
    Dossier,
    DossierCounter,
    Project,
    ProjectCounter,
)
from ancrage.funding.models.envelopes import Envelope, EnvelopeMove
from ancrage.funding.models.ledger import CUTS, Batch, Cell, Entry, LedgerHead

__all__ = [
    "CUTS",
    "Batch",
    "Cell",
    "Commitment",
    "CommitmentLine",
    "Dossier",
    "DossierCounter",
    "Entry",
    "Envelope",
    "EnvelopeMove",
    "LedgerHead",
    "Project",
    "ProjectCounter",
]
