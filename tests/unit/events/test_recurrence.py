"""Rules of series: their dates, their bounds, and the way they are written."""

from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from eventhub.core.errors import Invalid
from eventhub.events.rules.recurrence import (
    MAX_DATES,
    Every,
    Recurrence,
    between,
    check_recurrence,
    from_first,
    next_walls,
    read_rule,
    walls,
    without_first,
    write_rule,
)  # fmt: skip

TUESDAY = datetime(2027, 1, 5, 19)


def dates(recurrence, first=TUESDAY, count=5):
    return [f"{wall:%Y-%m-%d %H:%M}" for wall in next_walls(from_first(recurrence, first), first, count)]


def test_every_second_tuesday_until_june():
    rule = Recurrence(every=Every.WEEK, interval=2, until=date(2027, 2, 16))

    assert dates(rule) == ["2027-01-05 19:00", "2027-01-19 19:00", "2027-02-02 19:00", "2027-02-16 19:00"]


@pytest.mark.parametrize(("rule", "first", "found"), [
    (Recurrence(every=Every.WEEK, weekdays=(3,)), TUESDAY, ["2027-01-05", "2027-01-07", "2027-01-12"]),
    (Recurrence(every=Every.MONTH), TUESDAY, ["2027-01-05", "2027-02-02", "2027-03-02"]),
    (Recurrence(every=Every.MONTH, position=-1), datetime(2027, 1, 26, 19), ["2027-01-26", "2027-02-23", "2027-03-30"]),
    (Recurrence(every=Every.MONTH), datetime(2027, 1, 29, 19), ["2027-01-29", "2027-02-26", "2027-03-26"]),
    (Recurrence(every=Every.MONTH_DAY), datetime(2027, 1, 31, 9), ["2027-01-31", "2027-03-31", "2027-05-31"]),
    (Recurrence(every=Every.DAY, interval=3), TUESDAY, ["2027-01-05", "2027-01-08", "2027-01-11"]),
    (Recurrence(every=Every.YEAR), datetime(2028, 2, 29, 9), ["2028-02-29", "2032-02-29", "2036-02-29"]),
])  # fmt: skip
def test_rules_in_words_name_these_dates(rule, first, found):
    assert [text[:10] for text in dates(rule, first, 3)] == found


def test_what_is_left_of_so_many_times():
    rule = from_first(Recurrence(every=Every.WEEK, times=10), TUESDAY)

    assert without_first(rule, TUESDAY, TUESDAY + timedelta(weeks=3)).times == 7
    assert without_first(rule, TUESDAY, TUESDAY).times == 10


@pytest.mark.parametrize(("rule", "field"), [
    (Recurrence(every=Every.DAY, times=1_000_000), "repeat_times"), (Recurrence(every=Every.DAY, times=0), "repeat_times"),
    (Recurrence(every=Every.WEEK, times=3, until=date(2027, 6, 1)), "repeat_until"),
    (Recurrence(every=Every.WEEK, until=date(2026, 6, 1)), "repeat_until"), (Recurrence(every=Every.WEEK, interval=0), "repeat_interval"),
    (Recurrence(every=Every.WEEK, interval=99), "repeat_interval"),
])  # fmt: skip
def test_a_rule_without_sense_or_bound_is_refused_by_its_field(rule, field):
    with pytest.raises(Invalid) as refused:
        check_recurrence(rule, TUESDAY)

    assert list(refused.value.fields) == [field]


def test_a_rule_without_end_stays_bounded():
    rule = from_first(Recurrence(every=Every.DAY), TUESDAY)

    assert len(between(rule, TUESDAY, TUESDAY, datetime(2099, 1, 1))) == MAX_DATES


@pytest.mark.parametrize("text", [
    "FREQ=SECONDLY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=MONTHLY;BYDAY=5TU", "FREQ=DAILY;BYSETPOS=1", "nonsense", "FREQ=WEEKLY;INTERVAL=x",
    "FREQ=WEEKLY;COUNT=3;UNTIL=20270101", "",
])  # fmt: skip
def test_what_has_no_words_is_refused(text):
    with pytest.raises(Invalid) as refused:
        read_rule(text)

    assert "rule" in refused.value.fields


@settings(max_examples=200)
@given(
    every=st.sampled_from(Every), interval=st.integers(1, 24), first=st.datetimes(datetime(2026, 1, 1), datetime(2035, 1, 1)),
    days=st.sets(st.integers(0, 6)), times=st.none() | st.integers(1, 40),
)  # fmt: skip
def test_a_rule_read_back_is_the_same_rule_and_another_library_finds_the_same_dates(every, interval, first, days, times):
    first = first.replace(microsecond=0)
    rule = from_first(Recurrence(every=every, interval=interval, weekdays=tuple(days), times=times), first)

    assert read_rule(write_rule(rule)) == rule
    found = next_walls(rule, first, 10)
    assert found[0] == first
    assert found == [wall for wall, _n in zip(rrulestr(write_rule(rule), dtstart=first), range(10), strict=False)]
    assert next(walls(rule, first)) == first
