"""One application a worker, one fresh database a test: SQLite by default, PostgreSQL when asked."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventhub import EventHub, bind_globals, create_app
from eventhub.config import Settings
from tests.support.databases import Database, make_database, reverse_the_unordered
from tests.support.sessions import Browser


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Database]:
    """The database of this worker, migrated once and laid anew for each test."""
    made = make_database(os.environ.get("EVENTHUB_TEST_DATABASE", "sqlite"), tmp_path_factory.mktemp("database"), worker_id)
    yield made
    made.drop()


@pytest.fixture(scope="session")
def shared_app(database: Database, tmp_path_factory: pytest.TempPathFactory) -> EventHub:
    """The application of this worker."""
    app = create_app(Settings(
        env="test", home=tmp_path_factory.mktemp("home"), database_url=database.url, secret_key="a key for tests alone, long enough",
        base_url="https://hub.example", argon2_memory_kib=64, fetch_private=True, log_level="CRITICAL",
    ))  # fmt: skip
    database.prepare(app)
    with app.app_context():
        from eventhub.core.db import db

        reverse_the_unordered(db.engine)
    _made.append(app)
    return app


_made: list[EventHub] = []


@pytest.fixture(autouse=True)
def bound_to_the_shared_app() -> None:
    """A test that makes an application of its own (as the command line does) takes nothing from the next one."""
    if _made:
        bind_globals(_made[0])


@pytest.fixture
def app(shared_app: EventHub, database: Database) -> EventHub:
    """The application on an empty database (regions and a few cities are there)."""
    database.renew(shared_app)
    for kept in ("eventhub_pages", "eventhub_fragments"):
        shared_app.extensions.pop(kept, None)
    shared_app.extensions.pop("eventhub_feeds", None)
    return shared_app


@pytest.fixture
def db(app: EventHub) -> Iterator[Any]:
    """The database within an application context, writing: for tests that use no client."""
    from eventhub.core.db import db as database_object
    from eventhub.core.db import mark_writing

    unmark = mark_writing()
    with app.app_context():
        yield database_object
        database_object.session.rollback()
    unmark()


Given = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def given(app: EventHub) -> Given:
    """``with given():`` a transaction in which factories make what a web test needs; no context stays open."""
    from eventhub.core.db import transaction

    @contextmanager
    def begin() -> Iterator[Any]:
        with app.app_context(), transaction() as session:
            yield session

    return begin


@pytest.fixture
def client(app: EventHub) -> FlaskClient:
    """A reader without an account."""
    return app.test_client()


@pytest.fixture
def browser_of(app: EventHub) -> Callable[[str], Browser]:
    """``browser_of(email)``: someone signed in, who follows forms as a browser does."""
    return lambda email="": Browser(app, email)


@pytest.fixture
def newcomer(given: Given, browser_of: Callable[[str], Browser]) -> Callable[..., Browser]:
    """``newcomer("Ada")``: someone new with the address ada@example.org, signed in."""
    from tests.factories import make_person

    def make(name: str, **said: Any) -> Browser:
        email = f"{name.lower()}@example.org"
        with given():
            make_person(name=name, email=email, **said)
        return browser_of(email)

    return make


@pytest.fixture
def reader(browser_of: Callable[[str], Browser]) -> Browser:
    """Someone who is not signed in."""
    return browser_of("")


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test talks to another host."""
    connect = socket.socket.connect

    def checked(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test would talk to {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", checked)


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of this xdist worker, or ``main``."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "main"))


DATA = Path(__file__).parent / "data"
