"""Which process works on a job, and whether it is still there."""

import os
import re
import socket
from pathlib import Path


def this_worker() -> str:
    """This process: its machine (and the container that numbers its processes), number, start."""
    return f"{_machine()}/{os.getpid()}/{_started(os.getpid())}"


def is_gone(worker: str) -> bool:
    """Whether a process named by `this_worker` has surely ended; one elsewhere is never known."""
    found = re.fullmatch(r"(.*)/([0-9]+)/([0-9]*)", worker)
    if found is None or found[1] != _machine():
        return False
    process = int(found[2])
    return not _is_alive(process) or _started(process) != found[3]


def _machine() -> str:
    """Processes of two containers may have the same number: they count apart."""
    try:
        numbering = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        numbering = ""
    return f"{socket.gethostname()}/{numbering}"


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _state(process) != "Z"


def _state(process: int) -> str:
    return (_status(process) or [""])[0]


def _started(process: int) -> str:
    """When it started, in ticks since the machine did; "" where the system does not tell."""
    return (_status(process) or [""] * 20)[19]


def _status(process: int) -> list[str]:
    """What Linux says of a process, from its state on (the name before may hold anything)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
