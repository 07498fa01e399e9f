"""What changes what is told of an event. Nothing here commits; the request or the job does."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as database_events
from sqlalchemy.orm import Session

from eventhub.accounts.models import Person
from eventhub.core import audit, clock, generations, policy, storage
from eventhub.core.advance import advance, tell
from eventhub.core.db import change_rows, db, upsert
from eventhub.core.errors import Changed, Invalid, NotFound, Refused
from eventhub.core.images import Picture
from eventhub.core.text import clean_line, clean_text, make_key
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.afterwards import queries
from eventhub.events.afterwards.models import Report, ReportAsk, ReportContact, ReportHabit, ReportPhoto
from eventhub.events.afterwards.rules import (
    CONTACTS_KEPT,
    MAX_ALT,
    MAX_PHOTOS,
    NUMBERS,
    TEXTS,
    Contact,
    ReportDraft,
    Scope,
    Shown,
    check_report,
)
from eventhub.events.models import Event, Occurrence
from eventhub.events.permissions import EventPermission
from eventhub.events.queries import get_event_by_id
from eventhub.events.workflow import O

P = EventPermission
REPORTS = "reports"
"""The scope of pages that show how others did it."""
_GONE = "eventhub_photos_gone"


def save_report(
    event: Event, occurrence: Occurrence | None, draft: ReportDraft, *, actor: Person, revision: int | None = None
) -> Report:  # fmt: skip
    """Keep what the form says, of a date or of the whole series (None). Nobody else sees it before it is sent.

    :param revision: the one the actor saw; None when they saw that there was none yet.
    :raises Invalid: a field makes no sense.
    :raises Changed: someone else wrote meanwhile.
    :raises Refused: it has not taken place yet.
    """
    policy.demand(actor, P.REPORT, event)
    _demand_over(event, occurrence)
    check_report(draft)
    report = _start(event, occurrence, actor, revision)
    for name in NUMBERS:
        setattr(report, name, getattr(draft, name))
    for name in TEXTS:
        setattr(report, name, clean_text(getattr(draft, name)))
    report.shows_numbers, report.shows_words, report.shows_photos = (
        part in draft.shown for part in (Shown.NUMBERS, Shown.WORDS, Shown.PHOTOS)
    )
    _take_contacts(report, draft.contacts)
    report.author_id, report.language, report.changed_at = actor.id, actor.locale.split("-")[0], clock.now()
    db.session.flush()
    if report.sent_at:
        audit.record("event.report.edit", event, actor=actor)
        _show_anew(event)
    return report


def send_report(report: Report, event: Event, *, actor: Person) -> None:
    """Say that this is how it went: nobody is asked any more, and others see what they may.

    :raises Invalid: nothing is told yet.
    """
    policy.demand(actor, P.REPORT, event)
    texts = any(getattr(report, name) for name in TEXTS)
    if not texts and report.came is None and report.first_timers is None and not report.photos:
        raise Invalid({"outcomes": _l("Tell one thing at least: how many came, or what came of it.")})
    if report.sent_at is None:
        report.sent_at = clock.now()
        audit.record("event.report.send", event, actor=actor)
    for date in _dates_of(report, event):
        if date.status == O.SCHEDULED and queries.is_over(date):
            advance(date, "hold", actor=None)
        if date.status == O.HELD:
            advance(date, "report", actor=actor)
    _show_anew(event)


def skip_report(event: Event, occurrence: Occurrence, *, actor: Person) -> None:
    """There will be no report of this date: nobody is asked again, and nobody has to say why."""
    policy.demand(actor, P.REPORT, event)
    _demand_over(event, occurrence)
    values = {"skipped_at": clock.now(), "skipped_by_id": actor.id}
    insert = upsert(ReportAsk).values(occurrence_id=occurrence.id, asked=0, **values)
    db.session.execute(insert.on_conflict_do_update(index_elements=["occurrence_id"], set_=values))
    audit.record("event.report.skip", event, actor=actor)


def choose_scope(event: Event, scope: Scope, *, actor: Person) -> None:
    """Tell of each date, or of the whole series once."""
    policy.demand(actor, P.REPORT, event)
    insert = upsert(ReportHabit).values(event_id=event.id, scope=scope)
    db.session.execute(insert.on_conflict_do_update(index_elements=["event_id"], set_={"scope": scope}))


def add_photo(report: Report, picture: Picture, alt: str, *, actor: Person) -> ReportPhoto:
    """Keep a photo at the end of the row; it carries no metadata any more.

    :raises Invalid: there are twelve already.
    """
    taken = {photo.position for photo in report.photos}
    if len(taken) >= MAX_PHOTOS:
        raise Invalid({"photo": _l("There are %(n)s photos already. Remove one first.", n=MAX_PHOTOS)})
    key = make_key()
    stored = storage.StoredFile(
        key=key, name=f"photos-{key}.webp", content_type=picture.content_type, size=len(picture.data), width=picture.width,
        height=picture.height, sha256=hashlib.sha256(picture.data).hexdigest(), owner_id=actor.id,
    )  # fmt: skip
    storage.storage().put(stored.name, picture.data, picture.content_type)
    photo = ReportPhoto(file=stored, alt=clean_line(alt)[:MAX_ALT], position=len(taken))
    report.photos.append(photo)
    db.session.flush()
    return photo


def describe_photos(report: Report, said: Mapping[int, str]) -> None:
    """Take over what the photos show, by their ids."""
    for photo in report.photos:
        if photo.id in said:
            photo.alt = clean_line(said[photo.id])[:MAX_ALT]
    db.session.flush()


def remove_photo(report: Report, photo_id: int) -> None:
    """Take a photo away for good; those after it move up.

    :raises NotFound: there is no such photo.
    """
    photo = _photo_of(report, photo_id)
    stored, later = photo.file, [other for other in report.photos if other.position > photo.position]
    report.photos.remove(photo)
    db.session.flush()
    for other in later:
        other.position -= 1
        db.session.flush()
    db.session.delete(stored)
    db.session.info.setdefault(_GONE, []).append(stored.name)


def move_photo(report: Report, photo_id: int, *, earlier: bool) -> None:
    """Let a photo and its neighbour change places; nothing happens at the ends.

    :raises NotFound: there is no such photo.
    """
    photo = _photo_of(report, photo_id)
    wanted = photo.position + (-1 if earlier else 1)
    other = next((each for each in report.photos if each.position == wanted), None)
    if other is None:
        return
    for moved, position in ((other, MAX_PHOTOS), (photo, wanted), (other, wanted + (1 if earlier else -1))):
        moved.position = position
        db.session.flush()
    report.photos.sort(key=lambda each: each.position)


def ask(occurrence: Occurrence, now: datetime) -> bool:
    """Ask the organizers how a date went. False when somebody has asked or told meanwhile."""
    if occurrence.id not in queries.list_ids_to_ask(now, but_only=occurrence.id):
        return False
    db.session.execute(upsert(ReportAsk).values(occurrence_id=occurrence.id, asked=0).on_conflict_do_nothing())
    before = queries.find_ask(occurrence.id)
    assert before is not None
    count = before.asked
    is_this_one = (ReportAsk.occurrence_id == occurrence.id, ReportAsk.asked == count)
    if not change_rows(sa.update(ReportAsk).where(*is_this_one).values(asked=count + 1, asked_at=now)):
        return False
    event = get_event_by_id(occurrence.event_id)
    facts: dict[str, Any] = {"title": event.title, "key": event.key, "again": count > 0, "series": len(event.occurrences) > 1}
    tell(occurrence, "occurrence/ask_report", ("organizers",), actor=None, extra=facts)
    return True


def erase_contacts(report: Report, now: datetime) -> bool:
    """Forget the people noted more than 90 days ago who have not agreed to more. False when there are none."""
    over = [contact for contact in report.contacts if not contact.keep and contact.created_at <= now - CONTACTS_KEPT]
    for contact in over:
        report.contacts.remove(contact)
    if over:
        audit.record("event.report.erase", report, actor=None, data={"contacts": len(over)})
    return bool(over)


def _demand_over(event: Event, occurrence: Occurrence | None) -> None:
    dates = [occurrence] if occurrence else event.occurrences
    if not any(queries.is_over(date) for date in dates):
        raise Refused(_l("It has not taken place yet. Tell how it went when it is over."))


def _start(event: Event, occurrence: Occurrence | None, actor: Person, revision: int | None) -> Report:
    """The report as it is stored; begun now where there is none. Two who begin at once get the same one."""
    number = occurrence.id if occurrence else None
    report = queries.find_report(event.id, number)
    begun = report is None
    if report is None:
        insert = upsert(Report).values(event_id=event.id, occurrence_id=number, author_id=actor.id)
        made = db.session.execute(insert.on_conflict_do_nothing().returning(Report.id)).first()
        begun = made is not None
        report = queries.find_report(event.id, number)
    if report is None or (not begun and report.revision != revision):
        raise Changed(_l("Someone else wrote here meanwhile. Your text is still here: compare, then save again."))
    return report


def _take_contacts(report: Report, contacts: tuple[Contact, ...]) -> None:
    """Those without words go; one that was erased meanwhile does not come back."""
    known = {contact.id: contact for contact in report.contacts}
    kept = []
    for said in contacts:
        row = known.get(said.id) if said.id else ReportContact()
        if row is None or said.is_empty:
            continue
        row.name, row.reach, row.note = clean_line(said.name), clean_line(said.reach), clean_text(said.note)
        row.keep = said.keep
        kept.append(row)
    report.contacts = kept


def _dates_of(report: Report, event: Event) -> list[Occurrence]:
    """The dates that a report answers for: its own, or all that nobody has told of."""
    if report.occurrence_id is None:
        return list(event.occurrences)
    return [date for date in event.occurrences if date.id == report.occurrence_id]


def _photo_of(report: Report, photo_id: int) -> ReportPhoto:
    for photo in report.photos:
        if photo.id == photo_id:
            return photo
    raise NotFound(_l("This photo is gone already."))


def _show_anew(event: Event) -> None:
    generations.raise_page([f"event:{event.key}", REPORTS])


def _delete_gone(session: Session) -> None:
    """The bytes go when the row has gone for certain."""
    if not session.in_nested_transaction():
        for name in session.info.pop(_GONE, []):
            storage.storage().delete(name)


def _keep_all(session: Session, *_: Any) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_GONE, None)


database_events.listen(Session, "after_commit", _delete_gone)
database_events.listen(Session, "after_rollback", _keep_all)
