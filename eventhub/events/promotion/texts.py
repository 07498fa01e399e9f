"""What is written where: an event's own words, cut to what each channel takes, in one language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_location, get_timezone_name

from eventhub.core import zones
from eventhub.core.markup import to_plain
from eventhub.core.text import force_locale
from eventhub.core.text import gettext as _
from eventhub.core.translations import best
from eventhub.events.promotion.rules import CHANNELS, Channel
from eventhub.events.rules.drafts import Mode
from eventhub.events.workflow import EVENT, S

_DAY = timedelta(days=1)
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps"})
_BLANK = re.compile(r"\s+")
_SENTENCE = re.compile(r"(?<=[.!?؟।])\s+|(?<=[。！？])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """An event's own words in one language, with its date spelled out."""

    tag: str
    title: str
    description: str
    """As plain text."""
    day: str
    """Empty without a date."""
    time: str
    """With the zone. Empty for whole days."""
    place: str
    """Venue, street, city, country; or that it is online."""
    host: str
    topics: tuple[str, ...] = ()
    spoken: bool = False
    """Whether the interface speaks this language, so that words of our own may stand beside the event's."""

    @property
    def when(self) -> tuple[str, ...]:
        """The day and the time, each a line; what is unknown is left out."""
        return tuple(line for line in (self.day, self.time) if line)


@dataclass(frozen=True, slots=True)
class Text:
    """A text for a channel."""

    channel: Channel
    tag: str
    subject: str
    body: str
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands on a card or a poster, in one language."""

    tag: str
    from_right: bool
    title: str
    when: tuple[str, ...]
    """Lines: the day, then the time with its zone. Empty without a date."""
    place: str
    host: str
    notice: str = ""
    """Said before the rest: cancelled, postponed."""
    summary: str = ""
    site: str = ""
    hue: int = 160
    seeds: bytes = b""


def locale_of(tag: str) -> Locale:
    """What CLDR knows of a language, else of its shorter form, else of English."""
    for known in (tag, tag.split("-")[0]):
        try:
            return Locale.parse(known, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
    return Locale("en")


def words_in(
    tag: str, event: Any, translated: dict[str, dict[str, str]], *, spoken: Collection[str], named: Callable[[Any, str], str]
) -> Words:
    """What an event says in a language; what it does not say there comes in the language that serves best.

    :param translated: its translations, by field and language.
    :param spoken: the languages of the interface.
    :param named: the name of a topic in a language.
    """
    title = best({**translated.get("title", {}), event.source_language: event.title}, tag, event.source_language)[0]
    text = best({**translated.get("description", {}), event.source_language: event.description}, tag, event.source_language)[0]
    known = tag.split("-")[0] in {each.split("-")[0] for each in spoken}
    day, time = when_in(tag, event)
    return Words(
        tag=tag, title=title, description=to_plain(text), day=day, time=time, place=_place(tag, event, known=known),
        host=event.community.name if event.community else "", topics=tuple(named(topic, "en") for topic in event.topics), spoken=known,
    )  # fmt: skip


def when_in(tag: str, event: Any) -> tuple[str, str]:
    """Day, and time with its zone, in a language: by CLDR alone, so that any language will do."""
    date = event.occurrence
    if date is None:
        return "", ""
    locale = locale_of(tag)
    first, last = date.wall_start, date.wall_end
    if event.all_day:
        last = last if last.time() != datetime.min.time() else last - _DAY
        return _span(_day(first, locale), _day(last, locale)), ""
    zone = _zone(first, date.zone, locale)
    if first.date() == last.date():
        return _day(first, locale), f"{_span(_clock(first, locale), _clock(last, locale))} ({zone})"
    return f"{_day(first, locale)}, {_clock(first, locale)} –", f"{_day(last, locale)}, {_clock(last, locale)} ({zone})"


def _zone(wall: datetime, name: str, locale: Locale) -> str:
    """“Central European Time”; where a language has no name for it, the city, which says more than “GMT+03:00”."""
    zone = zones.get_zone(name)
    said = get_timezone_name(wall.replace(tzinfo=zone), "long", locale=locale)
    return get_timezone_location(zone, locale=locale, return_city=True) if any(c.isdigit() for c in said) else said


def _day(wall: datetime, locale: Locale) -> str:
    return format_date(wall.date(), "full", locale=locale)


def _clock(wall: datetime, locale: Locale) -> str:
    return format_time(wall.time(), "short", locale=locale)


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first} – {last}"


def _place(tag: str, event: Any, *, known: bool) -> str:
    with force_locale((tag if known else "en").replace("-", "_")):
        online = str(Mode.ONLINE.label)
    if event.mode == Mode.ONLINE:
        return online
    country = locale_of(tag).territories.get(event.country, "") if event.country else ""
    parts = dict.fromkeys(part for part in (event.venue, event.street, event.city, country) if part)
    comma = "、" if tag.split("-")[0] in {"ja", "zh"} else "، " if tag.split("-")[0] in {"ar", "fa", "ur"} else ", "
    return comma.join([*parts, *([online] if event.mode == Mode.HYBRID else [])])


def write(words: Words, channel: Channel, link: str) -> Text:
    """The text for a channel: as much of the event as it takes, the link always."""
    head, close = _head(words), _close(words, channel, link)
    body = next((text for text in _shorter(words, head, close) if _fits(text, channel)), "")
    if not body:
        body = _with_short_title(words, channel, close)
    return Text(channel, words.tag, _subject(words) if channel.name == "mail" else "", body, channel.count(body))


def write_all(words: Words, link_to: Callable[[str], str]) -> list[Text]:
    """One text for each channel.

    :param link_to: the address of the event's page with a source in it.
    """
    return [write(words, channel, link_to(channel.name)) for channel in CHANNELS]


def _fits(text: str, channel: Channel) -> bool:
    return channel.limit is None or channel.count(text) <= channel.limit


def _head(words: Words) -> list[str]:
    return [words.title, "\n".join([*words.when, *([words.place] if words.place else [])])]


def _close(words: Words, channel: Channel, link: str) -> list[str]:
    """The link, led in by a word of ours where we speak the language; on Mastodon, topics as tags."""
    line = link
    if words.spoken and channel.name not in {"post", "chat"}:
        with force_locale(words.tag.replace("-", "_")):
            invites = (
                [str(_("%(community)s invites you.", community=words.host))]
                if words.host and words.host not in words.description
                else []
            )
            line = str(_("All about it: %(link)s", link=link))
    else:
        invites = []
    tags = " ".join(f"#{''.join(part for part in topic.title() if part.isalnum())}" for topic in words.topics[:4])
    return [*invites, line, *([tags] if tags and channel.name == "mastodon" else [])]


def _shorter(words: Words, head: list[str], close: list[str]) -> Iterator[str]:
    """The same with less and less of the description: whole paragraphs, then whole sentences, then none."""
    paragraphs = [part.strip() for part in words.description.split("\n\n") if part.strip()]
    if close and words.description:
        for count in range(len(paragraphs), 1, -1):
            yield _joined([*head, *paragraphs[:count], *close])
        sentences = [each for each in _SENTENCE.split(_BLANK.sub(" ", paragraphs[0])) if each] if paragraphs else []
        for count in range(min(len(sentences), 12), 0, -1):
            yield _joined([*head, _sentences(sentences[:count]), *close])
    yield _joined([*head, *close])
    yield _joined([*head, close[-1] if len(close) == 1 else next(line for line in close if "://" in line)])


def _sentences(found: list[str]) -> str:
    return "".join(each if each[-1:] in "。！？" else f"{each} " for each in found).strip()


def _joined(parts: list[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _with_short_title(words: Words, channel: Channel, close: list[str]) -> str:
    """A title or a place too long for the channel is cut."""
    link = next(line for line in close if "://" in line)
    title = words.title
    while title:
        title = title[:-1].rstrip()
        for about in (words.when, ()):
            text = _joined([f"{title}…", "\n".join(about), link])
            if _fits(text, channel):
                return text
    return link


def _subject(words: Words) -> str:
    return f"{words.title} · {words.day}" if words.day else words.title


def sheet_of(words: Words, event: Any, *, hue: int, site: str) -> Sheet:
    """What a card or a poster of an event shows. Its colours follow from the region's hue and from its key, as its cover's do."""
    notice = EVENT.states[event.status].label if event.status in {S.CANCELLED, S.POSTPONED} else ""
    with force_locale((words.tag if words.spoken else "en").replace("-", "_")):
        said = str(notice)
    return Sheet(
        tag=words.tag, from_right=words.tag.split("-")[0] in RIGHT_TO_LEFT, title=words.title, when=words.when, place=words.place,
        host=words.host, notice=said, summary=_BLANK.sub(" ", words.description)[:900], site=site, hue=hue,
        seeds=hashlib.sha256(event.key.encode()).digest(),
    )  # fmt: skip
