"""Writing an event: starting a draft, keeping what is typed, taking it over, duplicating it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.communities.queries import find_community
from eventhub.core import audit, clock, limits, policy, translations, zones
from eventhub.core.advance import tell
from eventhub.core.audit import AuditEntry
from eventhub.core.db import db
from eventhub.core.errors import Changed, Invalid, Refused
from eventhub.core.storage import StoredFile
from eventhub.core.text import clean_line, clean_text, make_slug
from eventhub.core.text import lazy_gettext as _l
from eventhub.events import queries
from eventhub.events.models import Event, EventOrganizer, Format, Occurrence
from eventhub.events.permissions import EventPermission
from eventhub.events.rules.changes import CHECKED, RESCHEDULING, changed_names, facts_of
from eventhub.events.rules.drafts import LIMITS, Access, EventDraft, Mode, check_draft, instants, shown_walls
from eventhub.events.services import changes, publicity, series
from eventhub.events.workflow import EVENT, S
from eventhub.regions.queries import find_region

MAX_TYPED = 60_000
_TAG = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
LINES = ("title", "venue", "street", "city", "audience", "cost_note", "contact")
TEXTS = ("description", "directions", "access_note")
PLAIN = ("source_language", "mode", "all_day", "country", "lat", "lon", "join_public", "cost", "expected",
         "publish_rule", "publish_at", "zone")  # fmt: skip
LINKS = ("join_url", "registration_url", "conduct_url")
EDITABLE = frozenset(EVENT.states) - {S.CANCELLED, S.DECLINED, S.WITHDRAWN}


def start_draft(fmt: Format, *, organizer: Person, zone: str = "", region_code: str | None = None) -> Event:
    """A new draft from a format, with the format's defaults.

    :raises TooMany: more than fifty in a day.
    """
    limits.hit(f"draft:{organizer.id}", limit=50, window=timedelta(days=1))
    version = fmt.version
    event = new_event(
        format=fmt, format_version=version, mode=version.mode if version else "in_person",
        zone=zone or organizer.zone or "UTC", region_code=region_code, languages=[organizer.locale.split("-")[0]],
        source_language=organizer.locale.split("-")[0],
    )  # fmt: skip
    add_draft(event, organizer)
    return event


def new_event(**columns: Any) -> Event:
    """An event in its first state with empty collections, not yet added."""
    return Event(status=EVENT.initial, occurrences=[], points=[], organizers=[], topics=columns.pop("topics", []),
                 community=columns.pop("community", None), cover=None, reviewer=None, **columns)  # fmt: skip


def add_draft(event: Event, organizer: Person) -> None:
    """Add a new event with its first organizer."""
    event.organizers = [EventOrganizer(person=organizer)]
    db.session.add(event)
    db.session.flush()
    audit.record("event.page.add", event, actor=organizer)


def duplicate(event: Event, *, organizer: Person) -> Event:
    """A new draft with everything but the date, the review and the cover.

    :raises TooMany: more than fifty drafts in a day.
    """
    limits.hit(f"draft:{organizer.id}", limit=50, window=timedelta(days=1))
    kept = (*LINES, *TEXTS, *LINKS, "source_language", "mode", "country", "lat", "lon", "join_public", "cost", "zone",
            "languages", "access", "region_code", "all_day", "expected", "publish_rule")  # fmt: skip
    copy = new_event(
        format=event.format, format_version=event.format_version, community=event.community, topics=list(event.topics),
        slug=event.slug, **{name: getattr(event, name) for name in kept},
    )  # fmt: skip
    add_draft(copy, organizer)
    return copy


def keep_typed(event: Event, fields: dict[str, Any], *, actor: Person, revision: int | None = None) -> None:
    """Keep what is being typed, as it is, without taking it over.

    :param revision: the one that the form began from. What comes in late, after the same person has saved, says nothing new.
    :raises Invalid: it is far too much.
    """
    policy.demand(actor, EventPermission.EDIT, event)
    if revision is not None and revision < event.revision and _saved_last(event) == actor.id:
        return
    if sum(len(str(value)) for value in fields.values()) > MAX_TYPED:
        raise Invalid({"description": _l("This is more text than can be kept. Please shorten it.")})
    if event.status not in EDITABLE:
        raise Refused(_l("This event can't be edited any more."))
    db.session.flush()
    db.session.execute(  # past the ORM: what is only typed is no new revision, the form that is open stays good
        sa.update(Event).where(Event.id == event.id).values(typed=fields, typed_at=clock.now())
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    db.session.refresh(event, ["typed", "typed_at"])


def _saved_last(event: Event) -> int | None:
    """Who saved the form last."""
    saved = sa.select(AuditEntry.actor_id).where(
        AuditEntry.subject == "event", AuditEntry.subject_id == event.id, AuditEntry.verb == "event.page.edit"
    )
    return db.session.scalar(saved.order_by(AuditEntry.id.desc()).limit(1))


def save(event: Event, draft: EventDraft, *, actor: Person, revision: int | None = None, reason: str = "") -> list[str]:
    """Take over what the form says. Returns the names of the facts that changed.

    :param revision: the one the actor saw; None skips the comparison.
    :param reason: why a public event moves: its page says so, and those who come read it.
    :raises Invalid: a field makes no sense.
    :raises Changed: someone else changed it meanwhile.
    :raises Refused: it can't be edited any more.
    """
    policy.demand(actor, EventPermission.EDIT, event)
    if event.status not in EDITABLE:
        raise Refused(_l("This event can't be edited any more."))
    if revision is not None and event.revision != revision:
        raise Changed(_l("Someone else changed this meanwhile. Your text is still here: compare, then save again."))
    check_draft(draft)
    _check_complete_when_public(event, draft)
    before, known = facts_of(event), changes.remember(event)
    _take_over(event, draft)
    changed = changed_names(before, facts_of(event))
    event.typed = event.typed_at = None
    if event.is_public and set(changed) & RESCHEDULING:
        event.change_reason = clean_line(reason)[:1000]
        event.moved_online = event.mode is Mode.ONLINE and (event.moved_online or before["mode"] is not Mode.ONLINE)
    db.session.flush()
    if changed:
        audit.record("event.page.edit", event, actor=actor, data={"changed": changed})
        if event.is_public:
            _after_public_change(event, before, changed, actor)
            changes.tell_attending(known, event, reason=event.change_reason)
    return changed


def set_cover(event: Event, stored: StoredFile | None, alt: str, *, actor: Person) -> None:
    """Give the event a picture, or take it away."""
    policy.demand(actor, EventPermission.EDIT, event)
    event.cover, event.cover_alt = stored, clean_line(alt)[:300]
    event.changed_at = max(clock.now_in_seconds(), event.changed_at)
    if event.is_public:
        publicity.refresh(event)


def translate(event: Event, tag: str, *, title: str, description: str, actor: Person) -> None:
    """Keep what the event says in another language; empty texts are taken away.

    :raises Invalid: the tag is none, is the source language, or a text is too long.
    """
    policy.demand(actor, EventPermission.EDIT, event)
    title, description = clean_line(title), clean_text(description)
    if not _TAG.match(tag) or tag == event.source_language:
        raise Invalid({"to": _l("Choose a language to translate into.")})
    if len(title) > LIMITS["title"]:
        raise Invalid(
            {"title": _l("This has %(n)s characters; please keep it to %(most)s.", n=len(title), most=LIMITS["title"])}
        )
    if len(description) > LIMITS["description"]:
        raise Invalid({"description": _l("Please keep it to %(n)s characters.", n=LIMITS["description"])})
    translations.set_text(event, "title", tag, title)
    translations.set_text(event, "description", tag, description)
    audit.record("event.page.translate", event, actor=actor, data={"locale": tag})
    event.changed_at = max(clock.now_in_seconds(), event.changed_at)
    if event.is_public:
        publicity.refresh(event)


def _check_complete_when_public(event: Event, draft: EventDraft) -> None:
    if event.is_public and (not clean_line(draft.title) or draft.starts is None or not draft.languages):
        raise Invalid({"title" if not clean_line(draft.title) else "starts_date" if draft.starts is None else "languages":
                       _l("A published event needs this.")})  # fmt: skip


def _take_over(event: Event, draft: EventDraft) -> None:
    for name in LINES:
        setattr(event, name, clean_line(getattr(draft, name)))
    for name in TEXTS:
        setattr(event, name, clean_text(getattr(draft, name)))
    for name in (*PLAIN, *LINKS):
        if getattr(event, name) != getattr(draft, name):
            setattr(event, name, getattr(draft, name))
    event.languages = list(draft.languages)
    event.access = sorted({Access(value).value for value in draft.access})
    event.slug = make_slug(event.title)
    _take_over_relations(event, draft)
    _take_over_time(event, draft)


def _take_over_relations(event: Event, draft: EventDraft) -> None:
    wrong = {}
    if draft.format_slug and (event.format is None or event.format.slug != draft.format_slug):
        event.format = queries.find_format(draft.format_slug)
        event.format_version = event.format.version if event.format else None
        if event.format is None:
            wrong["format"] = _l("There is no such format.")
    if draft.region_code and not find_region(draft.region_code):
        wrong["region"] = _l("Choose a region.")
    else:
        event.region_code = draft.region_code or None
    if (event.community.key if event.community else "") != draft.community_key:
        event.community = find_community(draft.community_key) if draft.community_key else None
        if draft.community_key and event.community is None:
            wrong["community"] = _l("There is no such community.")
    topics = list(queries.find_topics(draft.topics)) if draft.topics else []
    if [topic.slug for topic in topics] != [topic.slug for topic in event.topics]:
        event.topics = topics
    if wrong:
        raise Invalid(wrong)


def _take_over_time(event: Event, draft: EventDraft) -> None:
    if event.rule and event.is_public:
        return  # its dates are changed one by one, or all together, where it is shown who will be told
    if draft.starts is None or draft.ends is None:
        event.occurrences = []
        event.rule, event.rule_start, event.rule_end = "", None, None
        return
    if draft.recurrence is not None:
        series.lay_out(event, draft.recurrence, draft.starts, draft.ends)
        return
    (starts, ends), (first, last) = instants(draft), shown_walls(draft)
    series.make_single(event)
    occurrence = event.occurrence
    if occurrence is None:
        occurrence = Occurrence(original_start=starts)
        event.occurrences = [occurrence]
    elif not event.is_public:
        occurrence.original_start = starts
    values = {"starts_at": starts, "ends_at": ends, "wall_start": first, "wall_end": last, "zone": draft.zone}
    for name, value in values.items():
        if getattr(occurrence, name, None) != value:
            setattr(occurrence, name, value)


def _after_public_change(event: Event, before: dict[str, Any], changed: list[str], actor: Person) -> None:
    checked = [name for name in changed if name in CHECKED]
    if checked:
        event.check_wanted_at, event.check_reason = clock.now(), ", ".join(checked)
        tell(event, "event/changed", ("organizers",), actor=actor, extra={"changed": checked})
    publicity.refresh(event, before=before)


def follow_zone_rules(event: Event) -> bool:
    """Move the instants of dates to come when a zone's rules have changed: the wall time stays. True if any moved."""
    moved = False
    for occurrence in event.occurrences:
        if occurrence.starts_at <= clock.now() or zones.is_gap(occurrence.wall_start, occurrence.zone):
            continue
        kept = {zones.instant(occurrence.wall_start, occurrence.zone, second=second) for second in (False, True)}
        if occurrence.starts_at not in kept:
            length = occurrence.ends_at - occurrence.starts_at
            by_rule = bool(event.rule) and not occurrence.is_moved
            occurrence.starts_at = zones.instant(occurrence.wall_start, occurrence.zone)
            occurrence.ends_at = occurrence.starts_at + length
            occurrence.original_start = occurrence.starts_at if by_rule else occurrence.original_start
            moved = True
    if moved and event.is_public:
        publicity.refresh(event, rescheduled=True)
    return moved
