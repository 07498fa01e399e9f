"""Every error is a page that says what to do, a problem for scripts, a line for calendars; never a traceback."""

import re

import pytest
from sqlalchemy.exc import OperationalError

from eventhub.events import queries
from eventhub.events.queries import listing
from tests.factories import make_event, make_person


@pytest.mark.parametrize(("path", "status", "heading"), [
    ("/nothing/here", 404, "There is nothing here"), ("/events?region=xx", 400, "This request can’t be understood"),
    ("/events/aaaaaaaaaa/picture/7", 404, "There is nothing here"), ("/events/aaaaaaaaaa/cover.svg", 404, "There is nothing here"),
])  # fmt: skip
def test_an_error_has_a_page_with_a_way_on_and_a_number(reader, path, status, heading):
    answer = reader.open(path)

    assert answer.status_code == status
    assert reader.find(r"<h1[^>]*>([^<]+)</h1>").replace("&#39;", "’").replace("'", "’") == heading
    assert re.search(r"If you write to us, name this number: \w+", reader.text)
    assert '<a class="button primary" href="/">Home</a>' in reader.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")


def test_a_script_gets_a_problem_with_its_fields(client):
    answer = client.get("/events?mode=astral", base_url="https://hub.example", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.json == {
        "type": "about:blank", "title": "This request can't be understood", "status": 400,
        "detail": "“astral” is not a value of mode.", "errors": {"mode": "“astral” is not a value of mode."},
    }  # fmt: skip


def test_a_calendar_gets_one_line(client):
    answer = client.get("/calendar/nothing/here/at/all", base_url="https://hub.example")

    assert (answer.status_code, answer.mimetype) == (404, "text/plain")
    assert answer.get_data(as_text=True).count("\n") == 1


def test_a_method_that_is_not_taken_names_those_that_are(client):
    answer = client.delete("/events", base_url="https://hub.example", headers={"Accept": "application/json"})

    assert answer.status_code in {400, 405}
    got = client.get("/account/sign-out", base_url="https://hub.example")
    assert (got.status_code, sorted(got.headers["Allow"].split(", "))) == (405, ["OPTIONS", "POST"])


def test_what_nobody_expected_tells_nothing_of_the_inside(reader, monkeypatch):
    def burst(*_args, **_kwargs):
        raise ZeroDivisionError("the inside")

    monkeypatch.setattr(listing, "list_page", burst)
    reader.open("/events")

    assert reader.last.status_code == 500
    assert reader.find(r"<h1[^>]*>([^<]+)</h1>") == "Something is wrong on our side"
    assert "the inside" not in reader.text
    assert "Traceback" not in reader.text


def test_a_database_that_is_away_asks_to_come_back(reader, monkeypatch):
    def away(*_args, **_kwargs):
        raise OperationalError("SELECT secret", {}, Exception("no connection"))

    monkeypatch.setattr(listing, "list_page", away)
    answer = reader.open("/events")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "SELECT" not in reader.text
    assert "no connection" not in reader.text


def test_a_failure_in_the_middle_leaves_nothing_half_written(given, browser_of, monkeypatch):
    from eventhub.blueprints.events import media

    with given():
        key = make_event(organizer=make_person(email="olga@example.org")).key
    olga = browser_of("olga@example.org")
    olga.open(f"/events/{key}/edit")

    def burst(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(media, "take_picture", burst)
    assert olga.submit("/edit", title="Half").status_code == 500
    with given():
        assert queries.find_event(key).title == "An evening in Berlin"


def test_an_expired_form_without_a_session_shows_no_password(client):
    answer = client.post("/account/sign-in", base_url="https://hub.example", data={"email": "a@example.org", "password": "SECRET"},
                         headers={"Referer": "https://hub.example/"})  # fmt: skip

    assert answer.status_code == 400
    assert "SECRET" not in answer.get_data(as_text=True)
    assert 'name="email" value="a@example.org"' in answer.get_data(as_text=True)


def test_what_is_shown_again_is_text(client):
    answer = client.post("/events", base_url="https://hub.example", data={'"><script>x': "</form><script>alert(1)</script>"},
                         headers={"Referer": "https://hub.example/"})  # fmt: skip

    assert "<script>alert" not in answer.get_data(as_text=True)
    assert "<script>x" not in answer.get_data(as_text=True)
