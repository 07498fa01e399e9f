"""How events, states and people look to a reader: plain dictionaries for the components."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from babel import Locale
from babel.lists import format_list
from flask import get_template_attribute, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventhub.accounts.models import Person
from eventhub.blueprints import dates, fragments, structured
from eventhub.blueprints.context import choose_locale, language_name, reader_zone
from eventhub.blueprints.forms import region_name
from eventhub.core import advance, clock, zones
from eventhub.core.audit import AuditEntry
from eventhub.core.translations import best, load_texts
from eventhub.core.workflow import Step, Workflow
from eventhub.events.models import Event, localized
from eventhub.events.queries.review import queue_age
from eventhub.events.rules.days import last_day
from eventhub.events.rules.drafts import Cost, Mode
from eventhub.events.workflow import EVENT, O, S

KEPT_ROWS = 4000


def rows_view(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows of a listing as the event components want them. One query for their titles, whatever the number of rows."""
    if not rows:
        return []
    tag = choose_locale()
    regions = {code: region_name(code) for code in {row.region_code for row in rows if row.region_code}}
    titles = load_texts("event", [row.event_id for row in rows], ["title"])
    return [_row_view(row, tag, regions, titles.get(row.event_id, {}).get("title", {})) for row in rows]


def rows_made(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The same with each row's HTML in ``html``, kept in this process for as long as the row says the same.

    What a row says hangs on the revisions of its event and community and the version of its format, on the language,
    and on nothing else: regions keep their names, and the reader's own time is added by their browser.
    """
    tag, year = choose_locale(), clock.now().year
    kept = fragments.kept("rows", KEPT_ROWS)
    keys = [
        (
            row.key,
            row.occurrence_id,
            row.revision,
            row.community_revision,
            row.format_version,
            row.occurrence_status,
            row.starts_at,
            tag,
            year,
        )
        for row in rows
    ]
    found: dict[tuple[Any, ...], Any] = {key: kept.get(key) for key in keys}
    missing = [(key, row) for key, row in zip(keys, rows, strict=True) if found[key] is None]
    event_row = get_template_attribute("components/events.html", "event_row")
    for (key, _row), view in zip(missing, rows_view([row for _key, row in missing]), strict=True):
        found[key] = {**view, "html": event_row(view)}
        kept.put(key, found[key])
    return [found[key] for key in keys]


def _row_view(row: Any, tag: str, regions: dict[str, str], titles: dict[str, str]) -> dict[str, Any]:
    title, language = best({**titles, row.source_language: row.title}, tag, row.source_language)
    return {
        "title": title, "lang": language if language != tag else None, "href": event_address(row),
        "when_label": dates.when_text(row.wall_start, row.wall_end, row.zone, all_day=row.all_day),
        "time_label": _("All day") if row.all_day else dates.clock_text(row.wall_start),
        "date": dates.date_parts(row.wall_start), "day": row.wall_start.date(),
        "starts_iso": None if row.all_day else iso(row.starts_at), "zone": row.zone, "number": row.occurrence_id,
        **span_iso(row, all_day=row.all_day), "all_day": row.all_day,
        "schema_status": structured.one_or_all(
            structured.statuses(row.status, row.occurrence_status, moved=row.starts_at != row.original_start, moved_online=row.moved_online)
        ),
        "place": place_text(row.city, regions.get(row.region_code or "", "")) if row.mode != Mode.ONLINE else "",
        "mode": row.mode.value, "mode_label": str(row.mode.label),
        "languages": [language_name(known, tag) for known in row.languages],
        "format_label": localized(row.format_names or {}, tag), "community": row.community_name,
        "community_href": url_for("communities.show", key=row.community_key, slug=row.community_slug) if row.community_key else None,
        "status": status_of(row.status, row.occurrence_status), "cover_href": cover_address(row.key, row.cover_id),
    }  # fmt: skip


def event_address(event: Any) -> str:
    """The address of an event's page."""
    return url_for("events.show", key=event.key, slug=event.slug)


def cover_address(key: str, cover_id: int | None) -> str:
    """The address of its picture: the organizers' own, or the one generated from its key."""
    return url_for("events.picture", key=key, version=cover_id) if cover_id else url_for("events.cover", key=key)


def iso(moment: Any) -> str:
    """An instant as ``2027-01-05T10:00:00Z``."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def times_view(date: Any, *, all_day: bool) -> dict[str, Any]:
    """When a date is, in words and for machines, with the reader's own time where that is another and known here.

    Where it is not, the page's script says it: it is told the instant and the zone.
    """
    text, zone = dates.when_text(date.wall_start, date.wall_end, date.zone, all_day=all_day), reader_zone()
    elsewhere = bool(zone) and not all_day and zones.wall_in(date.starts_at, zone) != zones.wall_in(date.starts_at, date.zone)
    return {
        "text": text, "yours": dates.moment_text(date.starts_at, zone) if elsewhere else "",
        "iso": None if all_day else iso(date.starts_at), "zone": None if all_day or elsewhere else date.zone,
    }  # fmt: skip


def times_text(date: Any, *, all_day: bool) -> str:
    """The same on a line, where there is room for words alone."""
    said = times_view(date, all_day=all_day)
    return " · ".join([said["text"], *([_("%(time)s for you", time=said["yours"])] if said["yours"] else [])])


def span_iso(date: Any, *, all_day: bool) -> dict[str, str]:
    """When a date begins and finishes, for machines: with the zone's offset; whole days as days, the last one included."""
    if all_day:
        last = last_day(date.wall_start, date.wall_end, date.zone)
        return {"begins_iso": date.wall_start.date().isoformat(), "finishes_iso": last.isoformat()}
    return {"begins_iso": moment_iso(date.starts_at, date.zone), "finishes_iso": moment_iso(date.ends_at, date.zone)}


def moment_iso(moment: datetime, zone: str, *, all_day: bool = False) -> str:
    """An instant by the clock on the wall, with the zone's offset: ``2027-01-05T10:00+01:00``; a whole day as a day."""
    local = moment.astimezone(zones.get_zone(zone))
    return local.date().isoformat() if all_day else local.isoformat(timespec="minutes")


def next_change(rows: Iterable[Any], now: datetime) -> datetime:
    """When time alone changes a list: the first of its dates is over, or a new day begins somewhere."""
    soon = (now + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return min([soon, *(row.ends_at for row in rows if row.ends_at > now)])


def place_text(city: str, region: str) -> str:
    """“Lisbon, Portugal”; never a name twice."""
    if region.split(",")[0] == city:
        return region
    return ", ".join(part for part in (city, region) if part)


def status_of(status: S, occurrence_status: O | None = None) -> dict[str, Any] | None:
    """What is said before anything else of an event that is not simply on."""
    if status in {S.CANCELLED, S.POSTPONED} or occurrence_status in {O.CANCELLED, O.POSTPONED}:
        state = S.CANCELLED if status == S.CANCELLED or occurrence_status == O.CANCELLED else S.POSTPONED
        return {"tone": EVENT.states[state].tone.value, "label": str(EVENT.states[state].label)}
    return None


def by_days(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Events grouped by their own local day, in order, with a near word for today and tomorrow."""
    today = zones.wall_in(clock.now(), reader_zone() or "UTC").date()
    near = {today: _("Today"), today + timedelta(days=1): _("Tomorrow")}
    return [
        {"date": group[0]["date"], "label": near.get(day), "events": group}
        for day, group in ((day, list(found)) for day, found in groupby(events, key=lambda event: event["day"]))
    ]


def turn_label(event: Event) -> str:
    """Whose turn it is, in words that do not single anyone out but the reviewer who has it in hand."""
    turn = EVENT.states[event.status].turn
    if turn == "reviewer" and event.reviewer:
        return _("%(name)s, who is reviewing it", name=event.reviewer.name)
    words = {"organizers": _("You, the organizers"), "reviewers": _("The reviewers of your region")}
    return words.get(turn or "", "")


def promise(event: Event) -> dict[str, Any]:
    """State, turn, date and the age of the queue: what whoever submitted something always sees."""
    state = EVENT.states[event.status]
    by = advance.answer_by(event)
    waiting = event.status == S.SUBMITTED
    return {
        "title": state.label, "sentence": state.says, "tone": state.tone.value, "turn_label": turn_label(event),
        "by_label": dates.by_text(by, reader_zone() or event.zone) if by else None,
        "queue_label": _queue_text(event) if waiting else None,
    }  # fmt: skip


def _queue_text(event: Event) -> str:
    age = queue_age(event.region_code)
    if age.oldest is None:
        return _("Nothing is waiting.")
    return ngettext(
        "One event is waiting, since %(age)s.", "%(num)d events are waiting, the oldest for %(age)s.", age.waiting,
        age=dates.age_text(age.oldest),
    )  # fmt: skip


def steps_view(
    steps: Sequence[Step], *, reasons: dict[str, list[tuple[str, str]]] | None = None, primary: str = ""
) -> list[dict[str, Any]]:
    """Steps as buttons, each with what will happen under it."""
    return [
        {
            "name": step.name, "label": step.label, "will": step.does, "needs_reason": step.needs_reason,
            "primary": step.name == primary, "tone": "stop" if step.grave else None,
            "dialog": f"sure-{step.name}" if step.grave else None, "reasons": (reasons or {}).get(step.name, []),
        }
        for step in steps
    ]  # fmt: skip


def unplaced(error: str, failed: str, steps: Sequence[dict[str, Any]], elsewhere: Sequence[str] = ("note",)) -> str:
    """The error that is not shown beside the step, or in the form, that it is about."""
    placed = {step["name"] for step in steps if step["needs_reason"]} | set(elsewhere)
    return "" if failed in placed else error


def note_again(error: str, failed: str, text: str) -> dict[str, Any] | None:
    """A note that could not be taken, for its form to show again."""
    return {"error": error, "text": text, "public": request.form.get("public") == "1"} if failed == "note" else None


def trail(entries: Iterable[AuditEntry], machine: Workflow, *, zone: str = "") -> list[dict[str, Any]]:
    """The audit trail in human sentences, newest first."""
    return [
        {
            "at_label": dates.moment_text(entry.at, zone), "at_iso": iso(entry.at), "reason": entry.reason,
            "sentence": _sentence(entry, machine), "tone": _tone(entry, machine),
        }
        for entry in entries
    ]  # fmt: skip


def _sentence(entry: AuditEntry, machine: Workflow) -> str:
    who = entry.actor_name or _("EventHub")
    name = entry.verb.rsplit(".", 1)[-1]
    known = {
        "event.page.add": _("%(who)s began it.", who=who), "event.page.edit": _("%(who)s edited it.", who=who),
        "event.page.import": _("It came in, or was brought in step, from the calendar that it follows."),
        "event.page.sync": _("It was brought in step with the calendar that it follows."),
        "event.page.follow": _("%(who)s let it follow its calendar again.", who=who),
        "event.page.settle": _("%(who)s said that it takes place, though its calendar no longer lists it.", who=who),
        "event.review.check": _("%(who)s looked at the change.", who=who),
        "event.doubles.find": _("%(who)s found the same event elsewhere. It is listed once from here on.", who=who),
        "event.doubles.part": _("%(who)s said that it is another event than one like it.", who=who),
        "event.doubles.join": _("%(who)s said that it is the same event as another.", who=who),
        "event.override": _("%(who)s set it to “%(state)s” for the team.", who=who, state=_label(entry, machine)),
    }  # fmt: skip
    if entry.verb in known:
        return known[entry.verb]
    if entry.verb.startswith(f"{machine.subject}.") and machine.has(name):
        return _("%(who)s: %(step)s → %(state)s", who=who, step=machine.step(name).label, state=_label(entry, machine))
    return _("%(who)s changed it.", who=who)


def _label(entry: AuditEntry, machine: Workflow) -> str:
    target = entry.data.get("to", "")
    return next((str(said.label) for state, said in machine.states.items() if state.value == target), target)


def _tone(entry: AuditEntry, machine: Workflow) -> str | None:
    target = entry.data.get("to", "")
    return next((said.tone.value for state, said in machine.states.items() if state.value == target), None)


def field_labels() -> dict[str, str]:
    """The facts of an event in words, by their names in :mod:`eventhub.events.rules.changes`."""
    return {
        "title": _("Title"), "description": _("Description"), "source_language": _("Language of the text"), "format": _("Format"),
        "community": _("Community"), "region_code": _("Region"), "mode": _("In person or online"), "starts": _("Start"),
        "ends": _("End"), "zone": _("Time zone"), "all_day": _("All day"), "venue": _("Venue"), "street": _("Street"),
        "city": _("City"), "country": _("Country"), "lat": _("Position"), "lon": _("Position"), "directions": _("How to get there"),
        "join_url": _("Link to join"), "join_public": _("Link is public"), "registration_url": _("Registration"),
        "languages": _("Languages"), "topics": _("Topics"), "audience": _("For whom"), "access": _("Accessibility"),
        "access_note": _("More on access"), "conduct_url": _("Code of conduct"), "cost": _("Cost"), "cost_note": _("About the cost"),
        "contact": _("Contact"), "fast_lane": _("Published without a review"),
    }  # fmt: skip


def missing_text(names: Iterable[str]) -> str:
    """“Missing: Description, Venue” for the keys of :func:`eventhub.events.guards.find_missing`; empty for none."""
    labels = field_labels() | {"region": _("Region"), "starts_date": _("Date")}
    words = [labels.get(name, name) for name in names]
    return _("Missing: %(what)s", what=format_list(words, locale=Locale.parse(choose_locale(), sep="-"))) if words else ""


def cost_text(cost: Cost, note: str) -> str:
    """“Paid · 15 EUR”; where nobody says whether it costs something, a note speaks for itself."""
    return note if note and cost is Cost.UNKNOWN else " · ".join(filter(None, (str(cost.label), note)))


def changed_text(names: str) -> str:
    """“Start, Venue” for ``starts, venue``."""
    labels = field_labels()
    return ", ".join(dict.fromkeys(labels.get(name.strip(), name) for name in names.split(",")))


def people_view(people: Iterable[Person], *, linked: bool = False) -> list[dict[str, Any]]:
    """People as chips: a name and a mark, never an address of mail.

    :param linked: whether each of them has a page, for the public meets them somewhere.
    """
    return [
        {"name": person.name, "seed": person.key, "href": url_for("people.show", key=person.key) if linked else None, "sub": None, "image_href": None}
        for person in people
    ]  # fmt: skip


def month_weeks(year: int, month: int, first_weekday: int) -> list[list[date]]:
    """The weeks of a month, each of seven days, from the locale's first weekday (0 is Monday)."""
    first = date(year, month, 1)
    start = first - timedelta(days=(first.weekday() - first_weekday) % 7)
    weeks = []
    while start <= first or start.month == month:
        weeks.append([start + timedelta(days=n) for n in range(7)])
        start += timedelta(days=7)
    return weeks
