"""The parts of an event's JSON-LD: places, hosts, tickets, the rule of a series, the programme."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import url_for

from eventhub.blueprints import present
from eventhub.blueprints.structured import SCHEMA
from eventhub.communities.models import Community
from eventhub.core import addresses, zones
from eventhub.events.models import Event
from eventhub.events.programme import queries as programme
from eventhub.events.registration import queries as registrations
from eventhub.events.registration.rules import Kind, WayIn
from eventhub.events.rules.drafts import Access, Cost, Mode
from eventhub.events.rules.recurrence import Every, Recurrence, read_rule
from eventhub.events.workflow import O, S

MAX_SESSIONS = 100
_FREQUENCIES = {Every.DAY: "D", Every.WEEK: "W", Every.MONTH: "M", Every.MONTH_DAY: "M", Every.YEAR: "Y"}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


# Places and people


def places(event: Event, own: dict[str, Any], page: str, join: dict[str, Any] | None) -> Any:
    """Where it is: a place, a way in over the network, or both.

    :param own: what a date says otherwise than the event.
    :param join: what the page says of the way in.
    """
    found: list[dict[str, Any]] = []
    if event.mode is not Mode.ONLINE:
        found.append(_place(event, own))
    if event.mode is not Mode.IN_PERSON:
        link = own.get("join_url") or event.join_url
        found.append(_network(event, link, page, join or {}))
    return found


def _network(event: Event, link: str, page: str, join: dict[str, Any]) -> dict[str, Any]:
    """The way in over the network: the link, or the page that leads to it, with how."""
    if event.join_public and link:
        return {"@type": "VirtualLocation", "url": link}
    if not join.get("says"):
        return {"@type": "VirtualLocation", "url": page}
    url = event.registration_url if join["way"] == WayIn.OUTSIDE else page
    return {"@type": "VirtualLocation", "url": url, "description": join["says"]}


def _place(event: Event, own: dict[str, Any]) -> dict[str, Any]:
    venue, street, city = (own.get(name) or getattr(event, name) for name in ("venue", "street", "city"))
    address = {"streetAddress": street, "addressLocality": city, "addressCountry": event.country}
    place: dict[str, Any] = {
        "@type": "Place", "name": venue or city, "address": {"@type": "PostalAddress", **{k: v for k, v in address.items() if v}},
    }  # fmt: skip
    if event.lat is not None and not {"venue", "street", "city"} & own.keys():
        place["geo"] = {"@type": "GeoCoordinates", "latitude": event.lat, "longitude": event.lon}
    if event.access:
        place["amenityFeature"] = [
            {"@type": "LocationFeatureSpecification", "propertyID": fact, "name": str(Access(fact).label), "value": True}
            for fact in event.access
        ]
    return place


def organizers(event: Event, cohosts: Sequence[Community]) -> Any:
    """The communities that host it; where there is none, the people whom its page names."""
    hosts = [*([event.community] if event.community else []), *cohosts]
    found: list[dict[str, Any]] = [
        {"@type": "Organization", "name": host.name,
         "url": addresses.base() + url_for("communities.show", key=host.key, slug=host.slug)}
        for host in hosts
    ] or [{"@type": "Person", "name": organizer.person.name} for organizer in event.organizers]  # fmt: skip
    return found[0] if len(found) == 1 else found


def image_addresses(event: Event, tag: str) -> list[str]:
    """The organizers' picture if there is one, then the card that is drawn."""
    cover = [addresses.base() + present.cover_address(event.key, event.cover_id)] if event.cover_id else []
    return [*cover, addresses.address_of("events.card", key=event.key, locale=tag, v=event.revision)]


# Coming in


def offers(event: Event, page: str, *, registers_here: bool) -> dict[str, Any]:
    """What it costs, and where one comes in. Nothing of an event that is off."""
    if event.status in {S.CANCELLED, S.POSTPONED}:
        return {}
    found: dict[str, Any] = {
        "@type": "Offer",
        "url": event.registration_url if event.registration_url and not registers_here else page,
    }
    if event.cost in {Cost.FREE, Cost.DONATION}:
        found["price"] = 0
    if event.cost_note:
        found["description"] = event.cost_note
    if registers_here:
        counts = registrations.count_seats(event)
        is_full = bool(counts) and all(count.left == 0 for count in counts)
        found["availability"] = f"{SCHEMA}/{'SoldOut' if is_full else 'InStock'}"
    return {"offers": found}


def capacities(event: Event) -> dict[str, int]:
    """How many can come, where people register here: the page says it too."""
    setup = registrations.find_setup(event.id)
    if setup is None or setup.kind is not Kind.HERE:
        return {}
    room = setup.room_capacity if event.mode is not Mode.ONLINE else None
    screen = setup.screen_capacity if event.mode is not Mode.IN_PERSON else None
    known = {"maximumPhysicalAttendeeCapacity": room, "maximumVirtualAttendeeCapacity": screen}
    whole = (
        room
        if event.mode is Mode.IN_PERSON
        else screen
        if event.mode is Mode.ONLINE
        else (room + screen if room and screen else None)
    )
    return {name: count for name, count in {**known, "maximumAttendeeCapacity": whole}.items() if count}


# Series


def schedule(event: Event) -> dict[str, Any]:
    """``eventSchedule``: the rule of a series as a ``Schedule``, by the clock on the wall of its zone.

    Nothing for a rule of another program's, which may have parts that a Schedule has no words for (BYSETPOS, BYWEEKNO,
    WKST): its dates say when it is.
    """
    rule, first, last = read_rule(event.rule), event.rule_start, event.rule_end
    if first is None or last is None:  # the database refuses a rule without its first date
        raise AssertionError(event.key)
    if rule.every is Every.RULE:
        return {}
    found: dict[str, Any] = {
        "@type": "Schedule", "startDate": first.date().isoformat(), "repeatFrequency": f"P{rule.interval}{_FREQUENCIES[rule.every]}",
        "scheduleTimezone": event.zone, **_days_of(rule, first),
    }  # fmt: skip
    if not event.all_day:
        found |= {
            "startTime": first.time().isoformat(),
            "endTime": last.time().isoformat(),
            "duration": _duration(last - first),
        }
    if rule.until:
        found["endDate"] = rule.until.isoformat()
    if rule.times:
        found["repeatCount"] = rule.times
    excepted = _excepted(event)
    return {"eventSchedule": {**found, **({"exceptDate": excepted} if excepted else {})}}


def _days_of(rule: Recurrence, first: datetime) -> dict[str, Any]:
    """Weekdays as DayOfWeek; the second Tuesday as iCalendar writes it (``2TU``), which byDay takes as well."""
    if rule.every is Every.WEEK:
        return {"byDay": [f"{SCHEMA}/{_WEEKDAYS[day]}" for day in rule.weekdays or (first.weekday(),)]}
    if rule.every is Every.MONTH:
        return {"byDay": [f"{rule.position}{_WEEKDAYS[rule.weekdays[0]][:2].upper()}"]}
    if rule.every is Every.MONTH_DAY:
        return {"byMonthDay": [first.day]}
    return {"byMonth": [first.month], "byMonthDay": [first.day]} if rule.every is Every.YEAR else {}


def _excepted(event: Event) -> list[str]:
    """The dates of the rule on which it is not: those that never were, that are cancelled, or moved to another time."""
    walls = {datetime.fromisoformat(wall) for wall in event.excluded}
    named = [date for date in event.occurrences if date.original_wall and not date.added]
    walls |= {date.original_wall for date in named if date.original_wall and (date.status is O.CANCELLED or date.is_moved)}
    if event.all_day:
        return [wall.date().isoformat() for wall in sorted(walls)]
    zone = zones.get_zone(event.zone)
    return [wall.replace(tzinfo=zone).isoformat(timespec="minutes") for wall in sorted(walls)]


def _duration(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{rest}M' if rest or not hours else ''}"


# The programme


def sessions(event: Event, page: str) -> list[dict[str, Any]]:
    """The sessions of the schedule in force, with those who consent to be named."""
    version = programme.find_newest_version(event.id)
    if version is None:
        return []
    said = version.snapshot["sessions"][:MAX_SESSIONS]
    names = programme.named_speakers({each for session in said for each in session["speakers"]})
    return [_session(session, names, version.snapshot["zone"], page) for session in said]


def _session(said: dict[str, Any], names: dict[int, Any], zone: str, page: str) -> dict[str, Any]:
    start = datetime.fromisoformat(said["starts"]).replace(tzinfo=zones.get_zone(zone))
    end = start + timedelta(minutes=said["minutes"])
    found: dict[str, Any] = {
        "@type": "Event", "@id": f"{page}#session-{said['key']}", "name": said["title"], "inLanguage": said["language"],
        "startDate": start.isoformat(timespec="minutes"), "endDate": end.isoformat(timespec="minutes"),
        "superEvent": {"@id": page},
    }  # fmt: skip
    if said["room"]:
        found["location"] = {"@type": "Place", "name": said["room"]}
    people = [names[each].name for each in said["speakers"] if each in names]
    return {**found, "performer": [{"@type": "Person", "name": name} for name in people]} if people else found


def speakers(parts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Everyone who speaks in any session, once, in the order of the programme."""
    return list({person["name"]: person for part in parts for person in part.get("performer", [])}.values())
