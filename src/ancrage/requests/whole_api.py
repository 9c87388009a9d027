"""Every operation of the requests, on one router: those on one address have to be together."""

from ancrage.requests import acting_api
from ancrage.requests.api import router

__all__ = ["acting_api", "router"]
