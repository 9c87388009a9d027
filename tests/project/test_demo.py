"""The demonstration on the embedded figures: made once, found again, told, served, stopped."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from types import SimpleNamespace

import pytest
from django.utils import timezone

from ancrage.project import demo, installation, told
from ancrage.project.server import port_is_free
from ancrage.selection.models import Identification, Publication

PATIENCE = 60


@contextlib.contextmanager
def quiet(_name):
    yield lambda _phrase, _share: None


@pytest.fixture
def short(monkeypatch):
    """One draw and no other rules: what is tested is the course of things."""
    main = demo.Shown("announcement-2018", 5e-3, 60, explained=True, draws=1)
    monkeypatch.setattr(demo, "MAIN", main)
    monkeypatch.setattr(demo, "OTHERS", ())
    monkeypatch.setattr(demo, "collect_static", lambda: False)


def test_the_demonstration_is_made_then_found_again(reference, short):
    made = demo.prepare(quiet)
    main = made.main
    assert made.is_new
    regions = [territory["region"] for territory in main.result["territories"]]
    assert (len(regions), regions.count("84")) == (124, 15)
    assert main.result["coverage"]["share"] >= 0.48
    assert main.result["gap"] <= 5e-3
    assert len(main.explanation["units"]) == 1255
    publication = Publication.objects.get()
    assert publication.version_id == "annonce-2018-11-22"
    assert publication.version.is_simulated
    again = demo.prepare(quiet)
    assert (again.main, again.is_new) == (main, False)
    assert Identification.objects.filter(is_trial=False).count() == 1
    _check_what_is_told(made)


def _check_what_is_told(made):
    lines = told.lines(main=made.main, others=(made.main,), address="http://x:1", seconds=12.34)
    text = "\n".join(lines)
    assert 8 <= len(lines) <= 18
    assert "124 territoires, dont 15 en Auvergne-Rhône-Alpes" in text
    assert "estimation" in text
    assert "simulée" in text
    assert "http://x:1/identification/" in text


@pytest.mark.django_db
def test_other_figures_get_another_code():
    result = SimpleNamespace(fingerprint="0123456789")
    assert demo._free_code("annonce", result) == "annonce"
    Identification.objects.create(
        code="annonce", title="x", rules={}, fingerprint="f", result={}, created_at=timezone.now()
    )
    assert demo._free_code("annonce", result) == "annonce-01234567"


@pytest.mark.django_db
def test_a_migrated_database_is_left_alone():
    assert installation.is_migrated()
    assert installation.migrate() is False


def test_static_files_are_collected_once(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path / "static"
    (settings.STATIC_ROOT).mkdir()
    calls = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(installation, "call_command", lambda *args, **options: calls.append(args))
        assert installation.collect_static() is True
        assert installation.collect_static() is False
    assert len(calls) == 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ancrage(tmp_path, *arguments):
    environment = os.environ | {"ANCRAGE_HOME": str(tmp_path / "home")}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "ancrage", *arguments]
    return subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_port_in_use_is_told_in_one_sentence(tmp_path):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        assert not port_is_free(host="127.0.0.1", port=port)
        for verb in ("demo", "serve"):
            process = ancrage(tmp_path, verb, "--port", str(port))
            _out, error = process.communicate(timeout=PATIENCE)
            assert process.returncode == 1
            assert error.strip().count("\n") == 0
            assert f"Le port {port} est déjà utilisé" in error


def test_an_installation_that_is_not_ready_says_what_to_do(tmp_path):
    (tmp_path / "home").mkdir()
    process = ancrage(tmp_path, "serve", "--port", str(free_port()))
    _out, error = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "ancrage setup" in error


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_site_answers_and_stops_with_its_worker(tmp_path, stop):
    with served(tmp_path) as (process, port):
        assert f"http://127.0.0.1:{port}" in process.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/identification/") as response:
            assert response.status == 200
        children = _children(process.pid)
        told = " ".join(_command(child) for child in children)
        assert "gunicorn" in told
        assert "db_worker" in told
        process.send_signal(stop)
        assert process.wait(timeout=PATIENCE) == 0
    assert not [child for child in children if _is_alive(child)]
    assert port_is_free(host="127.0.0.1", port=port)


def test_when_the_worker_dies_the_site_stops_and_says_so(tmp_path):
    with served(tmp_path) as (process, _port):
        process.stdout.readline()
        worker = next(c for c in _children(process.pid) if "db_worker" in _command(c))
        os.kill(worker, signal.SIGKILL)
        _out, error = process.communicate(timeout=PATIENCE)
        assert process.returncode == 1
    assert "tout est arrêté" in error


@contextlib.contextmanager
def served(tmp_path):
    """The site on an empty database, and its port; whatever happens, it stops its own processes.

    Killed at once, it would leave them behind, holding the pipes that we read.
    """
    port = free_port()
    (tmp_path / "home").mkdir()
    _prepare_database(tmp_path)
    process = ancrage(tmp_path, "serve", "--port", str(port), "--workers", "1")
    try:
        yield process, port
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        for pipe in (process.stdout, process.stderr):
            pipe.close()


def _prepare_database(tmp_path):
    environment = os.environ | {"ANCRAGE_HOME": str(tmp_path / "home")}
    environment["DJANGO_SETTINGS_MODULE"] = "ancrage.project.settings"
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(command, env=environment, check=True, timeout=120)


def _children(pid: int) -> list[int]:
    time.sleep(0.2)
    with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:  # noqa: PTH123
        return [int(child) for child in file.read().split()]


def _command(pid: int) -> str:
    with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:  # noqa: PTH123
        return file.read().replace("\0", " ")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
