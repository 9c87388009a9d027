"""Every operation of State aid, on one router."""

from ancrage.stateaid import tables_api
from ancrage.stateaid.api import router

__all__ = ["router", "tables_api"]
