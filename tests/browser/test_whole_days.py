"""Whole days in the form: the times go, the last day follows the first, and what is saved is what was shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture
def form(visit: Callable[..., Any]) -> Iterator[Any]:
    """A page with the form of a new draft."""
    seen = visit(width=390)
    seen.sign_in("organizer@example.org")
    seen.open("/events/new")
    with seen.page.expect_navigation(url=re.compile(r"/edit$")):
        seen.page.locator("form[action$='/events'] button[name=format]").first.click()
    yield seen.page
    assert seen.errors == []


def test_the_box_hides_the_times_and_the_last_day_follows_the_first(form: Any) -> None:
    times = form.locator("[name=starts_time], [name=ends_time]")
    form.fill("[name=title]", "Barcamp")
    form.fill("[name=starts_date]", "2027-04-10")
    form.check("[name=all_day]")
    assert [times.nth(n).is_visible() for n in range(2)] == [False, False]

    form.locator("summary", has_text="More days").click()
    assert form.input_value("[name=ends_date]") == "", "an evening is one day"
    form.fill("[name=ends_date]", "2027-04-11")
    form.fill("[name=starts_date]", "2027-04-17")
    assert form.input_value("[name=ends_date]") == "2027-04-18"
    with form.expect_navigation():
        form.click("button[name=then][value=stay]")
    assert (form.input_value("[name=starts_date]"), form.input_value("[name=ends_date]")) == ("2027-04-17", "2027-04-18")
    assert form.is_checked("[name=all_day]")

    form.uncheck("[name=all_day]")
    assert [times.nth(n).is_visible() for n in range(2)] == [True, True]
    assert form.input_value("[name=starts_time]") != "", "it begins when its format usually does"


def test_a_rule_of_whole_days_is_read_back_without_a_time(form: Any) -> None:
    form.fill("[name=starts_date]", "2027-04-10")
    form.check("[name=all_day]")
    form.select_option("[name=repeat]", "week")
    said = form.locator("[data-repeat-said] strong")
    said.wait_for()

    assert said.inner_text() == "Every Saturday"
