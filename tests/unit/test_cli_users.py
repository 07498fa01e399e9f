"""``user`` on the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from eventhub import EventHub
from eventhub.accounts import services as accounts
from eventhub.accounts.queries import find_by_email, list_grants
from eventhub.cli import users
from tests.factories import make_person, outbox

Run = Callable[..., Result]


@pytest.fixture
def run(app: EventHub, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one ``user`` command against the test's database."""
    monkeypatch.setattr(users, "make_app", lambda: app)
    return lambda *words, typed=None: CliRunner().invoke(users.user, list(words), input=typed)


def test_someone_is_added_with_a_role(run: Run, app: EventHub) -> None:
    done = run("add", "Ada@Example.org", "--name", "Ada", "--role", "reviewer", "--scope", "DE")

    assert (done.exit_code, done.output) == (0, "Added Ada <ada@example.org>. reviewer over DE.\n")
    with app.app_context():
        assert [(grant.person.name, grant.role.value, grant.scope) for grant in list_grants()] == [("Ada", "reviewer", "DE")]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["add", "nobody", "--name", "N"], "This does not look like an e-mail address."),
        (["add", "known@example.org", "--name", "N"], "This address has an account already."),
        (["add", "new@example.org", "--name", "N", "--role", "team", "--scope", "XX"], "There is no region XX. Examples: 001 (everywhere), 150 (Europe), DE, DE-BE."),
        (["grant", "lost@example.org", "team", "001"], "There is no account with the address lost@example.org."),
        (["grant", "known@example.org", "team", "001", "--until", "2020-01-31"], "2020-01-31 is over; a term ends in the future."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line_and_changes_nothing(
    run: Run, app: EventHub, given: Any, words: list[str], says: str
) -> None:
    with given():
        make_person(email="known@example.org")

    done = run(*words)

    assert (done.exit_code, done.output) == (1, f"Error: {says}\n")
    with app.app_context():
        assert find_by_email("new@example.org") is None
        assert list_grants() == []


def test_a_term_ends_on_the_day_given(run: Run, given: Any) -> None:
    with given():
        make_person("Ada", "ada@example.org")

    granted, listed = run("grant", "ada@example.org", "liaison", "150", "--until", "2099-12-31"), run("list")

    assert granted.output == "Ada is liaison over 150 until 2099-12-31.\n"
    assert listed.output == f"{'150':<18} liaison   Ada <ada@example.org>, until 2099-12-31\n"


def test_an_empty_list_says_how_to_begin(run: Run) -> None:
    assert run("list", "--role", "team").output == "Nobody holds a role. Give one with: user grant EMAIL ROLE SCOPE\n"


def test_a_password_is_set_without_being_shown_or_mailed(run: Run, app: EventHub, given: Any) -> None:
    with given():
        make_person("Ada", "ada@example.org")

    done = run("password", "ada@example.org", typed="a quite new sentence\na quite new sentence\n")

    assert done.exit_code == 0
    assert "a quite new" not in done.output
    with app.app_context():
        assert accounts.sign_in(email="ada@example.org", password="a quite new sentence") is not None
        assert outbox() == []


def test_a_password_that_is_too_short_is_refused(run: Run, given: Any) -> None:
    with given():
        make_person("Ada", "ada@example.org")

    done = run("password", "ada@example.org", typed="short\nshort\n")

    assert done.exit_code == 1
    assert done.output.splitlines()[-1] == "Error: Please take at least 10 characters. A short sentence is good."
