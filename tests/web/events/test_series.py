"""Series on their pages: a rule read back, a date moved or cancelled after it was shown who is told, a series split."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from eventhub.events import queries
from eventhub.events.models import Event
from eventhub.events.rules.recurrence import Every, Recurrence, read_rule, walls
from eventhub.events.workflow import O, S
from tests.factories import make_event, make_person
from tests.unit.events.test_series import make_series, next_tuesday


@pytest.fixture
def olga(given):
    with given():
        return make_person(name="Olga", email="olga@example.org").id


def start(given, **said):
    with given():
        from eventhub.accounts.queries import find_by_email

        event = make_series(find_by_email("olga@example.org"), **said)
        return event.key, [o.id for o in event.occurrences]


def dates_of(given, key):
    with given():
        return [(o.wall_start, o.status, o.own) for o in queries.find_event(key).occurrences]


def fields(starts, ends, **more):
    return {"starts_date": f"{starts:%Y-%m-%d}", "starts_time": f"{starts:%H:%M}", "ends_time": f"{ends:%H:%M}", **more}


def test_a_rule_is_read_back_with_its_next_dates_while_it_is_chosen(browser_of, olga):
    browser = browser_of("olga@example.org")
    answer = browser.open("/events/rule-preview?starts_date=2027-01-05&starts_time=19:00&repeat=week&repeat_interval=2"
                          "&repeat_until=2027-06-30&zone=Europe/Berlin")  # fmt: skip

    assert "Every second Tuesday at" in browser.text
    assert "until June 30, 2027" in browser.text
    assert browser.text.count('class="chip plain"') == 5
    assert answer.status_code == 200


@pytest.mark.parametrize(("query", "said"), [
    ("repeat=week&repeat_times=3&repeat_until=2027-06-30", "not both"), ("repeat=day&repeat_times=1000000", "Between 1 and 1000"),
    ("repeat=week&repeat_interval=0", "Between 1 and"), ("repeat=week&repeat_until=2026-01-01", "before the first date"),
])  # fmt: skip
def test_a_rule_without_sense_says_so_while_it_is_chosen(browser_of, olga, query, said):
    browser = browser_of("olga@example.org")
    browser.open(f"/events/rule-preview?starts_date=2027-01-05&starts_time=19:00&zone=Europe/Berlin&{query}")

    assert said in browser.text


def test_nights_on_which_clocks_change_are_named(browser_of, olga):
    browser = browser_of("olga@example.org")
    browser.open("/events/rule-preview?starts_date=2027-03-07&starts_time=02:30&repeat=week&zone=Europe/Berlin")

    assert "clocks skip this time: it begins at 3:30" in browser.text
    assert "clocks show this time twice" in browser.text


def test_a_draft_becomes_a_series_by_its_form(given, browser_of, olga):
    with given():
        from eventhub.accounts.queries import find_by_email

        key = make_event(organizer=find_by_email("olga@example.org")).key
    browser = browser_of("olga@example.org")
    browser.open(f"/events/{key}/edit")
    answer = browser.submit("/edit", repeat="week", repeat_times="4")

    assert answer.status_code == 303
    assert len(dates_of(given, key)) == 4
    browser.open(f"/events/{key}/edit")
    assert "4 times" in browser.text
    browser.submit("/edit", repeat="once", repeat_times="")
    assert len(dates_of(given, key)) == 1


def test_a_date_is_moved_after_it_was_shown_what_changes(given, browser_of, olga):
    key, numbers = start(given)
    browser, moved = browser_of("olga@example.org"), next_tuesday() + timedelta(weeks=1, days=1)
    browser.open(f"/events/{key}/dates")
    assert browser.text.count("Change this date") >= 50
    browser.open(f"/events/{key}/dates/{numbers[1]}")
    browser.submit(
        f"/dates/{numbers[1]}", **fields(moved, moved + timedelta(hours=2), reason="The hall is closed", reach="this")
    )

    assert "This is what changes" in browser.text
    assert "Nobody has registered here" in browser.text
    assert dates_of(given, key)[1][0] == next_tuesday() + timedelta(weeks=1)  # not yet
    answer = browser.submit(f"/dates/{numbers[1]}")
    assert answer.status_code == 303
    assert dates_of(given, key)[1][0] == moved
    browser.open(f"/events/{key}")
    browser.follow()
    assert "The hall is closed" in browser.text


def test_this_and_following_leads_to_an_event_of_its_own(given, browser_of, olga):
    key, numbers = start(given, recurrence=Recurrence(every=Every.WEEK, times=6))
    browser, later = browser_of("olga@example.org"), next_tuesday(18) + timedelta(weeks=3)
    browser.open(f"/events/{key}/dates/{numbers[3]}")
    browser.submit(f"/dates/{numbers[3]}", **fields(later, later + timedelta(hours=2), reach="following"))
    assert "an event of its own" in browser.text
    answer = browser.submit(f"/dates/{numbers[3]}")

    new = re.search(r"/events/([a-z0-9]{10})/dates", answer.location)[1]
    assert new != key
    assert [len(dates_of(given, key)), len(dates_of(given, new))] == [3, 3]


def test_a_date_is_cancelled_and_brought_no_further(given, browser_of, olga):
    key, numbers = start(given)
    browser = browser_of("olga@example.org")
    browser.open(f"/events/{key}/dates/{numbers[0]}")
    browser.submit(f"/dates/{numbers[0]}/steps/cancel", reason="A holiday")
    assert "This is what changes" in browser.text
    browser.submit(f"/dates/{numbers[0]}/steps/cancel")

    assert dates_of(given, key)[0][1] == O.CANCELLED
    browser.open(f"/events/{key}/dates/{numbers[0]}")
    assert f"/dates/{numbers[0]}/steps/cancel" not in browser.text


def test_a_date_is_added(given, browser_of, olga):
    key, _numbers = start(given)
    browser, extra = browser_of("olga@example.org"), next_tuesday() + timedelta(days=2)
    browser.open(f"/events/{key}/dates")
    said = {f"add-{name}": value for name, value in fields(extra, extra + timedelta(hours=1)).items()}
    assert browser.submit(f"/events/{key}/dates", **said).status_code == 303
    assert extra in [wall for wall, _status, _own in dates_of(given, key)]
    browser.open(f"/events/{key}/dates")
    assert browser.submit(f"/events/{key}/dates", **said).status_code == 422
    assert "This is one of its dates already." in browser.text


def test_a_wrong_time_is_named_beside_its_field_and_the_rest_is_kept(given, browser_of, olga):
    key, numbers = start(given)
    browser = browser_of("olga@example.org")
    browser.open(f"/events/{key}/dates/{numbers[0]}")
    gap = datetime(2027, 3, 28, 2, 30)
    answer = browser.submit(f"/dates/{numbers[0]}", **fields(gap, gap + timedelta(hours=2), venue="Kept", reach="this"))

    assert answer.status_code == 422
    assert "Did you mean 03:30?" in browser.text
    assert 'value="Kept"' in browser.text


def test_others_do_not_come_to_the_dates(given, browser_of, olga):
    key, numbers = start(given)
    with given():
        make_person(email="other@example.org")

    assert browser_of("other@example.org").open(f"/events/{key}/dates").status_code == 404
    assert browser_of("").open(f"/events/{key}/dates/{numbers[0]}").status_code in {303, 404}


def test_search_engines_read_what_has_become_of_it(given, browser_of, olga):
    with given():
        from eventhub.accounts.queries import find_by_email

        first = next_tuesday()
        event = make_event(status=S.PUBLISHED, organizer=find_by_email("olga@example.org"), starts=first, ends=first + timedelta(hours=2),
                           title="</script><b>")  # fmt: skip
        key, number = event.key, event.occurrences[0].id
    browser, moved = browser_of("olga@example.org"), first + timedelta(days=7)
    browser.open(f"/events/{key}/dates/{number}")
    browser.submit(f"/dates/{number}", **fields(moved, moved + timedelta(hours=2), reason="Rain"))
    browser.submit(f"/dates/{number}")
    reader = browser_of("")
    reader.open(f"/events/{key}")
    reader.follow()

    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', reader.text, re.DOTALL)[1])
    assert data["eventStatus"] == "https://schema.org/EventRescheduled"
    assert data["previousStartDate"][:10] == f"{first:%Y-%m-%d}"
    assert data["startDate"][:10] == f"{moved:%Y-%m-%d}"
    assert "It has moved. It was to be on" in reader.text
    assert "Rain" in reader.text


def with_someone(given, key):
    """Ana comes to all of its dates."""
    from eventhub.events.registration.rules import Kind, Per, Seat, SetupDraft
    from eventhub.events.registration.services import joining, setting

    with given():
        from eventhub.accounts.queries import find_by_email

        event = queries.find_event(key)
        setting.save_setup(
            event, SetupDraft(kind=Kind.HERE, per=Per.SERIES, room_capacity=9), actor=find_by_email("olga@example.org")
        )
        joining.register(queries.find_event(key), joining.JoinDraft(seat=Seat.ROOM), person=make_person(name="Ana"))


def mails(given):
    with given():
        from tests.factories import outbox

        return [notice for notice, _address in outbox() if notice == "registration/moved"]


def test_cancelling_shows_first_who_is_told(given, browser_of, olga):
    key, _numbers = start(given)
    with_someone(given, key)
    browser = browser_of("olga@example.org")
    browser.open(f"/events/{key}/manage")
    browser.submit("/steps/cancel", reason="Nobody could host it")

    assert "One person who comes gets a mail." in browser.text
    assert mails(given) == []
    with given():
        assert queries.find_event(key).status == S.PUBLISHED
    assert browser.submit("/steps/cancel").status_code == 303
    with given():
        assert queries.find_event(key).status == S.CANCELLED
    assert mails(given) == ["registration/moved"]


def test_moving_it_online_by_its_form_shows_first_who_is_told_and_the_page_says_it(given, browser_of, olga):
    with given():
        from eventhub.accounts.queries import find_by_email

        first = next_tuesday()
        key = make_event(
            status=S.PUBLISHED, organizer=find_by_email("olga@example.org"), starts=first, ends=first + timedelta(hours=2)
        ).key
    with_someone(given, key)
    browser = browser_of("olga@example.org")
    browser.open(f"/events/{key}/edit")
    browser.submit("/edit", mode="online", join_url="https://meet.example/x", change_reason="Flu season", title="Kept title")
    assert "One person who comes gets a mail." in browser.text
    assert mails(given) == []
    assert browser.submit("/edit").status_code == 303

    assert mails(given) == ["registration/moved"]
    browser.open(f"/events/{key}")
    browser.follow()
    assert "It takes place online now." in browser.text
    assert "Flu season" in browser.text
    assert "Kept title" in browser.text
    assert "EventMovedOnline" in browser.text


LAST_WORKING_DAY = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"


OTHERS = [(LAST_WORKING_DAY, "Every month on the last working day at"),
          ("FREQ=YEARLY;BYYEARDAY=99,199", "By a rule of the calendar it comes from at")]  # fmt: skip
CHOSEN = re.compile(r'<option selected value="rule">By the rule of its calendar')


def with_rule(given, rule, status=S.PUBLISHED):
    """The key, the numbers of the dates, and the first date of a series with such a rule."""
    recurrence = read_rule(rule)
    first = next(walls(recurrence, next_tuesday()))
    return *start(given, recurrence=recurrence, status=status, starts=first, ends=first + timedelta(hours=2)), first


@pytest.mark.parametrize(("rule", "words"), OTHERS)
def test_the_form_of_a_draft_keeps_the_rule_of_another_program(browser_of, olga, given, rule, words):
    key, numbers, _ = with_rule(given, rule, S.DRAFT)
    browser = browser_of("olga@example.org")
    browser.open(f"/events/{key}/edit")
    assert words in browser.text
    assert CHOSEN.search(browser.text)

    browser.submit("/edit", title="Another title")

    with given():
        event = queries.find_event(key)
        assert (event.title, event.rule, [o.id for o in event.occurrences]) == ("Another title", rule, numbers)


@pytest.mark.parametrize(("rule", "words"), OTHERS)
def test_the_rule_of_another_program_stays_until_one_in_words_replaces_it(browser_of, olga, given, rule, words):
    key, numbers, first = with_rule(given, rule)
    browser, later, other_day = browser_of("olga@example.org"), first.replace(hour=18, minute=30), first + timedelta(days=1)
    browser.open(f"/events/{key}/dates")
    assert words in browser.text
    assert CHOSEN.search(browser.text)

    browser.submit("/rule")
    assert "Nothing is different." in browser.text
    browser.submit("/rule", **fields(other_day, other_day + timedelta(hours=2)))
    assert "The rule of its calendar has no date on this day." in browser.text
    browser.submit("/rule", **fields(later, first + timedelta(hours=2)))
    browser.submit("/rule", sure="1")
    assert (dates_of(given, key)[0][0], len(dates_of(given, key))) == (later, len(numbers))
    browser.open(f"/events/{key}/dates")
    browser.submit("/rule", repeat="week", repeat_times="3")
    browser.submit("/rule", sure="1")

    assert [wall for wall, _, _ in dates_of(given, key)] == [later + timedelta(weeks=n) for n in range(3)]


def test_dates_that_stand_one_by_one_are_said_so(browser_of, olga, given):
    key, _ = start(given, recurrence=Recurrence(every=Every.DAY, times=1))
    browser = browser_of("olga@example.org")

    browser.open(f"/events/{key}/dates")

    assert "On single dates" in browser.text


def test_the_days_of_a_kept_rule_do_not_move_together(browser_of, olga, given):
    key, numbers, first = with_rule(given, LAST_WORKING_DAY)
    browser, moved = browser_of("olga@example.org"), first + timedelta(days=1)
    browser.open(f"/events/{key}/dates/{numbers[0]}")

    browser.submit(f"/dates/{numbers[0]}", **fields(moved, moved + timedelta(hours=2), reach="all"))

    assert "The rule of its calendar says the days." in browser.text
    assert dates_of(given, key)[0][0] == first


def test_a_kept_rule_goes_on_from_one_date_at_another_time(browser_of, olga, given):
    key, numbers, _ = with_rule(given, LAST_WORKING_DAY)
    third = dates_of(given, key)[2][0]
    browser = browser_of("olga@example.org")
    browser.open(f"/events/{key}/dates/{numbers[2]}")

    browser.submit(f"/dates/{numbers[2]}", **fields(third.replace(hour=17), third.replace(hour=18), reach="following"))
    browser.submit(f"/dates/{numbers[2]}", sure="1")

    with given() as session:
        ids = session.scalars(sa.select(Event.id).order_by(Event.id)).all()  # the preview may have used up a number
        old, new = (queries.get_event_by_id(number) for number in ids)
        assert old.rule == f"{LAST_WORKING_DAY};UNTIL={third - timedelta(days=1):%Y%m%d}"
        assert (new.rule, new.occurrences[0].id, new.occurrences[0].wall_start) == (
            LAST_WORKING_DAY,
            numbers[2],
            third.replace(hour=17),
        )


@pytest.fixture
def weekends(given, olga):
    """The key and the numbers of the dates of a public series of two whole days each, the first on a Tuesday."""
    first = next_tuesday().replace(hour=0, minute=0)
    return first, *start(given, all_day=True, starts=first, ends=first + timedelta(days=2))


def ends_of(given, key):
    with given():
        return [(o.wall_start, o.wall_end) for o in queries.find_event(key).occurrences]


def test_dates_of_whole_days_are_left_moved_and_added_by_their_last_day(given, browser_of, weekends):
    first, key, numbers = weekends
    browser, day = browser_of("olga@example.org"), timedelta(days=1)
    browser.open(f"/events/{key}/dates/{numbers[0]}")
    assert "starts_time" not in browser.text
    assert f'value="{first + day:%Y-%m-%d}"' in re.search(r'<input[^>]* name="ends_date"[^>]*>', browser.text)[0]
    browser.submit(f"/dates/{numbers[0]}", reach="this")
    assert "Nothing is different." in browser.text

    browser.submit(f"/dates/{numbers[0]}", reach="this", ends_date=f"{first:%Y-%m-%d}")
    browser.submit(f"/dates/{numbers[0]}")
    assert ends_of(given, key)[0] == (first, first + day)

    browser.open(f"/events/{key}/dates")
    added = first + 3 * day
    form = {"add-starts_date": f"{added:%Y-%m-%d}", "add-ends_date": f"{added + day:%Y-%m-%d}"}
    assert browser.submit(f"/events/{key}/dates", **form).status_code == 303
    assert (added, added + 2 * day) in ends_of(given, key)


def test_the_rule_of_whole_days_is_given_without_times(given, browser_of, weekends):
    first, key, _numbers = weekends
    browser = browser_of("olga@example.org")
    browser.open(f"/events/{key}/dates")
    browser.submit("/rule", repeat="week", repeat_interval="2", repeat_times="3")
    browser.submit("/rule")

    assert ends_of(given, key) == [(first + timedelta(weeks=n), first + timedelta(weeks=n, days=2)) for n in (0, 2, 4)]
    browser.open(f"/events/rule-preview?starts_date={first:%Y-%m-%d}&all_day=y&repeat=week&zone=Europe/Berlin")
    assert "Every Tuesday" in browser.text
    assert " at " not in browser.text


def test_the_form_of_a_public_series_of_whole_days_leaves_them_whole(given, browser_of, weekends):
    _first, key, _numbers = weekends
    browser, before = browser_of("olga@example.org"), ends_of(given, key)
    browser.open(f"/events/{key}/edit")
    assert browser.submit("/edit", title="Sprint days").status_code == 303

    assert ends_of(given, key) == before
    with given():
        assert queries.find_event(key).all_day is True
