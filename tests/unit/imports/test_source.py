"""Where a calendar comes from, without a network: what is asked for, and how a refusal is said."""

from __future__ import annotations

import pytest

from eventhub.core.fetch import Fetched, FetchFailed, FetchLimits
from eventhub.imports import source
from eventhub.imports.source import Unreadable, read_source

URL = "https://calendar.example/all.ics"


def test_an_address_gives_five_megabytes_in_ten_seconds_over_five_redirects(monkeypatch):
    asked = []

    def answer(url: str, *, limits: FetchLimits, allow_private: bool) -> Fetched:
        asked.append((url, limits, allow_private))
        return Fetched(200, b"BEGIN:VCALENDAR", "text/calendar", None, None, url)

    monkeypatch.setattr(source, "fetch", answer)

    assert read_source("webcal://calendar.example/all.ics") == (URL, b"BEGIN:VCALENDAR")
    assert asked == [(URL, FetchLimits(max_bytes=5_000_000, seconds=10, redirects=5), False)]


@pytest.mark.parametrize(("failure", "said"), [
    (FetchFailed("too_large", URL), "it has more than 5 MB."), (FetchFailed("timeout", URL), "it took too long."),
    (FetchFailed("status", URL, status=404), "the host answered with an error (404)."),
])  # fmt: skip
def test_a_failed_answer_is_said_in_a_sentence(monkeypatch, failure, said):
    def fail(url: str, *, limits: FetchLimits, allow_private: bool) -> Fetched:
        raise failure

    monkeypatch.setattr(source, "fetch", fail)

    with pytest.raises(Unreadable) as refused:
        read_source(URL)

    assert str(refused.value.message) == f"{URL} can't be read: {said}"


def test_a_file_is_read_one_byte_beyond_what_a_calendar_may_have(tmp_path):
    path = tmp_path / "large.ics"
    path.write_bytes(b"x" * 50_000_100)

    name, data = read_source(str(path))

    assert (name, len(data)) == ("large.ics", 50_000_001)
