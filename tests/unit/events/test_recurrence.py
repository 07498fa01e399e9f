"""Rules of series: their dates, their bounds, and the way they are written."""

import time
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
    "FREQ=SECONDLY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;BYHOUR=9,17", "nonsense", "FREQ=WEEKLY;INTERVAL=x",
    "FREQ=WEEKLY;COUNT=3;UNTIL=20270101", "",
])  # fmt: skip
def test_what_is_no_rule_of_days_is_refused(text):
    with pytest.raises(Invalid) as refused:
        read_rule(text)

    assert "rule" in refused.value.fields


@pytest.mark.parametrize(("text", "kept"), [
    ("FREQ=MONTHLY;BYDAY=FR,MO;BYSETPOS=-1;COUNT=3", "FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=-1;COUNT=3"),
    ("FREQ=MONTHLY;BYDAY=3TH,1MO", "FREQ=MONTHLY;BYDAY=1MO,3TH"), ("FREQ=MONTHLY;BYDAY=5TU", "FREQ=MONTHLY;BYDAY=5TU"),
    ("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;WKST=MO", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU;WKST=SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU"),
    ("FREQ=DAILY;INTERVAL=40;UNTIL=20271231T120000Z", "FREQ=DAILY;INTERVAL=40;UNTIL=20271231"),
])  # fmt: skip
def test_what_no_choice_says_is_kept_as_it_is(text, kept):
    rule = read_rule(text)

    assert (rule.every, rule.is_kept, write_rule(rule), read_rule(kept)) == (Every.RULE, True, kept, rule)


@pytest.mark.parametrize(("text", "written"), [
    ("FREQ=DAILY;BYSETPOS=1", "FREQ=DAILY"), ("FREQ=DAILY;BYDAY=1MO,WE", "FREQ=WEEKLY;BYDAY=MO,WE"),
    ("FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", "FREQ=MONTHLY;BYDAY=-1FR"), ("FREQ=WEEKLY;BYDAY=TU,MO;WKST=SU", "FREQ=WEEKLY;BYDAY=MO,TU"),
])  # fmt: skip
def test_what_a_choice_says_in_other_words_becomes_that_choice(text, written):
    assert write_rule(read_rule(text)) == written
    assert not read_rule(text).is_kept


def test_a_rule_that_never_names_a_date_ends_at_once():
    never = read_rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")

    begun = time.perf_counter()
    assert (next_walls(never, TUESDAY), between(never, TUESDAY, TUESDAY, datetime(2999, 1, 1))) == ([], [])
    assert time.perf_counter() - begun < 5
    with pytest.raises(Invalid) as refused:
        check_recurrence(never, TUESDAY)
    assert list(refused.value.fields) == ["starts_date"]


@settings(max_examples=200, deadline=None)
@given(
    every=st.sampled_from([every for every in Every if every is not Every.RULE]), interval=st.integers(1, 24), first=st.datetimes(datetime(2026, 1, 1), datetime(2035, 1, 1)),
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
