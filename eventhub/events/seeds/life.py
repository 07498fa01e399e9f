"""What goes on around the demo world's events: people who come and wait, calls for speakers, reports of how it went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core import zones
from eventhub.core.db import db
from eventhub.events.afterwards.rules import ReportDraft, Shown
from eventhub.events.afterwards.services import save_report, send_report
from eventhub.events.models import Event, EventOrganizer, Format, Occurrence
from eventhub.events.programme.rules import CallDraft, Kind
from eventhub.events.programme.services.calls import advance_call, save_call
from eventhub.events.queries import get_event_by_id
from eventhub.events.registration.rules import Kind as How
from eventhub.events.registration.rules import Per, Seat, SetupDraft
from eventhub.events.registration.services.joining import JoinDraft, register
from eventhub.events.registration.services.setting import save_setup
from eventhub.events.rules.drafts import Mode
from eventhub.events.seeds.published import World
from eventhub.events.workflow import O, S

OPEN_COUNT, CALL_COUNT, REPORT_COUNT = 16, 3, 9
WORDS = {
    "en": (("Nine people asked to come again, and two want to give a talk.", "Soup before the talks: nobody had to leave hungry."),
           ("A first pull request by someone who had never made one.", "Pairs of one who knows and one who learns.")),
    "de": (("Neun wollen wiederkommen, zwei möchten selbst etwas zeigen.", "Suppe vor den Vorträgen: niemand musste hungrig gehen."),
           ("Ein erster Beitrag von jemandem, der noch nie einen gemacht hat.", "Zu zweit arbeiten: eine weiß es, einer lernt es.")),
    "es": (("Nueve personas quieren volver y dos se animan a dar una charla.", "Sopa antes de las charlas: nadie se fue con hambre."),
           ("La primera contribución de alguien que nunca había hecho una.", "Trabajar en parejas: quien sabe y quien aprende.")),
    "ar": (("تسعة أشخاص يريدون العودة، واثنان يودّان تقديم عرض.", "حساء قبل العروض: لم يغادر أحد جائعًا."),
           ("أول مساهمة لشخص لم يساهم من قبل.", "العمل في أزواج: من يعرف مع من يتعلّم.")),
}  # fmt: skip
"""What came of it, and what they would do again."""
CALLS = {
    "en": "Tell us what you learned, built or broke. First talks are welcome: someone helps you to prepare.",
    "de": "Erzählt, was ihr gelernt, gebaut oder kaputt gemacht habt. Erste Vorträge sind willkommen: jemand hilft beim Vorbereiten.",
    "es": "Cuéntanos qué aprendiste, construiste o rompiste. Si es tu primera charla, alguien te ayuda a prepararla.",
    "ar": "أخبرونا بما تعلمتموه أو بنيتموه. العروض الأولى مرحّب بها، وهناك من يساعد في التحضير.",
}


def seed(world: World, rng: Random) -> int:
    """Add what goes on around events; returns how many events have something of it."""
    people = sorted(world.people.values(), key=lambda person: person.email)
    ahead = _ids(world.now, ahead=True)
    for place, number in enumerate(ahead[:OPEN_COUNT]):
        _open(get_event_by_id(number), people, rng, small=place < 3)
    calls = _of_formats(("camp", "conference"), world.now)[:CALL_COUNT]
    for number in calls:
        _call(get_event_by_id(number), world.now)
    past = _ids(world.now, ahead=False)[:REPORT_COUNT]
    for place, number in enumerate(past):
        _report(get_event_by_id(number), rng, place)
    return len(ahead[:OPEN_COUNT]) + len(calls) + len(past)


def _ids(now: datetime, *, ahead: bool) -> Sequence[int]:
    """Public events by their first date, those of the demo's organizer first: they are looked at most."""
    first = sa.func.min(Occurrence.starts_at)
    own = sa.select(EventOrganizer.event_id).join(Person).where(Person.email == "organizer@example.org")
    when = first > now + timedelta(days=3) if ahead else sa.func.max(Occurrence.ends_at) < now
    return db.session.scalars(
        sa.select(Event.id).join(Occurrence).where(Event.status == S.PUBLISHED, Event.registration_url == "").group_by(Event.id)
        .having(when).order_by(Event.id.not_in(own), first if ahead else first.desc(), Event.id)
    ).all()  # fmt: skip


def _of_formats(slugs: tuple[str, ...], now: datetime) -> Sequence[int]:
    return db.session.scalars(
        sa.select(Event.id).join(Occurrence).join(Format, Format.id == Event.format_id)
        .where(Event.status == S.PUBLISHED, Format.slug.in_(slugs), Occurrence.starts_at > now + timedelta(days=40))
        .order_by(Occurrence.starts_at)
    ).all()  # fmt: skip


def _open(event: Event, people: Sequence[Person], rng: Random, *, small: bool) -> None:
    """Registration here, and some who come; where there are few seats, some who wait."""
    seat = Seat.SCREEN if event.mode is Mode.ONLINE else Seat.ROOM
    capacity = 5 if small else rng.choice((20, 30, 40))
    said: Any = {"screen_capacity": capacity} if seat is Seat.SCREEN else {"room_capacity": capacity}
    per = Per.SERIES if event.rule else Per.DATE
    save_setup(event, SetupDraft(kind=How.HERE, per=per, **said), actor=event.organizers[0].person)
    event = get_event_by_id(event.id)
    apart = {organizer.person_id for organizer in event.organizers}
    coming = [person for person in people if person.id not in apart]
    date = None if event.rule else event.occurrences[0].id
    for person in rng.sample(coming, 8 if small else rng.randint(3, 9)):
        register(event, JoinDraft(seat=seat, occurrence_id=date), person=person)


def _call(event: Event, now: datetime) -> None:
    """An open call for speakers that ends three weeks before."""
    first = event.occurrences[0]
    last = zones.wall_in(max(first.starts_at - timedelta(days=21), now + timedelta(days=10)), event.zone)
    deadline = last.replace(hour=23, minute=59, second=0, microsecond=0)
    draft = CallDraft(
        text=CALLS.get(event.source_language, CALLS["en"]), lengths={Kind.TALK.value: 30, Kind.LIGHTNING.value: 10, Kind.WORKSHOP.value: 90}, deadline=deadline, zone=event.zone,
        answer_by=deadline.date() + timedelta(days=7),
    )  # fmt: skip
    actor = event.organizers[0].person
    advance_call(save_call(event, draft, actor=actor), "open", actor=actor)


def _report(event: Event, rng: Random, place: int) -> None:
    date = next((o for o in event.occurrences if o.status in {O.HELD, O.SCHEDULED}), None)
    if date is None:
        return
    told, again = WORDS.get(event.source_language, WORDS["en"])[place % 2]
    came = rng.randint(9, 44)
    room, screen = (0, came) if event.mode is Mode.ONLINE else (came, 0)
    draft = ReportDraft(
        expected=came + rng.randint(-5, 9), came_room=room, came_screen=screen, first_timers=came // 4, outcomes=told, again=again,
        shown=(Shown.NUMBERS, Shown.WORDS),
    )  # fmt: skip
    actor = event.organizers[0].person
    send_report(save_report(event, date, draft, actor=actor), event, actor=actor)
