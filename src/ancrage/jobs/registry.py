"""Which function does which kind of work: each capability registers its own when it starts."""

from collections.abc import Callable
from typing import Any

from django.utils.module_loading import import_string

Arguments = dict[str, Any]
Progress = Callable[[str, float], None]
"""Told what is under way (a short French phrase) and which share of it is done, 0 to 1.

It raises CancelledError once the work is no longer wanted: a handler lets it pass."""
Handler = Callable[[Arguments, Progress], None]

_handlers: dict[str, str] = {}


class RefusedError(RuntimeError):
    """Work that cannot be done, for a reason that the person who asked can read."""


class CancelledError(RuntimeError):
    """The work is no longer wanted: somebody cancelled it, or it was asked of another worker."""


def register_job(kind: str, handler: str) -> None:
    """Have `kind` done by the function at the dotted path `handler`, imported when first needed."""
    _handlers[kind] = handler


def handler_of(kind: str) -> Handler:
    """The function that does `kind`. KeyError when no capability registered it."""
    handler: Handler = import_string(_handlers[kind])
    return handler
