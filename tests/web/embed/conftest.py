"""A small public world to be shown on other sites, and someone who asks from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventhub.events.workflow import S
from tests.factories import make_community, make_event, make_topic

DAY = datetime(2027, 3, 10, 19)


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    """It is the first of March 2027."""
    with time_machine.travel("2027-03-01T09:00:00Z", tick=True):
        yield


@pytest.fixture
def world(given: Any) -> dict[str, str]:
    """Keys of two events that everyone may see, of a draft, and of a community."""
    with given():
        make_topic("web")
        community = make_community("Berliners", official=True)
        berlin = make_event(status=S.PUBLISHED, title="Berlin evening", topics=("web",), community=community, starts=DAY)
        lisbon = make_event(status=S.CANCELLED, title="Lisbon online", region_code="PT", zone="Europe/Lisbon", languages=("pt",), mode="online",
                            join_url="https://join.example/SECRET", city="Lisbon", starts=DAY + timedelta(days=1))  # fmt: skip
        draft = make_event(status=S.SUBMITTED, title="Hidden draft", starts=DAY)
        return {"berlin": berlin.key, "lisbon": lisbon.key, "draft": draft.key, "community": community.key, "slug": berlin.slug}


@pytest.fixture
def ask(client: FlaskClient) -> Callable[..., TestResponse]:
    """``ask(path, **headers)``: a GET from another site, with a session cookie that must not matter."""
    client.set_cookie("__Host-eventhub", "anything", domain="hub.example")
    client.set_cookie("locale", "de", domain="hub.example")

    def get(path: str, **headers: str) -> TestResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.get(path, base_url="https://hub.example", headers=sent)

    return get
