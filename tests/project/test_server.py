"""What is served beside the site: a command run again and again, one at a time."""

import os
import subprocess
import sys

import pytest

from ancrage.project import server
from ancrage.project.commands import _give_address


class Running:
    """A process that ends when the test says so."""

    def __init__(self) -> None:
        self.ended: int | None = None

    def poll(self) -> int | None:
        return self.ended


@pytest.fixture
def started(monkeypatch) -> list[Running]:
    made: list[Running] = []

    def start(_command: list[str]) -> Running:
        made.append(Running())
        return made[-1]

    monkeypatch.setattr(server, "_start", start)
    return made


def test_a_repeated_command_runs_at_once_then_at_its_pace(started):
    repeated = server.Repeated(["x"], every=300)
    repeated.start_if_due(1000)
    started[0].ended = 0
    repeated.start_if_due(1299)
    assert len(started) == 1
    repeated.start_if_due(1300)
    assert len(started) == 2


def test_it_never_runs_twice_at_once_and_a_failure_is_only_tried_again(started):
    repeated = server.Repeated(["x"], every=300)
    repeated.start_if_due(1000)
    repeated.start_if_due(1700)
    assert len(started) == 1
    started[0].ended = 1
    repeated.start_if_due(1701)
    assert len(started) == 2
    assert repeated.running == started[1:]


@pytest.mark.parametrize("chore", server.CHORES)
def test_what_is_repeated_is_a_command_of_ours(chore):
    run = subprocess.run(
        [sys.executable, "-m", "ancrage", *chore, "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0
    assert "--quiet" in run.stdout


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8123"),
        ("0.0.0.0", "http://127.0.0.1:8123"),  # noqa: S104
        ("::1", "http://[::1]:8123"),
        ("ancrage.example", "http://ancrage.example:8123"),
    ],
)
def test_messages_give_the_address_served_unless_another_is_told(monkeypatch, host, address):
    monkeypatch.setenv("SITE_URL", "")  # so that it is put back
    monkeypatch.delenv("SITE_URL")
    _give_address(host, 8123)
    assert os.environ["SITE_URL"] == address
    _give_address("autre.example", 80)
    assert os.environ["SITE_URL"] == address


def test_chores_run_one_after_the_other(started):
    chores = [server.Repeated(["first"], every=300), server.Repeated(["second"], every=300)]
    for clock in (1000, 1001):
        server._run_one(chores, clock)
    assert len(started) == 1
    started[0].ended = 0
    server._run_one(chores, 1002)
    assert len(started) == 2
    started[1].ended = 0
    server._run_one(chores, 1003)
    assert len(started) == 2
    server._run_one(chores, 1300)
    assert len(started) == 3
