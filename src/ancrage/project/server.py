"""The web server and the worker beside it: started together, stopped together.

The messages that are due leave, and personal data are let go of in time, by commands that are run
again and again: nothing else to install, and one that fails is only tried again.
"""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType

PATIENCE = 8.0
"""Seconds left to a process to end its work before it is stopped for good."""
CHORES = {
    ("inbox", "send"): 300.0,
    ("people", "apply-retention"): 86_400.0,
    ("coverage", "follow"): 86_400.0,
    ("contract", "follow"): 300.0,
    ("contract", "expire"): 3_600.0,
    ("money", "check"): 86_400.0,
}
"""Commands that are run while the site is served: seconds between two starts of each."""


def port_is_free(*, host: str, port: int) -> bool:
    """Whether a server could listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def serve(*, host: str, port: int, workers: int, threads: int, ready: Callable[[], None]) -> int:
    """Serve until asked to stop (Ctrl-C, SIGTERM), or until one of the two processes ends.

    `ready` is called once, when the web server answers. Returns the exit code: 0 when asked to
    stop, 1 when a process ended by itself.
    """
    stopping = _stop_on_signals()
    processes = [_start(_web_command(host, port, workers, threads)), _start(_worker_command())]
    chores = [
        Repeated(["ancrage", *command, "--quiet"], every=every) for command, every in CHORES.items()
    ]
    try:
        if _wait_until_listening(host, port, processes, stopping):
            ready()
        while not stopping() and _all_alive(processes):
            _run_one(chores, time.monotonic())
            time.sleep(0.2)
    finally:
        _stop([*processes, *(process for chore in chores for process in chore.running)])
    return 0 if stopping() else 1


def _run_one(chores: "list[Repeated]", clock: float) -> None:
    """Start the chore whose time came first, unless one runs: the pages keep the processor."""
    due = [chore for chore in chores if chore.next_start <= clock]
    if due and not any(chore.is_running for chore in chores):
        min(due, key=lambda chore: chore.next_start).start_if_due(clock)


def _web_command(host: str, port: int, workers: int, threads: int) -> list[str]:
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = f"--bind {bind} --workers {workers} --threads {threads} --preload"
    return ["gunicorn", *options.split(), "--log-level=warning", "ancrage.project.wsgi:application"]


def _worker_command() -> list[str]:
    return ["django", "db_worker", "--no-startup-delay", "--no-reload", "--verbosity=0"]


def _start(command: list[str]) -> "subprocess.Popen[bytes]":
    """A session of its own: a Ctrl-C reaches us alone, and we stop it properly."""
    # Only the commands above are run, with our own interpreter.
    return subprocess.Popen([sys.executable, "-m", *command], start_new_session=True)  # noqa: S603


class Repeated:
    """A command that is run again and again, one at a time."""

    def __init__(self, command: list[str], *, every: float) -> None:
        self.command = command
        self.every = every
        self.running: list[subprocess.Popen[bytes]] = []
        self.next_start = 0.0

    @property
    def is_running(self) -> bool:
        return any(process.poll() is None for process in self.running)

    def start_if_due(self, clock: float) -> None:
        """Start it when its time has come and the last one has ended."""
        self.running = [process for process in self.running if process.poll() is None]
        if not self.running and clock >= self.next_start:
            self.running = [_start(self.command)]
            self.next_start = clock + self.every


def _stop_on_signals() -> Callable[[], bool]:
    received: list[int] = []

    def note(signum: int, _frame: FrameType | None) -> None:
        received.append(signum)

    signal.signal(signal.SIGINT, note)
    signal.signal(signal.SIGTERM, note)
    return lambda: bool(received)


def _all_alive(processes: "list[subprocess.Popen[bytes]]") -> bool:
    return all(process.poll() is None for process in processes)


def _wait_until_listening(
    host: str,
    port: int,
    processes: "list[subprocess.Popen[bytes]]",
    stopping: Callable[[], bool],
) -> bool:
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    while not stopping() and _all_alive(processes):
        try:
            socket.create_connection((target, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def _stop(processes: "list[subprocess.Popen[bytes]]") -> None:
    """Ask politely; a solve under way is cut short by the second call, then by force."""
    deadline = time.monotonic() + PATIENCE
    for call in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
        for process in processes:
            if process.poll() is None:
                process.send_signal(call)
        _await_end(processes, min(deadline, time.monotonic() + PATIENCE / 2))


def _await_end(processes: "list[subprocess.Popen[bytes]]", deadline: float) -> None:
    while time.monotonic() < deadline and any(process.poll() is None for process in processes):
        time.sleep(0.05)
