from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from eventhub.core import limits
from eventhub.core.errors import TooMany

HOUR = timedelta(hours=1)
AT_TEN = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)


def test_the_hit_above_the_limit_is_refused_until_the_window_ends(db):
    with time_machine.travel(AT_TEN + timedelta(minutes=48, seconds=0.5), tick=False):
        limits.hit("mail", limit=2, window=HOUR)
        limits.hit("mail", limit=2, window=HOUR)
        with pytest.raises(TooMany) as refused:
            limits.hit("mail", limit=2, window=HOUR)

    assert refused.value.retry_after == 720


def test_a_new_window_counts_from_one_again(db):
    with time_machine.travel(AT_TEN + timedelta(minutes=59), tick=False):
        limits.hit("mail", limit=1, window=HOUR)
    with time_machine.travel(AT_TEN + timedelta(minutes=60), tick=False):
        limits.hit("mail", limit=1, window=HOUR)
        assert limits.peek("mail", window=HOUR) == 1


def test_windows_of_two_lengths_under_one_key_do_not_count_together(db):
    midnight = datetime(2026, 3, 1, tzinfo=UTC)
    with time_machine.travel(midnight, tick=False):
        limits.hit("mail", limit=9, window=HOUR)
        limits.hit("mail", limit=9, window=timedelta(days=1))
        limits.hit("mail", limit=9, window=timedelta(days=1))

        assert limits.peek("mail", window=HOUR) == 1
        assert limits.peek("mail", window=timedelta(days=1)) == 2


def test_what_is_rolled_back_was_not_counted(db):
    limits.hit("mail", limit=9, window=HOUR)
    db.session.rollback()

    assert limits.peek("mail", window=HOUR) == 0


def test_clear_forgets_one_key_only(db):
    with time_machine.travel(AT_TEN, tick=False):
        limits.hit("mine", limit=9, window=HOUR)
        limits.hit("yours", limit=9, window=HOUR)
        limits.clear("mine")

        assert [limits.peek(key, window=HOUR) for key in ("mine", "yours")] == [0, 1]


def test_sweep_removes_the_windows_that_are_over(db):
    with time_machine.travel(AT_TEN, tick=False):
        limits.hit("old", limit=9, window=HOUR)
        limits.hit("long", limit=9, window=timedelta(days=1))
    with time_machine.travel(AT_TEN + HOUR, tick=False):
        limits.hit("new", limit=9, window=HOUR)
        removed = limits.sweep()

    assert removed == 1
    assert sorted(db.session.scalars(sa.select(limits.Limit.key))) == ["long", "new"]


def test_a_mark_hides_the_address_and_depends_on_the_secret():
    limits.bind_secret(b"one")
    first = limits.mark("sign-in", "Ada@example.org")
    same = limits.mark("sign-in", " ada@EXAMPLE.org ")
    limits.bind_secret(b"two")

    assert first == same
    assert len(first) == len("sign-in:") + 32
    assert "ada" not in first
    assert limits.mark("sign-in", "Ada@example.org") != first


def test_a_mark_needs_a_secret(monkeypatch):
    monkeypatch.setattr(limits, "_secret", [])

    with pytest.raises(LookupError):
        limits.mark("sign-in", "ada@example.org")
