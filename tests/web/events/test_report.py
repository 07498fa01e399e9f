"""Telling how it went: two minutes, counts filled in, nothing typed lost, and what others may read of it."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from eventhub.accounts.queries import find_by_email
from eventhub.events import queries as events
from eventhub.events.afterwards import queries, services
from eventhub.events.afterwards.models import Report
from eventhub.events.afterwards.rules import Contact, ReportDraft, Shown
from eventhub.events.workflow import O, S
from tests.factories import make_event, make_person
from tests.support.queries import count_queries

TEXTS = {"outcomes": "Three new volunteers.", "again": "The open table.", "differently": "Start earlier."}


def png(width: int = 40, height: int = 30) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(packed, "PNG")
    return packed.getvalue()


def bomb() -> bytes:
    """A PNG that says it has 10,000 × 5,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 10_000, 5_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


@pytest.fixture
def olga(newcomer: Any) -> Any:
    return newcomer("Olga")


@pytest.fixture
def held(given: Any, olga: Any) -> Any:
    """``held()``: the key of an event of Olga's that ended three days ago."""

    def make(*, days: float = 3, dates: int = 1, organizer: str = "olga@example.org", **said: Any) -> str:
        with given() as session:
            starts = (datetime.now(UTC) - timedelta(days=days, hours=2)).replace(tzinfo=None, microsecond=0)
            event = make_event(
                status=S.PUBLISHED, organizer=find_by_email(organizer), zone="UTC", starts=starts, expected=20, **said
            )
            first = event.occurrences[0]
            first.status = O.HELD
            for number in range(1, dates):
                step = timedelta(days=number)
                values = {
                    name: getattr(first, name) - step
                    for name in ("original_start", "starts_at", "ends_at", "wall_start", "wall_end")
                }
                event.occurrences.append(type(first)(zone="UTC", status=O.HELD, **values))
            session.flush()
            return event.key

    return make


def told(
    given: Any, key: str, *, shown: tuple[Shown, ...] = (Shown.NUMBERS, Shown.WORDS), language: str = "en", **said: Any
) -> None:
    with given():
        event = events.find_event(key)
        actor = event.organizers[0].person
        draft = ReportDraft(**{"came_room": 18, "first_timers": 5, **TEXTS, "shown": shown, **said})
        report = services.save_report(event, event.occurrences[-1], draft, actor=find_by_email(actor.email))
        report.language = language
        services.send_report(report, event, actor=find_by_email(actor.email))


def report_of(given: Any, key: str) -> Any:
    with given():
        event = events.find_event(key)
        found = queries.find_report(event.id, event.occurrences[-1].id)
        return found and (
            found.came,
            found.outcomes,
            bool(found.sent_at),
            [(p.alt, p.file_id) for p in found.photos],
            [c.name for c in found.contacts],
        )


def test_it_is_told_on_one_page_and_the_desk_is_empty_again(given: Any, olga: Any, held: Any) -> None:
    key = held(title="An evening")
    olga.open("/desk")
    assert "Tell how it went" in olga.text
    olga.open(f"/events/{key}/report")
    assert olga.follow().status_code == 200
    assert olga.find(r'name="expected"[^>]*value="(\d+)"') == "20"

    olga.submit(olga.last.request.path, came_room="18", first_timers="5", **TEXTS, shown=["numbers", "words"], then="send")
    assert olga.last.status_code == 303
    olga.follow()

    assert "Whoever does this next will be glad of it." in olga.text
    assert report_of(given, key) == (18, "Three new volunteers.", True, [], [])
    olga.open("/desk")
    assert "Tell how it went" not in olga.text


def test_the_counts_from_check_in_are_filled_in_already(
    given: Any, olga: Any, held: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from eventhub.events.checkin.queries import Count
    from eventhub.events.registration.rules import Seat

    seen = {Seat.ROOM: Count(going=25, inside=18), Seat.SCREEN: Count(going=9, inside=0)}
    monkeypatch.setattr("eventhub.events.checkin.queries.count", lambda _date: seen)
    key = held(mode="hybrid", join_url="https://join.example/x")

    olga.open(f"/events/{key}/report")
    olga.follow()

    assert "From the door" in olga.text
    assert olga.find(r'name="came_room"[^>]*value="(\d+)"') == "18"
    assert olga.find(r'name="came_screen"[^>]*value="(\d+)"') == "9"


def test_a_draft_is_seen_by_nobody_else(given: Any, olga: Any, held: Any, reader: Any) -> None:
    key = held(title="An evening")
    olga.open(f"/events/{key}/report")
    olga.follow()
    olga.submit(olga.last.request.path, **TEXTS, shown=["words"], then="save")
    olga.follow()

    assert "Nobody else sees it before you send it." in olga.text
    assert ">The open table.</textarea>" in olga.text.replace("\r\n", "").replace("\n", "")
    assert "open table" not in reader.open(f"/events/{key}-an-evening").get_data(as_text=True)
    assert reader.open(f"/events/{key}/report").status_code in {303, 404}


def test_the_event_s_page_says_how_it_went_at_once_and_only_what_was_agreed(
    given: Any, olga: Any, held: Any, reader: Any
) -> None:
    key = held(title="An evening")
    path = f"/events/{key}-an-evening"
    assert "How it went" not in reader.open(path).get_data(as_text=True)

    told(given, key, contacts=(Contact(name="SECRET", reach="secret@example.net"),), shown=(Shown.WORDS,))
    reader.open(path)
    assert "The open table." in reader.text
    assert "people came" not in reader.text
    assert "SECRET" not in reader.text
    assert "secret@" not in reader.text


@pytest.mark.parametrize(("values", "field", "said"), [
    ({"came_room": "many"}, "came_room", "How many people were it? A number is enough."),
    ({"came_room": "-3"}, "came_room", "How many people were it? A number is enough."),
    ({"came_room": "3", "first_timers": "4"}, "first_timers", "This is more than came in all, which were 3."),
    ({"again": "x" * 2001}, "again", "Please keep it to 2000 characters."),
    ({"contacts-0-name": "", "contacts-0-reach": "by phone"}, "contacts", "Give each contact a name; a first name is enough."),
])  # fmt: skip
def test_what_makes_no_sense_is_named_and_everything_typed_is_kept(
    given: Any, olga: Any, held: Any, errors_on: Any, values: dict[str, str], field: str, said: str
) -> None:
    key = held()
    olga.open(f"/events/{key}/report")
    olga.follow()
    olga.submit(olga.last.request.path, **{**TEXTS, **values}, then="send")

    assert olga.last.status_code == 422
    assert said in olga.text
    assert "Three new volunteers.</textarea>" in olga.text
    assert report_of(given, key) is None
    if field != "contacts":
        assert errors_on(olga)[field] == said


@pytest.mark.parametrize(("data", "name", "said"), [
    (b"no picture at all", "photo.jpg", "This is not a picture that we can show."),
    (bomb(), "bomb.png", "This picture has too many pixels."),
    (b"x" * (9 * 2**20), "large.jpg", "This file has 9 MB; at most 8 MB fit."),
], ids=["no picture", "a bomb of 50 megapixels", "too large"])  # fmt: skip
def test_a_photo_that_is_none_loses_nothing_of_what_was_typed(
    given: Any, olga: Any, held: Any, errors_on: Any, data: bytes, name: str, said: str
) -> None:
    key = held()
    olga.open(f"/events/{key}/report")
    olga.follow()
    olga.submit(olga.last.request.path, files={"photo": (io.BytesIO(data), name)}, **TEXTS, then="send")

    assert olga.last.status_code == 422
    assert said in errors_on(olga)["photo"]
    assert "What you wrote is saved." in olga.text
    assert report_of(given, key) == (None, "Three new volunteers.", False, [], [])
    olga.submit(olga.last.request.path, then="send")
    assert olga.last.status_code == 303
    assert report_of(given, key)[2]


def test_photos_come_in_one_by_one_and_are_shown_only_when_they_say_what_they_show(
    given: Any, olga: Any, held: Any, reader: Any
) -> None:
    key = held(title="An evening")
    olga.open(f"/events/{key}/report")
    olga.follow()
    path = olga.last.request.path
    for alt in ("The table", ""):
        olga.submit(
            path, files={"photo": (io.BytesIO(png()), "IMG_1.png")}, photo_alt=alt, shown=["photos"], **TEXTS, then="photo"
        )
        assert olga.last.location.endswith("#photos")
        olga.open(path)
    (_alt, first), (_none, second) = report_of(given, key)[3]
    assert olga.open(f"/events/{key}/photos/{first}").mimetype == "image/webp"
    assert [reader.open(f"/events/{key}/photos/{number}").status_code for number in (first, second)] == [404, 404]

    olga.open(path)
    olga.submit(path, then="send")

    assert [reader.open(f"/events/{key}/photos/{number}").status_code for number in (first, second)] == [200, 404]
    reader.open(f"/events/{key}-an-evening")
    assert f'src="/events/{key}/photos/{first}" alt="The table"' in reader.text
    assert f"/photos/{second}" not in reader.text


def test_photos_are_put_in_order_and_removed_with_what_is_typed_kept(given: Any, olga: Any, held: Any) -> None:
    key = held()
    olga.open(f"/events/{key}/report")
    olga.follow()
    path = olga.last.request.path
    for alt in ("a", "b"):
        olga.submit(path, files={"photo": (io.BytesIO(png()), "x.png")}, photo_alt=alt, then="photo")
        olga.open(path)
    last = olga.find(r'value="earlier-(\d+)"')
    olga.submit(path, outcomes="Typed meanwhile.", then=f"earlier-{last}")
    assert [alt for alt, _file in report_of(given, key)[3]] == ["b", "a"]
    olga.open(path)
    olga.submit(path, **{f"alt-{last}": "b, the table"}, then="save")
    assert [alt for alt, _file in report_of(given, key)[3]] == ["b, the table", "a"]
    olga.open(path)
    olga.submit(path, then=f"remove-{last}")

    assert report_of(given, key)[1:4:2] == ("Typed meanwhile.", [("a", report_of(given, key)[3][0][1])])


def test_the_second_of_two_organizers_who_write_at_once_keeps_their_text(given: Any, olga: Any, held: Any) -> None:
    key = held()
    olga.open(f"/events/{key}/report")
    olga.follow()
    path = olga.last.request.path
    told(given, key)

    olga.submit(path, outcomes="Mine.", then="send")
    assert olga.last.status_code == 409
    assert "Mine.</textarea>" in olga.text
    olga.submit(path, then="send")
    assert report_of(given, key)[1] == "Mine."


def test_no_report_is_said_with_one_button(given: Any, olga: Any, held: Any) -> None:
    key = held()
    olga.open(f"/events/{key}/report")
    olga.follow()
    olga.submit("/none")
    olga.follow()
    assert "we ask no more about this one" in olga.text
    olga.open("/desk")
    assert "Tell how it went" not in olga.text


def test_a_series_is_told_of_by_date_or_once(given: Any, olga: Any, held: Any) -> None:
    key = held(dates=3)
    olga.open(f"/events/{key}/report")
    assert olga.text.count("Tell how it went<") == 4
    olga.submit("/report-scope", scope="series")
    olga.follow()
    assert "We ask you after the last date." in olga.text
    olga.open(f"/events/{key}/report/series")
    olga.submit("/report/series", outcomes="A good spring.", shown=["words"], then="send")

    with given() as session:
        event = events.find_event(key)
        assert {date.status for date in event.occurrences} == {O.REPORTED}
        assert session.scalar(sa.select(sa.func.count(Report.id))) == 1


@pytest.mark.parametrize("which", ["20260101T000000Z", "series", "nonsense"])
def test_a_date_that_is_none_is_not_found(olga: Any, held: Any, which: str) -> None:
    key = held()
    assert olga.open(f"/events/{key}/report/{which}").status_code == 404


def test_what_has_not_been_yet_says_when_to_come_back(given: Any, olga: Any) -> None:
    with given():
        key = make_event(status=S.PUBLISHED, organizer=find_by_email("olga@example.org")).key
    olga.open(f"/events/{key}/report")
    assert "It has not taken place yet" in olga.text
    olga.open(f"/events/{key}/manage")
    assert f'href="/events/{key}/report"' not in olga.text


def test_others_are_beside_the_form_and_have_a_page_of_their_own(given: Any, olga: Any, held: Any, reader: Any) -> None:
    with given():
        make_person(email="other@example.org")
        draft = make_event(organizer=find_by_email("olga@example.org")).key
    for language, again in (("en", "In English."), ("de", "Auf Deutsch.")):
        told(given, held(title=f"Evening {language}", organizer="other@example.org"), language=language, again=again)
    olga.open(f"/events/{draft}/edit?locale=de")
    beside = olga.text
    assert beside.index("Auf Deutsch.") < beside.index("In English.")
    assert 'lang="en">In English.' in beside

    reader.open("/events/others?format=meetup&locale=en")
    assert reader.text.index("In English.") < reader.text.index("Auf Deutsch.")
    assert "18 people came, 5 of them for the first time." in reader.text
    assert reader.open("/events/others?format=rave").status_code == 400
    assert reader.open("/events/others").status_code == 200


def test_the_page_of_others_is_made_anew_when_one_takes_their_words_back(given: Any, held: Any, reader: Any) -> None:
    key = held(title="An evening")
    told(given, key)
    assert "The open table." in reader.open("/events/others").get_data(as_text=True)
    with given():
        event = events.find_event(key)
        report = queries.find_report(event.id, event.occurrences[-1].id)
        services.save_report(
            event,
            event.occurrences[-1],
            ReportDraft(**TEXTS),
            actor=find_by_email("olga@example.org"),
            revision=report.revision,
        )

    assert "The open table." not in reader.open("/events/others").get_data(as_text=True)
    assert "How it went" not in reader.open(f"/events/{key}-an-evening").get_data(as_text=True)


@pytest.mark.parametrize("rows", [1, 5])
def test_the_page_of_others_costs_the_same_with_many_rows(given: Any, held: Any, reader: Any, rows: int) -> None:
    for number in range(rows):
        told(given, held(title=f"Evening {number}"))
    reader.open("/events")
    with count_queries() as asked:
        reader.open("/events/others?format=meetup")

    assert reader.text.count("The open table.") == rows
    assert len(asked) == 3, asked


def test_the_list_of_dates_costs_the_same_with_many(olga: Any, held: Any) -> None:
    keys, costs = {dates: held(dates=dates) for dates in (2, 5)}, []
    for dates, key in keys.items():
        olga.open(f"/events/{key}/report")
        with count_queries() as asked:
            olga.open(f"/events/{key}/report")
        assert olga.text.count("Tell how it went<") == dates + 1
        costs.append(len(asked))

    assert costs[0] == costs[1]


def test_others_are_told_apart_from_organizers(given: Any, held: Any, browser_of: Any) -> None:
    key = held()
    with given():
        make_person(email="other@example.org")
    other = browser_of("other@example.org")
    assert other.open(f"/events/{key}/report").status_code == 404
    assert other.open(f"/events/{key}/report/series").status_code == 404
