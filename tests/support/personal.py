"""Own calendars: made as their owner makes them, asked for as a calendar program does, read by the icalendar library."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from icalendar import Calendar

from eventhub.accounts.models import Person
from eventhub.feeds.personal.rules import FeedKind
from eventhub.feeds.personal.services import add_feed

SITE = "https://hub.example"


def make_feed(person: Person, kind: str = "going", *, name: str = "Phone", alarm: int | None = None) -> str:
    """The path of a new calendar."""
    _feed, token = add_feed(person, FeedKind(kind), name=name, alarm_minutes=alarm)
    return f"/calendar/u/{token}/{kind}.ics"


def fetch(client: FlaskClient, path: str, etag: str = "", **headers: str) -> Any:
    """The answer to a program that has this version, or none."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, base_url=SITE, headers={**given, **({"If-None-Match": etag} if etag else {})})


def events_in(answer: Any) -> list[Any]:
    """Its VEVENTs."""
    assert answer.status_code == 200, answer.text
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def said(event: Any) -> tuple[str, str]:
    """Status and summary."""
    return str(event["STATUS"]), str(event["SUMMARY"])
