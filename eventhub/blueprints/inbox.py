"""My desk: one inbox of what waits on a person, across domains, oldest promise first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _

from eventhub.accounts.models import Person
from eventhub.blueprints import dates, present
from eventhub.blueprints.context import reader_zone
from eventhub.core.advance import answer_by
from eventhub.events.models import Event
from eventhub.events.queries import review
from eventhub.events.workflow import EVENT, S


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One thing that waits: what, why, by when, and the one thing to do."""

    kind: str
    title: str
    href: str
    sentence: str
    tone: str
    by: datetime | None
    since: datetime
    action: str

    @property
    def by_label(self) -> str:
        """By when, in words, or nothing."""
        return dates.by_text(self.by, reader_zone()) if self.by else ""


def list_items(person: Person) -> list[DeskItem]:
    """What waits on the person, what was promised soonest first. Asked once a request."""
    if "desk_items" not in g:
        found = [*_owed(person), *_own(person), *_queue(person), *_checks(person)]
        g.desk_items = sorted(found, key=lambda item: (item.by is None, item.by or item.since, item.since))
    items: list[DeskItem] = g.desk_items
    return items


def count_for(person: Person) -> int:
    """How many things wait: drafts don't press, so they are not counted."""
    return sum(1 for item in list_items(person) if item.tone != "quiet")


def _item(event: Event, kind: str, href: str, sentence: Any, action: Any, **said: Any) -> DeskItem:
    state = EVENT.states[event.status]
    values = {"tone": state.tone.value, "by": answer_by(event), "since": event.status_since, **said}
    return DeskItem(kind=kind, title=event.title or _("An event without a title"), href=href, sentence=str(sentence),
                    action=str(action), **values)  # fmt: skip


def _own(person: Person) -> list[DeskItem]:
    actions = {
        S.DRAFT: _("Go on"), S.CHANGES_REQUESTED: _("See the points"), S.APPROVED: _("Publish"), S.POSTPONED: _("Set a date"),
    }  # fmt: skip
    return [
        _item(event, _("Your event"), url_for("events.edit" if event.status == S.DRAFT else "events.manage", key=event.key),
              EVENT.states[event.status].says, actions[event.status])
        for event in review.list_awaiting_organizer(person)
    ]  # fmt: skip


def _owed(person: Person) -> list[DeskItem]:
    return [
        _item(event, _("In your hands"), url_for("events.review", key=event.key),
              _("The organizers wait for your answer."), _("Decide"), tone="warn")
        for event in review.list_claimed_by(person)
    ]  # fmt: skip


def _queue(person: Person) -> list[DeskItem]:
    return [
        _item(event, _("To review"), url_for("events.review", key=event.key),
              _("Waiting for a reviewer for %(age)s.", age=dates.age_text(event.status_since)), _("Have a look"))
        for event in review.list_awaiting_review(person)
    ]  # fmt: skip


def _checks(person: Person) -> list[DeskItem]:
    return [
        _item(event, _("Changed after publication"), url_for("events.review", key=event.key),
              _("Changed: %(what)s.", what=present.changed_text(event.check_reason)), _("Have a look"), tone="wait", by=None,
              since=event.check_wanted_at)
        for event in review.list_awaiting_check(person)
    ]  # fmt: skip
