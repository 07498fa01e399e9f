"""What people do with mirrored calendars. Nothing here commits; the request or the job does.

Names for a page: a *source* is one calendar elsewhere, a *look* what it would change, a *fate* what becomes of its
events when it is removed.
"""

from __future__ import annotations

import ntpath
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Person
from eventhub.communities.models import Community
from eventhub.communities.permissions import CommunityPermission
from eventhub.communities.queries import is_contact
from eventhub.core import advance as engine
from eventhub.core import audit, clock, limits, policy
from eventhub.core.db import db
from eventhub.core.errors import Invalid, Refused
from eventhub.core.text import clean_line, fitting
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import Step
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission
from eventhub.imports.sources import queries
from eventhub.imports.sources.models import Mirror, Source, SourceKind, SourceState
from eventhub.imports.sources.removal import Fate, Fates, count_fates, remove_source
from eventhub.imports.sources.reviewing import Sent, send_for_review
from eventhub.imports.sources.words import say_problem
from eventhub.imports.sources.workflow import SOURCE, TRUST

if TYPE_CHECKING:
    from eventhub.imports.ical import Reading
    from eventhub.imports.report import Report
    from eventhub.imports.sources.fetching import Content
    from eventhub.imports.sources.looking import Look

# What reads calendars and asks the network is imported within functions: a server need not wait for it when it starts.

MAX_SOURCES = 20
"""How many a community may have."""
AT_ONCE = 500
"""Events that come in within the request that asks for them; more are left to the worker."""


class _TakesLong(Exception):
    """It is more work than a request should wait for."""


class AlreadyThere(Invalid):
    """The community has this source already; ``source`` is it, for a link to its page."""

    def __init__(self, source: Source, field: str) -> None:
        super().__init__({field: _l("This calendar is here already.")})
        self.source = source


@dataclass(frozen=True, slots=True)
class _Found:
    """What stood at a place, read."""

    kind: SourceKind
    place: str
    content: Content
    data: bytes
    reading: Reading


def add_source(
    community: Community, *, kind: SourceKind, place: str, data: bytes | None = None, organizer: Person | None = None,
    actor: Person,
) -> Source:  # fmt: skip
    """Have a calendar looked at: it is fetched (an address) or read (a file's bytes) and kept; nothing comes in yet.

    A page instead of a calendar is read as a page: the source's ``kind`` says what it was. One that announces nothing but
    names a calendar leads to that: the source's ``place`` says where it was. For an address, what was only
    read in the present transaction until then is detached from it and the transaction is ended, so that nobody waits for
    the database while the network is asked; nothing may have been written in it before.

    :param place: an address (http, https, webcal), or the file's name as it was given.
    :param data: the bytes of a file; None for an address.
    :raises Invalid: by the field ``place`` (or ``file``): there is no calendar, or there are twenty already.
    :raises AlreadyThere: the same place of the same community; for a file see :func:`replace_file`.
    :raises TooMany: more than thirty tries in an hour.
    """
    policy.demand(actor, CommunityPermission.SOURCE_EDIT, community)
    field = "file" if kind is SourceKind.FILE else "place"
    limits.hit(f"source:{actor.id}", limit=30, window=timedelta(hours=1))
    place = _checked_place(kind, place, field)
    _check_room(community, place, field)
    _check_organizer(community, organizer)
    found = _read_file(place, data or b"") if kind is SourceKind.FILE else _read_address(kind, place)
    if found.place != place:
        place = found.place
        _check_room(community, place, field)
    source = Source(
        community_id=community.id, kind=found.kind, place=place, name=clean_line(found.reading.calendar_name)[:200],
        organizer_id=organizer.id if organizer else None, status=SOURCE.initial, trust=TRUST.initial, checked_at=clock.now(),
        good_at=clock.now(), failures=0, problem="", lease="", counts={}, skipped=[], etag=found.content.etag,
        last_modified=found.content.last_modified,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(source)
    except sa.exc.IntegrityError:
        _check_room(community, place, field)  # somebody has just added it
        raise
    _keep(source, found)
    audit.record("source.page.add", source, actor=actor, data={"place": place, "kind": found.kind.value})
    return source


def replace_file(source: Source, data: bytes, *, actor: Person) -> Look:
    """Put a newer file in the place of one that was uploaded before; it comes in with :func:`bring_in`.

    :raises Invalid: by the field ``file``.
    :raises Refused: the source is no file.
    """
    _demand_open(source, actor)
    if source.kind is not SourceKind.FILE:
        raise Refused(_l("This calendar has an address; it is asked there."))
    _keep(source, _read_file(source.place, data))
    audit.record("source.page.replace", source, actor=actor)
    return look(source)


def look(source: Source) -> Look:
    """What the content that is kept would change. Writes nothing.

    :raises Refused: there is no content yet, it can't be read any more, or nobody speaks for the community.
    """
    from eventhub.imports.sources import batches, fetching, looking
    from eventhub.imports.sources.fetching import Unusable

    try:
        found = _read_kept(source)
        looked = looking.look_through(source, found.reading, batches.target_of(source))
        return replace(looked, pending=fetching.digest_of(found.data) != source.digest)
    except Unusable as unusable:
        raise Refused(say_problem(unusable.reason, unusable.detail)) from None


def bring_in(source: Source, *, actor: Person) -> Report | None:
    """Let the content that is kept come in, and keep the source in step from then on.

    Up to 500 events come in at once, with a report; for more, or for rules that take long to follow, None: the worker
    brings them in within a minute. A file may be brought in again after :func:`replace_file`.

    :raises AlreadyDone: someone has brought it in meanwhile.
    :raises Refused: there is no content, it can't be read any more, or nobody speaks for the community.
    """
    from eventhub.imports.sources.fetching import Unusable

    try:
        found = _read_kept(source)
        if source.kind is SourceKind.FILE and source.status in {SourceState.ACTIVE, SourceState.PAUSED}:
            _demand_open(source, actor)
            audit.record("source.page.bring_in", source, actor=actor)
        else:
            engine.advance(source, "bring_in", actor=actor)
        return _bring_in(source, found)
    except Unusable as unusable:
        raise Refused(say_problem(unusable.reason, unusable.detail)) from None


def _bring_in(source: Source, found: _Found) -> Report | None:
    from eventhub.imports.making import STEPS_AT_ONCE, Maker
    from eventhub.imports.sources import batches, fetching

    source.next_check_at = clock.now()
    report = batches.begin_report(source.place, found.reading)
    events = list(batches.once_each(found.reading.events, report))
    if len(events) > AT_ONCE:
        return None
    batches.check_whole(source, found.data, found.reading)
    target = batches.target_of(source)
    maker = Maker(target, clock.now(), past=False, steps=STEPS_AT_ONCE)
    try:
        with db.session.begin_nested():
            part, seen = batches.bring_in_batch(source, target, maker, events)
            if maker.is_spent:
                raise _TakesLong
    except _TakesLong:
        return None
    report.add(part)
    if not fetching.is_cut_off(source.kind, found.data):
        report.vanished = batches.mark_vanished(source, seen, found.reading)
    batches.note_brought_in(source, report, fetching.digest_of(found.data))
    batches.note_good(source, fetching.Content(None))
    if source.trusted:
        source.next_check_at = clock.now()  # what is complete goes out within a minute
    return report


def check_now(source: Source, *, actor: Person) -> None:
    """Have the worker look there within a minute instead of when it is due.

    :raises Refused: it is a file, or not kept in step.
    :raises TooMany: more than twelve times in an hour.
    """
    policy.demand(actor, CommunityPermission.SOURCE_EDIT, source)
    if source.status is not SourceState.ACTIVE or not source.has_address:
        raise Refused(_l("Only a calendar with an address that is kept in step can be looked at by itself."))
    limits.hit(f"source.check:{source.id}", limit=12, window=timedelta(hours=1))
    source.next_check_at = clock.now()
    audit.record("source.page.check", source, actor=actor)


def advance_source(source: Source, name: str, *, actor: Person, reason: str = "") -> Step:
    """Take one of the steps ``pause``, ``resume``, ``trust`` and ``distrust``.

    :raises Refused: as :func:`eventhub.core.advance.advance` does.
    """
    if TRUST.has(name):
        step = engine.advance(source, name, actor=actor, reason=reason, machine=TRUST)
        if name == "trust" and source.status is SourceState.ACTIVE:
            source.next_check_at = clock.now()
        return step
    if name not in {"pause", "resume"}:
        raise Refused(_l("There is no such step."))
    # A file has nothing to be looked for; a source that goes on is asked at once, however often it failed before.
    due = clock.now() if name == "resume" and source.has_address else None
    return engine.advance(source, name, actor=actor, reason=reason, values={"next_check_at": due, "gone_since": None})


def set_organizer(source: Source, organizer: Person | None, *, actor: Person) -> None:
    """Say whom new drafts belong to: a contact of the community, or None for its first contact.

    :raises Invalid: by the field ``organizer``: they do not speak for the community.
    """
    _demand_open(source, actor)
    if organizer is not None and not is_contact(organizer.id, source.community_id):
        raise Invalid({"organizer": _l("Choose someone who speaks for the community.")})
    source.organizer_id = organizer.id if organizer else None
    db.session.flush()
    db.session.expire(source, ["organizer"])
    audit.record("source.page.edit", source, actor=actor, data={"organizer": organizer.key if organizer else ""})


def follow_source_again(event: Event, fields: Collection[str], *, actor: Person) -> list[str]:
    """Give the source its word back for these fields (names as in ``queries.locked_fields``), at once.

    Returns the names of what changed. Fields that are not locked are left as they are.

    :raises Refused: the event has no source, or takes no changes any more.
    """
    from eventhub.imports.sources import following

    return following.follow_again(event, fields, actor=actor)


def settle_vanished(event: Event, *, actor: Person) -> None:
    """Say that an event takes place all the same, though its calendar no longer has it: nobody is asked again.

    :raises Refused: the calendar has it.
    """
    policy.demand(actor, EventPermission.EDIT, event)
    mirror = db.session.get(Mirror, event.id)
    if mirror is None or mirror.vanished_at is None:
        raise Refused(_l("The calendar it comes from lists this event."))
    if mirror.settled_at is None:
        mirror.settled_at = clock.now()
        audit.record("event.page.settle", event, actor=actor)


def change_address(source: Source, place: str, *, actor: Person) -> Source:
    """Look for a calendar at another address from now on; what came in from it stays what it is. Returns the source, loaded anew.

    The transaction is ended before the network is asked, as :func:`add_source` does.

    :raises Invalid: by the field ``place``: there is no calendar, or the community has it already.
    :raises Refused: it is a file, or removed, perhaps meanwhile.
    """
    _demand_open(source, actor)
    if source.kind is SourceKind.FILE:
        raise Refused(_l("This calendar is a file: send a newer one instead."))
    limits.hit(f"source:{actor.id}", limit=30, window=timedelta(hours=1))
    place, number = _checked_place(source.kind, place, "place"), source.id
    found = _read_address(source.kind, place)
    source = db.session.get_one(Source, number, options=[joinedload(Source.community)])
    _demand_open(source, actor)
    if found.place != source.place:
        _check_room(source.community, found.place, "place")
    source.kind, source.place, source.digest = found.kind, found.place, ""
    source.etag = source.last_modified = source.problem = source.problem_detail = source.moved_to = ""
    source.moved_since = None
    source.failures, source.problem_line, source.failing_since, source.gone_since = 0, None, None, None
    source.next_check_at = clock.now() if source.status is SourceState.ACTIVE else None
    _keep(source, found)
    audit.record("source.page.move", source, actor=actor, data={"place": found.place})
    return source


# What stands at a place


def _checked_place(kind: SourceKind, place: str, field: str) -> str:
    from eventhub.imports.sources import fetching

    if kind is SourceKind.FILE:
        return fitting(clean_line(ntpath.basename(place)) or "calendar.ics", 500)
    try:
        return fitting(fetching.normal_address(place), 500)
    except fetching.Unusable as unusable:
        raise Invalid({field: say_problem(unusable.reason)}) from None


def _check_room(community: Community, place: str, field: str) -> None:
    there = queries.list_of_community(community)
    for source in there:
        if source.place == place:
            raise AlreadyThere(source, field)
    if len(there) >= MAX_SOURCES:
        raise Invalid({field: _l("A community can have %(n)s calendars mirrored; remove one first.", n=MAX_SOURCES)})


def _check_organizer(community: Community, organizer: Person | None) -> None:
    if organizer is not None and not is_contact(organizer.id, community.id):
        raise Invalid({"organizer": _l("Choose someone who speaks for the community.")})


def _read_file(place: str, data: bytes) -> _Found:
    from eventhub.imports.sources import fetching

    if len(data) > fetching.MAX_BYTES:
        raise Invalid({"file": _l("This file is larger than 5 MB.")})
    return _read(SourceKind.FILE, place, fetching.Content(data), "file")


def _read_address(kind: SourceKind, place: str) -> _Found:
    """What is at an address; a page that announces nothing itself may name the calendar that does."""
    from eventhub.imports.jsonld import find_calendar_link
    from eventhub.imports.sources import fetching

    db.session.expunge_all()
    db.session.rollback()
    try:
        content = fetching.get_content(place)
        link = None
        if fetching.kind_of(kind, content.data or b"") is SourceKind.PAGE:
            page = fetching.read_content(SourceKind.PAGE, content.data or b"", content.url)
            link = None if page.events else find_calendar_link(content.data or b"", content.url)
        if link:
            place = fetching.normal_address(link)
            content = fetching.get_content(place)
    except fetching.Unusable as unusable:
        raise Invalid({"place": say_problem(unusable.reason, unusable.detail)}) from None
    return _read(kind, place, content, "place")


def _read(kind: SourceKind, place: str, content: Content, field: str) -> _Found:
    """Read what was found as what it is, a calendar or a page."""
    from eventhub.imports.sources import fetching

    data = content.data or b""
    kind = fetching.kind_of(kind, data)
    try:
        reading = fetching.read_content(kind, data, content.url)
        if kind is SourceKind.PAGE and not reading.events and not reading.skipped_count:
            raise fetching.Unusable("web_page")
    except fetching.Unusable as unusable:
        at = _l("line %(line)s", line=unusable.line) if unusable.line else unusable.detail
        raise Invalid({field: say_problem(unusable.reason, at)}) from None
    return _Found(kind, place, content, data, reading)


def _read_kept(source: Source) -> _Found:
    from eventhub.imports.sources import fetching

    kept = fetching.kept(source.id)
    if kept is None:
        raise fetching.Unusable("no_content")
    data, url = kept
    return _Found(source.kind, source.place, fetching.Content(None), data, fetching.read_content(source.kind, data, url))


def _keep(source: Source, found: _Found) -> None:
    from eventhub.imports.sources import fetching

    db.session.flush()
    fetching.keep(source, found.data, found.content.url)


def _demand_open(source: Source, actor: Person) -> None:
    policy.demand(actor, CommunityPermission.SOURCE_EDIT, source)
    db.session.refresh(source, ["status"], with_for_update=True)  # somebody may be removing it right now
    if source.status is SourceState.REMOVED:
        raise Refused(_l("This calendar is no longer mirrored."))


__all__ = [
    "AlreadyThere",
    "Fate",
    "Fates",
    "Sent",
    "add_source",
    "advance_source",
    "bring_in",
    "change_address",
    "check_now",
    "count_fates",
    "follow_source_again",
    "look",
    "remove_source",
    "replace_file",
    "send_for_review",
    "set_organizer",
    "settle_vanished",
]  # fmt: skip
