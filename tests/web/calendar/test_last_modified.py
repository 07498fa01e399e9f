"""Last-Modified: what moves it, what does not, and that it stays within its bounds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import time_machine

from tests.web.calendar.test_formats import EXTS

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
PATH = "/calendar/topic/python.{}"


@pytest.fixture
def at(client: Any) -> Any:
    """``at(minutes, ext)``: when the calendar says that it was last modified, asked for so many minutes after noon."""

    def asked(minutes: float, ext: str = "ics") -> datetime:
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            answer = client.get(PATH.format(ext))
            assert answer.status_code == 200
            said = parsedate_to_datetime(answer.headers["Last-Modified"])
            assert said <= datetime.now(UTC)
            assert said.microsecond == 0
            return said

    return asked


@pytest.fixture
def key(publish: Any) -> str:
    """An event with the topic, made at noon."""
    with time_machine.travel(NOON, tick=False):
        return str(publish(topics=("python",), starts=NOON.replace(tzinfo=None) + timedelta(days=9)))


@pytest.mark.parametrize("ext", EXTS)
def test_content_membership_and_removal_move_it(at, key, edit, publish, withdraw_from_public, ext):
    first = at(1, ext)
    with time_machine.travel(NOON + timedelta(minutes=2), tick=False):
        edit(key, title="Renamed")
    content = at(3, ext)
    with time_machine.travel(NOON + timedelta(minutes=4), tick=False):
        other = publish(topics=("python",), starts=NOON.replace(tzinfo=None) + timedelta(days=10))
    joined = at(5, ext)
    with time_machine.travel(NOON + timedelta(minutes=6), tick=False):
        edit(key, topics=())
    left = at(7, ext)
    with time_machine.travel(NOON + timedelta(minutes=8), tick=False):
        withdraw_from_public(other)
    removed = at(9, ext)

    assert [(said - NOON) / timedelta(minutes=1) for said in (first, content, joined, left, removed)] == [1, 3, 5, 7, 9]


def test_the_window_s_roll_moves_it_only_when_something_falls_out(at, publish):
    with time_machine.travel(NOON, tick=False):
        publish(topics=("python",), starts=NOON.replace(tzinfo=None) - timedelta(days=88))
        publish(topics=("python",), starts=NOON.replace(tzinfo=None) + timedelta(days=5))
    days = [at(24 * 60 * day) for day in (0, 1, 2, 3, 4, 5)]

    fell_out = {(said - NOON).days for said in days}
    assert days == sorted(days)
    assert len(fell_out) == 2
    assert fell_out - {0} <= {3, 4}


@pytest.mark.parametrize("ext", EXTS)
def test_time_and_edits_elsewhere_leave_it(at, key, publish, ext):
    first = at(1, ext)
    with time_machine.travel(NOON + timedelta(minutes=2), tick=False):
        publish(topics=("ruby",))

    assert at(3, ext) == first
    assert at(24 * 60 * 2, ext) == first


def test_a_clock_set_back_does_not_set_it_back(client, key, edit):
    with time_machine.travel(NOON + timedelta(minutes=10), tick=False):
        first = client.get(PATH.format("ics"))
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        edit(key, title="Renamed")
        second = client.get(PATH.format("ics"), headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert second.status_code == 200
    assert second.headers["Last-Modified"] == first.headers["Last-Modified"]
    assert second.headers["ETag"] != first.headers["ETag"]
