"""An installation that is open to others must have a key of its own."""

import os
import subprocess
import sys

import pytest


@pytest.fixture
def serve(tmp_path):
    """`ancrage serve` where nothing is prepared: it never gets as far as serving."""
    return lambda **environment: run_serve(ANCRAGE_HOME=str(tmp_path), **environment)


def run_serve(**environment):
    command = [sys.executable, "-m", "ancrage", "serve", "--port", "1"]
    held = {key: value for key, value in os.environ.items() if key != "SECRET_KEY"}
    return subprocess.run(
        command, env=held | environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("hosts", ["ancrage.example", "127.0.0.1,ancrage.example", "*"])
def test_the_known_key_is_refused_once_others_can_come(serve, hosts):
    run = serve(ALLOWED_HOSTS=hosts)
    assert run.returncode == 1
    assert "SECRET_KEY manque" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    "environment",
    [{"ALLOWED_HOSTS": "ancrage.example", "SECRET_KEY": "x" * 50}, {"ALLOWED_HOSTS": "localhost"}],
)
def test_a_key_of_its_own_or_this_machine_alone_is_enough(serve, environment):
    run = serve(**environment)
    assert run.returncode == 1
    assert "n’est pas prête" in run.stderr.replace("\N{NO-BREAK SPACE}", " ")
