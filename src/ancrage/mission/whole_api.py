"""Every operation of the missions, on one router: those on one address have to be together."""

from ancrage.mission import candidate_api, steering_api
from ancrage.mission.api import router

__all__ = ["candidate_api", "router", "steering_api"]
