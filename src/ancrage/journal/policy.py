"""The table of rights in force: `people` brings it at start-up, every capability asks it here."""

from collections.abc import Callable
from functools import lru_cache

from ancrage.kernel.rights import NOWHERE, Actor, Grant, Rights, Where


class NotAllowedError(PermissionError):
    """The actor may not do this there. He is told no more than if it did not exist."""


_loaders: list[Callable[[], Rights]] = []


def register_rights(load: Callable[[], Rights]) -> None:
    """Say how the table is read; the last registration holds."""
    _loaders[:] = [load]
    rights.cache_clear()


@lru_cache(maxsize=1)
def rights() -> Rights:
    """The table of rights. Empty, and so refusing everything, until one is registered."""
    return _loaders[0]() if _loaders else Rights()


def may(actor: Actor, action: str, where: Where = NOWHERE) -> bool:
    """Whether the actor may do this there, in full."""
    grant = rights().decide(actor, action, where)
    return grant is not None and not grant.outline


def granted(actor: Actor, action: str, where: Where = NOWHERE) -> Grant:
    """As what the actor may do this there. NotAllowedError."""
    grant = rights().decide(actor, action, where)
    if grant is None:
        raise NotAllowedError(action)
    return grant
