"""Equal facts are equal bytes, and one edit among a thousand events changes one VEVENT."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from eventhub.core.db import db
from eventhub.core.text import force_locale
from eventhub.events import queries
from eventhub.events.workflow import S
from eventhub.feeds import store
from eventhub.feeds.models import FeedAnswer, FeedComponent
from tests.factories import make_event, make_person, make_registration, make_setup
from tests.support.bulk import add_many
from tests.support.readers import read

ALL = "/calendar/all.ics"
NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
LATER = NOON + timedelta(minutes=10)


def parts_of(body: bytes) -> dict[str, str]:
    """The head of a feed without its date, the date, the zones, and each VEVENT by its UID."""
    text = body.decode()
    events = re.findall(r"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", text, re.DOTALL)
    head = text.partition("BEGIN:VTIMEZONE")[0]
    [date] = re.findall(r"\r\nLAST-MODIFIED:(\S+)", head)
    zones = re.findall(r"BEGIN:VTIMEZONE.*END:VTIMEZONE", text, re.DOTALL)
    by_uid = {re.findall(r"\r\nUID:(\S+)", event)[0]: event for event in events}
    assert len(by_uid) == len(events)
    return {"head": head.replace(date, ""), "date": date, "zones": "".join(zones), **by_uid}


def differences(before: Any, after: Any) -> set[str]:
    """The names of the parts in which two answers differ; their order may not."""
    old, new = parts_of(before.data), parts_of(after.data)
    assert list(old) == list(new)
    return {name for name in old if old[name] != new[name]}


@pytest.fixture
def thousand(given: Any) -> str:
    """A feed of 999 events and one more, whose key this is."""
    with time_machine.travel(NOON - timedelta(hours=1), tick=False), given():
        organizer = make_person(name="Olga", email="olga@example.org")
        event = make_event(
            status=S.PUBLISHED, organizer=organizer, title="The one", mode="hybrid", join_url="https://meet.example/1"
        )
        add_many(event, 999)
        return str(event.key)


@pytest.mark.slow
def test_two_fetches_are_equal_to_the_byte_whoever_makes_them(client, app, thousand):
    with time_machine.travel(NOON, tick=False):
        first = client.get(ALL)
        app.extensions.pop("eventhub_feeds")  # as after a restart, or in another process
        from_table = client.get(ALL)
        with app.app_context():
            with store.db.session.begin_nested():
                for model in (FeedAnswer, FeedComponent):
                    db.session.query(model).delete()
            db.session.commit()
        app.extensions.pop("eventhub_feeds")  # and with nothing stored at all, for a reader of another language
        with app.test_request_context(), force_locale("ar"):
            anew = app.test_client().get(ALL, headers={"Accept-Language": "ar"})

    assert len(read("icalendar", first.data)) == 1000
    assert (from_table.data, from_table.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert (anew.data, anew.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert [line for line in first.data.split(b"\r\n") if line.startswith(b"X-WR-CALNAME")] != []


EDITS = {
    "title": ({"title": "Another title"}, 0), "description": ({"description": "Other words."}, 0),
    "time": ({"hours": 2}, 1), "join link": ({"join_url": "https://meet.example/2"}, 1),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("said", "raised"), EDITS.values(), ids=EDITS)
def test_one_edit_among_a_thousand_changes_one_vevent_and_the_date_of_the_calendar(client, given, edit, thousand, said, raised):
    uid, sequence = _uid_of(given, thousand)
    with time_machine.travel(NOON, tick=False):
        before = client.get(ALL)
    with time_machine.travel(LATER, tick=False):
        edit(thousand, **_values(given, thousand, said))
        after = client.get(ALL)
        again = client.get(ALL, headers={"If-None-Match": after.headers["ETag"]})

    assert differences(before, after) == {uid, "date"}
    assert _uid_of(given, thousand) == (uid, sequence + raised)
    assert f"SEQUENCE:{sequence + raised}\r\n" in parts_of(after.data)[uid]
    assert after.headers["ETag"] != before.headers["ETag"]
    assert parts_of(after.data)["date"] == f"{LATER:%Y%m%dT%H%M%SZ}"
    assert again.status_code == 304


def _uid_of(given: Any, key: str) -> tuple[str, int]:
    with given():
        event = queries.find_event(key)
        assert event
        return event.uid, event.sequence


def _values(given: Any, key: str, said: dict[str, Any]) -> dict[str, Any]:
    """A shift by hours as the form's new start and end."""
    if "hours" not in said:
        return said
    with given():
        event = queries.find_event(key)
        assert event
        date, shift = event.occurrences[0], timedelta(minutes=1)
        return {"starts": date.wall_start + shift, "ends": date.wall_end + shift * said["hours"]}


@pytest.mark.slow
def test_cancelling_one_among_a_thousand_changes_one_vevent(client, given, step, thousand):
    uid, sequence = _uid_of(given, thousand)
    with time_machine.travel(NOON, tick=False):
        before = client.get(ALL)
    with time_machine.travel(LATER, tick=False):
        step(thousand, "cancel")
        after = client.get(ALL)

    assert differences(before, after) == {uid, "date"}
    assert f"SEQUENCE:{sequence + 1}\r\n" in parts_of(after.data)[uid]
    assert "STATUS:CANCELLED\r\n" in parts_of(after.data)[uid]


def test_people_who_register_change_nothing(client, given):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False), given():
        event = make_event(status=S.PUBLISHED)
        make_setup(event, room=5)
        key = event.key
    with time_machine.travel(NOON, tick=False):
        before = client.get(ALL)
    with time_machine.travel(LATER, tick=False):
        with given():
            for _ in range(3):
                make_registration(queries.find_event(key))
        after = client.get(ALL)

    assert after.data == before.data
    assert [after.headers[name] for name in ("ETag", "Last-Modified")] == [
        before.headers[name] for name in ("ETag", "Last-Modified")
    ]


def test_a_feed_that_does_not_hold_the_event_stays_as_it_was(client, publish, edit, step):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False):
        publish(topics=("python",))
        other = publish(region_code="PT", zone="Europe/Lisbon")
    paths = ("/calendar/region/DE.ics", "/calendar/topic/python.ics", f"{ALL}?region=DE")
    with time_machine.travel(NOON, tick=False):
        before = {path: client.get(path) for path in paths}
    with time_machine.travel(LATER, tick=False):
        edit(other, title="Elsewhere")
        step(other, "cancel")
        after = {path: client.get(path) for path in paths}
        asked_again = {
            path: client.get(path, headers={"If-None-Match": before[path].headers["ETag"]}).status_code for path in paths
        }

    for path in paths:
        assert after[path].data == before[path].data
        assert after[path].headers["ETag"] == before[path].headers["ETag"]
        assert after[path].headers["Last-Modified"] == before[path].headers["Last-Modified"]
    assert set(asked_again.values()) == {304}
