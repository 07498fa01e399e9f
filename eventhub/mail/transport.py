"""Ways out for a mail: an SMTP server, or a folder for whoever wants to look at mails without one."""

from __future__ import annotations

import ipaddress
import os
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 20.0
PORTS = {"smtp": 587, "smtps": 465}


class Failure(Exception):
    """The mail did not go out; the text says why."""


class PermanentFailure(Failure):
    """It never will: the other side has said no for good (5xx)."""


class TemporaryFailure(Failure):
    """It may, later."""


class Unreachable(TemporaryFailure):
    """There is no way to the server now, so other mails need not be tried."""


class Transport(Protocol):
    """What takes mails. ``close`` ends a batch; the next ``send`` begins another."""

    def send(self, message: EmailMessage) -> None:
        """Hand a mail over.

        :raises PermanentFailure: it was refused for good.
        :raises TemporaryFailure: it was not taken now.
        """

    def close(self) -> None:
        """End the batch. May be called at any time."""


def make_transport(url: str, home: Path) -> Transport:
    """The transport that a setting asks for: ``folder:``, ``smtp://user:password@host:587`` or ``smtps://…``.

    :param home: the folder below which ``folder:`` keeps its mails.
    :raises ValueError: it is none of these; the text never holds the password.
    """
    parts = urlsplit(url)
    if parts.scheme == "folder":
        return FolderTransport(home / "mail")
    if parts.scheme in PORTS and parts.hostname:
        return SmtpTransport(url)
    raise ValueError("The address for mail must be folder:, smtp://user:password@host:587 or smtps://user:password@host:465.")


class FolderTransport:
    """Writes each mail to a file of its own, ``<date>-<id>.eml``; the same mail sent twice is one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write the file; it is there whole or not at all."""
        file = self.folder / file_name(message)
        unfinished = file.with_suffix(f".{os.getpid()}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(message.as_bytes())
            unfinished.replace(file)
        except OSError as error:
            raise Unreachable(f"the folder for mails can't be written: {error.strerror}") from error

    def close(self) -> None:
        """Nothing is held open."""


def file_name(message: EmailMessage) -> str:
    """A name by which files sort by date, made of what the mail's head says."""
    written = parsedate_to_datetime(str(message["Date"]))
    own = "".join(char for char in str(message["Message-ID"]).partition("@")[0] if char.isalnum() or char == "-")
    return f"{written:%Y%m%dT%H%M%S}-{own}.eml"


class SmtpTransport:
    """Speaks to one SMTP server; a batch is one connection.

    With ``smtp://`` the connection is encrypted by STARTTLS (RFC 3207), without which nothing is said to a server on
    another machine. With ``smtps://`` it is encrypted from the start (RFC 8314).
    """

    def __init__(self, url: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port or PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._from_start = parts.scheme == "smtps"
        self._timeout = timeout
        self._connection: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        """Hand a mail to the server.

        A sender that the server refuses is a fault of the settings, which can be mended: the mails wait for that.
        """
        if self._connection is not None and self._connection.sock is None:
            self._forget()  # smtplib hangs up by itself when the server says 421
        connection = self._connection = self._connection or self._connect()
        try:
            connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise _failure(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPSenderRefused as error:
            self.close()
            raise Unreachable(f"the sender was refused: {_said(error.smtp_code, error.smtp_error)}") from error
        except smtplib.SMTPServerDisconnected as error:
            self._forget()
            raise TemporaryFailure("the server broke off") from error
        except smtplib.SMTPResponseException as error:
            raise _failure(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise PermanentFailure("the server takes no addresses of this kind") from error
        except OSError as error:
            self._forget()
            raise TemporaryFailure(f"the connection was lost: {error}") from error

    def close(self) -> None:
        """Say goodbye to the server, when there is a connection."""
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.quit()
            self._forget()

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> smtplib.SMTP:
        try:
            return self._open()
        except smtplib.SMTPResponseException as error:
            raise Unreachable(f"the mail server does not let us in: {_said(error.smtp_code, error.smtp_error)}") from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(f"no connection to the mail server: {error}") from error

    def _open(self) -> smtplib.SMTP:
        context = _tls(verified=not is_loopback(self._host))
        if self._from_start:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout, context=context)
        else:
            connection = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
        try:
            connection.ehlo()
            if not self._from_start:
                self._encrypt(connection, context)
            if self._user:
                connection.login(self._user, self._password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _encrypt(self, connection: smtplib.SMTP, context: ssl.SSLContext) -> None:
        if connection.has_extn("starttls"):
            connection.starttls(context=context)
            connection.ehlo()
        elif not is_loopback(self._host):
            raise Unreachable("the mail server offers no STARTTLS, and without it nothing is sent to another machine")


def is_loopback(host: str) -> bool:
    """Whether the host is this machine, so that nobody stands in between."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _tls(*, verified: bool) -> ssl.SSLContext:
    """A mail server on this machine often has a certificate that it made for itself."""
    context = ssl.create_default_context()
    if not verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _failure(code: int, text: bytes | str) -> Failure:
    said = _said(code, text)
    return PermanentFailure(said) if code >= 500 else TemporaryFailure(said)


def _said(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"
