"""The mails of a demo, to be read where no mail server is. Registered in development only, and only for ``folder:``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _
from markupsafe import Markup, escape

from eventhub.blueprints.access import anyone
from eventhub.blueprints.settings import settings_of
from eventhub.core.errors import NotFound

bp = Blueprint("mailbox", __name__, url_prefix="/mailbox")
SHOWN = 100
_NAME = re.compile(r"[0-9]{8}T[0-9]{6}-[A-Za-z0-9-]{1,80}")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """What the pages show of a mail."""

    name: str
    to: str
    subject: str
    language: str
    message: EmailMessage

    @property
    def text(self) -> Markup:
        """The text, with its addresses as links."""
        part = self.message.get_body(("plain",))
        return linked(part.get_content()) if part else Markup("")


@bp.get("")
@anyone
def index() -> Any:
    """The newest mails."""
    folder = _folder()
    files = sorted(folder.glob("*.eml"), reverse=True)[:SHOWN] if folder.is_dir() else []
    return render_template("mailbox/index.html", letters=[read_letter(file) for file in files]), _NOT_KEPT


@bp.get("/<name>")
@anyone
def show(name: str) -> Any:
    """One mail."""
    file = _folder() / f"{name}.eml"
    if not _NAME.fullmatch(name) or not file.is_file():
        raise NotFound(_("There is no such mail."))
    return render_template("mailbox/show.html", letter=read_letter(file)), _NOT_KEPT


_NOT_KEPT = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def read_letter(file: Path) -> Letter:
    """The mail in a file."""
    message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    assert isinstance(message, EmailMessage)
    return Letter(file.stem, str(message["To"]), str(message["Subject"]), str(message["Content-Language"] or "en"), message)


def linked(text: str) -> Markup:
    """A text with its web addresses made links; everything else is escaped."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(text):
        parts += [escape(text[end : found.start()]), Markup('<a href="{0}">{0}</a>').format(found[0])]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def _folder() -> Path:
    settings = settings_of()
    return Path(settings.home) / "mail"
