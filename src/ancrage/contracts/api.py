"""The API of contracts and their signatures."""

from ninja import Router

router = Router(tags=["contracts"])
