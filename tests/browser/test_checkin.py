"""The door with a camera: a phone reads tickets, goes on when the network is gone, and catches up when it is back.

The camera is Chromium's own stand-in, fed with a film of QR codes that the test makes. The network goes for real: the
server is stopped, and started again.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import segno
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, expect

from eventhub import EventHub, bind_globals, create_app
from eventhub.accounts.queries import find_by_email
from eventhub.config import Settings
from eventhub.core.db import db as database
from eventhub.core.db import transaction
from eventhub.events.checkin import queries
from eventhub.events.registration.models import Registration
from eventhub.events.registration.telling import make_door
from eventhub.events.workflow import S
from tests.browser import conftest
from tests.browser.test_pages import RULES
from tests.factories import make_event
from tests.support.going import make_going

WIDTH, HEIGHT, FRAMES_A_SECOND = 640, 480, 5
SECONDS_EACH = 3
FORGED = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Server:
    """A demo that can go away and come back at the same address."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, conftest._free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("EVENTHUB_")}
        self.environ = {**kept, "EVENTHUB_HOME": str(home), "EVENTHUB_BASE_URL": self.base, "EVENTHUB_LOG_LEVEL": "ERROR"}
        self.child: subprocess.Popen[bytes] | None = None

    def run(self, *words: str) -> None:
        command = [sys.executable, "-m", "eventhub.cli", *words]
        subprocess.run(command, env=self.environ, cwd=conftest.ROOT, check=True, capture_output=True)

    def start(self) -> None:
        command = [sys.executable, "-m", "eventhub.cli", "serve", "--port", str(self.port)]
        self.child = subprocess.Popen(command, env=self.environ, cwd=conftest.ROOT)
        conftest._wait_for(f"{self.base}/healthz")

    def stop(self) -> None:
        if self.child is not None:
            self.child.terminate()
            self.child.wait(20)
            self.child = None


@dataclass
class Door:
    """A date with three people going: their codes, and the address of the page."""

    path: str
    key: str
    codes: dict[str, str]
    app: EventHub

    def link_mailed_to(self, address: str) -> str:
        """The page that the last mail to this address leads to."""
        bind_globals(self.app)
        with self.app.app_context():
            own = database.session.scalars(sa.select(Registration).where(Registration.guest_email == address)).one()
            return f"/events/registrations/{make_door(own)}"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("door"))
    for words in (["db", "upgrade"], ["seed", "--if-empty"]):
        server.run(*words)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def door(demo: Server) -> Door:
    """An event of its own for each test: whoever is in at one is not in at another."""
    app = create_app(Settings(env="test", home=demo.home, base_url=demo.base, argon2_memory_kib=64))
    with app.app_context(), transaction():
        event = make_event(status=S.PUBLISHED, organizer=find_by_email("organizer@example.org"), title="An evening at the door")
        going = {
            name: make_going(event, name, email=f"{name.lower()}-{event.key}@guests.example") for name in ("Ana", "Bo", "Cy")
        }
        stamp = queries.stamp_of(event.occurrences[0])
        return Door(f"/events/{event.key}/check-in/{stamp}", event.key, {name: each.code for name, each in going.items()}, app)


def film(path: Path, codes: Sequence[str]) -> Path:
    """A film (YUV4MPEG2) that shows each code in turn, with nothing between them; a camera shows it over and over."""
    grey = bytes([128]) * (WIDTH * HEIGHT // 2)
    empty = bytes([235]) * (WIDTH * HEIGHT)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for code in codes:
            for picture, seconds in ((_picture(code), SECONDS_EACH), (empty, 1)):
                file.write((b"FRAME\n" + picture + grey) * (seconds * FRAMES_A_SECOND))
    return path


def _picture(code: str) -> bytes:
    rows = [list(row) for row in segno.make(code, error="q", micro=False).matrix_iter(scale=9, border=4)]
    side = len(rows)
    above, before = (HEIGHT - side) // 2, (WIDTH - side) // 2
    white = bytes([235])
    lines = [white * before + bytes(16 if dark else 235 for dark in row) + white * (WIDTH - side - before) for row in rows]
    return white * (WIDTH * above) + b"".join(lines) + white * (WIDTH * (HEIGHT - side - above))


@pytest.fixture
def phone(demo: Server, playwright: Playwright, tmp_path: Path) -> Iterator[Any]:
    """``phone(codes)``: a browser whose camera sees these codes, with an organizer signed in."""
    executable = conftest.find_chromium()
    if executable is None:
        pytest.skip("there is no Chromium on this machine")
    open_now: list[Browser] = []

    def begin(codes: Sequence[str], *, locale: str = "en", width: int = 390, signed_in: bool = True) -> Page:
        reel = film(tmp_path / f"{len(open_now)}.y4m", codes or ["-"])
        arguments = [*conftest.ARGUMENTS, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                     f"--use-file-for-fake-video-capture={reel}"]  # fmt: skip
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        open_now.append(browser)
        context = browser.new_context(locale=locale, viewport={"width": width, "height": 844}, permissions=["camera"],
                                      reduced_motion="reduce")  # fmt: skip
        page = context.new_page()
        if not signed_in:
            return page
        page.goto(f"{demo.base}/account/sign-in")
        page.fill("[name=email]", "organizer@example.org")
        page.fill("[name=password]", conftest.PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        return page

    yield begin
    for browser in open_now:
        browser.close()


@pytest.fixture
def guest(phone: Any) -> Page:
    """Someone without an account, at a browser of their own."""
    page: Page = phone([], signed_in=False)
    return page


def open_door(page: Page, demo: Server, door: Door) -> None:
    """The page, ready to go on without a network."""
    page.goto(demo.base + door.path)
    expect(page.get_by_text("This phone can go on without a network now.")).to_be_visible(timeout=15000)


def register_as_a_guest(page: Page, demo: Server, door: Door, name: str) -> str:
    """The form, the link in the mail, its button; returns the code that stands on the ticket."""
    address = f"{name.lower()}@guests.example"
    page.goto(f"{demo.base}/events/{door.key}/registration")
    page.fill("main [name=name]", name)
    page.fill("[name=email]", address)
    page.get_by_role("main").get_by_role("button", name="Register").click()
    page.goto(demo.base + door.link_mailed_to(address))
    page.get_by_role("button", name="Yes, I want to come").click()
    expect(page.get_by_alt_text("The QR code of your ticket")).to_be_visible()
    return page.locator("main code").inner_text().replace(" ", "")


def test_a_camera_reads_tickets_and_says_who_is_in(demo: Server, door: Door, phone: Any) -> None:
    page = phone([door.codes["Ana"], FORGED])
    open_door(page, demo, door)

    page.get_by_role("button", name="Start the camera").click()

    expect(page.get_by_text("Ana is in.").first).to_be_visible(timeout=15000)
    expect(page.get_by_text("This code belongs to no registration for this event.").first).to_be_visible(timeout=15000)
    expect(page.locator("[data-count=in]")).to_have_text("1")
    page.get_by_role("button", name="Take back: Ana is in.").last.click()
    expect(page.get_by_text("Ana is no longer in.").first).to_be_visible()


def test_a_guest_registers_is_let_in_without_a_network_and_counted_when_it_is_back(
    demo: Server, door: Door, phone: Any, guest: Page
) -> None:
    code = register_as_a_guest(guest, demo, door, "Dana")
    page = phone([code, FORGED])
    open_door(page, demo, door)
    demo.stop()
    try:
        page.reload()
        expect(page.get_by_role("heading", name="Check-in", exact=True)).to_be_visible()
        expect(page.get_by_text("No network")).to_be_visible(timeout=15000)
        page.get_by_role("button", name="Start the camera").click()
        expect(page.get_by_text("In. Kept on this phone until the network is back.").first).to_be_visible(timeout=15000)
        expect(page.get_by_text("Not known here. It will be checked when the network is back.").first).to_be_visible(
            timeout=15000
        )
        kept = page.evaluate("JSON.stringify(localStorage)")
        assert "Dana" not in kept
        assert code not in kept
        assert page.locator("[data-part=waiting-count]").inner_text() == "2"
    finally:
        demo.start()

    expect(page.get_by_text("Dana is in.").first).to_be_visible(timeout=20000)
    expect(page.get_by_text("This code belongs to no registration for this event.").first).to_be_visible()
    expect(page.locator("[data-part=waiting]")).to_be_hidden()
    expect(page.get_by_text("No network")).to_be_hidden()


def test_a_code_is_typed_where_there_is_no_camera(demo: Server, door: Door, phone: Any) -> None:
    page = phone([])
    open_door(page, demo, door)

    page.get_by_label("Or type the code").fill(" ".join(door.codes["Cy"][n : n + 4].lower() for n in range(0, 26, 4)))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Cy is in.").first).to_be_visible()
    page.get_by_label("Or type the code").fill("nonsense")
    page.keyboard.press("Enter")

    expect(page.locator("[data-part=result]")).to_have_text("This is not the code of a ticket.")


@pytest.mark.parametrize(("locale", "width"), [("en", 390), ("ar", 390), ("en", 1280)])
def test_the_page_is_for_everyone(demo: Server, door: Door, phone: Any, locale: str, width: int) -> None:
    page = phone([], locale=locale, width=width)
    page.goto(f"{demo.base}{door.path}?name=a&locale={locale}")

    assert Axe().run(page, options=RULES).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
