"""The page on which a demo's mails are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventhub import EventHub, create_app
from eventhub.blueprints import mailbox
from eventhub.config import Settings
from eventhub.mail.transport import FolderTransport
from tests.unit.mail.test_transport import letter


@pytest.fixture
def demo(tmp_path: Path) -> EventHub:
    """An application as the demo has it; it is never asked for anything from its database."""
    app = create_app(Settings(env="development", home=tmp_path, log_level="CRITICAL"))
    if "mailbox" not in app.blueprints:
        app.register_blueprint(mailbox.bp)
    return app


def test_an_empty_mailbox_says_when_mails_come(demo):
    page = demo.test_client().get("/mailbox")

    assert page.status_code == 200
    assert "No mails yet" in page.get_data(as_text=True)


def test_the_newest_mail_stands_first_and_opens(demo, tmp_path):
    out = FolderTransport(tmp_path / "mail")
    for number in (1, 2):
        mail = letter(f"reader{number}@example.org", number)
        mail.replace_header("Date", f"Sun, 22 Nov 2026 12:00:0{number} +0000")
        mail.set_content("Go on here:\nhttps://hub.example/events/a?b=1&c=2\n<script>")
        out.send(mail)
    client = demo.test_client()

    page = client.get("/mailbox").get_data(as_text=True)
    assert page.index("reader2@example.org") < page.index("reader1@example.org")
    shown = client.get("/mailbox/20261122T120002-id-2")
    text = shown.get_data(as_text=True)
    assert shown.headers["Cache-Control"] == "no-store"
    assert '<a href="https://hub.example/events/a?b=1&amp;c=2">https://hub.example/events/a?b=1&amp;c=2</a>' in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("name", ["20261122T120000-none", "..", "%2e%2e%2fqueue", "x", "20261122T120000-..%2f..%2fetc"])
def test_what_is_no_mail_of_the_folder_is_not_found(demo, name):
    assert demo.test_client().get(f"/mailbox/{name}").status_code == 404
