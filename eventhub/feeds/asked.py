"""A feed by its address: what is asked for, in canonical form, and whether there is such a thing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

import sqlalchemy as sa
from babel import Locale, UnknownLocaleError

from eventhub.accounts.models import Person
from eventhub.communities.models import Community
from eventhub.communities.workflow import STANDING
from eventhub.core import addresses, generations
from eventhub.core.db import db
from eventhub.core.errors import NotFound, Refused
from eventhub.core.generations import Generation
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.translations import is_language
from eventhub.events.models import Event, Format, Listing, Topic
from eventhub.events.programme.services.calls import SCOPE as CALLS_SCOPE
from eventhub.events.queries import find_format, find_topics
from eventhub.events.queries.listing import Retired, check_filter
from eventhub.events.rules.drafts import Mode
from eventhub.events.rules.filters import EventFilter
from eventhub.events.workflow import EVENT
from eventhub.feeds import formats
from eventhub.feeds.facts import COLORS, CalendarFacts
from eventhub.feeds.render import say
from eventhub.regions.models import Region
from eventhub.regions.queries import names_of

FIELDS = {
    "region": "regions", "community": "communities", "format": "formats", "topic": "topics", "language": "languages",
    "person": "people",
}  # fmt: skip
"""The field of a filter that each kind of feed narrows."""
CALLS = "cfp"
"""The feed of open calls for speakers, each with its deadline as the event. It has no slug, as that of all."""
KINDS = frozenset({"all", CALLS, "event", *FIELDS})
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Gone(Refused):
    """It was public once and is so no longer."""

    status = 410


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed in one language and format. ``asked`` is the query's own filter; the kind and slug narrow it further."""

    kind: str
    slug: str
    asked: EventFilter
    locale: str
    ext: str = formats.ICS
    address: str = field(init=False)
    """The canonical path and query: the same for every way of asking for the same."""
    scopes: tuple[str, ...] = field(init=False)
    """The counters that rise with everything this feed may say."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "address", self._address())
        object.__setattr__(self, "scopes", self._scopes())

    def _address(self) -> str:
        pairs = [*self.asked.pairs(), *([("locale", self.locale)] if self.locale != "en" else [])]
        path = path_of(self.kind, self.slug, self.ext)
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def _scopes(self) -> tuple[str, ...]:
        if self.kind == "event":
            return (f"event:{self.slug}",)
        if self.kind == CALLS:
            return (CALLS_SCOPE,)
        groups = self.chosen.scope_groups()
        return tuple(groups[0]) if groups else (generations.ALL,)

    @property
    def chosen(self) -> EventFilter:
        """What the listing is walked by."""
        narrowed: dict[str, Any] = {FIELDS[self.kind]: (self.slug,)} if self.kind in FIELDS else {}
        return replace(self.asked, **narrowed)

    @property
    def also(self) -> list[str]:
        """Scopes of which one has to fit besides: the query may name the kind that the path names."""
        return [f"{self.kind}:{value}" for value in getattr(self.asked, FIELDS[self.kind])] if self.kind in FIELDS else []

    def others(self) -> tuple[tuple[str, str], ...]:
        """The addresses of the same in the other formats, by their media type."""
        made = (formats.FORMATS[ext] for ext in formats.FORMATS if ext != self.ext)
        return tuple((each.media_type, f"{addresses.base()}{replace(self, ext=each.ext).address}") for each in made)

    @property
    def single(self) -> bool:
        """Whether it holds one event, whenever that is."""
        return self.kind == "event"


def path_of(kind: str, slug: str, ext: str) -> str:
    """The path of a feed's address."""
    return f"/calendar/{kind}/{slug}.{ext}" if slug else f"/calendar/{kind}.{ext}"


def check(feed: Feed) -> None:
    """Every name must mean something.

    :raises NotFound: there is no such thing as the path names.
    :raises Gone: there was.
    :raises Retired: another thing has taken its place.
    :raises Invalid: the query names what there is not.
    """
    _check_path(feed)
    check_filter(feed.asked)


def _check_path(feed: Feed) -> None:
    match feed.kind:
        case "region":
            _demand(db.session.scalar(sa.select(Region.code).where(Region.code == feed.slug)))
        case "community":
            standing = db.session.scalar(sa.select(Community.standing).where(Community.key == feed.slug))
            _demand(standing)
            if standing not in STANDING.public_states:
                raise Gone(_l("This community is archived and has no calendar any more."))
        case "event":
            _check_event(feed.slug)
        case "person":
            _demand(feed.slug if was_public(feed.slug) else None)
        case "language":
            _demand(feed.slug if is_language(feed.slug) else None)
        case "format":
            _check_current("format", feed.slug, sa.select(Format.slug, Format.retired_to).where(Format.slug == feed.slug))
        case "topic":
            _check_current("topic", feed.slug, sa.select(Topic.slug, Topic.retired_to).where(Topic.slug == feed.slug))


def _check_event(key: str) -> None:
    row = db.session.execute(sa.select(Event.status, Event.published_at).where(Event.key == key)).first()
    if row is not None and row.status not in EVENT.public_states and row.published_at is not None:
        raise Gone(_l("This event is not public any more."))
    _demand(row if row is not None and row.status in EVENT.public_states else None)


def was_public(key: str) -> bool:
    """Whether there is a person with this key who has, or ever had, a part in a public event.

    Counters stay when the last such event goes, so the calendar stays too, and is empty.
    """
    known = sa.select(Person.id).where(Person.key == key, Person.confirmed_at.is_not(None))
    scope = f"person:{key}"
    seen = sa.or_(sa.exists().where(Generation.scope == scope), sa.exists().where(Listing.scope == scope))
    return db.session.scalar(known.where(seen)) is not None


def _check_current(name: str, slug: str, statement: Any) -> None:
    row = db.session.execute(statement).first()
    _demand(row)
    if row is not None and row.retired_to:
        raise Retired(name, slug, row.retired_to)


def _demand(found: object) -> None:
    if found is None:
        raise NotFound(_l("There is no such calendar."))


def facts_of(feed: Feed, site: str, zone: str, *, kept: int | None) -> CalendarFacts:
    """What the feed says of itself, in the language in force; its LAST-MODIFIED is still to be set.

    :param kept: how many events were kept where not all fitted, else None.
    """
    source = f"{addresses.base()}{feed.address}"
    about = [
        say("about_calls" if feed.kind == CALLS else "about", site=site),
        *([say("cut", n=kept)] if kept is not None else []),
    ]
    names = _names(feed)
    colors = sorted(COLORS)
    return CalendarFacts(
        name=say("calendar", site=site, what=", ".join(names)) if names else site,
        description=" ".join(about), url=_page(feed), source=source, language=feed.locale, default_zone=zone,
        color="royalblue" if feed.kind == "all" else colors[crc32(f"{feed.kind}/{feed.slug}".encode()) % len(colors)],
        last_modified=_NEVER, site=site, home=addresses.base(), others=feed.others(),
    )  # fmt: skip


def _page(feed: Feed) -> str:
    """The page that lists the same."""
    known = {"locale": feed.locale} if feed.locale != "en" else {}
    if feed.single:
        slug = db.session.scalar(sa.select(Event.slug).where(Event.key == feed.slug)) or "x"
        return addresses.address_of("events.show", key=feed.slug, slug=slug, **known)
    if feed.kind == "person" and (page := _person_page(feed.slug, known)):
        return page
    query = urlencode([*feed.chosen.pairs(), *known.items()])
    page = addresses.address_of("events.calls" if feed.kind == CALLS else "events.index")
    return f"{page}?{query}" if query else page


def _person_page(key: str, known: dict[str, str]) -> str | None:
    """Where this installation has pages of people."""
    try:
        return addresses.address_of("people.show", key=key, **known)
    except LookupError:
        return None


def _names(feed: Feed) -> list[str]:
    """What the feed is narrowed to, in words."""
    if feed.single:
        return [db.session.scalar(sa.select(Event.title).where(Event.key == feed.slug)) or ""]
    chosen = feed.chosen
    calls = [say("calls")] if feed.kind == CALLS else []
    regions = names_of({*chosen.regions, *feed.asked.regions}, feed.locale) if chosen.regions else {}
    communities = sa.select(Community.name).where(Community.key.in_(chosen.communities)).order_by(Community.name)
    people = sa.select(Person.name).where(Person.key.in_(chosen.people)).order_by(Person.name)
    names = [*(db.session.scalars(people) if chosen.people else ())]
    names += [*(db.session.scalars(communities) if chosen.communities else ()), *(regions[code] for code in sorted(regions))]
    names += [topic.name_in(feed.locale) for topic in find_topics(chosen.topics)] if chosen.topics else []
    names += [found.name_in(feed.locale) for found in map(find_format, chosen.formats) if found]
    names += [language_name(tag, feed.locale) for tag in chosen.languages]
    names += [str(Mode(mode).label) for mode in chosen.modes]
    return [*calls, *names, *([say("official")] if chosen.official else [])]


def language_name(tag: str, locale: str) -> str:
    """A language's name in the language of the feed; its tag where CLDR knows none."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(locale) or tag
    except (UnknownLocaleError, ValueError):
        return tag
