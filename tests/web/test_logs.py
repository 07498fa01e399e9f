"""The line of a request says where it went, and nothing by which one could go there too."""

from __future__ import annotations

import pytest

from eventhub.blueprints.logs import masked


@pytest.mark.parametrize(("path", "written"), [
    ("/calendar/u/s3cret/going.ics", "/calendar/u/…/going.ics"),
    ("/calendar//u//s3cret/going.ics", "/calendar//u//…/going.ics"),
    ("/account/digest/s3cret", "/account/digest/…"),
    ("/events/registrations/s3cret.seal/cancellation", "/events/registrations/…/cancellation"),
    ("/events/registrations/s3cret.seal/ticket.svg", "/events/registrations/…/ticket.svg"),
    ("/events/speakers/s3cret.seal", "/events/speakers/…"),
    ("/events/abcdefghij/registrations", "/events/abcdefghij/registrations"),
])  # fmt: skip
def test_tokens_are_left_out(path, written):
    assert masked(path) == written
