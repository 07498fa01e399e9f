"""Reads about single events, formats and topics. Lists are in ``listing``, the reviewers' work in ``review``."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from eventhub.accounts.models import Person, RoleGrant
from eventhub.accounts.permissions import Role
from eventhub.accounts.queries import list_people_with_role
from eventhub.core.db import db
from eventhub.core.storage import StoredFile
from eventhub.core.translations import TextTranslation
from eventhub.events.models import Event, EventOrganizer, Format, FormatVersion, Topic
from eventhub.regions.models import Region

_WHOLE = (
    selectinload(Event.occurrences),
    selectinload(Event.organizers).joinedload(EventOrganizer.person),
    selectinload(Event.points),
    selectinload(Event.topics),
    joinedload(Event.community),
    joinedload(Event.format).joinedload(Format.version),
    joinedload(Event.format_version),
    joinedload(Event.reviewer),
    joinedload(Event.cover),
)


def find_event(key: str) -> Event | None:
    """The event with this public key, with all that its pages show."""
    if not key.isalnum():
        return None
    return db.session.scalars(sa.select(Event).where(Event.key == key).options(*_WHOLE)).first()


def find_event_to_show(key: str) -> Event | None:
    """The same with its dates and no more: enough to say who may read it and whether its page is still kept."""
    if not key.isalnum():
        return None
    statement = sa.select(Event).where(Event.key == key).options(joinedload(Event.occurrences))
    return db.session.scalars(statement).unique().first()


_HANGS_ON = {
    "cohosts": "event_cohosts", "registration": "registration_setups", "call": "calls", "programme": "schedule_versions",
    "reports": "reports", "same": "event_doubles", "doubles": "event_doubles.primary_id",
}  # fmt: skip
"""Tables with rows of an event that its page shows something of, by the name of the part. They stand above this module.

The column that names the event is ``event_id`` unless it is named here.
"""


def _is_there(name: str) -> sa.ColumnElement[bool]:
    table, _dot, column = _HANGS_ON[name].partition(".")
    rows = sa.table(table, sa.column(column or "event_id"))
    return sa.exists(sa.select(1).select_from(rows).where(rows.c[column or "event_id"] == Event.id)).label(f"has_{name}")


def load_to_show(event: Event) -> tuple[Event, frozenset[str]]:
    """The same event with what its public page shows, in two queries, because everyone reads that page.

    Topics come apart: a join through their table makes SQLite read it whole. The second value names what else hangs on
    it (:data:`_HANGS_ON`, and ``texts`` for translations), so that the page asks only for what is there.
    """
    has_texts = sa.exists(sa.select(1).where(TextTranslation.subject == "event", TextTranslation.subject_id == Event.id))
    names = sorted(_HANGS_ON)
    statement = sa.select(Event, has_texts.label("has_texts"), *(_is_there(name) for name in names)).where(Event.id == event.id).options(
        joinedload(Event.organizers).joinedload(EventOrganizer.person), selectinload(Event.topics),
        joinedload(Event.community), joinedload(Event.format).joinedload(Format.version),
    )  # fmt: skip
    row = db.session.execute(statement).unique().one()
    return row[0], frozenset(name for name, found in zip(("texts", *names), row[1:], strict=True) if found)


def find_followed(event: Event) -> Event | None:
    """The public series that this one goes on from. Asks only where there is one."""
    if event.follows_id is None:
        return None
    wanted = (Event.id == event.follows_id, Event.status.in_(Event.__workflow__.public_states))
    return db.session.scalars(sa.select(Event).where(*wanted)).first()


def list_words() -> Sequence[tuple[str, str, dict[str, str], str | None]]:
    """``(kind, slug, names, retired to)`` of all formats and topics in their order: what filters are made of. One query."""
    formats = sa.select(
        sa.literal("format").label("kind"), Format.slug, FormatVersion.names, Format.retired_to, Format.position,
    ).outerjoin(FormatVersion, FormatVersion.id == Format.version_id)  # fmt: skip
    topics = sa.select(sa.literal("topic"), Topic.slug, Topic.names, Topic.retired_to, sa.literal(0))
    both = sa.union_all(formats, topics).subquery()
    rows = db.session.execute(sa.select(both).order_by(both.c.kind, both.c.position, both.c.slug))
    return [(row.kind, row.slug, row.names or {}, row.retired_to) for row in rows]


def get_event_by_id(event_id: int) -> Event:
    """The event with this id, with all that its pages show; NoResultFound when there is none."""
    return db.session.scalars(sa.select(Event).where(Event.id == event_id).options(*_WHOLE)).one()


def list_formats() -> Sequence[Format]:
    """The formats in use, in the order the team gave them, with the version in force."""
    return db.session.scalars(
        sa.select(Format).where(Format.retired_to.is_(None)).options(joinedload(Format.version))
        .order_by(Format.position, Format.slug)
    ).all()  # fmt: skip


def find_format(slug: str) -> Format | None:
    """The format with this slug, with the version in force."""
    return db.session.scalars(sa.select(Format).where(Format.slug == slug).options(joinedload(Format.version))).first()


def list_format_versions(fmt: Format) -> Sequence[FormatVersion]:
    """All versions, newest first."""
    return db.session.scalars(
        sa.select(FormatVersion).where(FormatVersion.format_id == fmt.id).order_by(FormatVersion.number.desc())
    ).all()


def list_topics() -> Sequence[Topic]:
    """The topics in use."""
    return db.session.scalars(sa.select(Topic).where(Topic.retired_to.is_(None)).order_by(Topic.slug)).all()


def find_topics(slugs: Collection[str]) -> Sequence[Topic]:
    """The topics with these slugs."""
    return db.session.scalars(sa.select(Topic).where(Topic.slug.in_(slugs)).order_by(Topic.slug)).all()


def list_of_organizer(person: Person) -> Sequence[Event]:
    """The events a person runs, those that wait on them first, then the newest."""
    return db.session.scalars(
        sa.select(Event).join(EventOrganizer).where(EventOrganizer.person_id == person.id)
        .options(selectinload(Event.occurrences), joinedload(Event.reviewer)).order_by(Event.status_since.desc(), Event.id.desc())
        .limit(200)
    ).all()  # fmt: skip


def find_cover(key: str, file_id: int) -> StoredFile | None:
    """The stored picture with this number, if it is the event's."""
    if not key.isalnum():
        return None
    return db.session.scalars(
        sa.select(StoredFile).join(Event, Event.cover_id == StoredFile.id).where(Event.key == key, StoredFile.id == file_id)
    ).first()


def find_cover_hue(key: str) -> int | None:
    """The hue of the event's region (0–359), or of none; None when there is no such event."""
    if not key.isalnum():
        return None
    row = db.session.execute(
        sa.select(Event.id, Region.hue).outerjoin(Region, Region.code == Event.region_code).where(Event.key == key)
    ).first()
    return None if row is None else (row.hue if row.hue is not None else 160)


def party_organizers(event: Event) -> Sequence[Person]:
    """Everyone who runs the event."""
    return db.session.scalars(
        sa.select(Person).join(EventOrganizer, EventOrganizer.person_id == Person.id)
        .where(EventOrganizer.event_id == event.id).order_by(EventOrganizer.id)
    ).all()  # fmt: skip


def party_reviewers(event: Event) -> list[Person]:
    """The reviewers of its region and of those above who have no part in it; the nearest region that has any."""
    apart = event.concerned_ids()
    for code in event.scopes():
        nearest = [p for p in list_people_with_role(Role.REVIEWER, [code]) if p.id not in apart and _holds(p, code)]
        if nearest:
            return nearest
    return party_team(event)


def _holds(person: Person, code: str) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(
        RoleGrant.person_id == person.id, RoleGrant.role == Role.REVIEWER, RoleGrant.scope == code
    ))))  # fmt: skip


def party_reviewer(event: Event) -> list[Person]:
    """Whoever has it in hand."""
    person = db.session.get(Person, event.reviewer_id) if event.reviewer_id else None
    return [person] if person else []


def party_team(event: Event) -> list[Person]:
    """The community team."""
    return list(list_people_with_role(Role.TEAM, event.scopes()))
