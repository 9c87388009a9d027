"""The demonstration as a newcomer starts it, and a real browser in front of it."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.personas import sign_in

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
def untouched(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the demonstration, prepared once for all workers, served by nobody."""
    home = shared_directory(tmp_path_factory) / "untouched"
    with (home.parent / "untouched.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        copy_prepared(home)
        command = [*ANCRAGE, "demo", "--no-serve"]
        run = subprocess.run(command, env=of_home(home), capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    return home


@pytest.fixture(scope="session")
def site(untouched: Path) -> Iterator[str]:
    """Address of the demonstration; all workers serve the same, which tests only read."""
    home = untouched.parent / "demonstration"
    with (home.parent / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            shutil.copytree(untouched, home)
    with served(home) as address:
        yield address


@pytest.fixture(scope="session")
def changing_home(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a demonstration of this worker's own."""
    home = tmp_path_factory.mktemp("changing") / "home"
    shutil.copytree(untouched, home)
    return home


@pytest.fixture(scope="session")
def changing_site(changing_home: Path) -> Iterator[str]:
    """Address of a demonstration of this worker's own: people act there, its lists change."""
    with served(changing_home) as address:
        yield address


def of_home(home: Path) -> dict[str, str]:
    """The environment of a command that works on this home."""
    environment = os.environ | {"ANCRAGE_HOME": str(home), "ANCRAGE_DEMO": "1"}
    environment.pop("DATABASE_URL", None)
    return environment


@contextmanager
def served(home: Path, **settings: str) -> Iterator[str]:
    port = free_port()
    command = [*ANCRAGE, "serve", "--port", str(port), "--workers", "1"]
    environment = of_home(home) | settings
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_it_answers(address)
        yield address
    finally:
        server.terminate()
        server.wait(60)  # a busy machine is slow


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
    with opener(browser, site) as open_at:
        yield open_at


@pytest.fixture
def open_changing(browser: Browser, changing_site: str) -> Iterator:
    """The same, of the demonstration that changes."""
    with opener(browser, changing_site) as open_at:
        yield open_at


@pytest.fixture
def enter(open_changing: Callable) -> Callable[..., Page]:
    """`enter(title)`: the browser of a person of the demonstration that changes, signed in."""

    def enter_as(title: str, path: str = "/", **options) -> Page:
        page = open_changing("/connexion/", **options)
        sign_in(page, title)
        if path != "/":
            page.answer = page.goto(path)
        return page

    return enter_as


@pytest.fixture(scope="module")
def kept(browser: Browser) -> Iterator[dict[str, Page]]:
    """Tabs for the tests that only read: what one test fetched, the next need not.

    To open a tab is most of the work of reading a page.
    """
    pages: dict[str, Page] = {}
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.fixture
def read_page(browser: Browser, site: str, kept: dict) -> Iterator:
    """As `open_page`, in a tab that has read other pages: it keeps nothing but files."""
    with reader(browser, site, kept) as open_at:
        yield open_at


@contextmanager
def opener(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """`open_at(path)`, in a new browser each time."""
    pages = []

    def open_at(path: str, viewport: dict = WIDE, **options) -> Page:
        page = new_tab(browser, site, options)
        pages.append(page)
        return go_to(page, path, viewport)

    try:
        yield open_at
    finally:
        for page in pages:
            page.context.close()


@contextmanager
def reader(browser: Browser, site: str, kept: dict[str, Page]) -> Iterator[Callable[..., Page]]:
    """`open_at(path)`, in the one tab that is kept for such options, left empty at the end."""
    used = []

    def open_at(path: str, viewport: dict = WIDE, **options) -> Page:
        key = repr(options)
        if key not in kept:
            kept[key] = new_tab(browser, site, options)
        used.append(kept[key])
        return go_to(kept[key], path, viewport)

    yield open_at
    for page in used:
        page.goto("about:blank")


def new_tab(browser: Browser, site: str, options: dict) -> Page:
    """A tab of a new browser, that gathers all that goes wrong in `page.faults`."""
    page = browser.new_context(locale="fr-FR", base_url=site, **options).new_page()
    page.faults = []
    page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("request", lambda r: outside(page, r.url, site))
    return page


def go_to(page: Page, path: str, viewport: dict) -> Page:
    page.set_viewport_size(viewport)
    page.faults = []
    page.answer = page.goto(path)
    return page


def outside(page: Page, url: str, site: str) -> None:
    if not url.startswith((site, "data:", "blob:")):
        page.faults.append(f"asked the network: {url}")
