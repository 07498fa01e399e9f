"""When two announcements are one event, and under which of several it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from eventhub.events.doubles.rules import (
    Mark,
    Match,
    Said,
    Standing,
    address_of,
    are_alike,
    are_same,
    find_pairs,
    group,
    matches,
    pair_of,
    words_of,
)

START = datetime(2027, 5, 4, 17, tzinfo=UTC)


def mark(**known) -> Mark:
    values = {
        "id": 1, "source": "one.ics", "community_id": 1, "title": words_of("Python evening"), "starts_at": START, "rule": "",
        "meets": True, "venue": frozenset(words_of("c-base")), "city": "berlin", "spot": None, "address": "", "join": "",
    }  # fmt: skip
    return Mark(**{**values, **known})


ONE = mark()
OTHER = mark(id=2, source="two.ics", community_id=2)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.example.org/e/1/", "http://EXAMPLE.org/e/1#top"),
        ("https://example.org/e/1?utm_source=x&id=7", "https://example.org/e/1?id=7&fbclid=abc"),
        ("https://example.org/e?b=2&a=1", "https://example.org/e?a=1&b=2"),
    ],
)
def test_links_to_one_place_have_one_address(one, other):
    assert address_of(one) == address_of(other) != ""


@pytest.mark.parametrize(
    "url", ["", "https://example.org", "https://www.example.org/?utm_source=x", "mailto:a@b.c", "http://["]
)
def test_what_leads_to_no_event_is_no_address(url):
    assert address_of(url) == ""


def test_pages_of_two_events_have_two_addresses():
    assert address_of("https://example.org/e/1") != address_of("https://example.org/e/2")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Python evening", "python EVENING"),
        ("Abend für Pythonistas", "Abend fur Pythonistas!"),
        ("Django & Python evening", "Python evening & Django"),
        ("Python evening in Berlin", "Python evening Berlin"),
        ("لقاء المجتمع", "لقاء المجتمع"),
    ],
)
def test_titles_that_say_the_same(one, other):
    assert are_alike(words_of(one), words_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Workshop 1", "Workshop 2"), ("Python evening", "Rust evening"), ("", ""), ("DjangoCon 2027", "DjangoCon 2028")],
)
def test_titles_that_do_not(one, other):
    assert not are_alike(words_of(one), words_of(other))


@pytest.mark.parametrize(
    "difference",
    [
        {},
        {"starts_at": START + timedelta(minutes=15)},
        {"venue": frozenset(words_of("c-base, Rungestraße 20"))},
        {"venue": frozenset()},
        {"venue": frozenset(words_of("Raumstation")), "spot": (52.5128, 13.4200)},
        {"city": "", "title": words_of("The Python evening")},
        {"venue": frozenset(words_of("elsewhere")), "title": words_of("Something else"), "address": "a" * 32},
        {"starts_at": START + timedelta(hours=2), "address": "a" * 32},
    ],
)
def test_one_event_from_two_sources(difference):
    one = mark(spot=(52.5130, 13.4201), address="a" * 32)

    assert are_same(one, replace(OTHER, **difference))
    assert are_same(replace(OTHER, **difference), one)


@pytest.mark.parametrize(
    "difference",
    [
        {"starts_at": START + timedelta(minutes=16)},
        {"title": words_of("Rust evening")},
        {"venue": frozenset(words_of("xHain"))},
        {"city": "hamburg"},
        {"venue": frozenset(), "city": ""},
        {"meets": False},
        {"rule": "FREQ=WEEKLY"},
        {"address": "a" * 32, "starts_at": START + timedelta(hours=2), "title": words_of("Rust morning")},
        {"address": "a" * 32, "starts_at": START + timedelta(hours=25)},
        {"id": 1},
    ],
)
def test_two_events(difference):
    one = mark(address="a" * 32)

    assert not are_same(one, replace(OTHER, **difference))
    assert not are_same(replace(OTHER, **difference), one)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"join": "j"}, {"join": "j"}, True),
        ({"join": "j"}, {"join": "k"}, False),
        ({"join": "j"}, {"join": ""}, False),
        ({"community_id": 7}, {"community_id": 7}, True),
        ({"community_id": None}, {"community_id": None}, False),
        ({"community_id": 7, "join": "j"}, {"community_id": 7, "join": "k"}, False),
    ],
)
def test_online_the_link_or_else_the_community_is_the_place(one, other, same):
    nowhere = {"meets": False, "venue": frozenset(), "city": ""}

    assert are_same(replace(ONE, **nowhere, **one), replace(OTHER, **nowhere, **other)) is same


def test_what_two_agree_in_is_told_one_by_one():
    one = mark(address="a")
    assert matches(one, mark(id=2, address="a")) == (Match.ADDRESS, Match.START, Match.PLACE, Match.TITLE)
    assert matches(one, mark(id=2, starts_at=one.starts_at + timedelta(hours=3), title=("other",))) == (Match.PLACE,)
    assert matches(ONE, OTHER) == (Match.START, Match.PLACE, Match.TITLE), "two without a link share none"


def test_one_source_means_two_events_when_it_names_two_and_so_do_people_who_write_here():
    assert find_pairs([ONE], [ONE, OTHER, replace(ONE, id=3)]) == {(1, 2)}
    here = replace(ONE, source=None)
    assert find_pairs([here], [here, replace(OTHER, source=None), replace(OTHER, id=3)]) == {(1, 3)}


def test_among_many_at_one_time_only_the_same_title_is_looked_for():
    crowd = [replace(OTHER, id=100 + n, title=words_of(f"Talk in room {n}"), source="two.ics") for n in range(300)]

    assert find_pairs([ONE], [*crowd, replace(OTHER, title=words_of("The Python evening"))]) == set()
    assert find_pairs([ONE], [*crowd, OTHER]) == {(1, 2)}


def standing(event_id: int, **known) -> Standing:
    return Standing(**{"id": event_id, "cancelled": False, "imported": True, "since": START, **known})


def test_chains_come_to_one_and_what_was_written_here_stands_for_them():
    standings = [standing(1), standing(2), standing(3, imported=False)]

    assert group(standings, {(1, 2): Said.FOUND, (2, 3): Said.FOUND}) == {1: 3, 2: 3}


def test_the_older_goes_first_and_what_takes_place_before_that():
    older = standing(2, since=START - timedelta(days=1))

    assert group([standing(1), older], {(1, 2): Said.FOUND}) == {1: 2}
    assert group([standing(1), replace(older, cancelled=True)], {(1, 2): Said.FOUND}) == {2: 1}


def test_nobody_is_shown_with_one_that_a_person_parted_them_from():
    standings = [standing(1), standing(2), standing(3)]
    pairs = {(1, 2): Said.FOUND, (2, 3): Said.FOUND, (1, 3): Said.PARTED}

    assert {tuple(group(order, pairs).items()) for order in permutations(standings)} == {((2, 1),)}
    assert group(standings, {**pairs, (2, 3): Said.JOINED}) == {3: 2}, "what a person joined goes before what was found"


def test_what_is_not_public_is_under_nothing_and_nothing_under_it():
    assert group([standing(2), standing(3)], {(1, 2): Said.FOUND, (1, 3): Said.FOUND}) == {}


def test_a_pair_is_in_order():
    assert (pair_of(2, 1), pair_of(1, 2)) == ((1, 2), (1, 2))
