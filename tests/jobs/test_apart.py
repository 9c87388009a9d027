"""Computations apart: their answer comes back, and cancelling really ends them."""

import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from ancrage.jobs.apart import run_apart
from ancrage.jobs.registry import CancelledError, RefusedError

SOON = 15  # seconds: a busy machine is slow to start a process


def double(value, *, progress):
    progress("moitié", 0.5)
    time.sleep(0.2)
    return 2 * value


def refuse(*, progress):
    message = "Rien à calculer."
    raise ValueError(message)


def crash(*, progress):
    os._exit(3)


def _sleep(directory):
    Path(directory, str(os.getpid())).touch()
    time.sleep(600)


def work_forever(directory, *, progress):
    """Two processes that never look at anything, as a solver does."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pool.submit(_sleep, directory)
        _sleep(directory)


def started(directory):
    return [int(path.name) for path in Path(directory).iterdir()]


def wait_until(condition, what):
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_answer_comes_back_and_progress_is_told():
    told = []
    assert run_apart(double, 21, progress=lambda *step: told.append(step)) == 42
    assert ("moitié", 0.5) in told


def test_what_it_raises_is_raised_here():
    with pytest.raises(ValueError, match="Rien à calculer"):
        run_apart(refuse, progress=lambda *_: None)


def test_a_crash_is_told_in_words():
    with pytest.raises(RefusedError, match="mémoire"):
        run_apart(crash, progress=lambda *_: None)


def test_cancelling_ends_every_process_within_seconds(tmp_path):
    def progress(_step, _share):
        if len(started(tmp_path)) == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        run_apart(work_forever, tmp_path, progress=progress)
    left = started(tmp_path)
    assert len(left) == 2
    wait_until(lambda: not any(map(is_running, left)), "a process goes on")


def test_the_computation_ends_with_its_worker(tmp_path):
    program = (
        "from ancrage.jobs.apart import run_apart;"
        "from tests.jobs.test_apart import work_forever;"
        f"run_apart(work_forever, {str(tmp_path)!r}, progress=lambda *_: None)"
    )
    worker = subprocess.Popen([sys.executable, "-c", program])
    wait_until(lambda: len(started(tmp_path)) == 2, "the computation never started")
    worker.kill()
    worker.wait()
    wait_until(lambda: not any(map(is_running, started(tmp_path))), "it outlives its worker")
