"""An organizer at the form of a draft, and what is kept of it."""

import re
from html import unescape

import pytest

from eventhub.events import queries
from tests.factories import make_event, make_format


@pytest.fixture
def organizer(newcomer):
    """Olga, signed in."""
    return newcomer("Olga")


@pytest.fixture
def draft(given, organizer):
    """The key of a whole draft of hers, whose form she has open."""
    from eventhub.accounts.queries import find_by_email

    with given():
        make_format("meetup")
        key = make_event(organizer=find_by_email("olga@example.org")).key
    organizer.open(f"/events/{key}/edit")
    return key


@pytest.fixture
def stored(given):
    """``stored(key, "title", "typed")``: what the database holds of an event."""

    def look(key, *names):
        with given():
            event = queries.find_event(key)
            values = tuple(getattr(event, name) for name in names)
        return values[0] if len(values) == 1 else values

    return look


@pytest.fixture
def dates_of(given):
    """``dates_of(key)``: the start and end of its date as ``2027-03-28 03:30``, and its start in UTC."""

    def look(key):
        with given():
            date = queries.find_event(key).occurrence
            return (
                (f"{date.wall_start:%Y-%m-%d %H:%M}", f"{date.wall_end:%Y-%m-%d %H:%M}", f"{date.starts_at:%H:%M}")
                if date
                else None
            )

    return look


@pytest.fixture
def errors_on():
    """``errors_on(browser)``: the errors beside fields, by field, as the page says them."""

    def look(browser):
        found = re.findall(r'<p class="field-error" id="([\w-]+)-error">(.*?)</p>', browser.text, re.DOTALL)
        return {name: unescape(re.sub(r"<[^>]+>", "", text)).strip() for name, text in found}

    return look
