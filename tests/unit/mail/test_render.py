"""Mails as they are written: in the reader's language and time, with heads that nobody can break out of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask_babel import get_babel
from jinja2 import UndefinedError

from eventhub import EventHub
from eventhub.core.outbox import OutboxMessage
from eventhub.core.text import gettext, reader_locale
from eventhub.mail import render
from eventhub.mail.render import Reader

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
FACTS = {
    "title": "Ein Abend", "key": "abcdefghij", "slug": "ein-abend", "zone": "Europe/Lisbon", "city": "Lisboa", "points": [],
    "starts": "2026-12-03T19:00:00+00:00", "state": "published", "reason": "", "actor": "Ana",
}  # fmt: skip


@pytest.fixture(autouse=True)
def house() -> None:
    render.bind(render.House("Der Verein <hub@hub.example>", "EventHub", ("en", "de", "es", "ar")))


@pytest.fixture
def german(shared_app: EventHub, tmp_path: Path) -> Iterator[None]:
    """A German catalogue with one sentence."""
    catalog = Catalog(locale="de")
    catalog.add("Hello %(name)s,", "Hallo %(name)s,")
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalog)
    with shared_app.app_context():
        babel = get_babel()
    folders, babel.translation_directories = babel.translation_directories, [str(tmp_path)]
    babel.instance.domain_instance.cache.clear()
    yield
    babel.translation_directories = folders
    babel.instance.domain_instance.cache.clear()


def row(**changes: object) -> OutboxMessage:
    values = {
        "notice": "event/publish",
        "audience": "organizers",
        "facts": FACTS,
        "message_id": "<1-2@eventhub>",
        "created_at": AT,
    }
    return OutboxMessage(**{**values, **changes})


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


def test_a_text_is_short_and_says_state_time_and_link(shared_app):
    with shared_app.app_context():
        mail = render.compose(row(), Reader(address="bo@example.org", name="Bo", zone="Europe/Lisbon"))

    body = mail.get_body(("plain",))
    assert body is not None
    assert lines(body.get_content()) == [
        "Hello Bo,",
        "Ana has published “Ein Abend”.",
        "Everyone can find it, and it is in the calendars.",
        "Thursday, December 3, 2026, 7:00\u202fPM in Lisbon",
        "See the page:",
        "https://hub.example/events/abcdefghij-ein-abend",
        "--",
        "EventHub",
        "You get this mail because you organize this event.",
    ]


@pytest.mark.parametrize(
    ("locale", "zone", "line"),
    [
        ("de", "Europe/Berlin", "Donnerstag, 3. Dezember 2026, 19:00 Uhr (Lissabon) · bei dir 20:00"),
        ("de", "Atlantic/Madeira", "Donnerstag, 3. Dezember 2026, 19:00 Uhr (Lissabon)"),
        ("de", "", "Donnerstag, 3. Dezember 2026, 19:00 Uhr (Lissabon)"),
        ("de", "Nowhere/Here", "Donnerstag, 3. Dezember 2026, 19:00 Uhr (Lissabon)"),
        ("es", "Asia/Tokyo", "jueves, 3 de diciembre de 2026, 19:00 en Lisboa · viernes, 4 de diciembre, 4:00 para ti"),
    ],
)
def test_a_time_is_the_events_and_the_readers_second(shared_app, locale, zone, line):
    with shared_app.app_context():
        said = render.render("event/publish", "organizers", FACTS, at=AT,
                             reader=Reader(address="bo@example.org", name="Bo", locale=locale, zone=zone))  # fmt: skip

    assert lines(said.text)[3] == line


def test_a_mail_of_one_language_leaves_nothing_to_the_next(shared_app, german):
    def greeting(locale: str) -> str:
        return lines(render.render("event/publish", "organizers", FACTS, at=AT,
                                   reader=Reader(address="bo@example.org", name="Bo", locale=locale)).text)[0]  # fmt: skip

    with shared_app.app_context():
        before = reader_locale(), gettext("Hello %(name)s,")
        said = [greeting(locale) for locale in ("en", "de", "en", "de-AT", "ar", "xx")]
        after = reader_locale(), gettext("Hello %(name)s,")

    assert said == ["Hello Bo,", "Hallo Bo,", "Hello Bo,", "Hallo Bo,", "Hello Bo,", "Hello Bo,"]
    assert before == after == ("en", "Hello %(name)s,")


def test_a_mail_that_breaks_leaves_no_language_behind(shared_app):
    with shared_app.app_context():
        with pytest.raises(UndefinedError):
            render.render(
                "event/publish", "organizers", {"title": "x"}, at=AT, reader=Reader(address="bo@example.org", locale="de")
            )

        assert reader_locale() == "en"


def test_the_head_is_complete(shared_app):
    with shared_app.app_context():
        mail = render.compose(row(), Reader(address="bo@example.org", name="Bo Ødegård", locale="de"))

    assert {name: str(value) for name, value in mail.items() if name not in {"Content-Type", "MIME-Version"}} == {
        "From": "Der Verein <hub@hub.example>",
        "To": "Bo Ødegård <bo@example.org>",
        "Subject": "Veröffentlicht: Ein Abend",
        "Message-ID": "<1-2@eventhub>",
        "Date": "Sun, 22 Nov 2026 12:00:00 +0000",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "de",
    }
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_what_goes_over_the_wire_is_plain_ascii_and_reads_back(shared_app):
    with shared_app.app_context():
        mail = render.compose(
            row(facts={**FACTS, "title": "مساء في برلين " * 9}), Reader(address="bo@example.org", name="数据 社区", locale="ar")
        )

    wire = mail.as_bytes()
    again = message_from_bytes(wire, policy=policy.default)
    assert wire.isascii()
    assert max(len(line) for line in wire.split(b"\r\n")) <= 998
    assert str(again["To"]) == "数据 社区 <bo@example.org>"
    assert str(again["Subject"]) == "نُشرت: " + ("مساء في برلين " * 9).strip()


@pytest.mark.parametrize(
    "evil", ["Hi\r\nBcc: all@example.org", "Hi\nBcc: all@example.org", "Hi\u2028Bcc: x\x00", "Hi\x85Bcc: x"]
)
def test_a_title_or_a_name_starts_no_new_head(shared_app, evil):
    with shared_app.app_context():
        mail = render.compose(row(facts={**FACTS, "title": evil}), Reader(address="bo@example.org", name=evil))

    assert "Bcc" not in message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert "Bcc" not in mail


@pytest.mark.parametrize(
    "evil",
    [
        "bo@example.org\r\nBcc: all@example.org",
        "bo@example.org, all@example.org",
        "bo",
        "@",
        "",
        "bo@exa mple.org",
        "<bo@example.org>",
    ],
)
def test_an_address_that_is_none_is_refused(shared_app, evil):
    with shared_app.app_context(), pytest.raises(render.BadAddress):
        render.compose(row(), Reader(address=evil, name="Bo"))


def test_a_host_beyond_ascii_is_written_in_ascii(shared_app):
    with shared_app.app_context():
        mail = render.compose(row(), Reader(address="bo@bücher.example"))

    assert str(mail["To"]) == "bo@xn--bcher-kva.example"


def test_markup_in_a_title_stays_text_in_html(shared_app):
    with shared_app.app_context():
        said = render.render("event/publish", "organizers", {**FACTS, "title": "<script>x</script> & “y”"}, at=AT,
                             reader=Reader(address="bo@example.org", name="<b>"))  # fmt: skip

    assert "“<bdi>&lt;script&gt;x&lt;/script&gt; &amp; “y”</bdi>”" in said.html
    assert "Hello <bdi>&lt;b&gt;</bdi>," in said.html
    assert said.subject == "Published: <script>x</script> & “y”"


def test_percent_signs_in_a_title_are_only_percent_signs(shared_app):
    with shared_app.app_context():
        said = render.render("event/publish", "organizers", {**FACTS, "title": "100 % %(actor)s {{ key }}"}, at=AT,
                             reader=Reader(address="bo@example.org", name="%s"))  # fmt: skip

    assert lines(said.text)[:2] == ["Hello %s,", "Ana has published “100 % %(actor)s {{ key }}”."]


def test_a_reason_is_quoted_line_by_line(shared_app):
    facts = {**FACTS, "reason": "No room.\n\nSorry.", "state": "cancelled"}
    with shared_app.app_context():
        said = render.render("event/cancel", "organizers", facts, at=AT, reader=Reader(address="bo@example.org", name="Bo"))

    assert "\n\n> No room.\n>\n> Sorry.\n\n" in said.text
    assert "<blockquote>No room.<br>\n<br>\nSorry.</blockquote>" in said.html


def test_a_promised_day_in_another_year_says_so(shared_app):
    with shared_app.app_context():
        said = render.render("event/submit", "organizers", FACTS, at=datetime(2026, 12, 28, 12, tzinfo=UTC),
                             reader=Reader(address="bo@example.org", name="Bo", locale="de"))  # fmt: skip

    assert "bis Montag, 4. Januar 2027" in said.text.replace("\n", " ")


@pytest.mark.parametrize("sender", ["", "EventHub", "EventHub <>", "a b"])
def test_a_sender_that_is_none_is_refused_at_the_start_not_with_each_mail(sender):
    with pytest.raises(ValueError) as caught:
        render.bind(render.House(sender))

    assert str(caught.value) == "EVENTHUB_MAIL_FROM must be an address, such as EventHub <events@example.org>."
