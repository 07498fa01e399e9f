"""New passwords: by a mailed link, and while signed in."""

import pytest

from eventhub.core.db import db
from eventhub.core.outbox import OutboxMessage
from tests.factories import make_person, outbox
from tests.support.sessions import PASSWORD, Browser

NEW = "a quite different sentence"


@pytest.fixture
def ana(given):
    with given():
        make_person(name="Ana", email="ana@example.org")


def ask(browser, email="ana@example.org"):
    browser.open("/account/forgot")
    return browser.submit("/account/forgot", email=email)


def link(given):
    with given():
        return "/account/reset/" + db.session.query(OutboxMessage).filter_by(notice="account/reset").one().facts["token"]


def test_the_answer_is_the_same_for_known_and_unknown_addresses(app, given, ana):
    browser = Browser(app)

    known, unknown = ask(browser), ask(browser, "nobody@example.org")

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location) == (303, "/account/sent/reset")
    with given():
        assert outbox() == [("account/reset", "ana@example.org")]


@pytest.mark.parametrize(
    ("email", "said"), [("", "Please fill this in."), ("ana", "This does not look like an e-mail address.")]
)
def test_what_is_no_address_is_said_to_be_none(app, ana, email, said):
    browser = Browser(app)

    assert ask(browser, email).status_code == 422
    assert f"<span>{said}</span>" in browser.text
    assert f'value="{email}"' in browser.text


def test_the_link_sets_a_new_password_and_ends_other_sessions(app, given, ana):
    other, browser = Browser(app, "ana@example.org"), Browser(app)
    ask(browser)

    browser.open(link(given))
    answer = browser.submit(link(given), password=NEW)

    assert (answer.status_code, answer.location) == (303, "/desk")
    assert browser.open("/account/profile").status_code == 200
    assert other.open("/account/profile").status_code == 303


@pytest.mark.parametrize(
    ("password", "said"),
    [("", "Please fill this in."), ("short", "Please take at least 10 characters. A short sentence is good.")],
)
def test_an_easy_password_leaves_the_link_good(app, given, ana, password, said):
    browser = Browser(app)
    ask(browser)
    browser.open(link(given))

    assert browser.submit(link(given), password=password).status_code == 422
    assert f"<span>{said}</span>" in browser.text
    assert browser.submit(link(given), password=NEW).status_code == 303


def test_a_used_link_is_over(app, given, ana):
    browser = Browser(app)
    ask(browser)
    address = link(given)
    late = Browser(app)
    late.open(address)
    browser.open(address)
    browser.submit(address, password=NEW)

    assert late.submit(address, password="yet another sentence").status_code == 410


def test_asking_again_and_again_is_limited(app, ana):
    browser = Browser(app)
    for _ in range(5):
        assert ask(browser).status_code == 303

    assert ask(browser).status_code == 429


def test_changing_it_keeps_this_session_and_ends_the_others(app, given, ana):
    other, browser = Browser(app, "ana@example.org"), Browser(app, "ana@example.org")
    browser.open("/account/password")

    answer = browser.submit("/account/password", current=PASSWORD, password=NEW)

    assert (answer.status_code, answer.location) == (303, "/account/profile")
    assert browser.open("/account/profile").status_code == 200
    assert other.open("/account/profile").status_code == 303
    with given():
        assert outbox() == [("account/password_changed", "ana@example.org")]


@pytest.mark.parametrize(
    ("current", "new", "said"),
    [
        ("wrong sentence here", NEW, "This is not your present password."),
        (PASSWORD, "short", "Please take at least 10 characters. A short sentence is good."),
        ("", NEW, "Please fill this in."),
        (PASSWORD, "", "Please fill this in."),
    ],
)
def test_what_keeps_it_from_being_changed_is_said(app, given, ana, current, new, said):
    browser = Browser(app, "ana@example.org")
    browser.open("/account/password")

    assert browser.submit("/account/password", current=current, password=new).status_code == 422
    assert f"<span>{said}</span>" in browser.text
    with given():
        assert outbox() == []


def test_guessing_the_present_password_is_limited(app, ana):
    browser = Browser(app, "ana@example.org")
    browser.open("/account/password")
    for _ in range(10):
        assert browser.submit("/account/password", current="wrong sentence here", password=NEW).status_code == 422

    assert browser.submit("/account/password", current=PASSWORD, password=NEW).status_code == 429
