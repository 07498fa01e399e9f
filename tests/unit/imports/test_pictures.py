"""Pictures of imported events: fetched once, made small, given to those that have none, and not asked again when they fail."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
import time_machine
from PIL import Image

from eventhub.core import storage
from eventhub.core.audit import list_entries
from eventhub.core.storage import StoredFile
from eventhub.events.queries import get_event_by_id
from eventhub.events.workflow import S
from eventhub.imports import pictures
from eventhub.imports.pictures import PictureState, WantedPicture, fetch_pictures, want_pictures
from tests.factories import make_event, make_person

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def photo(colour: str = "red", size: tuple[int, int] = (2400, 1200)) -> bytes:
    """A JPEG that tells where it was taken."""
    packed = io.BytesIO()
    image = Image.new("RGB", size, colour)
    exif = Image.Exif()
    exif[0x0110] = "A secret camera"
    image.save(packed, "JPEG", exif=exif)
    return packed.getvalue()


def bomb() -> bytes:
    packed = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(packed, "PNG")
    return packed.getvalue()


class _Site(BaseHTTPRequestHandler):
    files: ClassVar[dict[str, bytes]] = {}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        body = self.files.get(self.path.partition("?")[0])
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a server with pictures."""
    _Site.files = {
        "/a.jpg": photo(),
        "/again.jpg": photo(),
        "/b.jpg": photo("blue"),
        "/page.jpg": b"<html>",
        "/bomb.png": bomb(),
    }
    _Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def at_a_fixed_time() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def drafts(given: Any, app: Any) -> Iterator[list[int]]:
    """The ids of three drafts; the context stays open, no transaction does."""
    with given():
        ids = [make_event(title=f"Event {n}").id for n in range(3)]
    with app.app_context():
        yield ids


def want(given: Any, wanted: dict[int, str]) -> None:
    with given():
        want_pictures(wanted)


def cover_of(given: Any, event_id: int) -> int | None:
    with given():
        return get_event_by_id(event_id).cover_id


def states(given: Any) -> list[tuple[PictureState, str]]:
    with given() as session:
        rows = session.execute(sa.select(WantedPicture.state, WantedPicture.reason).order_by(WantedPicture.event_id))
        return [tuple(row) for row in rows]


def stored_files(given: Any) -> int:
    with given() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(StoredFile)) or 0


def test_a_picture_is_made_small_and_freed_of_what_it_tells(given: Any, drafts: list[int], site: str) -> None:
    want(given, {drafts[0]: f"{site}/a.jpg"})
    with given():
        before = get_event_by_id(drafts[0]).revision

    assert fetch_pictures(allow_private=True) == 1
    with given():
        event = get_event_by_id(drafts[0])
        assert (event.cover.width, event.cover.height, event.cover.content_type, event.cover.owner_id) == (
            1600,
            800,
            "image/webp",
            None,
        )
        with storage.storage().open(event.cover.name) as file:
            data = file.read()
        assert b"secret camera" not in data
        assert (event.revision, list_entries(event)[0].verb) == (before, "event.page.edit"), "it is no work done here"
    assert states(given) == [(PictureState.KEPT, "")]
    assert fetch_pictures(allow_private=True) == 0
    assert _Site.asked == ["/a.jpg"]


def test_one_address_is_asked_once_and_one_picture_stored_once(given: Any, drafts: list[int], site: str) -> None:
    want(given, {drafts[0]: f"{site}/a.jpg", drafts[1]: f"{site}/a.jpg", drafts[2]: f"{site}/again.jpg"})

    assert fetch_pictures(allow_private=True) == 3
    assert _Site.asked == ["/a.jpg", "/again.jpg"]
    assert stored_files(given) == 1


def test_an_event_that_has_a_picture_by_then_keeps_it(given: Any, drafts: list[int], site: str) -> None:
    want(given, {drafts[0]: f"{site}/a.jpg", drafts[1]: f"{site}/b.jpg"})
    fetch_pictures(allow_private=True)
    with given():
        cover = get_event_by_id(drafts[1]).cover
        cover.owner_id, own = make_person().id, cover.id
        get_event_by_id(drafts[2]).cover_id = own
    want(given, {drafts[2]: f"{site}/a.jpg"})

    assert fetch_pictures(allow_private=True) == 0
    assert cover_of(given, drafts[2]) == own


def test_another_picture_at_the_source_takes_the_place_of_the_one_before(given: Any, drafts: list[int], site: str) -> None:
    want(given, {drafts[0]: f"{site}/a.jpg"})
    fetch_pictures(allow_private=True)
    before = cover_of(given, drafts[0])
    want(given, {drafts[0]: f"{site}/b.jpg"})

    assert fetch_pictures(allow_private=True) == 1
    assert cover_of(given, drafts[0]) not in {None, before}


def test_a_picture_that_somebody_took_away_is_not_brought_back(given: Any, drafts: list[int], site: str) -> None:
    want(given, {drafts[0]: f"{site}/a.jpg"})
    fetch_pictures(allow_private=True)
    with given():
        get_event_by_id(drafts[0]).cover = None
    want(given, {drafts[0]: f"{site}/a.jpg"})

    assert fetch_pictures(allow_private=True) == 0
    assert cover_of(given, drafts[0]) is None


@pytest.mark.parametrize(
    ("path", "reason"), [("/none.jpg", "status"), ("/page.jpg", "no_picture"), ("/bomb.png", "no_picture")],
)  # fmt: skip
def test_what_fails_is_asked_again_after_a_week(
    given: Any, drafts: list[int], site: str, at_a_fixed_time: Any, path: str, reason: str
) -> None:
    want(given, {drafts[0]: f"{site}{path}"})

    assert [fetch_pictures(allow_private=True) for _ in range(3)] == [0, 0, 0]
    assert states(given) == [(PictureState.FAILED, reason)]
    at_a_fixed_time.move_to(NOW + timedelta(days=8))
    fetch_pictures(allow_private=True)
    assert _Site.asked == [path, path]
    assert cover_of(given, drafts[0]) is None


def test_a_private_address_is_not_asked(given: Any, drafts: list[int], site: str) -> None:
    want(given, {drafts[0]: f"{site}/a.jpg"})

    assert fetch_pictures() == 0
    assert states(given) == [(PictureState.FAILED, "private_address")]
    assert _Site.asked == []


def test_another_address_is_asked_at_once(given: Any, drafts: list[int], site: str) -> None:
    want(given, {drafts[0]: f"{site}/none.jpg"})
    fetch_pictures(allow_private=True)
    want(given, {drafts[0]: f"{site}/a.jpg"})

    assert fetch_pictures(allow_private=True) == 1


def test_what_is_no_web_address_is_not_wanted(given: Any, drafts: list[int]) -> None:
    want(given, {drafts[0]: "javascript:x", drafts[1]: "https://example.org/" + "x" * 2000, drafts[2]: ""})

    assert states(given) == []


def test_a_run_is_bounded_in_number_and_in_time(given: Any, drafts: list[int], site: str, monkeypatch: Any) -> None:
    want(given, {event_id: f"{site}/a.jpg?{event_id}" for event_id in drafts})

    assert fetch_pictures(limit=2, allow_private=True) == 2
    assert len(_Site.asked) == 2
    monkeypatch.setattr(pictures, "BUDGET_SECONDS", -1.0)
    assert fetch_pictures(allow_private=True) == 0
    assert len(_Site.asked) == 2


def test_a_public_event_shows_it_on_lists_at_once(given: Any, app: Any, site: str, browser_of: Any) -> None:
    with given():
        event = make_event(status=S.PUBLISHED, title="Evening")
        want_pictures({event.id: f"{site}/a.jpg"})
        key = event.key
    reader = browser_of("")
    reader.open("/events")
    assert f"/events/{key}/picture/" not in reader.text
    with app.app_context():
        assert fetch_pictures(allow_private=True) == 1
    reader.open("/events")

    assert f"/events/{key}/picture/" in reader.text
