"""A row of the outbox becomes a mail: subject, text and HTML from the notice's folder, in the reader's language.

A notice's folder is ``templates/mail/<subject>/<notice>/``; in it ``subject.txt``, ``body.txt`` and ``body.html``, each
with the audience's name before it where the words differ (``reviewers.body.txt``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location
from email_validator import EmailNotValidError, validate_email
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, pass_eval_context, select_autoescape
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from eventhub.core import addresses, zones
from eventhub.core.outbox import OutboxMessage
from eventhub.core.text import clean_line, force_locale, gettext, plural_form
from eventhub.core.text import gettext as _
from eventhub.core.workflow import machines
from eventhub.mail import invitation

PLAIN_LANGUAGE = "en"
_BLANKS = re.compile(r"\n{3,}")
_WAY_OUT = "List-Unsubscribe"


class _Folding(EmailPolicy):
    """Folds heads that are not in ASCII by :class:`email.header.Header`: the newer way loses spaces between its words."""

    def fold(self, name: str, value: Any) -> str:
        """A head as text."""
        return self._encoded(name, value) or str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """A head as it goes over the wire."""
        return self._encoded(name, value).encode() or super().fold_binary(name, value)

    def _encoded(self, name: str, value: Any) -> str:
        if name == _WAY_OUT:
            return f"{name}: {value}{self.linesep}"  # an address can't be folded, and encoded nobody finds it
        if str(value).isascii() or self.utf8:
            return ""
        addresses_in = getattr(value, "addresses", None)
        if addresses_in is None:
            said = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        else:
            said = f",{self.linesep} ".join(self._encoded_address(name, address) for address in addresses_in)
        return f"{name}: {said}{self.linesep}"

    def _encoded_address(self, name: str, address: Address) -> str:
        shown = Header(address.display_name, "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{shown} <{address.addr_spec}>" if address.display_name else address.addr_spec


_POLICY = _Folding(cte_type="7bit", linesep="\r\n")
"""Lines end as RFC 5322 wants, and bodies are encoded so that every relay can take them."""


class BadAddress(Exception):
    """The address can't stand in a mail's head; trying again changes nothing."""


@dataclass(frozen=True, slots=True)
class House:
    """What every mail of an installation has in common."""

    sender: str = "EventHub <eventhub@localhost>"
    site_name: str = "EventHub"
    languages: tuple[str, ...] = (PLAIN_LANGUAGE,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whom a mail is for. ``zone`` is empty when it is not known."""

    address: str
    name: str = ""
    locale: str = PLAIN_LANGUAGE
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a mail says."""

    subject: str
    text: str
    html: str


_house: list[House] = [House()]


def bind(house: House) -> None:
    """Set what all mails have in common; called once by whoever starts the delivery.

    :raises ValueError: the sender is no address.
    """
    _sender(house)
    _house[:] = [house]


def compose(message: OutboxMessage, reader: Reader) -> EmailMessage:
    """The whole mail for a row of the outbox. Needs an application context, for the catalogues.

    :raises BadAddress: the reader's address can't be written to.
    """
    tag = best_language(reader.locale)
    parts = render(message.notice, message.audience, message.facts, reader=reader, at=message.created_at)
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _sender(_house[0])
    mail["To"] = _address(reader.name, reader.address)
    mail["Subject"] = parts.subject
    mail["Message-ID"] = _line(message.message_id)
    mail["Date"] = format_datetime(message.created_at)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(parts.text)
    mail.add_alternative(parts.html, subtype="html")
    if "invitation" in message.facts:
        _invite(mail, message, reader)
    if "unsubscribe" in message.facts:
        _add_way_out(mail, message.facts["unsubscribe"])
    mail["Content-Language"] = tag
    return mail


def _add_way_out(mail: EmailMessage, token: str) -> None:
    """One click in the mail program ends these mails, without signing in (RFC 2369 §3.2, RFC 8058)."""
    mail[_WAY_OUT] = f"<{addresses.address_of('account.stop_digest', token=token)}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _invite(mail: EmailMessage, message: OutboxMessage, reader: Reader) -> None:
    """The date for the reader's own calendar, in a part of its own."""
    tag = best_language(reader.locale)
    with force_locale(tag.replace("-", "_")):
        invitation.attach(
            mail, message.facts["invitation"], sender=_sender(_house[0]), reader=_address(reader.name, reader.address), locale=tag,
            at=message.created_at,
        )  # fmt: skip


def render(notice: str, audience: str, facts: Mapping[str, Any], *, reader: Reader, at: datetime) -> Parts:
    """What a notice says to an audience.

    :param facts: the values frozen in the row.
    :param at: when the row was written; promises count from there.
    :raises jinja2.UndefinedError: the folder asks for a fact that is not there.
    """
    tag = best_language(reader.locale)
    with force_locale(tag.replace("-", "_")):
        dates = Dates(Locale.parse(tag, sep="-"), reader.zone, at)
        said = {**facts, **_frame(tag, audience, reader, dates), "by": _promised(notice, facts, at, dates)}
        subject = _line(_render(notice, audience, "subject.txt", said))
        said["subject"] = subject
        text = _BLANKS.sub("\n\n", _render(notice, audience, "body.txt", said)).strip() + "\n"
        return Parts(subject, text, _render(notice, audience, "body.html", said))


def best_language(tag: str) -> str:
    """The language of the interface that serves a tag, else English."""
    known = _house[0].languages
    return tag if tag in known else next((each for each in known if tag.split("-")[0] == each), PLAIN_LANGUAGE)


class Dates:
    """Days and times in a reader's language and, where it differs, also in their own zone."""

    def __init__(self, locale: Locale, zone: str, at: datetime) -> None:
        self._locale, self._zone, self._at = locale, zone if zones.is_zone(zone) else "", at

    def when(self, moment: str, zone: str) -> str:
        """“Thursday, 3 December 2026, 19:00 in Lisbon · 20:00 for you”. The moment is in ISO 8601, the zone the event's."""
        instant = datetime.fromisoformat(moment)
        there = zones.wall_in(instant, zone)
        values = {"day": self._whole_day(there), "time": self._clock(there), "zone": self._city(zone)}
        text = str(_("%(day)s, %(time)s in %(zone)s", **values))
        here = zones.wall_in(instant, self._zone or zone)
        if here == there:
            return text
        time = self._clock(here) if here.date() == there.date() else f"{self._day(here)}, {self._clock(here)}"
        return str(_("%(there)s · %(time)s for you", there=text, time=time))

    def day(self, moment: str | datetime) -> str:
        """“Thursday, 3 December” in the reader's zone; with the year when it is not that of the mail."""
        instant = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return self._day(zones.wall_in(instant, self._zone or "UTC"))

    def _day(self, wall: datetime) -> str:
        if wall.year != self._at.year:
            return self._whole_day(wall)
        day = format_date(wall.date(), self._locale.datetime_skeletons["MMMMd"].pattern, locale=self._locale)
        return str(_("%(weekday)s, %(day)s", weekday=format_date(wall.date(), "EEEE", locale=self._locale), day=day))

    def _whole_day(self, wall: datetime) -> str:
        return format_date(wall.date(), "full", locale=self._locale)

    def _clock(self, wall: datetime) -> str:
        return format_time(wall, "short", locale=self._locale)

    def _city(self, zone: str) -> str:
        if zone in {"UTC", "Etc/UTC", "GMT", "Etc/GMT"}:
            return "UTC"
        return get_timezone_location(zones.get_zone(zone), locale=self._locale, return_city=True)


def find_template(notice: str, audience: str, part: str) -> str:
    """The name of the file for a part of a notice: the audience's own, or the one for all.

    :raises jinja2.TemplateNotFound: there is neither.
    """
    folder = f"mail/{notice}"
    return _environment.select_template(
        [*([f"{folder}/{audience}.{part}"] if audience else []), f"{folder}/{part}"]
    ).name or ""  # fmt: skip


def has_folder(notice: str, audience: str = "") -> bool:
    """Whether all three parts of a notice are there for an audience."""
    try:
        return all(find_template(notice, audience, part) for part in ("subject.txt", "body.txt", "body.html"))
    except TemplateNotFound:
        return False


def _render(notice: str, audience: str, part: str, said: Mapping[str, Any]) -> str:
    return _environment.get_template(find_template(notice, audience, part)).render(said)


def _frame(tag: str, audience: str, reader: Reader, dates: Dates) -> dict[str, Any]:
    """What a template has besides the facts; facts of the same name don't get in the way."""
    return {
        "reader": reader, "audience": audience, "site_name": _house[0].site_name, "locale_tag": tag,
        "text_direction": Locale.parse(tag, sep="-").text_direction, "address_of": addresses.address_of,
        "when": dates.when, "day": dates.day,
    }  # fmt: skip


def _promised(notice: str, facts: Mapping[str, Any], at: datetime, dates: Dates) -> str:
    """The day by which an answer was promised: said by the row, or by the state that the notice's step leads to."""
    if "by" in facts:
        return dates.day(facts["by"]) if facts["by"] else ""
    subject, _slash, name = notice.partition("/")
    for machine, _model in machines:
        if machine.subject == subject and machine.has(name):
            within = machine.states[machine.step(name).target].answer_within
            return dates.day(at + within) if within else ""
    return ""


def _address(name: str, address: str) -> Address:
    """An address for a head: no part of it can end the line (RFC 5322, 2.2), and the host is in ASCII (RFC 5890)."""
    try:
        checked = validate_email(address, check_deliverability=False, globally_deliverable=False)
        return Address(display_name=_line(name), username=checked.local_part, domain=checked.ascii_domain)
    except (EmailNotValidError, ValueError, MessageError) as error:
        raise BadAddress("this is not an address that a mail can be sent to") from error


def _sender(house: House) -> Address:
    """Any address that can stand in a head will do: ``eventhub@localhost`` is right for a demo."""
    name, address = parseaddr(house.sender)
    try:
        return Address(display_name=_line(name), addr_spec=address)
    except (ValueError, IndexError, MessageError):
        raise ValueError("EVENTHUB_MAIL_FROM must be an address, such as EventHub <events@example.org>.") from None


def _line(text: str) -> str:
    """The text on one line, whatever some standard takes for a line's end."""
    return " ".join(clean_line(text).split())


@pass_eval_context
def _bdi(context: EvalContext, text: str) -> str:
    """A name within a sentence: kept from turning the words around it when it runs the other way."""
    return Markup("<bdi>{}</bdi>").format(text) if context.autoescape else text


@pass_eval_context
def _quoted(context: EvalContext, text: str) -> str:
    """What a person wrote, marked as theirs."""
    if context.autoescape:
        return Markup("<blockquote>{}</blockquote>").format(_broken(text))
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


@pass_eval_context
def _listed(context: EvalContext, texts: Iterable[str]) -> str:
    """A list of points, with numbers."""
    if context.autoescape:
        return Markup("<ol>{}</ol>").format(Markup("\n").join(Markup("<li>{}</li>").format(_broken(text)) for text in texts))
    return "\n".join(f"{number}. {text}".replace("\n", "\n   ") for number, text in enumerate(texts, 1))


def _broken(text: str) -> Markup:
    """The lines of a text in HTML."""
    return Markup("<br>\n").join(escape(line) for line in text.split("\n"))


def _make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent.parent / "templates"), undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, autoescape=select_autoescape(("html",), default=False), extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    environment.install_gettext_callables(gettext, plural_form, newstyle=True)  # type: ignore[attr-defined]  # by the extension
    environment.filters.update(bdi=_bdi, quoted=_quoted, listed=_listed)
    return environment


_environment = _make_environment()
