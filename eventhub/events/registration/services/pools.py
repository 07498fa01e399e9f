"""Seats: taking the last one once, freeing one, and who gets it then.

A pool is locked first, several in the order of their ids, and registrations after them; so two who change the same line
wait for each other, and never crosswise. On SQLite the transaction itself is the lock.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from eventhub.core import clock, generations
from eventhub.core.advance import advance
from eventhub.core.db import change_rows, db, upsert
from eventhub.events.models import Event, Occurrence
from eventhub.events.registration import queries, telling
from eventhub.events.registration.models import Pool, Registration, RegistrationSetup
from eventhub.events.registration.rules import Seat
from eventhub.events.registration.workflow import R
from eventhub.events.workflow import O, S


def get_pool(setup: RegistrationSetup, occurrence_id: int | None, seat: Seat) -> Pool:
    """The seats of a kind for a date, made when the first asks for one."""
    found = _find(setup.event_id, occurrence_id, seat)
    if found is not None:
        return found
    db.session.execute(  # whoever changes the capacities holds this row, so that a new pool begins with the ones in force
        sa.select(RegistrationSetup.event_id).where(RegistrationSetup.event_id == setup.event_id).with_for_update()
    )
    db.session.refresh(setup)
    values = {"event_id": setup.event_id, "occurrence_id": occurrence_id, "seat": seat, "capacity": setup.capacity_of(seat)}
    db.session.execute(upsert(Pool).values(**values, taken=0, next_place=1).on_conflict_do_nothing())
    made = _find(setup.event_id, occurrence_id, seat)
    assert made is not None
    return made


def lock_date(pool: Pool) -> None:
    """Lock all pools of its date: who signs up for room and screen at once waits for themselves."""
    date = Pool.occurrence_id.is_(None) if pool.occurrence_id is None else Pool.occurrence_id == pool.occurrence_id
    statement = sa.select(Pool).where(Pool.event_id == pool.event_id, date).order_by(Pool.id).with_for_update()
    db.session.scalars(statement.execution_options(populate_existing=True)).all()


def _find(event_id: int, occurrence_id: int | None, seat: Seat) -> Pool | None:
    date = Pool.occurrence_id.is_(None) if occurrence_id is None else Pool.occurrence_id == occurrence_id
    return db.session.scalars(sa.select(Pool).where(Pool.event_id == event_id, date, Pool.seat == seat)).first()


def lock(ids: Iterable[int]) -> dict[int, Pool]:
    """The pools, by id, held until the transaction ends and read as they are now."""
    statement = sa.select(Pool).where(Pool.id.in_(sorted(set(ids)))).order_by(Pool.id).with_for_update()
    return {pool.id: pool for pool in db.session.scalars(statement.execution_options(populate_existing=True))}


def hold(registration: Registration, *more: Pool) -> Registration:
    """Lock the registration's pool, and those it may go to, then the registration itself, read as it is now."""
    db.session.flush()
    lock([registration.pool_id, *(pool.id for pool in more)])
    db.session.refresh(registration, ["status", "status_since", "pool_id", "place_in_line", "seat"], with_for_update=True)
    return registration


def take_seat(pool: Pool) -> bool:
    """Take one seat if there is one: one conditional UPDATE, so that the last is given once, whatever races for it."""
    free = sa.or_(Pool.capacity.is_(None), Pool.taken < Pool.capacity)
    return change_rows(sa.update(Pool).where(Pool.id == pool.id, free).values(taken=Pool.taken + 1)) == 1


def free_seat(pool_id: int) -> bool:
    """Give one seat back."""
    return change_rows(sa.update(Pool).where(Pool.id == pool_id, Pool.taken > 0).values(taken=Pool.taken - 1)) == 1


def set_capacity(pool: Pool, capacity: int | None) -> bool:
    """Set how many seats there are; False when more than that are taken."""
    fits = sa.true() if capacity is None else Pool.taken <= capacity
    return change_rows(sa.update(Pool).where(Pool.id == pool.id, fits).values(capacity=capacity)) == 1


def next_place(pool: Pool) -> int:
    """The next place in the line."""
    statement = sa.update(Pool).where(Pool.id == pool.id).values(next_place=Pool.next_place + 1).returning(Pool.next_place)
    return int(db.session.execute(statement.execution_options(synchronize_session=False)).scalar_one()) - 1


def promote(pool_id: int) -> int:
    """Give what is free to those who wait, in the order of their places; returns how many moved up. The pool must be held.

    Nobody moves up for a date that has begun or will not take place.
    """
    pool = db.session.get_one(Pool, pool_id)
    promoted = 0
    while (first := _first_waiting(pool)) is not None and take_seat(pool):
        registration = queries.get_registration_by_id(first)
        advance(registration, "promote", actor=None)
        telling.tell(registration, "promote", invites="REQUEST")
        promoted += 1
    return promoted


def _first_waiting(pool: Pool) -> int | None:
    dates = sa.select(Occurrence.id).join(Event, Event.id == Occurrence.event_id).where(
        Occurrence.event_id == pool.event_id, Occurrence.starts_at > clock.now(),
        Occurrence.status.in_({O.SCHEDULED, O.POSTPONED}), Event.status.in_({S.PUBLISHED, S.POSTPONED}),
    )  # fmt: skip
    if pool.occurrence_id is not None:
        dates = dates.where(Occurrence.id == pool.occurrence_id)
    return db.session.scalar(
        sa.select(Registration.id)
        .where(Registration.pool_id == pool.id, Registration.status == R.WAITING, sa.exists(dates))
        .order_by(Registration.place_in_line).limit(1)
    )  # fmt: skip


def say_on_page(event: Event) -> None:
    """What the event's page says of seats has changed."""
    generations.raise_page([f"event:{event.key}"])
