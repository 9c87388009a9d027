"""Every operation of the ledger, on one router."""

from ancrage.funding.api import ledger
from ancrage.funding.api.envelopes import router

__all__ = ["ledger", "router"]
