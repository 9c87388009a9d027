"""The weight of the home page, as Debian's Chromium receives it."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Request, sync_playwright

from benchmarks.measure import program

CHROMIUM = Path("/usr/bin/chromium")
WAIT = 60.0


def home_page_weight(*, environment: dict[str, str]) -> dict[str, Any]:
    """Bytes received for the home page, in kB of 1,000 bytes, and the number of requests."""
    port = _free_port()
    command = [program("ancrage"), "serve", "--port", str(port)]
    server = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}/"
        _wait_for(address)
        sizes: list[int] = []
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=str(CHROMIUM), args=["--no-sandbox"]
            )
            page = browser.new_page()
            page.on("requestfinished", lambda request: sizes.append(_received(request)))
            page.goto(address, wait_until="networkidle")
            browser.close()
    finally:
        server.terminate()
        server.wait()
    return {"kilobytes": sum(sizes) / 1000, "requests": len(sizes)}


def _received(request: Request) -> int:
    sizes = request.sizes()
    return int(sizes["responseBodySize"] + sizes["responseHeadersSize"])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + WAIT
    while True:
        try:
            urllib.request.urlopen(address, timeout=WAIT).close()  # noqa: S310 - our own server
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return
