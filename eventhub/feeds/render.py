"""Events as facts in one language: what a VEVENT says of them, read in few queries whatever their number."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import metadata
from types import SimpleNamespace
from typing import Any

import babel
import sqlalchemy as sa

from eventhub.communities.models import Community
from eventhub.core import addresses, markup, zones
from eventhub.core.db import db
from eventhub.core.text import force_locale
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.translations import best, load_texts
from eventhub.events.models import Event, Format, FormatVersion, Occurrence, Topic, event_topics, localized
from eventhub.events.registration.models import RegistrationSetup
from eventhub.events.registration.rules import WayIn, way_in
from eventhub.events.rules.days import last_day
from eventhub.events.rules.drafts import Mode
from eventhub.events.rules.places import unsaid
from eventhub.events.rules.recurrence import Every, read_rule, write_rule
from eventhub.events.rules.words import say_rule
from eventhub.events.workflow import O, S
from eventhub.feeds.facts import EventFacts, Status
from eventhub.feeds.ical import RENDERER_VERSION
from eventhub.regions.queries import names_of
from eventhub.regions.rules import territory_name

PLAIN = "plain"
"""The form of an event in a feed of many. A form is one of these marks, or several with hyphens between them."""
RICH = "rich"
"""With the description as HTML too: X-ALT-DESC in the feed of one event, the text of entries to read."""
EXPANDED = "exp"
"""Each date of a series by itself, without a rule (``series=expand``)."""
KEPT = "kept"
"""Without the dates that are cancelled (``cancelled=hide``)."""

BATCH = 400
LAST_OF_ALL_MONTHS = 28
"""The last day that every month has."""
_DAY = timedelta(days=1)

WORDS = {
    "cancelled": _l("Cancelled"),
    "postponed": _l("Postponed"),
    "online": _l("Online: %(address)s"),
    "join": _l("Join online"),
    "page": _l("Page: %(address)s"),
    "join_at": _l("Join online: %(address)s"),
    "organizers": _l("Their names are on the page."),
    "register": _l("Registration: %(address)s"),
    "conduct": _l("Code of conduct: %(address)s"),
    "contact": _l("Contact: %(contact)s"),
    "calendar": _l("%(site)s: %(what)s"),
    "about": _l("Public events that %(site)s lists under this address. Changes reach you by themselves."),
    "about_calls": _l("Open calls for speakers that %(site)s lists, each until its deadline. Changes reach you by themselves."),
    "cut": _l("Only the %(n)s events nearest in time are in here. More are on the page; a narrower choice holds them all."),
    "official": _l("Official communities"),
    "calls": _l("Calls for speakers"),
    "call": _l("Call for speakers: %(title)s"),
    "deadline": _l("Proposals are taken until %(when)s (%(zone)s)."),
    "when": _l("When: %(when)s"),
    "where": _l("Where: %(where)s"),
    "days": _l("%(first)s to %(last)s"),
    "hours": _l("%(day)s, %(start)s–%(end)s in %(zone)s"),
    "hours_over_days": _l("%(day)s, %(start)s to %(last)s, %(end)s in %(zone)s"),
    "in_zone": _l("%(when)s, in %(zone)s"),
    "differing": _l("Dates that are different:"),
    "instead": _l("%(date)s: %(now)s"),
    "no_date": _l("%(date)s: does not take place"),
    "one_more": _l("%(date)s: takes place too"),
    **{f"way_{way.value}": way.says for way in WayIn},
}
"""All that feeds say in words of their own."""


def say(word: str, **values: object) -> str:
    """One of the words in the language in force."""
    return str(WORDS[word]) % values if values else str(WORDS[word])


@lru_cache(maxsize=64)
def version_of(locale: str) -> str:
    """What bytes in this language depend on besides the data: renderer, libraries, zones, CLDR, and the words themselves."""
    with force_locale(locale):
        spoken = "\n".join(str(text) for text in WORDS.values())
    libraries = f"{babel.__version__} {metadata.version('icalendar')}"
    digest = hashlib.sha256(f"{libraries}\n{spoken}".encode()).hexdigest()[:12]
    return f"{RENDERER_VERSION}.{metadata.version('tzdata')}.{digest}"


@dataclass(frozen=True, slots=True)
class Read:
    """An event as it was read: the row, and what belongs to it."""

    row: Any
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    topics: tuple[Topic, ...] = ()
    region: str = ""
    dates: tuple[Any, ...] = ()
    """The rows of all dates of a series, in order; empty for a one-off event."""


_E, _O, _F = Event.__table__.c, Occurrence.__table__.c, Format.__table__
_P = Event.__table__.alias("parent")
_COLUMNS = (
    _E.id, _E.key, _E.uid, _E.slug, _E.status, _E.title, _E.description, _E.source_language, _E.region_code, _E.zone, _E.all_day,
    _E.mode, _E.venue, _E.street, _E.city, _E.country, _E.lat, _E.lon, _E.join_url, _E.join_public, _E.registration_url,
    _E.conduct_url, _E.contact, _E.cover_id, _E.sequence, _E.created_at, _E.changed_at, _E.revision,
    _E.rule, _E.rule_start, _E.rule_end, _E.excluded, RegistrationSetup.__table__.c.kind.label("registration_kind"),
    _O.starts_at, _O.ends_at, _O.wall_start, _O.wall_end, _O.status.label("date_status"),
    FormatVersion.__table__.c.names.label("format_names"),
    _P.c.uid.label("parent_uid"), Community.__table__.c.key.label("community_key"), Community.__table__.c.slug.label("community_slug"),
)  # fmt: skip


def read_events(ids: Sequence[int], locale: str) -> Iterator[Read]:
    """These events with all that their VEVENTs say. Four queries for every 400 of them, five where some are series."""
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        rows = db.session.execute(_select(batch)).all()
        texts = load_texts("event", batch, ["title", "description"])
        topics = _topics_of(batch)
        regions = names_of({row.region_code for row in rows if row.region_code}, locale)
        dates = _dates_of([row.id for row in rows if row.rule])
        for row in rows:
            yield Read(row, texts.get(row.id, {}), tuple(topics.get(row.id, ())), regions.get(row.region_code, ""),
                       tuple(dates.get(row.id, ())))  # fmt: skip


def _dates_of(ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    if ids:
        for row in db.session.execute(sa.select(Occurrence.__table__).where(_O.event_id.in_(ids)).order_by(_O.original_start)):
            found.setdefault(row.event_id, []).append(row)
    return found


def _select(ids: Sequence[int]) -> sa.Select[Any]:
    """The dates of one-off events; of several dates of one event the first."""
    dates = sa.select(sa.func.min(Occurrence.id)).where(Occurrence.event_id == Event.id)
    first = dates.correlate(Event.__table__).scalar_subquery()
    return (
        sa.select(*_COLUMNS)
        .select_from(
            sa.join(Event.__table__, Occurrence.__table__, _O.id == first)
            .outerjoin(_F, _F.c.id == _E.format_id)
            .outerjoin(FormatVersion.__table__, FormatVersion.__table__.c.id == sa.func.coalesce(_E.format_version_id, _F.c.version_id))
            .outerjoin(_P, _P.c.id == _E.follows_id)
            .outerjoin(Community.__table__, Community.__table__.c.id == _E.community_id)
            .outerjoin(RegistrationSetup.__table__, RegistrationSetup.__table__.c.event_id == _E.id)
        )
        .where(_E.id.in_(ids)).order_by(_E.id)
    )  # fmt: skip


def _topics_of(ids: Sequence[int]) -> dict[int, list[Topic]]:
    found: dict[int, list[Topic]] = {}
    rows = db.session.execute(
        sa.select(event_topics.c.event_id, Topic).join(Topic, Topic.slug == event_topics.c.topic_slug)
        .where(event_topics.c.event_id.in_(ids)).order_by(Topic.slug)
    )  # fmt: skip
    for event_id, topic in rows:
        found.setdefault(event_id, []).append(topic)
    return found


def facts_of(read: Read, locale: str, form: str = PLAIN) -> EventFacts:
    """What a public feed says of an event to readers of a language (which must be in force)."""
    row = read.row
    title, language = best({**read.texts.get("title", {}), row.source_language: row.title}, locale, row.source_language)
    text, _ = best({**read.texts.get("description", {}), row.source_language: row.description}, locale, row.source_language)
    page = addresses.address_of("events.show", key=row.key, slug=row.slug)
    starts, ends = _span(row)
    status, prefix = _status(row)
    meets = row.mode != Mode.ONLINE
    open_link = row.join_url if row.join_public and row.mode != Mode.IN_PERSON else ""
    notes = _notes(row, page, open_link)
    return EventFacts(
        uid=row.uid, sequence=row.sequence, created=row.created_at, changed=row.changed_at,
        starts=starts, ends=ends, zone=row.zone, all_day=row.all_day, status=status,
        summary=title, summary_prefix=prefix, notes=notes,
        description="\n\n".join(filter(None, (markup.to_plain(text), "\n".join(notes)))),
        html_description=markup.to_html(text) or None if RICH in form.split("-") else None, language=language,
        location=_location(row, page, open_link, locale) or None, location_title=row.venue or None if meets else None,
        geo=(row.lat, row.lon) if meets and row.lat is not None else None, url=page, categories=_categories(read, locale),
        calendar_url=_address("calendar.feed", kind="event", slug=row.key, ext="ics"),
        image_url=_address("events.picture", key=row.key, version=row.cover_id) if row.cover_id else None,
        contact=_address("communities.show", key=row.community_key, slug=row.community_slug) if row.community_key else None,
        conference_url=open_link or None, conference_label=say("join") if open_link else None, related_to=row.parent_uid,
    )  # fmt: skip


def _span(row: Any) -> tuple[datetime | date, datetime | date]:
    """Instants; of whole days the first, and the one after the last (RFC 5545 §3.6.1)."""
    if not row.all_day:
        return row.starts_at, row.ends_at
    return row.wall_start.date(), last_day(row.wall_start, row.wall_end, row.zone) + _DAY


def _status(row: Any) -> tuple[Status, str | None]:
    if row.status == S.CANCELLED or row.date_status == O.CANCELLED:
        return "cancelled", say("cancelled")
    if row.status == S.POSTPONED or row.date_status == O.POSTPONED:
        return "tentative", say("postponed")
    return "confirmed", None


def _notes(row: Any, page: str, open_link: str) -> tuple[str, ...]:
    """What stands below every text: the page, how to join, the code of conduct, and whom to ask."""
    conduct = row.conduct_url or _address("home.conduct")
    way = _way(row)
    register = _address("events.registration", key=row.key) if way is WayIn.HERE else row.registration_url
    lines = [
        say("page", address=page),
        say("join_at", address=open_link) if open_link else "",
        say("register", address=register) if register else "",
        _how_to_join(row, way) if way else "",
        say("conduct", address=conduct) if conduct else "",
        say("contact", contact=row.contact) if row.contact else "",
    ]
    return tuple(filter(None, lines))


def _way(row: Any) -> WayIn | None:
    """How to come by a link that is private. Nothing where that is no question: it is off, or the reader is in already."""
    is_in = getattr(row, "reader_is_in", False)
    way = None if is_in or _status(row)[0] == "cancelled" else way_in(row, row.registration_kind)
    return None if way is WayIn.OPEN else way


def _how_to_join(row: Any, way: WayIn) -> str:
    """What to do, and where there is nobody but the organizers to ask, who they are."""
    if way is not WayIn.ORGANIZERS:
        return say(f"way_{way.value}")
    community = _address("communities.show", key=row.community_key, slug=row.community_slug) if row.community_key else None
    return f"{say('way_organizers')} {community or say('organizers')}"


def _location(row: Any, page: str, open_link: str, locale: str) -> str:
    """Venue, street, city and country; online the open link or the page; both where people can do either."""
    country = territory_name(row.country, locale) if row.country else ""
    there = ", ".join(dict.fromkeys(filter(None, (row.venue, row.street))))
    parts = [there, *unsaid((row.city, country or ""), there)] if row.mode != Mode.ONLINE else []
    place = ", ".join(filter(None, parts))
    online = say("online", address=open_link or page) if row.mode != Mode.IN_PERSON else ""
    return "; ".join(filter(None, (place, online)))


def _categories(read: Read, locale: str) -> tuple[str, ...]:
    names = [*(topic.name_in(locale) for topic in read.topics), localized(read.row.format_names or {}, locale), read.region]
    return tuple(dict.fromkeys(filter(None, names)))


def _address(name: str, **values: Any) -> str | None:
    """The address of a page that this installation may be without."""
    try:
        return addresses.address_of(name, **values)
    except LookupError:
        return None


def texts_of(ids: Iterable[int], locale: str, form: str) -> Iterator[tuple[Read, EventFacts]]:
    """Events and their facts, in the language asked for, whatever the reader's own. Of a series one for each VEVENT."""
    with force_locale(locale):
        for read in read_events(list(ids), locale):
            yield from ((read, facts) for facts in all_facts_of(read, locale, form))


def all_facts_of(read: Read, locale: str, form: str) -> list[EventFacts]:
    """The facts of one event in the language in force; of a series those of each VEVENT."""
    return list(_series_facts(read, locale, form)) if read.row.rule else [facts_of(read, locale, form)]


# Series


def _series_facts(read: Read, locale: str, form: str) -> Iterator[EventFacts]:
    """The master and what differs from it; or, expanded, each date."""
    hidden = KEPT in form.split("-")
    shown = [date for date in read.dates if not (hidden and date.status == O.CANCELLED)]
    if EXPANDED in form.split("-"):
        yield from (_date_facts(read, row, locale, form) for row in shown)
        return
    row, whole = read.row, facts_of(read, locale, form)
    said = say_rule(read_rule(row.rule), row.rule_start, locale, all_day=row.all_day)
    starts, ends = _first_span(row)
    excluded = [_named(row, datetime.fromisoformat(text)) for text in row.excluded]
    excluded += [_named(row, date.original_wall) for date in read.dates if date not in shown and not date.added]
    yield replace(
        whole, starts=starts, ends=ends, rule=rrule_of(row), rule_text=said, exdates=tuple(sorted(excluded)), status=_status_of_all(row)[0],
        rdates=tuple(_named(row, date.original_wall) for date in shown if date.added), summary_prefix=_status_of_all(row)[1],
    )  # fmt: skip
    length = row.rule_end - row.rule_start
    yield from (_date_facts(read, date, locale, form) for date in shown if _differs(row, date, length))


def _differs(row: Any, date: Any, length: timedelta) -> bool:
    """Whether a date says something that the master doesn't say for it."""
    on = O.SCHEDULED if row.status != S.CANCELLED else O.CANCELLED
    usual = {on, O.HELD, O.REPORTED} | ({O.POSTPONED} if row.status == S.POSTPONED else set())
    is_moved = date.starts_at != date.original_start
    return is_moved or bool(date.own) or date.status not in usual or _is_read_differently(row, date, length)


def _is_read_differently(row: Any, date: Any, length: timedelta) -> bool:
    """Whether programs would not agree on when a date begins or ends that the master alone tells them of.

    Clocks that change while it lasts keep its end on the wall here, and its exact length in RFC 5545 §3.8.5.3; of a start that
    clocks skip or show twice programs take what they like. Such a date says itself when it is.
    """
    if date.wall_end - date.wall_start != length:
        return True
    if row.all_day:
        return False
    wall = date.original_wall
    return date.ends_at - date.starts_at != length or zones.is_gap(wall, row.zone) or zones.is_overlap(wall, row.zone)


def _date_facts(read: Read, date: Any, locale: str, form: str) -> EventFacts:
    own = {**_values(read.row), **date.own, "starts_at": date.starts_at, "ends_at": date.ends_at, "wall_start": date.wall_start,
           "wall_end": date.wall_end, "date_status": date.status}  # fmt: skip
    texts = {field: said for field, said in read.texts.items() if field not in date.own}
    facts = facts_of(replace(read, row=SimpleNamespace(**own), texts=texts), locale, form)
    return replace(facts, recurrence_id=_named(read.row, date.original_wall))


def _status_of_all(row: Any) -> tuple[Status, str | None]:
    if row.status == S.CANCELLED:
        return "cancelled", say("cancelled")
    return ("tentative", say("postponed")) if row.status == S.POSTPONED else ("confirmed", None)


def _first_span(row: Any) -> tuple[datetime | date, datetime | date]:
    if row.all_day:
        return _span(SimpleNamespace(all_day=True, wall_start=row.rule_start, wall_end=row.rule_end, zone=row.zone))
    starts = _named(row, row.rule_start)
    assert isinstance(starts, datetime)
    return starts, (starts.astimezone(UTC) + (row.rule_end - row.rule_start)).astimezone(starts.tzinfo)


def _named(row: Any, wall: datetime) -> datetime | date:
    """A date by its wall time, in the zone and the value type of the master (RFC 5545 §3.8.4.4)."""
    return wall.date() if row.all_day else wall.replace(tzinfo=zones.get_zone(row.zone))


def rrule_of(row: Any) -> str:
    """The rule with UNTIL as DTSTART demands: a day for whole days, else in UTC (RFC 5545 §3.3.10)."""
    rule = read_rule(row.rule)
    text = write_rule(rule)
    if rule.every is Every.MONTH_DAY and row.rule_start.day > LAST_OF_ALL_MONTHS:
        text = text.replace("FREQ=MONTHLY", f"FREQ=MONTHLY;BYMONTHDAY={row.rule_start.day}")  # else node-ical takes the 28th
    if rule.until is None or row.all_day:
        return text
    last = datetime.combine(rule.until, time.max.replace(microsecond=0), zones.get_zone(row.zone)).astimezone(UTC)
    return text.replace(f"UNTIL={rule.until:%Y%m%d}", f"UNTIL={last:%Y%m%dT%H%M%SZ}")


# For one person


def _values(row: Any) -> dict[str, Any]:
    """A row as the database gives it, or as :func:`revealed` leaves it, by column."""
    return dict(row._mapping) if hasattr(row, "_mapping") else vars(row)


def revealed(read: Read, link: str) -> Read:
    """The same for someone who may know how to join: by this link, or without one by the event's own."""
    values = {**_values(read.row), "join_public": True, "join_url": link or read.row.join_url, "reader_is_in": True}
    return replace(read, row=SimpleNamespace(**values))


def without_way(read: Read) -> Read:
    """The same for someone who has asked for a seat: how to come by the link is nothing to tell them any more."""
    return replace(read, row=SimpleNamespace(**_values(read.row), reader_is_in=True))


def facts_for(read: Read, locale: str, *, only: int | None = None, without: Collection[int] = ()) -> Iterator[EventFacts]:
    """What the calendar of one person says of an event, in the language in force: one date of it alone, or all but some.

    :param only: the id of the one date that concerns them.
    :param without: ids of the dates of a series that they leave out.
    """
    if not read.row.rule:
        yield facts_of(read, locale)
    elif only is not None:
        yield from (_date_facts(read, date, locale, PLAIN) for date in read.dates if date.id == only)
    else:
        left_out = [date for date in read.dates if date.id in without]
        kept = replace(read, dates=tuple(date for date in read.dates if date.id not in without))
        whole, *dates = _series_facts(kept, locale, PLAIN)
        named = {_named(read.row, date.original_wall) for date in left_out if not date.added}
        yield replace(whole, exdates=tuple(sorted({*whole.exdates, *named})))
        yield from dates
