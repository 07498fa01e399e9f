"""The demo world's mirrored calendars: one that is well, with an event edited here, and one that does not answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.accounts.seeds import make_key
from eventhub.communities.models import Community
from eventhub.core.audit import AuditEntry
from eventhub.core.db import db
from eventhub.events.models import Event
from eventhub.imports.sources import services
from eventhub.imports.sources.models import Mirror, Source, SourceKind
from eventhub.imports.sources.workflow import SOURCE

FILE = "lumen-berlin.ics"
ADDRESS = "https://kalender.lumen-berlin.example/treffen.ics"
"""A name that is reserved and leads nowhere (RFC 2606)."""
SINCE = timedelta(days=3, hours=2)
FAILING_FOR = timedelta(days=2, hours=3)
_EVENINGS = (
    ("Lumen für den Kiez: offene Karten", "Wir bauen zusammen eine Karte unseres Viertels, vom Datensatz bis zur Ebene.",
     "Bibliothek am Luisenbad, Badstraße 39", 16),
    ("Lesekreis: die neue Fassung", "Wir lesen, was sich geändert hat, und probieren es an eigenen Stücken aus.",
     "Regenbogenfabrik, Lausitzer Straße 22", 30),
    ("Sprechstunde für Neue", "Bring mit, woran du hängst; jemand setzt sich zu dir.", "", 44),
)  # fmt: skip


def seed(now: datetime, rng: Random, people: dict[str, Person], communities: dict[str, Community]) -> int:
    """Add both to the community in Berlin; returns how many there are."""
    berlin, hanna = communities["berlin"], people["hanna.vogt"]
    source = services.add_source(
        berlin, kind=SourceKind.FILE, place=FILE, data=_calendar(now), organizer=people["jonas.albrecht"], actor=hanna
    )
    source.key = make_key(rng)
    services.bring_in(source, actor=hanna)
    _date_back(source, now - SINCE, rng)
    first = db.session.scalars(sa.select(Event).join(Mirror, Mirror.event_id == Event.id).order_by(Event.id).limit(1)).one()
    first.venue = "Bibliothek am Luisenbad, Saal im zweiten Stock"
    db.session.add(_failing(berlin, now, rng))
    db.session.flush()
    return 2


def _failing(community: Community, now: datetime, rng: Random) -> Source:
    looked = now - timedelta(minutes=41)
    return Source(
        key=make_key(rng), community_id=community.id, kind=SourceKind.FEED, place=ADDRESS, name="Treffen in Berlin und Potsdam",
        status=SOURCE.step("bring_in").target, status_since=now - timedelta(days=90), created_at=now - timedelta(days=90),
        good_at=looked - FAILING_FOR, checked_at=looked, next_check_at=looked + timedelta(hours=24), failures=6,
        brought_in_at=looked - FAILING_FOR, failing_since=looked - FAILING_FOR + timedelta(hours=1), problem="unreachable", lease="",
        counts={"events": 0, "new": 0, "changed": 0, "same": 0, "skipped": 1, "over": 0, "vanished": 0},
        skipped=[{"line": 212, "title": "Sommerfest", "why": "no_start", "detail": ""}],
    )  # fmt: skip


def _date_back(source: Source, moment: datetime, rng: Random) -> None:
    """Let it have come in a while ago, under keys by the chance of the demo world: it has the same addresses each time."""
    source.created_at = source.status_since = source.trust_since = moment
    ids = db.session.scalars(sa.select(Mirror.event_id).where(Mirror.source_id == source.id).order_by(Mirror.event_id)).all()
    for event_id in ids:
        names = {"key": make_key(rng), "uid": str(UUID(int=rng.getrandbits(128), version=4))}
        moments = dict.fromkeys(("created_at", "status_since", "changed_at"), moment)
        statement = sa.update(Event).where(Event.id == event_id).values(**names, **moments)
        db.session.execute(statement.execution_options(synchronize_session=False))
    entries = sa.update(AuditEntry).where(AuditEntry.subject == "event", AuditEntry.subject_id.in_(ids)).values(at=moment)
    db.session.execute(entries.execution_options(synchronize_session=False))


def _calendar(now: datetime) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lumen Berlin//Kalender//DE", "X-WR-CALNAME:Lumen Berlin"]
    for number, (title, text, place, days) in enumerate(_EVENINGS):
        day = (now + timedelta(days=days)).strftime("%Y%m%d")
        lines += [
            "BEGIN:VEVENT", f"UID:abend-{number}@lumen-berlin.example", f"DTSTART;TZID=Europe/Berlin:{day}T190000",
            f"DTEND;TZID=Europe/Berlin:{day}T210000", f"SUMMARY:{title}", f"DESCRIPTION:{text}".replace(",", "\\,"),
            f"LOCATION:{place}".replace(",", "\\,"), "END:VEVENT",
        ]  # fmt: skip
    lines += ["BEGIN:VEVENT", "UID:ohne-datum@lumen-berlin.example", "SUMMARY:Ausflug nach Potsdam", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
