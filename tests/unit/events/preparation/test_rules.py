"""When a task is due, when the next date would be, which neighbours are worth a word."""

from datetime import date, datetime

import pytest

from eventhub.core.errors import Invalid
from eventhub.events.preparation.rules import Kind, Sketch, check_items, due_day, kind_of, likeness, next_time
from eventhub.events.services.reference import TAGS, _read


@pytest.mark.parametrize(
    ("held", "today", "next_one"),
    [
        ((2027, 3, 4), (2027, 3, 5), (2027, 4, 1)),  # the first Thursday
        ((2027, 4, 30), (2027, 5, 1), (2027, 5, 28)),  # the fifth Friday, and a month with four
        ((2026, 12, 10), (2026, 12, 11), (2027, 1, 14)),  # over the year's end
        ((2026, 3, 5), (2027, 3, 1), (2027, 4, 1)),  # a year ago: what comes next, with a week to prepare
        ((2027, 3, 11), (2027, 4, 3), (2027, 5, 13)),  # in five days is too soon
    ],
)
def test_the_next_date_is_the_same_weekday_of_the_same_week_at_the_same_hour(held, today, next_one):
    assert next_time(datetime(*held, 19, 30), date(*today)) == datetime(*next_one, 19, 30)


def test_a_day_set_by_hand_wins_and_without_a_date_nothing_is_due():
    at = datetime(2027, 3, 15, 19)

    assert due_day(-14, None, at) == date(2027, 3, 1)
    assert due_day(None, date(2027, 1, 2), at) == date(2027, 1, 2)
    assert due_day(-14, None, None) is None


BERLIN = {"city": "Berlin", "lat": 52.52, "lon": 13.41}


def sketch(title="An evening about Python", day=date(2027, 3, 4), topics=("python",), **known):
    return Sketch(title=title, day=day, topics=frozenset(topics), **{**BERLIN, **known})


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        (sketch("Python evening"), Kind.DUPLICATE),
        (sketch("PYTHON: an Evening", city="berlin", lat=None, lon=None), Kind.DUPLICATE),
        (sketch("Gardening together"), Kind.CLASH),
        (sketch(day=date(2027, 3, 7)), Kind.CLASH),
        (sketch(day=date(2027, 3, 8)), None),  # Monday: another week
        (sketch("Gardening together", topics=("web",)), None),
        (sketch(day=date(2027, 3, 7), city="Potsdam", lat=52.39, lon=13.06), Kind.CLASH),  # 27 km
        (sketch(day=date(2027, 3, 7), city="Leipzig", lat=51.34, lon=12.37), None),
        (sketch("Anything", day=date(2027, 3, 1), community_id=7, city="", lat=None, lon=None, topics=()), Kind.CLASH),
        (sketch(day=None), None),
    ],
)
def test_same_city_same_week_same_topic_is_a_clash_and_the_same_day_and_words_a_duplicate(other, kind):
    assert kind_of(sketch(community_id=7), other) is kind


def test_titles_are_alike_whatever_their_case_accents_and_order():
    assert likeness("Café Código", "codigo cafe") == 1.0
    assert likeness("", "codigo") == 0.0


def test_a_formats_checklist_is_kept_in_order_and_without_empty_lines():
    assert check_items([{"days": 2, "text": {"en": "B "}}, {"days": -3, "text": {"en": "A", "de": ""}}, {"days": 0, "text": {"en": " "}}]) == [
        {"days": -3, "text": {"en": "A"}}, {"days": 2, "text": {"en": "B"}}
    ]  # fmt: skip
    with pytest.raises(Invalid):
        check_items([{"days": 91, "text": {"en": "Too late"}}])


def test_every_official_format_has_a_checklist_in_four_languages_before_and_mostly_after():
    for row in _read("formats"):
        items = check_items(row["checklist"])
        assert items == row["checklist"], row["slug"]
        assert len(items) >= 4
        assert items[0]["days"] < 0 < items[-1]["days"]
        assert all(set(item["text"]) == set(TAGS) for item in items)
