"""Calendar files into drafts for review.

Each event of the file becomes one draft of the community's, in batches that are a transaction each: what is in when the
machine stops is whole, and running the import again goes on where it stopped. ``(source, source_uid)`` is unique, so nothing
comes in twice.

What is known already is told by the audit entry of its import, which keeps a fingerprint of what the source said: the same
fingerprint is "same"; another one rewrites the draft as long as nobody has worked on it here (it is still a draft, nothing is
typed, its revision is the import's and the import is the newest entry of its trail), and is reported otherwise.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from eventhub.accounts.models import Person
from eventhub.accounts.queries import find_by_email
from eventhub.communities.models import CommunityKind
from eventhub.communities.queries import find_community
from eventhub.communities.workflow import Standing
from eventhub.core import audit, clock, zones
from eventhub.core.audit import AuditEntry
from eventhub.core.db import db, transaction, upsert
from eventhub.core.errors import NotFound, Refused
from eventhub.core.text import clean_line, force_locale, make_key, make_slug
from eventhub.core.text import lazy_gettext as _l
from eventhub.events import queries
from eventhub.events.models import Event, EventOrganizer, Occurrence
from eventhub.events.rules.drafts import LIMITS, MAX_LENGTH, Mode
from eventhub.events.workflow import EVENT, OCCURRENCE
from eventhub.imports.ical import Meter, Moment, NotACalendar, ReadEvent, Reading, next_occurrence, read_calendar
from eventhub.imports.report import DOUBTS, Remark, Report, describe_series
from eventhub.imports.source import Unreadable, fitting

BATCH = 500
STEPS = 1_600_000
"""What all rules of a file together may cost: five seconds."""
STEPS_THAT_CUT = 50_000
VERB = "event.page.import"
FIRST_YEAR, LAST_YEAR = 1970, 2200

Progress = Callable[[Literal["read", "write"], int, int], None]
"""``progress(stage, done, total)``, in events."""

_ADDRESS = re.compile(r"https?://[^\s<>\"\\]+", re.IGNORECASE)
_MEETINGS = ("zoom.us", "zoom.com", "meet.google.com", "teams.microsoft.com", "teams.live.com", "webex.com", "whereby.com",
             "meet.jit.si", "gotomeeting.com", "meet.goto.com")  # fmt: skip
_MEETING_NAME = re.compile("|".join(map(re.escape, _MEETINGS)), re.IGNORECASE)
_ONLINE = frozenset({"", "online", "online event", "virtual", "virtual event", "remote", "web", "internet", "zoom", "zoom meeting",
                     "google meet", "teams", "microsoft teams", "microsoft teams meeting", "jitsi", "webex", "en línea",
                     "عبر الإنترنت", "على الإنترنت"})  # fmt: skip
_Event: Any = Event.__table__
_Date: Any = Occurrence.__table__
_Organizer: Any = EventOrganizer.__table__
_Entry: Any = AuditEntry.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whose drafts they become, in plain values: records do not outlive the transaction of a batch."""

    community_id: int
    organizer_id: int
    locale: str
    region_code: str
    zone: str
    city: str
    languages: tuple[str, ...]
    source_language: str
    meets_online: bool
    formats: Mapping[Mode, tuple[int, int | None] | None]

    @property
    def country(self) -> str:
        """The country of the region, or nothing for a region of several."""
        code = self.region_code.split("-")[0]
        return code if len(code) == 2 and code.isalpha() else ""


def get_target(community_key: str, *, organizer_email: str = "") -> Target:
    """The community that drafts come in for, and the person who runs them: its first contact unless one is named.

    :raises Refused: there is no such community or person, it is archived, or nobody speaks for it.
    """
    community = find_community(community_key)
    if community is None:
        raise NotFound(_l("There is no community with the key “%(key)s”.", key=community_key))
    if community.standing == Standing.ARCHIVED:
        raise Refused(_l("%(name)s is archived.", name=community.name))
    organizer = _organizer(organizer_email, [contact.person for contact in community.contacts])
    return Target(
        community_id=community.id, organizer_id=organizer.id, locale=organizer.locale, region_code=community.region_code,
        zone=community.zone if zones.is_zone(community.zone) else "UTC", city=community.city,
        languages=tuple(community.languages) or (community.source_language,), source_language=community.source_language,
        meets_online=community.kind == CommunityKind.ONLINE, formats=_formats(),
    )  # fmt: skip


def _organizer(email: str, contacts: list[Person]) -> Person:
    if not email:
        if not contacts:
            raise Refused(_l("Nobody speaks for this community: say who runs the events with --organizer."))
        return contacts[0]
    person = find_by_email(email.strip().lower())
    if person is None or not person.is_active:
        raise NotFound(_l("There is no confirmed account with the address %(email)s.", email=email))
    return person


def _formats() -> dict[Mode, tuple[int, int | None] | None]:
    known = {fmt.slug: (fmt.id, fmt.version_id) for fmt in queries.list_formats()}
    usual = known.get("meetup")
    return {Mode.IN_PERSON: usual, Mode.HYBRID: usual, Mode.ONLINE: known.get("online-meetup") or usual}


def import_calendar(
    data: bytes, *, source: str, target: Target, past: bool = False, progress: Progress = lambda *_: None
) -> Report:
    """Bring the events of a calendar file in as drafts, and report what became of each.

    Runs transactions of its own, one for 500 events: for the command line and jobs, not within a request.

    :param source: the name under which the source is remembered; see :func:`read_source`.
    :param past: bring in what is over too.
    :raises Unreadable: it is no calendar.
    """
    try:
        reading = read_calendar(data, on_progress=lambda done, total: progress("read", done, total))
    except NotACalendar as refused:
        raise Unreadable(source, refused.reason, f"line {refused.line}" if refused.line else "") from None
    report = _begin_report(reading, source)
    events = list(_once_each(reading.events, report))
    maker = _Maker(target, clock.now(), past=past)
    for start in range(0, len(events), BATCH):
        with transaction(), force_locale(target.locale.replace("-", "_")):
            part = _take_in(events[start : start + BATCH], source, target, maker)
        report.add(part)
        progress("write", min(start + BATCH, len(events)), len(events))
    return report


def _begin_report(reading: Reading, source: str) -> Report:
    report = Report(source, reading.calendar_name)
    for skipped in reading.skipped:
        report.skipped.add(Remark(skipped.line, skipped.title, skipped.why, skipped.detail))
    report.skipped.count = reading.skipped_count
    return report


def _once_each(events: Iterable[ReadEvent], report: Report) -> Iterator[tuple[str, ReadEvent]]:
    """Events with the UID that they are known by; a changed date whose series is not in the file has its date in it."""
    seen = set()
    for event in events:
        uid = fitting(event.source_uid + (f"#{event.recurrence_id.isoformat()}" if event.recurrence_id else ""))
        if uid in seen:
            report.skipped.add(Remark(event.line, event.title, "twice"))
        else:
            seen.add(uid)
            yield uid, event


# One batch


@dataclass(slots=True)
class _Known:
    """An event that has come in before."""

    id: int
    community_id: int | None
    starts_at: datetime | None
    print: str | None
    untouched: bool


@dataclass(slots=True)
class _Draft:
    """What is written for one event of the file."""

    uid: str
    print: str
    event: dict[str, Any]
    date: dict[str, Any]
    doubts: list[str]
    read: ReadEvent


@dataclass(slots=True)
class _Batch:
    """What a batch comes to, before it is written."""

    report: Report
    new: list[_Draft] = field(default_factory=list)
    changed: list[tuple[_Known, _Draft]] = field(default_factory=list)


def _take_in(events: list[tuple[str, ReadEvent]], source: str, target: Target, maker: _Maker) -> Report:
    known = _find_known(source, [uid for uid, _ in events])
    batch = _Batch(Report(source))
    for uid, event in events:
        try:
            _sort(batch, uid, event, known.get(uid), maker)
        except _Skip as skip:
            batch.report.skipped.add(Remark(event.line, event.title, skip.why))
    _add(batch, source, target)
    _rewrite(batch, source)
    return batch.report


def _find_known(source: str, uids: list[str]) -> dict[str, _Known]:
    """Locked where the database can, so that nobody begins to work on a draft that is about to be rewritten."""
    trail = aliased(AuditEntry)
    entries = sa.select(sa.func.max(trail.id)).where(trail.subject == "event", trail.subject_id == Event.id).correlate(Event)
    newest, imported = entries.scalar_subquery(), entries.where(trail.verb == VERB).scalar_subquery()
    rows = db.session.execute(
        sa.select(
            Event.source_uid, Event.id, Event.community_id, Event.status, Event.revision, Event.cover_id,
            Event.typed.is_(None).label("nothing_typed"), Occurrence.starts_at, newest.label("newest"), AuditEntry.id.label("entry"),
            AuditEntry.data,
        )
        .outerjoin(Occurrence, Occurrence.event_id == Event.id)
        .outerjoin(AuditEntry, AuditEntry.id == imported)
        .where(Event.source == source, Event.source_uid.in_(uids))
        .with_for_update(of=Event)
    )  # fmt: skip
    return {row.source_uid: _as_known(row) for row in rows}


def _as_known(row: sa.Row[Any]) -> _Known:
    data = row.data or {}
    untouched = (
        row.status == EVENT.initial and row.nothing_typed and row.cover_id is None
        and row.entry is not None and row.newest == row.entry and row.revision == data.get("revision")
    )  # fmt: skip
    return _Known(row.id, row.community_id, row.starts_at, data.get("print"), untouched)


class _Skip(Exception):
    """The event does not come in; ``why`` is a code of SKIPPED."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _sort(batch: _Batch, uid: str, event: ReadEvent, known: _Known | None, maker: _Maker) -> None:
    """New, the same, changed, or not to come in at all (raises _Skip)."""
    mark = _fingerprint(event)
    if known is None:
        if event.status == "cancelled":
            raise _Skip("cancelled")
        batch.new.append(maker.make(uid, mark, event))
        return
    if known.community_id != maker.target.community_id:
        raise _Skip("elsewhere")
    if known.print == mark and not _moved_on(known, event, maker):
        batch.report.same += 1
        return
    if event.status == "cancelled":
        raise _Skip("cancelled_kept")
    if not known.untouched:
        raise _Skip("kept")
    batch.changed.append((known, maker.make(uid, mark, event)))


def _moved_on(known: _Known, event: ReadEvent, maker: _Maker) -> bool:
    """Whether the date of a series has passed of which a draft nobody touched was made, and there is a next one."""
    if not event.recurrence or not known.untouched or known.starts_at is None or known.starts_at > maker.now:
        return False
    return maker.next_date(event) is not None


def _add(batch: _Batch, source: str, target: Target) -> None:
    """Write the new drafts; one that another import was quicker with counts as the same."""
    if not batch.new:
        return
    rows = [{**draft.event, "key": make_key(), "uid": str(uuid.uuid4()), "source": source, "source_uid": draft.uid,
             "status": EVENT.initial, "revision": 1} for draft in batch.new]  # fmt: skip
    connection = db.session.connection()
    connection.execute(upsert(_Event).on_conflict_do_nothing(index_elements=["source", "source_uid"]), rows)
    # Not RETURNING, for which psycopg takes three times as long.
    added = sa.select(_Event.c.source_uid, _Event.c.id).where(_Event.c.uid.in_([row["uid"] for row in rows]))
    ids = {row.source_uid: row.id for row in connection.execute(added)}
    written = [(ids[draft.uid], draft) for draft in batch.new if draft.uid in ids]
    batch.report.new += len(written)
    batch.report.same += len(batch.new) - len(written)
    organizers = [{"event_id": id_, "person_id": target.organizer_id} for id_, _ in written]
    _insert(_Organizer, organizers)
    _insert(_Date, [{**draft.date, "event_id": id_} for id_, draft in written])
    _insert(_Entry, [_entry(id_, draft, source, revision=1) for id_, draft in written])
    _remember_doubts(batch.report, [draft for _, draft in written])


def _rewrite(batch: _Batch, source: str) -> None:
    """Write anew the drafts that changed at the source and that nobody has touched here."""
    if not batch.changed:
        return
    ids = [known.id for known, _ in batch.changed]
    found = db.session.execute(sa.select(_Event.c.id, _Event.c.revision).where(_Event.c.id.in_(ids)))
    revisions = {row.id: row.revision for row in found}
    names = set(batch.changed[0][1].event)
    statement = sa.update(_Event).where(_Event.c.id == sa.bindparam("event_id")).values(
        {**{name: sa.bindparam(name) for name in names}, "revision": _Event.c.revision + 1}
    )  # fmt: skip
    connection = db.session.connection()
    connection.execute(statement, [{**draft.event, "event_id": known.id} for known, draft in batch.changed])
    connection.execute(sa.delete(_Date).where(_Date.c.event_id.in_(ids)))
    _insert(_Date, [{**draft.date, "event_id": known.id} for known, draft in batch.changed])
    _insert(_Entry, [_entry(known.id, draft, source, revision=revisions[known.id] + 1) for known, draft in batch.changed])
    batch.report.updated += len(batch.changed)
    _remember_doubts(batch.report, [draft for _, draft in batch.changed])


def _insert(table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.connection().execute(sa.insert(table), rows)


def _entry(event_id: int, draft: _Draft, source: str, *, revision: int) -> dict[str, Any]:
    return {
        "at": clock.now(), "actor_id": None, "actor_name": "", "verb": VERB, "subject": "event", "subject_id": event_id,
        "reason": "", "data": {"source": source, "print": draft.print, "revision": revision}, "request_id": audit.request_id.get(),
    }  # fmt: skip


def _remember_doubts(report: Report, drafts: list[_Draft]) -> None:
    for draft in drafts:
        for doubt in draft.doubts:
            report.doubts.add(Remark(draft.read.line, draft.read.title, doubt))


def _fingerprint(event: ReadEvent) -> str:
    """A digest of what the source says, in wall time where it names a zone, so that new zone data change nothing."""
    said = [_said(event), *sorted(json.dumps(_said(override)) for override in event.overrides)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:32]


def _said(event: ReadEvent) -> list[Any]:
    times = (event.wall_start, event.wall_end) if event.zone and event.wall_start else (event.starts, event.ends)
    repeats = event.recurrence
    listed = [*(start for start, _ in repeats.rdates), *(end for _, end in repeats.rdates), None, *repeats.exdates]
    return [
        event.title, event.description, event.location, event.geo, event.url, event.conference_url, event.status, event.zone,
        event.all_day, event.floating, event.and_following, *map(_iso, (*times, event.recurrence_id)),
        repeats.rules, repeats.exrules, [_iso(moment) for moment in listed],
    ]  # fmt: skip


def _iso(moment: Moment | None) -> str | None:
    return moment.isoformat() if moment else None


# From what was read to a draft


class _Maker:
    """Makes drafts of what was read, for one target at one moment."""

    def __init__(self, target: Target, now: datetime, *, past: bool) -> None:
        self.target = target
        self.now = now
        self.past = past
        self.meter = Meter(STEPS)

    def make(self, uid: str, mark: str, event: ReadEvent) -> _Draft:
        """The draft of one event. Raises _Skip."""
        date_row = self._when(event)
        doubts = [*event.doubts, *(["floating"] if event.floating and "unknown_zone" not in event.doubts else [])]
        texts = _texts_of(event, doubts)
        mode = self._mode(texts, event)
        version = self.target.formats[mode]
        columns = {
            **texts, **self._place(mode, event, texts, date_row["zone"]),
            "slug": make_slug(texts["title"]), "mode": mode, "zone": date_row["zone"], "all_day": event.all_day,
            "community_id": self.target.community_id, "region_code": self.target.region_code,
            "languages": list(self.target.languages), "source_language": self.target.source_language,
            "format_id": version[0] if version else None, "format_version_id": version[1] if version else None,
            "join_public": False, "changed_at": self.now,
        }  # fmt: skip
        if event.status == "tentative":
            doubts.append("tentative")
        columns["source_note"] = _note(event, doubts)
        return _Draft(uid, mark, columns, date_row, doubts, event)

    def _when(self, event: ReadEvent) -> dict[str, Any]:
        """The date of the draft: the only one, or the next of a series."""
        dates = (event.starts, event.ends) if not event.recurrence else self.next_date(event)
        if dates is None:
            if not self.past:
                raise _Skip("over")
            dates = event.starts, event.ends
        if not FIRST_YEAR <= dates[0].year <= LAST_YEAR:
            raise _Skip("over" if dates[0].year < FIRST_YEAR and not self.past else "far_off")
        if _as_instant(dates[1]) - _as_instant(dates[0]) > MAX_LENGTH:
            raise _Skip("too_long")
        row = _date_row(event, dates, self._zone(event))
        if row["ends_at"] <= self.now and not self.past:
            raise _Skip("over")
        return row

    def next_date(self, event: ReadEvent) -> tuple[Moment, Moment] | None:
        """The next date of a series. Raises _Skip when its rule takes too long to follow."""
        before = self.meter.steps
        found = next_occurrence(event, self.now, meter=self.meter)
        if found is None and before - self.meter.steps >= min(STEPS_THAT_CUT, before):
            raise _Skip("rule_cut")
        return found

    def _zone(self, event: ReadEvent) -> str:
        """The zone the event names; one in UTC, in none or in rules of its own is shown in the community's."""
        return event.zone if event.zone and event.zone != "UTC" and zones.is_zone(event.zone) else self.target.zone

    def _mode(self, texts: dict[str, Any], event: ReadEvent) -> Mode:
        meets = bool(texts["venue"]) or event.geo is not None
        if texts["join_url"]:
            return Mode.HYBRID if meets else Mode.ONLINE
        if meets:
            return Mode.IN_PERSON
        return Mode.ONLINE if self.target.meets_online or (event.location and _names_online(event.location)) else Mode.IN_PERSON

    def _place(self, mode: Mode, event: ReadEvent, texts: dict[str, Any], zone: str) -> dict[str, Any]:
        """The community's city, unless the zone says that it is somewhere else."""
        lat, lon = event.geo or (None, None)
        near = mode != Mode.ONLINE and zone == self.target.zone
        return {
            "city": self.target.city if near else "", "country": self.target.country if near else "", "lat": lat, "lon": lon,
        }  # fmt: skip


def _as_instant(moment: Moment) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), UTC)


def _date_row(event: ReadEvent, dates: tuple[Moment, Moment], zone: str) -> dict[str, Any]:
    """Start and end as instants and as the clocks of the zone show them; a wall time they skip is moved past the gap."""
    (starts_at, wall_start), (ends_at, wall_end) = (_in_zone(moment, zone, floating=event.floating) for moment in dates)
    if ends_at <= starts_at:
        ends_at = starts_at + timedelta(hours=1)
        wall_end = zones.wall_in(ends_at, zone)
    return {
        "original_start": starts_at, "starts_at": starts_at, "ends_at": ends_at, "wall_start": wall_start, "wall_end": wall_end,
        "zone": zone, "status": OCCURRENCE.initial,
    }  # fmt: skip


def _in_zone(moment: Moment, zone: str, *, floating: bool) -> tuple[datetime, datetime]:
    if isinstance(moment, datetime) and not floating:
        return moment.astimezone(UTC), zones.wall_in(moment, zone)
    wall = moment.replace(tzinfo=None) if isinstance(moment, datetime) else _midnight(moment)
    wall = zones.after_gap(wall, zone)
    return zones.instant(wall, zone), wall


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _texts_of(event: ReadEvent, doubts: list[str]) -> dict[str, Any]:
    """Words and links as the columns hold them; a link for joining is kept where only participants will see it."""
    description, described = _without_meetings(event.description, event.conference_url)
    venue, placed = _without_meetings(event.location, event.conference_url)
    if described or placed:
        doubts.append("join_link_moved")
    links = [event.conference_url, event.url if _is_meeting(event.url) else "", *placed, *described]
    join = next(filter(None, links), "")
    if not event.title:
        doubts.append("no_title")
    return {
        "title": _cut("title", event.title, doubts),
        "description": _cut("description", description, doubts),
        "venue": "" if _names_online(venue) else _cut("venue", _one_line(venue), doubts),
        "join_url": _link("join_url", join, doubts),
        "registration_url": "" if event.url in (join, *links) else _link("registration_url", event.url, doubts),
    }


def _without_meetings(text: str, conference: str) -> tuple[str, list[str]]:
    """The text without links for joining, and those."""
    found: list[str] = []

    def take_out(match: re.Match[str]) -> str:
        link = match[0].rstrip(".,;:!?)]}'")
        if link != conference and not _is_meeting(link):
            return match[0]
        found.append(link)
        return "…" + match[0][len(link) :]

    return (_ADDRESS.sub(take_out, text), found) if "://" in text else (text, found)


def _is_meeting(link: str) -> bool:
    if not _MEETING_NAME.search(link):
        return False
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:
        return False
    return any(host == name or host.endswith(f".{name}") for name in _MEETINGS)


def _names_online(place: str) -> bool:
    """Whether a place says only that there is none."""
    return len(place) < 40 and place.strip(" \n\t.,:;…()-–").casefold() in _ONLINE


def _one_line(text: str) -> str:
    return clean_line(", ".join(filter(None, (line.strip(" ,") for line in text.split("\n")))))


def _cut(name: str, text: str, doubts: list[str]) -> str:
    most = LIMITS[name]
    if len(text) <= most:
        return text
    doubts.append(f"{name}_cut")
    return f"{text[: most - 1].rstrip()}…"


def _link(name: str, link: str, doubts: list[str]) -> str:
    if len(link) <= LIMITS[name] and link.isprintable():
        return link
    doubts.append("link_dropped")
    return ""


def _note(event: ReadEvent, doubts: list[str]) -> str:
    """What the organizer should know of the source, in the organizer's language."""
    lines = [str(DOUBTS[doubt]) for doubt in doubts]
    if event.recurrence:
        lines.insert(0, describe_series(event.recurrence.rules, len(event.recurrence.rdates), len(event.overrides)))
    return "\n".join(lines)
