"""Making an account: nothing tells whether an address is known, and only who reads its mail gets in."""

import pytest

from eventhub.core.db import db
from eventhub.core.outbox import OutboxMessage
from tests.factories import make_person, outbox
from tests.support.sessions import PASSWORD, Browser, forms_of


def token_of(given, notice):
    with given():
        found = [m.facts["token"] for m in db.session.query(OutboxMessage).order_by(OutboxMessage.id) if m.notice == notice]
    return found[-1]


def sign_up(browser, **changed):
    browser.open("/account/sign-up")
    return browser.submit("/account/sign-up", **{"name": "Ana", "email": "ana@example.org", "password": PASSWORD, **changed})


def test_signing_up_leads_through_the_mail_to_a_session(app, given):
    browser = Browser(app)

    assert sign_up(browser).location == "/account/sent/confirm"
    with given():
        assert outbox() == [("account/confirm", "ana@example.org")]
    browser.open(f"/account/confirm/{token_of(given, 'account/confirm')}")
    answer = browser.submit(f"/account/confirm/{token_of(given, 'account/confirm')}", password=PASSWORD)

    assert (answer.status_code, answer.location) == (303, "/desk")
    assert browser.open("/account/profile").status_code == 200
    assert 'value="Ana"' in browser.text


def test_the_answer_is_the_same_for_an_address_that_has_an_account(app, given):
    with given():
        make_person(email="known@example.org")
    first, second = Browser(app), Browser(app)

    known = sign_up(first, email="known@example.org")
    unknown = sign_up(second, email="unknown@example.org")

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location) == (303, "/account/sent/confirm")
    with given():
        assert outbox() == [("account/known", "known@example.org"), ("account/confirm", "unknown@example.org")]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"name": "x" * 121}, "Please keep it to 120 characters."),
        ({"email": ""}, "Please fill this in."),
        ({"email": "ana at example"}, "This does not look like an e-mail address."),
        ({"password": ""}, "Please fill this in."),
        ({"password": "short"}, "Please take at least 10 characters. A short sentence is good."),
        ({"password": "x" * 201}, "Please take at most 200 characters."),
        ({"password": "password1234"}, "Others would guess this one first. Please take another."),
        ({"password": "ana@example.org"}, "Others would guess this one first. Please take another."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(app, given, changed, said):
    browser = Browser(app)

    answer = sign_up(browser, **changed)

    assert answer.status_code == 422
    assert f"<span>{said}</span>" in browser.text
    kept = {"name": "Ana", "email": "ana@example.org", **changed}
    for name in ("name", "email"):
        if kept[name]:
            assert f'value="{kept[name]}"' in browser.text
    assert dict(forms_of(browser.text)[-1]["fields"])["password"] == ""
    with given():
        assert outbox() == []


def test_a_wrong_password_confirms_nothing(app, given):
    browser = Browser(app)
    sign_up(browser)
    token = token_of(given, "account/confirm")

    browser.open(f"/account/confirm/{token}")
    answer = browser.submit(f"/account/confirm/{token}", password="another long sentence")

    assert answer.status_code == 422
    assert "<span>This is not the password that was chosen when signing up.</span>" in browser.text
    assert browser.open("/account/profile").status_code == 303


def test_wrong_passwords_are_counted_though_they_are_refused(app, given):
    browser = Browser(app)
    sign_up(browser)
    token = token_of(given, "account/confirm")
    browser.open(f"/account/confirm/{token}")
    for _ in range(10):
        browser.submit(f"/account/confirm/{token}", password="another long sentence")

    answer = browser.submit(f"/account/confirm/{token}", password=PASSWORD)

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900


@pytest.mark.parametrize("purpose", ["confirm", "reset"])
def test_a_forged_link_says_that_it_is_no_longer_good(app, purpose):
    browser = Browser(app)

    answer = browser.open(f"/account/{purpose}/forged")

    assert answer.status_code == 410
    assert "<h1>This link is no longer good</h1>" in browser.text


def test_a_link_is_good_once(app, given):
    browser = Browser(app)
    sign_up(browser)
    token = token_of(given, "account/confirm")
    browser.open(f"/account/confirm/{token}")
    browser.submit(f"/account/confirm/{token}", password=PASSWORD)

    assert Browser(app).open(f"/account/confirm/{token}").status_code == 410


def test_looking_at_a_link_changes_nothing(app, given):
    browser = Browser(app)
    sign_up(browser)
    token = token_of(given, "account/confirm")

    assert [browser.open(f"/account/confirm/{token}").status_code for _ in range(3)] == [200, 200, 200]
    assert browser.open("/account/profile").status_code == 303


def test_an_address_that_says_something_else_was_sent_is_unknown(app):
    assert Browser(app).open("/account/sent/money").status_code == 404
