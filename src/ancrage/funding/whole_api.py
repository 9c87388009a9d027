"""Every operation of the ledger, on one router."""

from ancrage.funding import ledger_api
from ancrage.funding.envelopes_api import router

__all__ = ["ledger_api", "router"]
