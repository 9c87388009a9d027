"""The demonstration as a newcomer starts it, and a real browser in front of it."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Debian's chromium; without it these tests are skipped, unless they are required."""
    found = shutil.which("chromium")
    if found is None:
        message = "Debian's chromium is not installed."
        if os.environ.get("ANCRAGE_BROWSER_TESTS") == "required":
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def site(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the demonstration, prepared once for all workers, served by each of its own."""
    home = shared_directory(tmp_path_factory) / "demonstration"
    environment = os.environ | {"ANCRAGE_HOME": str(home), "ANCRAGE_DEMO": "1"}
    environment.pop("DATABASE_URL", None)
    with (home.parent / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        copy_prepared(home)
        run = subprocess.run(
            [*ANCRAGE, "demo", "--no-serve"], env=environment, capture_output=True, check=False
        )
    assert run.returncode == 0, run.stderr.decode()
    port = free_port()
    command = [*ANCRAGE, "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_it_answers(address)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def copy_prepared(home: Path) -> None:
    """Start from the home that ANCRAGE_BROWSER_HOME names, if any, which is left as it is."""
    prepared = os.environ.get("ANCRAGE_BROWSER_HOME")
    if prepared and not home.exists():
        shutil.copytree(prepared, home)


ANCRAGE = [sys.executable, "-m", "ancrage"]


def shared_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_it_answers(address: str, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            urllib.request.urlopen(f"{address}/methode/", timeout=10).close()  # noqa: S310 our own
        except OSError:
            assert time.monotonic() < deadline, f"{address} does not answer"
            time.sleep(0.3)
        else:
            return


@pytest.fixture(scope="module")  # its event loop must not outlive the file's tests
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator:
    """`open_page(path)`: the page, of a visitor never seen before, to be closed by us.

    `page.answer` is what the server answered, `page.faults` gathers everything that goes wrong.
    """
    contexts = []

    def open_at(path: str, viewport: dict = WIDE, **options) -> Page:
        context = browser.new_context(viewport=viewport, locale="fr-FR", base_url=site, **options)
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("request", lambda r: outside(page, r.url, site))
        page.answer = page.goto(path)
        return page

    yield open_at
    for context in contexts:
        context.close()


def outside(page: Page, url: str, site: str) -> None:
    if not url.startswith((site, "data:", "blob:")):
        page.faults.append(f"asked the network: {url}")
