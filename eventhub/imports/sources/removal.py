"""A source is removed, and what becomes of the events it brought in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.communities.permissions import CommunityPermission
from eventhub.core import advance as engine
from eventhub.core import audit, policy
from eventhub.core.db import db
from eventhub.core.errors import Invalid, Text
from eventhub.core.text import clean_text
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission
from eventhub.events.queries import get_event_by_id
from eventhub.events.registration.models import Registration
from eventhub.events.registration.workflow import R
from eventhub.events.services.review import advance_event
from eventhub.events.workflow import EVENT, S
from eventhub.imports.sources.models import Mirror, Source, SourceContent
from eventhub.imports.sources.queries import has_date_to_come, worked_on

WITHDRAWABLE = EVENT.step("withdraw").sources
CANCELLABLE = EVENT.step("cancel").sources
CHUNK = 500


class Fate(StrEnum):
    """What becomes of the events of a source that is removed."""

    KEEP = "keep"
    DRAFTS = "drafts"
    ALL = "all"

    @property
    def label(self) -> Text:
        """The choice in words."""
        return {
            "keep": _l("Keep them all, as ordinary events"),
            "drafts": _l("Drafts go; what is published stays"),
            "all": _l("Drafts go, and what is published and still to come is cancelled"),
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fates:
    """What removing a source does, by the number of events.

    ``deleted``: drafts nobody has touched · ``withdrawn``: drafts someone has worked on, and ``in_review`` of these those sent ·
    ``cancelled``: published ones to come · ``told``: people who come to those · ``kept``: all others, and ``not_yours``
    of these only because their organizers alone may withdraw or cancel them.
    """

    deleted: int = 0
    withdrawn: int = 0
    cancelled: int = 0
    told: int = 0
    kept: int = 0
    not_yours: int = 0
    in_review: int = 0


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The ids of the source's events by what becomes of them."""

    deleted: list[int]
    withdrawn: list[int]
    cancelled: list[int]
    kept: int
    not_yours: int
    in_review: int = 0

    def count(self, told: int) -> Fates:
        return Fates(
            len(self.deleted), len(self.withdrawn), len(self.cancelled), told, self.kept, self.not_yours, self.in_review
        )


def count_fates(source: Source, fate: Fate, *, actor: Person) -> Fates:
    """What :func:`remove_source` would do. Writes nothing."""
    found = _sort(source, fate, actor)
    return found.count(_count_attending(found.cancelled))


def remove_source(source: Source, *, fate: Fate, reason: str = "", actor: Person) -> Fates:
    """Stop mirroring a calendar. What stays are ordinary events, which another source may bring in again.

    Drafts nobody has touched are deleted, others withdrawn; published ones are cancelled as their organizers would, and
    everyone who comes is told once. What only its organizers may withdraw or cancel is kept.

    :param reason: why published events are cancelled; those who come read it.
    :raises Invalid: by the field ``reason``: something would be cancelled, and there is none.
    :raises AlreadyDone: it is removed already.
    """
    policy.demand(actor, CommunityPermission.SOURCE_EDIT, source)
    found = _sort(source, fate, actor)
    if found.cancelled and not clean_text(reason):
        raise Invalid({"reason": _l("Please say why: the people concerned will read it.")})
    told = _count_attending(found.cancelled)
    engine.advance(
        source, "remove", actor=actor, reason=reason, values={"lease": "", "leased_until": None, "next_check_at": None}
    )
    for event_id in found.cancelled:
        advance_event(get_event_by_id(event_id), "cancel", actor=actor, reason=reason)
    for event_id in found.withdrawn:
        advance_event(get_event_by_id(event_id), "withdraw", actor=actor, reason=reason)
    _delete(found.deleted)
    _let_go(source)
    counted = found.count(told)
    audit.record("source.page.remove", source, actor=actor, reason=reason, data={
        "fate": fate.value, "deleted": counted.deleted, "withdrawn": counted.withdrawn, "cancelled": counted.cancelled,
    })  # fmt: skip
    return counted


def _sort(source: Source, fate: Fate, actor: Person) -> _Sorted:
    total = db.session.scalar(sa.select(sa.func.count()).where(Mirror.source_id == source.id)) or 0
    if fate is Fate.KEEP:
        return _Sorted([], [], [], total, 0)
    deleted = _list_untouched(source)
    open_, mine = _list_where(source, Event.status.in_(WITHDRAWABLE)), _list_where(
        source, Event.status.in_(WITHDRAWABLE), policy.where_can(actor, EventPermission.EDIT, Event)
    )  # fmt: skip
    withdrawn = [event_id for event_id in mine if event_id not in deleted]
    in_review = len(set(withdrawn) & set(_list_where(source, Event.status.in_(WITHDRAWABLE), Event.status != S.DRAFT)))
    not_yours = len(set(open_) - set(mine) - deleted)
    cancelled: Sequence[int] = []
    if fate is Fate.ALL:
        ahead = Event.status.in_(CANCELLABLE), has_date_to_come()
        cancelled = _list_where(source, *ahead, policy.where_can(actor, EventPermission.STOP, Event))
        not_yours += len(_list_where(source, *ahead)) - len(cancelled)
    kept = total - len(deleted) - len(withdrawn) - len(cancelled)
    return _Sorted(sorted(deleted), withdrawn, list(cancelled), kept, not_yours, in_review)


def _list_where(source: Source, *clauses: sa.ColumnElement[bool]) -> Sequence[int]:
    return db.session.scalars(
        sa.select(Event.id)
        .join(Mirror, Mirror.event_id == Event.id)
        .where(Mirror.source_id == source.id, *clauses)
        .order_by(Event.id)
    ).all()


def _list_untouched(source: Source) -> set[int]:
    """Drafts as the source wrote them, of which its import is the last that the trail knows: nobody ever had them in hand."""
    return set(_list_where(
        source, Event.status == S.DRAFT, Event.typed.is_(None), Event.cover_id.is_(None), Event.revision == Mirror.revision, ~worked_on()
    ))  # fmt: skip


def _count_attending(event_ids: Sequence[int]) -> int:
    """How many people come to one of these, and would read that it is cancelled."""
    who = sa.func.coalesce(sa.cast(Registration.person_id, sa.String), Registration.guest_email)
    counted = (
        db.session.scalar(sa.select(sa.func.count(sa.distinct(who))).where(
            Registration.event_id.in_(event_ids), Registration.status == R.GOING
        )) if event_ids else 0
    )  # fmt: skip
    return counted or 0


def _delete(event_ids: Sequence[int]) -> None:
    """Past the ORM, which would load each to follow what hangs on it: the database does, and nobody had these in hand."""
    for start in range(0, len(event_ids), CHUNK):
        chunk = event_ids[start : start + CHUNK]
        db.session.execute(sa.delete(Event).where(Event.id.in_(chunk)).execution_options(synchronize_session=False))


def _let_go(source: Source) -> None:
    """What stays is no longer this source's, and another one may bring it in."""
    mine = sa.select(Mirror.event_id).where(Mirror.source_id == source.id)
    db.session.flush()
    for statement in (
        sa.update(Event).where(Event.id.in_(mine)).values(source=None, source_uid=None),
        sa.delete(Mirror).where(Mirror.source_id == source.id),
        sa.delete(SourceContent).where(SourceContent.source_id == source.id),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))
    for record in list(db.session.identity_map.values()):
        if isinstance(record, Event):
            db.session.expire(record)
