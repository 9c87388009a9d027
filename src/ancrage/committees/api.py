"""The API of committees and their meetings."""

from ninja import Router

router = Router(tags=["committees"])
