"""A call made in a process of its own, which can be stopped at a given moment.

HiGHS looks at its clock between the steps of its work only, and some steps take minutes when the
programme is large: only the end of its process stops it for sure.
"""

import os
from collections.abc import Callable
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def call_apart(function: Callable[..., T], *arguments: object, seconds: float) -> T | None:
    """What the function returns, or None if it has not returned within `seconds`, or crashed.

    The function, its arguments and what it returns have to be picklable. Starting the process
    takes about half a second, which counts.
    """
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_call, args=(sender, function, arguments), daemon=True)
    process.start()
    sender.close()
    try:
        answer: T | None = receiver.recv() if receiver.poll(seconds) else None
    except EOFError:
        answer = None
    process.kill()
    process.join()
    receiver.close()
    return answer


def _call(
    sender: Connection, function: Callable[..., object], arguments: tuple[object, ...]
) -> None:
    Thread(target=_end_with_the_parent, daemon=True).start()
    sender.send(function(*arguments))


def _end_with_the_parent() -> None:
    """Leave no work behind: nobody is there to take its result."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
