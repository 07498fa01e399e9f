"""``mail``: what mail programs answer to invitations, taken in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from eventhub.cli.main import make_app

TAKEN, UNREADABLE, REFUSED, LATER = 0, 65, 77, 75
"""What the shell is told (sysexits.h): with 65 and 77 a mail server sends the message back with the line, with 75 it tries again."""
MAX_BYTES = 1_000_001


@click.group()
def mail() -> None:
    """Take in what mail programs answer."""


@mail.command()
@click.option("--maildir", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="FOLDER",
              help="Read what is new in a maildir, instead of one message from standard input.")  # fmt: skip
def receive(maildir: Path | None) -> None:
    """Take over the answers to invitations by mail (iMIP).

    One message comes from standard input, as a mail server hands it over for addresses that begin with rsvp+. The shell is
    told 0 when the answer was taken over, 65 when there is none that can be read, 77 when it is a stranger's, forged or too
    old, 75 when the database was away; a line says why. Of a maildir every new message is read and put among those seen,
    refused ones with a flag; then the shell is told 77 when any was refused.
    """
    app = make_app()
    if maildir is None:
        code, line = _take(app, sys.stdin.buffer.read(MAX_BYTES))
        click.echo(line, err=code != TAKEN)
        sys.exit(code)
    sys.exit(_take_all(app, maildir))


def _take_all(app: Any, maildir: Path) -> int:
    worst = TAKEN
    new, seen = maildir / "new", maildir / "cur"
    if not new.is_dir() or not seen.is_dir():
        raise click.ClickException(f"{maildir} is no maildir: it has no new and cur.")
    for file in sorted(path for path in new.iterdir() if path.is_file()):
        with file.open("rb") as opened:
            code, line = _take(app, opened.read(MAX_BYTES))
        click.echo(f"{file.name}: {line}", err=code != TAKEN)
        if code == LATER:
            return LATER
        file.rename(seen / f"{file.name.partition(':')[0]}:2,{'S' if code == TAKEN else 'FS'}")
        worst = worst if code == TAKEN else REFUSED
    return worst


def _take(app: Any, message: bytes) -> tuple[int, str]:
    """What to tell the shell, and the line that says why."""
    from sqlalchemy.exc import DBAPIError  # inline: a help text should not wait for these

    from eventhub.core.db import transaction
    from eventhub.core.errors import Refused
    from eventhub.mail import replies

    with app.app_context():
        try:
            with transaction():
                return TAKEN, replies.take(message)
        except replies.Unreadable as unreadable:
            return UNREADABLE, f"Not done: {unreadable.message}"
        except Refused as refused:
            return REFUSED, f"Not done: {refused.message}"
        except DBAPIError:
            return LATER, "Not done: the database is busy or away."
