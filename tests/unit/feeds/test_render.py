"""What a feed says of an event, in one language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import flask_babel
import pytest

from eventhub.core import translations
from eventhub.core.db import db as database
from eventhub.core.text import force_locale, reader_locale
from eventhub.events.models import Event
from eventhub.events.registration.rules import Kind
from eventhub.events.rules.drafts import Mode
from eventhub.events.workflow import S
from eventhub.feeds import formats, pieces, render
from eventhub.feeds.facts import EventFacts
from tests.factories import make_community, make_event, make_setup, wall


def facts_of(event: Event, locale: str = "en", form: str = render.PLAIN) -> EventFacts:
    ((_, facts),) = render.texts_of([event.id], locale, form)
    return facts


def test_an_evening_in_person_is_told_whole(db: Any) -> None:
    community = make_community("Berlin group")
    event = make_event(
        status=S.PUBLISHED, community=community, starts=wall(2027, 7, 1, 19), street="Rungestraße 20", topics=("python",),
        description="We meet **and** talk.", registration_url="https://example.org/in", conduct_url="https://example.org/rules",
        contact="hello@example.org", join_url="https://meet.example/secret",
    )  # fmt: skip

    facts = facts_of(event)

    page = f"https://hub.example/events/{event.key}-an-evening-in-berlin"
    assert (facts.uid, facts.sequence, facts.zone, facts.all_day) == (event.uid, 0, "Europe/Berlin", False)
    assert (facts.starts, facts.ends) == (datetime(2027, 7, 1, 17, tzinfo=UTC), datetime(2027, 7, 1, 19, tzinfo=UTC))
    assert (facts.status, facts.summary, facts.summary_prefix) == ("confirmed", "An evening in Berlin", None)
    assert facts.description == (
        "We meet and talk.\n\n"
        f"Page: {page}\nRegistration: https://example.org/in\nCode of conduct: https://example.org/rules\nContact: hello@example.org"
    )
    assert facts.location == "c-base, Rungestraße 20, Berlin, Germany"
    assert (facts.location_title, facts.geo, facts.url) == ("c-base", (52.51, 13.42), page)
    assert facts.categories == ("Python", "Meetup", "Germany")
    assert facts.contact == f"https://hub.example/communities/{community.key}-community"
    assert facts.conference_url is None
    assert "secret" not in repr(facts)


def test_a_private_link_is_nowhere(db: Any) -> None:
    event = make_event(status=S.PUBLISHED, mode=Mode.ONLINE, join_url="https://meet.example/secret")

    facts = facts_of(event)

    page = f"https://hub.example/events/{event.key}-an-evening-in-berlin"
    assert facts.location == f"Online: {page}"
    assert "\nAsk the organizers for the link. Their names are on the page.\n" in facts.description
    assert (facts.geo, facts.location_title, facts.conference_url, facts.conference_label) == (None, None, None, None)
    assert "secret" not in repr(facts)


@pytest.mark.parametrize(("kind", "said", "lines"), [
    (Kind.HERE, {"contact": "hello@example.org"}, ["Registration: HERE", "You get the link when you register."]),
    (Kind.HERE, {"registration_url": "https://tickets.example/7"}, ["Registration: HERE", "You get the link when you register."]),
    (None, {"registration_url": "https://tickets.example/7"}, ["Registration: https://tickets.example/7", "Register there, and you get the link."]),
    (Kind.EXTERNAL, {"registration_url": "https://tickets.example/7"}, ["Registration: https://tickets.example/7", "Register there, and you get the link."]),
    (None, {"contact": "hello@example.org"}, ["Ask the contact for the link."]),
    (Kind.NONE, {"contact": "hello@example.org"}, ["Ask the contact for the link."]),
    (Kind.NONE, {}, ["Ask the organizers for the link. COMMUNITY"]),
    (None, {}, ["Ask the organizers for the link. COMMUNITY"]),
])  # fmt: skip
def test_a_private_link_is_promised_only_as_it_can_be_had(db: Any, kind: Any, said: dict[str, Any], lines: list[str]) -> None:
    community = make_community("Berlin group")
    event = make_event(
        status=S.PUBLISHED, mode=Mode.HYBRID, join_url="https://meet.example/secret", community=community, **said
    )
    if kind:
        make_setup(event, kind=kind)

    notes = facts_of(event).notes

    here, home = (
        f"https://hub.example/events/{event.key}/registration",
        f"https://hub.example/communities/{community.key}-community",
    )
    expected = [line.replace("HERE", here).replace("COMMUNITY", home) for line in lines]
    assert list(notes[1 : 1 + len(lines)]) == expected
    assert sum("link" in note for note in notes) == 1


def test_nobody_is_sent_for_the_link_of_what_is_cancelled(db: Any) -> None:
    event = make_event(status=S.CANCELLED, mode=Mode.ONLINE, join_url="https://meet.example/secret")

    assert "link" not in facts_of(event).description


@pytest.mark.parametrize("form", list(formats.FORMATS))
def test_every_format_says_how_to_come_by_the_link(db: Any, form: str) -> None:
    event = make_event(status=S.PUBLISHED, mode=Mode.ONLINE, join_url="https://meet.example/secret")
    make_setup(event)

    (row,) = pieces.render_missing([event.id], "en", formats.form_of(form, single=False, expand=False, hide_cancelled=False))

    assert b"You get the link when you register." in row["body"].replace(b"\r\n ", b"")


def test_a_public_link_is_place_and_conference(db: Any) -> None:
    event = make_event(status=S.PUBLISHED, mode=Mode.HYBRID, join_url="https://meet.example/open", join_public=True)

    facts = facts_of(event)

    assert facts.location == "c-base, Berlin, Germany; Online: https://meet.example/open"
    assert (facts.conference_url, facts.conference_label) == ("https://meet.example/open", "Join online")
    assert "\nJoin online: https://meet.example/open\n" in facts.description


def test_whole_days_end_with_the_last_where_clocks_skip_the_midnight_after_it(db: Any) -> None:
    event = make_event(
        status=S.PUBLISHED, all_day=True, zone="Africa/Cairo", starts=wall(2027, 4, 29), ends=wall(2027, 4, 30, 1)
    )

    assert (facts_of(event).starts, facts_of(event).ends) == (date(2027, 4, 29), date(2027, 4, 30))


def test_whole_days_end_on_the_day_after_the_last(db: Any) -> None:
    event = make_event(status=S.PUBLISHED, all_day=True, starts=wall(2027, 7, 1), ends=wall(2027, 7, 3))

    facts = facts_of(event)

    assert (facts.all_day, facts.starts) == (True, date(2027, 7, 1))
    assert facts.ends in {date(2027, 7, 3), date(2027, 7, 4)}
    assert facts.ends == event.occurrences[0].wall_end.date()


@pytest.mark.parametrize(
    ("status", "said"), [(S.CANCELLED, ("cancelled", "Cancelled")), (S.POSTPONED, ("tentative", "Postponed"))]
)
def test_what_will_not_be_says_so_first(db: Any, status: S, said: tuple[str, str]) -> None:
    facts = facts_of(make_event(status=status))

    assert (facts.status, facts.summary_prefix) == said


def test_the_reader_gets_the_text_in_their_language_where_there_is_one(db: Any) -> None:
    event = make_event(status=S.PUBLISHED)
    translations.set_text(event, "title", "de", "Ein Abend in Berlin")

    german, spanish = facts_of(event, "de"), facts_of(event, "es")

    assert (german.summary, german.language) == ("Ein Abend in Berlin", "de")
    assert (spanish.summary, spanish.language) == ("An evening in Berlin", "en")
    assert german.location == "c-base, Berlin, Deutschland"
    assert german.categories[-1] == "Deutschland"


def test_html_is_only_in_the_rich_form(db: Any) -> None:
    event = make_event(status=S.PUBLISHED, description="We *meet*. <script>alert(1)</script>")

    plain, rich = facts_of(event), facts_of(event, form=render.RICH)

    assert plain.html_description is None
    assert rich.html_description == "<p>We <em>meet</em>. &lt;script&gt;alert(1)&lt;/script&gt;</p>"


class Shouted:
    """A catalogue that names the language it was asked in."""

    def ugettext(self, text: str) -> str:
        return f"{reader_locale()}:{text}"


@pytest.fixture
def shouted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flask_babel.Domain, "get_translations", lambda _: Shouted())


@pytest.mark.usefixtures("shouted")
def test_words_follow_the_feed_and_not_the_reader_in_a_request_and_in_a_worker(app: Any) -> None:
    with app.app_context(), force_locale("de"):
        worker = render.say("cancelled")
    with app.test_request_context("/?locale=ar"):
        before = render.say("cancelled")
        with force_locale("de"):
            inside = render.say("join_at", address="x")
        after = render.say("cancelled")

    assert (worker, inside) == ("de:Cancelled", "de:Join online: x")
    assert (before, after) == ("ar:Cancelled", "ar:Cancelled")


@pytest.mark.usefixtures("shouted")
def test_new_words_make_a_new_version(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    render.version_of.cache_clear()
    with app.app_context():
        first, other = render.version_of("de"), render.version_of("es")
        render.version_of.cache_clear()
        monkeypatch.setitem(render.WORDS, "cancelled", "Off")
        second = render.version_of("de")
    render.version_of.cache_clear()

    assert len({first, other, second}) == 3


def test_many_events_take_as_many_queries_as_one(db: Any) -> None:
    events = [make_event(status=S.PUBLISHED, topics=("python",)) for _ in range(5)]
    db.session.flush()

    assert _queries([events[0].id]) == _queries([event.id for event in events]) == 4


def _queries(ids: list[int]) -> int:
    import sqlalchemy as sa

    seen: list[str] = []

    def count(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", count)
    try:
        assert len(list(render.texts_of(ids, "en", render.PLAIN))) == len(ids)
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", count)
    return len(seen)
