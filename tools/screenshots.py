"""The pictures in docs/screenshots/: ``PYTHONPATH=. .venv/bin/python tools/screenshots.py``.

Makes a demo world in a temporary folder, starts a server for it on a free port, and drives the system's Chromium. Needs what
``python3 run.py test`` has installed, and a Chromium or Chrome (``EVENTHUB_CHROMIUM`` may name one). Names given as
arguments take only those pictures.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from eventhub.accounts.seeds import PASSWORD

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
MAX_BYTES = 250_000
NEXT_MONTH = date.today().replace(day=1) + timedelta(days=32)  # noqa: DTZ011  any month that is all to come
PUBLIC = "http://events.example.org"
"""What pages say their address is, so that it does not change from run to run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture: whose page it shows, in which language and colours, and how wide."""

    name: str
    path: str
    link: str = ""
    """Follow the first link on the page whose address fits this pattern."""
    email: str = ""
    locale: str = "en"
    scheme: Any = "light"
    width: int = 1280
    height: int = 900


SHOTS = (
    Shot(name="home", path="/"),
    Shot(name="home-phone", path="/", width=390, height=844),
    Shot(name="events", path="/events?region=150"),
    Shot(name="events-phone", path="/events?region=150", width=390, height=844),
    Shot(name="event", path="/events?region=150&mode=in_person", link=r"^/events/\w{10}-"),
    Shot(name="event-arabic-dark-phone", path="/events?lang=ar&mode=in_person", link=r"^/events/\w{10}-", locale="ar", scheme="dark",
         width=390, height=844),
    Shot(name="month", path=f"/events/month?region=150&month={NEXT_MONTH:%Y-%m}", height=1200),
    Shot(name="form", path="/desk", link=r"^/events/\w{10}/edit", email="organizer@example.org"),
    Shot(name="form-phone", path="/desk", link=r"^/events/\w{10}/edit", email="organizer@example.org", width=390, height=844),
    Shot(name="desk", path="/desk", email="reviewer@example.org"),
    Shot(name="review", path="/events/review", link=r"^/events/\w{10}/review", email="reviewer@example.org", height=1100),
)  # fmt: skip


def main(names: list[str]) -> None:
    chosen = [shot for shot in SHOTS if not names or shot.name in names]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, demo(Path(home)) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        for shot in chosen:
            picture = packed(take(browser, base, shot))
            (FOLDER / f"{shot.name}.png").write_bytes(picture)
            print(f"{shot.name}.png  {len(picture) // 1000} kB")
        browser.close()


def find_browser() -> str:
    path = os.environ.get("EVENTHUB_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    return path or sys.exit("No Chromium or Chrome found; EVENTHUB_CHROMIUM may name one.")


@contextmanager
def demo(home: Path) -> Iterator[str]:
    """The address of a server with a fresh demo world; it ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EVENTHUB_")}
    settings = {**kept, "EVENTHUB_HOME": str(home), "EVENTHUB_BASE_URL": PUBLIC, "EVENTHUB_LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "eventhub.cli"]
    for words in (["translate", "compile"], ["db", "upgrade"], ["seed"]):
        subprocess.run([*command, *words], env=settings, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen([*command, "serve", "--port", str(port)], env=settings, cwd=ROOT)
    try:
        wait_for(f"{base}/healthz")
        yield base
    finally:
        server.terminate()
        server.wait(20)


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=2).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"{address} does not answer.")


def take(browser: Browser, base: str, shot: Shot) -> bytes:
    """A PNG of what a reader sees first; a phone's has two pixels for each of the page's."""
    context = browser.new_context(
        locale=shot.locale, color_scheme=shot.scheme, viewport={"width": shot.width, "height": shot.height},
        device_scale_factor=2 if shot.width < 600 else 1, timezone_id="Europe/Lisbon", reduced_motion="reduce",
    )  # fmt: skip
    page = context.new_page()
    if shot.email:
        sign_in(page, base, shot.email)
    page.goto(base + shot.path)
    if shot.link:
        page.goto(base + first_link(page, shot))
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    picture = page.screenshot()
    context.close()
    return picture


def sign_in(page: Page, base: str, email: str) -> None:
    page.goto(f"{base}/account/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def first_link(page: Page, shot: Shot) -> str:
    addresses = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
    found = next((address for address in addresses if re.search(shot.link, address)), None)
    return found or sys.exit(f"{shot.path} has no link like {shot.link}.")


def packed(picture: bytes) -> bytes:
    """The same in as many colours as fit into the largest size a picture may have."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colors in (256, 128, 64, 32):
        small = io.BytesIO()
        image.quantize(colors, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
        if small.tell() <= MAX_BYTES:
            break
    return small.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
