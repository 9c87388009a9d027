"""A long computation in processes of its own, which cancelling the job really stops.

A solver may work for minutes without asking anybody. So the handler of a job has it work apart,
and goes on telling the job's progress itself: that is how it notices that the work is no longer
wanted, and how a reader sees that the worker is alive.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any, TypeVar

from django.utils.translation import gettext

from ancrage.jobs.registry import Progress, RefusedError

T = TypeVar("T")
BEAT = 0.5
"""Seconds between two tellings of the progress, when the computation itself says nothing."""
PATIENCE = 3.0
"""Seconds left to the processes to end, before they are killed."""

PROGRESS, ANSWER, FAILURE = "progress", "answer", "failure"


def run_apart(function: Callable[..., T], *arguments: object, progress: Progress) -> T:
    """What `function(*arguments, progress=…)` returns; what it raises is raised here.

    The function, its arguments and what it returns have to be picklable. When `progress` raises
    (the job was cancelled), or anything else ends the wait, all the processes of the computation
    are ended. RefusedError when they crashed.
    """
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_compute, args=(sender, function, arguments))
    process.start()
    sender.close()
    try:
        return _await(receiver, progress)
    except EOFError:
        message = gettext("Le calcul s’est arrêté net : la machine manque sans doute de mémoire.")
        raise RefusedError(message) from None
    finally:
        _end(process)
        receiver.close()


def _await(receiver: Connection, progress: Progress) -> Any:  # noqa: ANN401 what the function returns
    step, share = "", 0.0
    while True:
        if receiver.poll(BEAT):
            kind, told = receiver.recv()
            if kind == ANSWER:
                return told
            if kind == FAILURE:
                raise told
            step, share = told
        progress(step, share)


def _compute(
    sender: Connection, function: Callable[..., object], arguments: tuple[object, ...]
) -> None:
    os.setsid()
    Thread(target=_end_with_the_parent, daemon=True).start()
    try:
        answer = function(*arguments, progress=lambda *told: sender.send((PROGRESS, told)))
    except Exception as failure:
        sender.send((FAILURE, failure))
    else:
        sender.send((ANSWER, answer))


def _end_with_the_parent() -> None:
    """Leave no work behind: nobody is there to take its result."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.killpg(0, signal.SIGTERM)


def _end(process: BaseProcess) -> None:
    """End the computation with the processes that it started: they are one group."""
    group = process.pid
    if group is None:
        return
    for call in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(group, call)
        process.terminate()  # it may not have made its group yet
        process.join(PATIENCE)
        if not process.is_alive():
            break
    process.close()
