"""Every operation of the basket, on one router: those on one address have to be together."""

from ancrage.catalogue import writing_api
from ancrage.catalogue.api import router

__all__ = ["router", "writing_api"]
