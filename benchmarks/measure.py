"""Run a command as its own process and measure it: wall clock, processor, peak memory."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of wall clock and of processor (its children included), peak memory in MB."""

    code: int
    wall: float
    processor: float
    memory: float
    output: str
    errors: str


def run(
    command: Sequence[str], *, time_limit: float = 900.0, environment: dict[str, str] | None = None
) -> Measured:
    """Run to the end, or to the time limit (then `code` is not 0)."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=output, stderr=errors, env={**os.environ, **(environment or {})}
        )
        usage = _wait(process, started + time_limit)
        wall = time.perf_counter() - started
        output.seek(0)
        errors.seek(0)
        return Measured(
            code=process.returncode,
            wall=wall,
            processor=usage.ru_utime + usage.ru_stime,
            memory=usage.ru_maxrss / 1024,
            output=output.read().decode(),
            errors=errors.read().decode(),
        )


def run_task(name: str, *arguments: str, time_limit: float = 900.0) -> Measured:
    """Run one function of benchmarks.tasks in a fresh Python."""
    command = [sys.executable, "-m", "benchmarks.tasks", name, *arguments]
    return run(command, time_limit=time_limit)


def program(name: str) -> str:
    """A program of the environment that runs this."""
    return str(Path(sys.executable).parent / name)


def _wait(process: "subprocess.Popen[bytes]", deadline: float) -> "os.struct_rusage":  # type: ignore[name-defined]
    """Wait for the process and what it started; kill it at the deadline."""
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage
        if time.perf_counter() > deadline:
            process.kill()
            deadline = float("inf")
        time.sleep(0.005)
