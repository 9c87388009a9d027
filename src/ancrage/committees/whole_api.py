"""Every operation of committees, on one router: those on one address have to be together."""

from ancrage.committees import acting_api, pack_api
from ancrage.committees.api import router

__all__ = ["acting_api", "pack_api", "router"]
