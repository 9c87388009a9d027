"""Every operation of roadmaps, on one router: those on one address have to be together."""

from ancrage.roadmaps import acting_api, imports_api
from ancrage.roadmaps.api import router

__all__ = ["acting_api", "imports_api", "router"]
