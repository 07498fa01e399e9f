"""My desk: one inbox of what waits on a person, across domains, oldest promise first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventhub.accounts.models import Person
from eventhub.blueprints import dates, present
from eventhub.blueprints.context import choose_locale, reader_zone
from eventhub.core import clock, policy, zones
from eventhub.core.advance import answer_by
from eventhub.events.afterwards import queries as afterwards
from eventhub.events.guards import find_missing
from eventhub.events.models import Event
from eventhub.events.ownership import queries as ownership
from eventhub.events.permissions import EventPermission
from eventhub.events.preparation import queries as preparation
from eventhub.events.programme import queries as programme
from eventhub.events.programme.services import speakers
from eventhub.events.programme.workflow import PROPOSAL, Ps
from eventhub.events.queries import review
from eventhub.events.registration import queries as registration
from eventhub.events.registration.workflow import REGISTRATION, R
from eventhub.events.workflow import EVENT, S
from eventhub.imports.sources import queries as sources
from eventhub.imports.sources.workflow import SOURCE, SourceState


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
    mark: str = ""
    """What names it for good where ``href`` leads to several things."""

    @property
    def by_label(self) -> str:
        """By when, in words, or nothing."""
        return dates.by_text(self.by, reader_zone()) if self.by else ""


def list_items(person: Person) -> list[DeskItem]:
    """What waits on the person, what was promised soonest first. Asked once a request."""
    if "desk_items" not in g:
        g.desk_items = gather(person, reader_zone())
    items: list[DeskItem] = g.desk_items
    return items


def gather(person: Person, zone: str) -> list[DeskItem]:
    """The same, asked now. Days are those of this time zone (empty for UTC)."""
    found = [
        *_owed(person),
        *_own(person),
        *_invited(person),
        *_to_tell(person),
        *_orphaned(person),
        *_tasks(person, zone or "UTC"),
        *_mirrored(person),
        *_programme(person),
        *_asking(person),
        *_queue(person),
        *_checks(person),
    ]
    return sorted(found, key=lambda item: (item.by is None, item.by or item.since, item.since))


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
              _missing(event) or EVENT.states[event.status].says, actions[event.status])
        for event in review.list_awaiting_organizer(person)
    ]  # fmt: skip


def _missing(event: Event) -> str:
    """What a draft still misses."""
    return present.missing_text(find_missing(event)) if event.status == S.DRAFT else ""


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


def _asking(person: Person) -> list[DeskItem]:
    within = REGISTRATION.states[R.REQUESTED].answer_within
    return [
        DeskItem(
            kind=_("Registration"), title=row.Event.title, href=url_for("events.registrations", key=row.Event.key, state="requested"),
            sentence=ngettext("One person asks to come.", "%(num)d people ask to come.", row.number), tone="wait",
            by=row.oldest + within if within else None, since=row.oldest, action=_("Answer"),
        )
        for row in registration.list_awaiting_organizer(person.id)
    ]  # fmt: skip


def _invited(person: Person) -> list[DeskItem]:
    return [
        DeskItem(
            kind=_("An invitation"), title=invitation.event.title or _("An event without a title"),
            href=url_for("events.own_invitation", key=invitation.key), tone="wait", by=answer_by(invitation),
            since=invitation.status_since, action=_("Read and answer"),
            sentence=_("Would %(name)s host it too?", name=invitation.community.name) if invitation.community
            else _("Would you run it too?"),
        )
        for invitation in ownership.list_invitations_to(person)
    ]  # fmt: skip


def _to_tell(person: Person) -> list[DeskItem]:
    return [
        DeskItem(kind=_("Your event"), title=date.event.title or _("An event without a title"), href=url_for("events.report", key=date.event.key),
                 sentence=_("It is over. Two minutes are enough, and whoever does this next learns from it."), tone="wait", by=None,
                 since=date.ends_at, action=_("Tell how it went"))
        for date in afterwards.list_to_tell(person, now=clock.now())
    ]  # fmt: skip


def _orphaned(person: Person) -> list[DeskItem]:
    """One line for the team, however many there are."""
    if not policy.can_anywhere(person, EventPermission.OWN):
        return []
    count, since = ownership.count_orphaned(person, now=clock.now())
    if since is None:
        return []
    return [
        DeskItem(kind=_("For the team"), title=_("Events that need an organizer"), href=url_for("events.orphans"), tone="warn", by=None,
                 since=since, action=_("Have a look"),
                 sentence=ngettext("Nobody runs one event to come.", "Nobody runs %(num)d events to come.", count))
    ]  # fmt: skip


def _tasks(person: Person, zone: str) -> list[DeskItem]:
    """What is due on their checklists, a few days ahead."""
    now = clock.now()
    today = zones.wall_in(now, zone).date()
    return [
        DeskItem(kind=_("Checklist"), title=due.task.text_in(choose_locale()), href=url_for("events.checklist", key=due.event.key),
                 sentence=due.event.title or _("An event without a title"), tone="warn" if due.day < today else "wait",
                 by=zones.instant(datetime(due.day.year, due.day.month, due.day.day, 12), zone), since=due.task.created_at,
                 action=_("Tick it off"), mark=f"task:{due.task.key}")
        for due in preparation.list_due(person, until=today + preparation.SOON, now=now)
    ]  # fmt: skip


def _mirrored(person: Person) -> list[DeskItem]:
    """Events that the calendar they come from no longer lists, and calendars that can't be read or wait to be brought in."""
    found = [
        DeskItem(kind=_("No longer in its calendar"), title=gone.event.title or _("An event without a title"), tone="warn", by=None,
                 href=url_for("events.mirrored", key=gone.event.key), since=gone.since, action=_("Have a look"),
                 sentence=_("“%(name)s” does not list it any more. Does it take place?", name=gone.source.title))
        for gone in sources.list_vanished(person)
    ]  # fmt: skip
    return found + [
        DeskItem(kind=_("A calendar from elsewhere"), title=source.title, tone="warn" if source.failures else "wait", by=None,
                 href=url_for("sources.show", key=source.key), since=source.failing_since or source.status_since, action=_("Have a look"),
                 sentence=_("It can't be read any more.") if source.failures or source.status is SourceState.PAUSED
                 else str(SOURCE.states[source.status].says))
        for source in sources.list_failing(person)
    ]  # fmt: skip


def _programme(person: Person) -> list[DeskItem]:
    """Talks to confirm, drafts to send in, people who ask to speak together, proposals to rate."""
    found = [
        DeskItem(kind=proposal.call.event.title, title=proposal.title, href=url_for("events.proposal", key=proposal.key),
                 sentence=str(PROPOSAL.states[proposal.status].says), tone=PROPOSAL.states[proposal.status].tone.value,
                 by=proposal.call.deadline_at if proposal.status == Ps.DRAFT else _confirm_by(proposal.status_since),
                 since=proposal.status_since, action=_("Send it in") if proposal.status == Ps.DRAFT else _("Confirm"))
        for proposal in programme.list_to_confirm(person)
    ]  # fmt: skip
    found += [
        DeskItem(kind=_("An invitation"), title=thing.title, tone="wait", by=None, since=asked.consent_since,
                 href=url_for("events.speaking", token=speakers.make_token(asked)), action=_("Read and answer"),
                 sentence=_("Someone would like to give this together with you."))
        for asked in programme.list_invitations(person) if (thing := asked.proposal or asked.session) is not None
    ]  # fmt: skip
    return found + [
        DeskItem(kind=_("Proposals to rate"), title=waiting.call.event.title, tone="wait", since=waiting.since, action=_("Read and rate"),
                 href=url_for("events.proposals", key=waiting.call.event.key),
                 by=datetime.combine(waiting.call.answer_by, time(12), tzinfo=UTC),
                 sentence=ngettext("One waits for your rating.", "%(num)d wait for your rating.", waiting.unrated))
        for waiting in programme.list_calls_to_rate(person)
    ]  # fmt: skip


def _confirm_by(since: datetime) -> datetime:
    return since + (PROPOSAL.states[Ps.ACCEPTED].remind_after or timedelta(0))
