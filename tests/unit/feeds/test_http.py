"""Conditional requests: who gets 304, and the headers of each answer (RFC 9110)."""

import gzip
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.feeds.http import (
    Answer,
    Validators,
    choose_coding,
    content_disposition,
    headers,
    is_not_modified,
    make_answer,
    next_last_modified,
    not_modified_headers,
)

BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" * 50
CHANGED = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
LATER = CHANGED + timedelta(hours=1)
ANSWER = make_answer(BODY, CHANGED)
TAG = ANSWER.etags["identity"]
GZIP_TAG = ANSWER.etags["gzip"]


def not_modified(if_none_match=None, if_modified_since=None, coding="identity", now=LATER, answer=ANSWER):
    return is_not_modified(answer, if_none_match, if_modified_since, coding, now=now)


# The stored answer


def test_an_answer_carries_its_bytes_plain_and_compressed():
    assert ANSWER.payload("identity") == BODY
    assert gzip.decompress(ANSWER.payload("gzip")) == BODY
    assert len(ANSWER.gzip) < len(BODY) / 4


def test_compressed_bytes_are_the_same_each_time_and_carry_no_time():
    assert make_answer(BODY, CHANGED).gzip == make_answer(BODY, LATER).gzip
    assert ANSWER.gzip[4:8] == b"\0\0\0\0"


def test_each_coding_has_its_own_strong_tag_made_from_the_plain_bytes():
    assert ANSWER.etags == {"identity": f'"{ANSWER.digest}"', "gzip": f'"{ANSWER.digest}-gz"'}
    assert ANSWER.digest == "04068f78d06e039f7603f0812d2450af"
    assert make_answer(BODY + b" ", CHANGED).digest != ANSWER.digest


def test_equal_bytes_keep_the_previous_tag_and_time():
    assert make_answer(BODY, LATER, previous=ANSWER) is ANSWER


def test_other_bytes_in_a_later_second_are_a_plain_change():
    after = make_answer(b"other", LATER, previous=ANSWER)

    assert (after.last_modified, after.shared_second) == (LATER, False)


def test_a_stored_answer_is_restored_from_its_columns():
    restored = Answer(ANSWER.digest, ANSWER.last_modified, ANSWER.shared_second, body=ANSWER.body, gzip=ANSWER.gzip)

    assert restored == ANSWER
    assert restored.etags == ANSWER.etags


@pytest.mark.parametrize("moment", [datetime(2026, 2, 3, 4, 5, 6), CHANGED.replace(microsecond=1)])
def test_a_last_modified_that_headers_cannot_say_is_refused(moment):
    with pytest.raises(ValueError, match="whole seconds"):
        Validators("x", moment)


@pytest.mark.parametrize(
    ("previous", "now", "expected"),
    [
        (None, LATER.replace(microsecond=999_999), LATER),
        (CHANGED, LATER.replace(microsecond=1), LATER),
        (CHANGED, CHANGED.replace(microsecond=5), CHANGED),
        (LATER, CHANGED, LATER),
        (None, LATER.astimezone(timezone(timedelta(hours=2))), LATER),
    ],
    ids=["first", "later", "same second", "clock set back", "other zone"],
)
def test_last_modified_goes_forward_in_whole_seconds(previous, now, expected):
    assert next_last_modified(previous, now) == expected


@given(st.lists(st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), min_size=1))
def test_last_modified_never_goes_back_and_never_runs_ahead_of_the_latest_clock(clock):
    seen = []
    for now in clock:
        seen.append(next_last_modified(seen[-1] if seen else None, now))

    assert seen == sorted(seen)
    assert seen[-1] <= max(clock)


# If-None-Match


@pytest.mark.parametrize(
    "header", [TAG, f"W/{TAG}", f'"other", {TAG}', f'W/"other",W/{TAG} , "third"', "*", " * ", f'"with,comma",{TAG}']
)
def test_a_tag_the_client_holds_gives_304(header):
    assert not_modified(header)


@pytest.mark.parametrize(
    "header",
    ['"other"', "", ",", TAG.strip('"'), f'"{TAG[1:-1]}x"', GZIP_TAG, f"w/{TAG[:-1]}", '"*"', f'"x{TAG[1:]}', "\x00"],
)
def test_a_tag_of_anything_else_gives_the_answer(header):
    assert not not_modified(header)


def test_each_coding_knows_only_its_own_tag():
    assert not_modified(GZIP_TAG, coding="gzip")
    assert not not_modified(TAG, coding="gzip")


def test_if_none_match_beats_if_modified_since():
    assert not not_modified('"other"', ANSWER.last_modified_text)
    assert not_modified(TAG, "Mon, 01 Jan 2001 00:00:00 GMT")


def test_a_tag_holds_even_in_the_second_of_the_change():
    assert not_modified(TAG, now=CHANGED)


def test_without_any_condition_the_answer_is_given():
    assert not not_modified()


# If-Modified-Since


@pytest.mark.parametrize(
    "header",
    [
        "Tue, 03 Feb 2026 04:05:06 GMT",
        "Tuesday, 03-Feb-26 04:05:06 GMT",
        "Tue Feb  3 04:05:06 2026",
        "Tue, 03 Feb 2026 05:00:00 GMT",
    ],
)
def test_a_date_at_or_after_the_change_gives_304(header):
    assert not_modified(if_modified_since=header)


@pytest.mark.parametrize(
    "header",
    [
        "Tue, 03 Feb 2026 04:05:05 GMT",
        "Tue, 03 Feb 2026 09:00:00 GMT",
        "yesterday",
        "",
        "0",
        "2026-02-03T04:05:06Z",
        "Tue, 32 Feb 2026 04:05:06 GMT",
        "Tue, 03 Feb 99999999999 04:05:06 GMT",
    ],
    ids=["earlier", "future", "word", "empty", "number", "iso", "no such day", "no such year"],
)
def test_a_date_that_is_older_in_the_future_or_unreadable_gives_the_answer(header):
    assert not not_modified(if_modified_since=header)


@pytest.mark.parametrize(("milliseconds", "expected"), [(0, False), (999, False), (1000, True)])
def test_a_date_alone_is_not_trusted_within_a_second_of_the_change(milliseconds, expected):
    now = CHANGED + timedelta(milliseconds=milliseconds)

    assert not_modified(if_modified_since=ANSWER.last_modified_text, now=now) is expected


def test_a_date_that_two_answers_share_is_never_trusted_but_their_tags_are():
    second = make_answer(b"other", CHANGED, previous=ANSWER)

    assert not not_modified(if_modified_since=ANSWER.last_modified_text, answer=second)
    assert not not_modified(TAG, answer=second)
    assert not_modified(second.etags["identity"], answer=second)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_header_is_an_error(if_none_match, if_modified_since):
    assert not_modified(if_none_match, if_modified_since) is (if_none_match.strip() == "*")
    assert not not_modified(None, if_modified_since)
    assert choose_coding(if_none_match) in ("gzip", "identity")


# Accept-Encoding


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip, deflate, br, zstd", "gzip"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip"),
        ("*", "gzip"),
        ("deflate", "identity"),
        ("gzip;q=0", "identity"),
        ("gzip;q=0, *", "identity"),
        ("*;q=0", "identity"),
        ("identity;q=0, gzip;q=0.001", "gzip"),
        ("gzip;q=0.5, identity", "identity"),
        ("gzip ; q=0.5 , identity;q=0.5", "gzip"),
        ("gzip;q=2", "identity"),
        ("gzip;q=nan", "identity"),
    ],
)
def test_the_coding_is_the_one_the_client_prefers(header, coding):
    assert choose_coding(header) == coding


# Headers


def test_a_public_feed_may_be_cached_by_anyone_and_read_from_any_page():
    assert headers(ANSWER, "gzip", audience="public", filename="all.ics") == {
        "Cache-Control": "public, max-age=900, stale-while-revalidate=3600",
        "Vary": "Accept-Encoding",
        "X-Robots-Tag": "noindex",
        "Access-Control-Allow-Origin": "*",
        "ETag": GZIP_TAG,
        "Last-Modified": "Tue, 03 Feb 2026 04:05:06 GMT",
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": 'inline; filename="all.ics"',
        "Content-Encoding": "gzip",
    }


def test_a_personal_feed_stays_with_its_reader():
    assert headers(ANSWER, "identity", audience="personal", filename="going.ics") == {
        "Cache-Control": "private, max-age=300",
        "Vary": "Accept-Encoding",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
        "ETag": TAG,
        "Last-Modified": "Tue, 03 Feb 2026 04:05:06 GMT",
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": 'inline; filename="going.ics"',
    }


def test_a_304_repeats_what_validates_and_steers_caches():
    assert not_modified_headers(ANSWER, "identity", audience="public") == {
        "Cache-Control": "public, max-age=900, stale-while-revalidate=3600",
        "Vary": "Accept-Encoding",
        "X-Robots-Tag": "noindex",
        "Access-Control-Allow-Origin": "*",
        "ETag": TAG,
        "Last-Modified": "Tue, 03 Feb 2026 04:05:06 GMT",
    }


def test_headers_given_once_can_be_changed_without_harm_to_the_next():
    headers(ANSWER, "gzip", audience="public", filename="all.ics").clear()

    assert not_modified_headers(ANSWER, "gzip", audience="public")["Vary"] == "Accept-Encoding"


def test_another_format_says_so():
    found = headers(
        ANSWER,
        "identity",
        audience="public",
        filename="one.jcal",
        content_type="application/calendar+json",
        disposition="attachment",
    )

    assert found["Content-Type"] == "application/calendar+json"
    assert found["Content-Disposition"] == 'attachment; filename="one.jcal"'


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("DE-BE.ics", 'inline; filename="DE-BE.ics"'),
        ("zürich.ics", "inline; filename=\"zurich.ics\"; filename*=UTF-8''z%C3%BCrich.ics"),
        ("東京.ics", "inline; filename=\".ics\"; filename*=UTF-8''%E6%9D%B1%E4%BA%AC.ics"),
        ('a"b\\c\r\nX: 1.ics', 'inline; filename="a_b_c__X: 1.ics"'),
        ("../etc/passwd", 'inline; filename=".._etc_passwd"'),
    ],
)
def test_a_file_name_is_safe_and_readable_by_old_clients(filename, expected):
    assert content_disposition("inline", filename) == expected
