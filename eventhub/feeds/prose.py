"""An event as something to read, for lists of entries (Atom, JSON Feed): when and where in words, then what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location
from markupsafe import escape

from eventhub.core import zones
from eventhub.feeds import ical
from eventhub.feeds.facts import EventFacts
from eventhub.feeds.render import say
from eventhub.feeds.values import line, plain, web_address

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_PARAGRAPHS = re.compile(r"\n{2,}")
_DAY = timedelta(days=1)


def content_of(found: Sequence[EventFacts], locale: str) -> str:
    """HTML in the language in force, which must be ``locale``: when, where, the text, how to join and whom to ask.

    :param found: the event; of a series with its dates that differ behind it.
    """
    facts, dates = found[0], found[1:]
    if not facts.notes:
        return "".join(_paragraph(part) for part in _PARAGRAPHS.split(plain(facts.description)))
    parts = [
        _paragraph(say("when", when=when_of(facts, locale))),
        _paragraph(say("where", where=line(facts.location))) if facts.location else "",
        _differing(facts, dates, locale),
        plain(facts.html_description or ""),
        _paragraph("\n".join(facts.notes)),
    ]
    return "".join(parts)


def when_of(facts: EventFacts, locale: str) -> str:
    """The rule of a series, or the day and the time, with the zone's city."""
    tongue = Locale.parse(locale, sep="-")
    if facts.rule_text:
        return facts.rule_text if facts.all_day else say("in_zone", when=facts.rule_text, zone=_city(facts, tongue))
    starts, ends = ical.written_times(facts)
    if not (isinstance(starts, datetime) and isinstance(ends, datetime)):
        return _days(starts, ends - _DAY, tongue)
    said = {"day": _day(starts, tongue), "start": format_time(starts.time(), "short", locale=tongue),
            "last": _day(ends, tongue), "end": format_time(ends.time(), "short", locale=tongue),
            "zone": "UTC" if starts.tzinfo is UTC else _city(facts, tongue)}  # fmt: skip
    return say("hours" if starts.date() == ends.date() else "hours_over_days", **said)


def _days(first: date, last: date, tongue: Locale) -> str:
    if last <= first:
        return _day(first, tongue)
    return say("days", first=_day(first, tongue), last=_day(last, tongue))


def _day(day: date, tongue: Locale) -> str:
    return format_date(day, "full", locale=tongue)


def _city(facts: EventFacts, tongue: Locale) -> str:
    if facts.zone in {None, "UTC"}:
        return "UTC"
    return get_timezone_location(zones.get_zone(str(facts.zone)), locale=tongue, return_city=True)


def _differing(facts: EventFacts, dates: Sequence[EventFacts], locale: str) -> str:
    """What readers of the rule have to know besides: dates that are off, moved, added, or that never were."""
    tongue = Locale.parse(locale, sep="-")
    own = {each.recurrence_id for each in dates}
    lines = [(_key(moment), say("no_date", date=_day(moment, tongue))) for moment in facts.exdates]
    lines += [(_key(moment), say("one_more", date=_day(moment, tongue))) for moment in facts.rdates if moment not in own]
    for each in dates:
        assert each.recurrence_id is not None
        lines.append(
            (_key(each.recurrence_id), say("instead", date=_day(each.recurrence_id, tongue), now=_now(each, facts, locale)))
        )
    items = "".join(f"<li>{escape(text)}</li>" for _moment, text in sorted(lines))
    return f"{_paragraph(say('differing'))}<ul>{items}</ul>" if items else ""


def _now(date: EventFacts, master: EventFacts, locale: str) -> str:
    """What a date says instead: that it is off, or when it is, and its own heading and place where it has them."""
    heading = line(date.summary) if date.summary != master.summary else ""
    place = line(date.location or "") if date.location != master.location else ""
    return " · ".join(filter(None, (date.summary_prefix or when_of(date, locale), heading, place)))


def _key(moment: date) -> str:
    return moment.isoformat()


def _paragraph(text: str) -> str:
    """Lines as a paragraph, escaped, with addresses made links."""
    lines = (_linked(found) for found in plain(text).split("\n"))
    return f"<p>{'<br>'.join(lines)}</p>" if text else ""


def _linked(text: str) -> str:
    done, parts = 0, []
    for match in _ADDRESS.finditer(text):
        address = escape(web_address(match[0]))
        parts += [str(escape(text[done : match.start()])), f'<a href="{address}">{escape(match[0])}</a>']
        done = match.end()
    return "".join([*parts, str(escape(text[done:]))])
