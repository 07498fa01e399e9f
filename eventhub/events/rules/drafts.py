"""What an organizer says of an event, as plain values, and the checks that need nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from eventhub.core import zones
from eventhub.core.errors import Invalid
from eventhub.core.text import LazyText, is_web_address
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.rules.recurrence import Recurrence, check_recurrence

MAX_TITLE = 150
MAX_DESCRIPTION = 20_000
MAX_LENGTH = timedelta(days=31)
YEARS = range(1970, 2201)


class Mode(StrEnum):
    """Where people meet."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"

    @property
    def label(self) -> LazyText:
        """The word for it."""
        return {"in_person": _l("In person"), "online": _l("Online"), "hybrid": _l("In person and online")}[self.value]


class Cost(StrEnum):
    """What it costs to come."""

    FREE = "free"
    DONATION = "donation"
    PAID = "paid"
    UNKNOWN = "unknown"
    """What it came from does not say; nobody chooses this."""

    @property
    def label(self) -> LazyText:
        """The word for it."""
        return {
            "free": _l("Free"), "donation": _l("Free, donations welcome"), "paid": _l("Paid"), "unknown": _l("Not said"),
        }[self.value]  # fmt: skip


class PublishRule(StrEnum):
    """When an approved event goes out."""

    AT_ONCE = "at_once"
    BY_HAND = "by_hand"
    AT_TIME = "at_time"

    @property
    def label(self) -> LazyText:
        """The choice in words."""
        return {
            "at_once": _l("As soon as it is approved"), "by_hand": _l("When I say so"), "at_time": _l("At a time I set"),
        }[self.value]  # fmt: skip


class Access(StrEnum):
    """Facts that people with a disability need before they decide to come."""

    STEP_FREE = "step_free"
    ACCESSIBLE_TOILET = "accessible_toilet"
    HEARING_LOOP = "hearing_loop"
    SIGN_LANGUAGE = "sign_language"
    CAPTIONS = "captions"
    QUIET_ROOM = "quiet_room"
    CHILDREN_WELCOME = "children_welcome"
    ASSISTANCE_DOGS = "assistance_dogs"

    @property
    def label(self) -> LazyText:
        """The fact in words."""
        return {
            "step_free": _l("Step-free access"), "accessible_toilet": _l("Accessible toilet"),
            "hearing_loop": _l("Hearing loop"), "sign_language": _l("Sign language"), "captions": _l("Live captions"),
            "quiet_room": _l("Quiet room"), "children_welcome": _l("Children welcome"),
            "assistance_dogs": _l("Assistance dogs welcome"),
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """Everything that can be said of an event. What is unknown is empty."""

    title: str
    description: str = ""
    source_language: str = "en"
    format_slug: str = ""
    community_key: str = ""
    region_code: str = ""
    mode: Mode = Mode.IN_PERSON
    starts: datetime | None = None
    """Wall time in ``zone``."""
    ends: datetime | None = None
    second: bool = False
    """Of a start that clocks show twice, the later one."""
    all_day: bool = False
    """Whole days, from the midnight that begins the first to the midnight that ends the last."""
    recurrence: Recurrence | None = None
    """How it goes on from ``starts``; None for a one-off event."""
    zone: str = "UTC"
    venue: str = ""
    street: str = ""
    city: str = ""
    country: str = ""
    lat: float | None = None
    lon: float | None = None
    directions: str = ""
    join_url: str = ""
    join_public: bool = False
    registration_url: str = ""
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audience: str = ""
    access: tuple[str, ...] = ()
    access_note: str = ""
    conduct_url: str = ""
    cost: Cost = Cost.FREE
    cost_note: str = ""
    contact: str = ""
    expected: int | None = None
    publish_rule: PublishRule = PublishRule.AT_ONCE
    publish_at: datetime | None = None
    """An instant."""


LIMITS = {
    "title": MAX_TITLE, "description": MAX_DESCRIPTION, "venue": 200, "street": 200, "city": 120, "directions": 2000,
    "join_url": 1000, "registration_url": 1000, "conduct_url": 1000, "audience": 300, "access_note": 1000,
    "cost_note": 200, "contact": 200,
}  # fmt: skip


def check_draft(draft: EventDraft) -> None:
    """What is said must make sense, even while it is not complete.

    :raises Invalid: every field that does not, each with what to do about it.
    """
    wrong: dict[str, Any] = {}
    for name, most in LIMITS.items():
        if len(getattr(draft, name)) > most:
            wrong[name] = _l("This has %(n)s characters; please keep it to %(most)s.", n=len(getattr(draft, name)), most=most)
    for name in ("join_url", "registration_url", "conduct_url"):
        if getattr(draft, name) and not is_web_address(getattr(draft, name)):
            wrong[name] = _l("A link starts with https:// and leads to a page.")
    if not zones.is_zone(draft.zone):
        wrong["zone"] = _l("There is no time zone of this name.")
    else:
        wrong |= _wrong_in_time(draft) or _wrong_in_publication(draft)
    if (draft.lat is None) != (draft.lon is None) or not _on_earth(draft):
        wrong["lat"] = _l("Latitude goes from −90 to 90, longitude from −180 to 180; give both or none.")
    if draft.expected is not None and not 0 <= draft.expected <= 1_000_000:
        wrong["expected"] = _l("How many people do you expect? A number is enough.")
    if draft.recurrence is not None and draft.starts is not None and not wrong:
        check_recurrence(draft.recurrence, draft.starts)
    if wrong:
        raise Invalid(wrong)


def _on_earth(draft: EventDraft) -> bool:
    return draft.lat is None or draft.lon is None or (-90 <= draft.lat <= 90 and -180 <= draft.lon <= 180)


def _wrong_in_time(draft: EventDraft) -> dict[str, Any]:
    if draft.starts is None:
        return {"starts_date": _l("When does it begin?")} if draft.ends else {}
    for field, wall in (("starts_date", draft.starts), ("ends_date", draft.ends)):
        if wall is not None and wall.year not in YEARS:
            return {field: _l("Please check the year.")}
    for field, wall in (("starts_time", draft.starts), ("ends_time", draft.ends)):
        if wall is not None and not draft.all_day and zones.is_gap(wall, draft.zone):
            better = zones.after_gap(wall, draft.zone)
            return {field: _l("On that day clocks in %(zone)s skip %(wall)s. Did you mean %(better)s?",
                              zone=draft.zone, wall=f"{wall:%H:%M}", better=f"{better:%H:%M}")}  # fmt: skip
    if draft.ends is None:
        return {"ends_time": _l("When does it end?")}
    return _wrong_in_length(draft, *instants(draft))


def _wrong_in_length(draft: EventDraft, starts: datetime, ends: datetime) -> dict[str, Any]:
    assert draft.starts is not None
    assert draft.ends is not None
    if ends <= starts and draft.all_day:
        return {"ends_date": _l("The last day is before the first.")}
    if ends <= starts:
        return {"ends_time": _l("The end is before the start. Did you mean %(better)s?", better=_likely_end(draft))}
    if (draft.ends - draft.starts if draft.all_day else ends - starts) > MAX_LENGTH:
        return {"ends_date": _l("This would last more than 31 days. Please check the end.")}
    return {}


def _wrong_in_publication(draft: EventDraft) -> dict[str, Any]:
    """A time to go out at must be known, and lie before the end."""
    if draft.publish_rule != PublishRule.AT_TIME:
        return {}
    if draft.publish_at is None:
        return {"publish_date": _l("On which day, and at what time, shall it go out?")}
    if draft.starts and draft.ends and draft.publish_at >= instants(draft)[1]:
        return {"publish_date": _l("By then it is over. Choose a time before it begins.")}
    return {}


def _likely_end(draft: EventDraft) -> str:
    """Noon and midnight mixed up is the usual slip: 9:00 meant 21:00."""
    starts, ends = draft.starts, draft.ends
    assert starts is not None
    assert ends is not None
    later = datetime.combine(starts.date(), ends.time()) + timedelta(hours=12)
    better = later if starts < later < starts + timedelta(hours=12) else starts + timedelta(hours=2)
    return f"{better:%H:%M}"


def shown_walls(draft: EventDraft) -> tuple[datetime, datetime]:
    """The start and end as clocks show them: a day whose midnight they skip begins after it. Both must be known."""
    assert draft.starts is not None
    assert draft.ends is not None
    if not draft.all_day:
        return draft.starts, draft.ends
    return zones.after_gap(draft.starts, draft.zone), zones.after_gap(draft.ends, draft.zone)


def instants(draft: EventDraft) -> tuple[datetime, datetime]:
    """The start and end as instants. Both must be known."""
    first, last = shown_walls(draft)
    overlap = zones.is_overlap(first, draft.zone)
    starts = zones.instant(first, draft.zone, second=draft.second and overlap)
    ends = zones.instant(last, draft.zone)
    if ends <= starts and zones.is_overlap(last, draft.zone):
        ends = zones.instant(last, draft.zone, second=True)
    return starts, ends


def warnings(draft: EventDraft) -> dict[str, LazyText]:
    """What makes sense but may not be meant, by field: shown, never in the way."""
    known = draft.starts is not None and draft.starts.year in YEARS and zones.is_zone(draft.zone)
    if draft.starts and known and not draft.all_day and zones.is_overlap(draft.starts, draft.zone):
        return {"second": _l("Clocks are set back that night, so this time comes twice. Which one do you mean?")}
    return {}
