"""One demo server for all browser checks, and the system's own Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

ROOT = Path(__file__).parents[2]
PASSWORD = "open community hub"
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All browser checks in one xdist worker, so that they share one server."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


def find_chromium() -> str | None:
    """The executable of the system's browser."""
    return os.environ.get("EVENTHUB_CHROMIUM") or next((path for path in map(shutil.which, NAMES) if path), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demo with its world."""
    port, home = _free_port(), tmp_path_factory.mktemp("demo")
    base = f"http://127.0.0.1:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EVENTHUB_")}
    environ = {**kept, "EVENTHUB_HOME": str(home), "EVENTHUB_BASE_URL": base, "EVENTHUB_LOG_LEVEL": "ERROR"}

    def command(*words: str) -> list[str]:
        return [sys.executable, "-m", "eventhub.cli", *words]

    for words in (["translate", "compile"], ["db", "upgrade"], ["seed", "--if-empty"]):
        subprocess.run(command(*words), env=environ, cwd=ROOT, check=True, capture_output=True)
    child = subprocess.Popen(command("serve", "--port", str(port)), env=environ, cwd=ROOT)
    try:
        _wait_for(f"{base}/healthz")
        yield base
    finally:
        child.terminate()
        child.wait(20)


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=2).read()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one driver of this process: a second one beside it would refuse to start."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The browser, headless."""
    path = find_chromium()
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    yield browser
    browser.close()


class Visit:
    """A page that notes what goes wrong while it is looked at."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.base, self.context, self.errors = base, context, list[str]()
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._note_host)

    def _note_host(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.errors.append(f"asks another host: {request.url}")

    def open(self, path: str) -> Any:
        return self.page.goto(self.base + path)

    def sign_in(self, email: str) -> None:
        self.open("/account/sign-in")
        self.page.fill("[name=email]", email)
        self.page.fill("[name=password]", PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@pytest.fixture
def visit(chromium: Browser, server: str) -> Iterator[Callable[..., Visit]]:
    """``visit(locale="ar", scheme="dark", width=390)``: a fresh reader."""
    contexts: list[BrowserContext] = []

    def begin(*, locale: str = "en", scheme: Any = "light", width: int = 1280) -> Visit:
        context = chromium.new_context(locale=locale, color_scheme=scheme, viewport={"width": width, "height": 900},
                                       timezone_id="Europe/Lisbon", reduced_motion="reduce")  # fmt: skip
        contexts.append(context)
        return Visit(context, server)

    yield begin
    for context in contexts:
        context.close()
