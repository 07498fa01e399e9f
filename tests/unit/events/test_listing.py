"""Lists of public dates: order, filters, paging."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from eventhub.core import clock, zones
from eventhub.core.errors import Invalid
from eventhub.events.queries import listing
from eventhub.events.rules.filters import EventFilter, parse_filter
from eventhub.events.workflow import S
from tests.factories import make_community, make_event


def in_days(days: float, hours: float = 2) -> dict[str, Any]:
    """A start so many days from now, in Berlin, and its end."""
    starts = zones.wall_in(clock.now() + timedelta(days=days), "Europe/Berlin").replace(second=0, microsecond=0)
    return {"starts": starts, "ends": starts + timedelta(hours=hours)}


def titles(chosen: EventFilter, **more: Any) -> list[str]:
    """The titles of the first page."""
    return [row.title for row in listing.list_page(chosen, now=clock.now(), **more).items]


def test_only_public_events_to_come_are_listed_in_order_of_time(db: Any) -> None:
    make_event(status=S.PUBLISHED, title="second", **in_days(5))
    make_event(status=S.PUBLISHED, title="first", **in_days(2))
    make_event(status=S.CANCELLED, title="cancelled", **in_days(9))
    make_event(status=S.SUBMITTED, title="not yet", **in_days(3))
    make_event(status=S.PUBLISHED, title="over", **in_days(-3))

    assert titles(EventFilter()) == ["first", "second", "cancelled"]
    assert titles(EventFilter(hide_cancelled=True)) == ["first", "second"]
    assert titles(EventFilter(past=True)) == ["over", "first", "second", "cancelled"]


def test_what_began_days_ago_and_goes_on_is_listed_first(db: Any) -> None:
    make_event(status=S.PUBLISHED, title="camp", **in_days(-3, hours=24 * 6))
    make_event(status=S.PUBLISHED, title="tonight", **in_days(0.2))

    assert titles(EventFilter()) == ["camp", "tonight"]


def test_filters_narrow_together_and_values_of_one_are_alternatives(db: Any) -> None:
    community = make_community(official=True)
    make_event(status=S.PUBLISHED, title="berlin", topics=("web",), community=community, **in_days(1))
    make_event(status=S.PUBLISHED, title="lisbon", region_code="PT", languages=("pt-BR", "en"), topics=("data",), **in_days(2))

    assert titles(parse_filter([("region", "150")])) == ["berlin", "lisbon"]
    assert titles(parse_filter([("region", "155"), ("topic", "web")])) == ["berlin"]
    assert titles(parse_filter([("topic", "web"), ("topic", "data"), ("lang", "pt")])) == ["lisbon"]
    assert titles(parse_filter([("official", "1")])) == ["berlin"]
    assert titles(parse_filter([("community", community.key), ("mode", "online")])) == []


def test_pages_follow_each_other_without_a_gap_even_when_starts_are_equal(db: Any) -> None:
    for number in range(7):
        make_event(status=S.PUBLISHED, title=f"event {number}", **in_days(2))
    first = listing.list_page(EventFilter(), now=clock.now(), size=3)
    second = listing.list_page(EventFilter(), now=clock.now(), size=3, after=first.after or "")
    third = listing.list_page(EventFilter(), now=clock.now(), size=3, after=second.after or "")

    ids = [row.occurrence_id for page in (first, second, third) for row in page.items]
    assert len(set(ids)) == 7
    assert third.after is None


def test_text_is_found_without_its_accents_and_across_scripts(db: Any) -> None:
    make_event(status=S.PUBLISHED, title="Abend in Zürich", **in_days(1))
    make_event(status=S.PUBLISHED, title="東京の勉強会", **in_days(2))
    make_event(status=S.PUBLISHED, title="لقاء المجتمع", **in_days(3))

    assert titles(EventFilter(text="zurich")) == ["Abend in Zürich"]
    assert titles(EventFilter(text="勉強")) == ["東京の勉強会"]
    assert titles(EventFilter(text="مجتمع")) == ["لقاء المجتمع"]


def test_a_filter_is_canonical_however_it_is_written(db: Any) -> None:
    one = parse_filter([("topic", "b"), ("utm_source", "x"), ("topic", "a"), ("region", "DE"), ("official", "1")])
    other = parse_filter([("official", "1"), ("region", "DE"), ("topic", "a"), ("topic", "b"), ("topic", "a"), ("lang", "")])

    assert one == other
    assert one.query() == "region=DE&topic=a&topic=b&official=1"


@pytest.mark.parametrize(
    "pair", [("region", "de"), ("lang", "??"), ("mode", "both"), ("from", "soon"), ("cancelled", "x"), ("topic", "A B")]
)
def test_a_malformed_value_is_refused_by_its_name(pair: tuple[str, str]) -> None:
    with pytest.raises(Invalid) as caught:
        parse_filter([pair])

    assert list(caught.value.fields) == [pair[0]]


def test_a_cursor_that_is_none_is_refused(db: Any) -> None:
    with pytest.raises(Invalid):
        listing.list_page(EventFilter(), now=clock.now(), after="rubbish")
