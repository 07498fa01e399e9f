"""The ways out: what an SMTP server's answers mean, and the folder that keeps mails as files."""

from __future__ import annotations

import socket
import ssl
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from eventhub.mail import transport
from eventhub.mail.transport import PermanentFailure, SmtpTransport, TemporaryFailure, Unreachable, make_transport
from tests.unit.mail.smtp_server import DROP, Script, running


def letter(to: str = "bo@example.org", number: int = 1) -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Subject"] = "hub@hub.example", to, "Published"
    message["Message-ID"], message["Date"] = f"<id-{number}@eventhub>", "Sun, 22 Nov 2026 12:00:00 +0000"
    message.set_content(".A line that begins with a dot\n")
    return message


def test_a_mail_reaches_the_server_as_it_was_written():
    script = Script()
    with running(script) as url:
        out = make_transport(url, Path())
        out.send(letter())
        out.close()

    ((reader, taken),) = script.letters
    assert reader == "bo@example.org"
    assert taken == letter().as_bytes()


def test_a_batch_is_one_connection_and_the_next_batch_another():
    script = Script()
    with running(script) as url:
        out = make_transport(url, Path())
        for number in (1, 2):
            out.send(letter(number=number))
        out.close()
        out.send(letter(number=3))
        out.close()

    assert script.connections == 2
    assert script.commands.count("QUIT") == 2
    assert len(script.letters) == 3


@pytest.mark.parametrize(
    ("answer", "failure", "said"),
    [
        ("550 no such user", PermanentFailure, "550 no such user"),
        ("451 try later", TemporaryFailure, "451 try later"),
        ("421 closing", TemporaryFailure, "421 closing"),
        (DROP, TemporaryFailure, "the server broke off"),
    ],
)
def test_the_servers_answer_says_whether_to_try_again_and_the_next_mail_still_goes(answer, failure, said):
    script = Script(by_reader={"bo@example.org": answer})
    with running(script) as url:
        out = make_transport(url, Path())
        with pytest.raises(failure) as caught:
            out.send(letter())
        out.send(letter("eve@example.org"))
        out.close()

    assert type(caught.value) is failure
    assert str(caught.value) == said
    assert [reader for reader, _taken in script.letters] == ["eve@example.org"]


def test_a_sender_that_is_refused_is_a_fault_of_the_settings_so_mails_wait():
    with running(Script(sender="553 not yours")) as url, pytest.raises(Unreachable) as caught:
        make_transport(url, Path()).send(letter())

    assert str(caught.value) == "the sender was refused: 553 not yours"


def test_a_server_that_greets_with_a_refusal_is_unreachable():
    with running(Script(greeting="554 go away")) as url, pytest.raises(Unreachable) as caught:
        make_transport(url, Path()).send(letter())

    assert str(caught.value) == "the mail server does not let us in: 554 go away"


def test_a_server_that_is_away_is_unreachable():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(Unreachable, match=r"^no connection to the mail server: "):
            make_transport(url, Path()).send(letter())


def test_a_server_that_says_nothing_is_given_up_after_a_while():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        out = SmtpTransport(f"smtp://127.0.0.1:{silent.getsockname()[1]}", timeout=0.1)
        with pytest.raises(Unreachable):
            out.send(letter())


def test_nothing_is_said_without_encryption_to_a_server_elsewhere(monkeypatch):
    script = Script()
    monkeypatch.setattr(transport, "is_loopback", lambda host: False)
    with running(script) as url, pytest.raises(Unreachable, match="no STARTTLS"):
        make_transport(url, Path()).send(letter())

    assert script.commands == ["EHLO"]


@pytest.mark.parametrize(
    ("host", "own"), [("localhost", True), ("127.0.0.1", True), ("::1", True), ("mail.example", False), ("10.0.0.1", False)]
)
def test_loopback_is_this_machine_alone(host, own):
    assert transport.is_loopback(host) is own


def test_certificates_of_other_machines_are_checked():
    assert transport._tls(verified=True).verify_mode is ssl.CERT_REQUIRED
    assert transport._tls(verified=True).check_hostname


def test_a_folder_keeps_each_mail_in_a_file_that_sorts_by_date(tmp_path):
    out = make_transport("folder:", tmp_path)
    out.send(letter())
    out.send(letter())
    out.send(letter(number=2))
    out.close()

    assert sorted(file.name for file in (tmp_path / "mail").iterdir()) == [
        "20261122T120000-id-1.eml",
        "20261122T120000-id-2.eml",
    ]
    again = message_from_bytes((tmp_path / "mail" / "20261122T120000-id-1.eml").read_bytes(), policy=policy.default)
    assert again["Subject"] == "Published"


def test_a_folder_that_cannot_be_written_is_unreachable(tmp_path):
    (tmp_path / "mail").write_text("a file is in the way")

    with pytest.raises(Unreachable):
        make_transport("folder:", tmp_path).send(letter())


@pytest.mark.parametrize("url", ["", "smtp:", "http://mail.example", "smtps://", "mail.example:25", "secret@smtp"])
def test_a_setting_that_names_no_way_out_is_refused_without_repeating_it(url):
    with pytest.raises(ValueError) as caught:
        make_transport(url, Path())

    assert (
        str(caught.value)
        == "The address for mail must be folder:, smtp://user:password@host:587 or smtps://user:password@host:465."
    )
