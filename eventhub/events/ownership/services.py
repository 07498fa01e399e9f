"""What changes who runs an event: inviting, answering, handing over, leaving. Nobody is added without their word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.accounts.queries import find_by_email
from eventhub.accounts.rules import normalize_email, own_scope
from eventhub.communities.models import Community
from eventhub.communities.queries import find_community, list_contacts
from eventhub.communities.workflow import STANDING
from eventhub.core import audit, clock, generations, limits, outbox, policy, tokens
from eventhub.core.advance import advance, bind_parties, tell
from eventhub.core.db import db, upsert
from eventhub.core.errors import Invalid, NotFound, Refused
from eventhub.core.outbox import OutboxMessage
from eventhub.core.permissions import Actor
from eventhub.core.text import clean_text
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import Step
from eventhub.events.models import Event, EventOrganizer
from eventhub.events.ownership import queries
from eventhub.events.ownership.models import CoHost, Invitation
from eventhub.events.ownership.workflow import ANSWER_WITHIN, I
from eventhub.events.permissions import EventPermission
from eventhub.events.queries import get_event_by_id
from eventhub.events.services import publicity

P = EventPermission
LINK = "ownership"
LINK_GOOD_FOR = int(ANSWER_WITHIN.total_seconds()) + 86_400
"""A day longer than the invitation, so that the page can say that it is over."""
MAX_MESSAGE = 1000
DAY = timedelta(days=1)

bind_parties("ownership", {"organizers": queries.party_inviting, "invited": queries.party_invited})


def invite_organizer(event: Event, email: str, *, actor: Person, hands_over: bool = False, message: str = "") -> None:
    """Ask the person with this address to run the event too. Nobody learns whether there is an account with it.

    :param hands_over: the actor leaves when they accept.
    :raises Invalid: it is no address, or the message is too long.
    :raises TooMany: more than thirty in a day, or five to one address.
    """
    policy.demand(actor, P.OWN, event)
    email, message = normalize_email(email), _checked(message)
    if email == actor.email:
        raise Invalid({"email": _l("This is your own address.")})
    limits.hit(f"invite:{actor.id}", limit=30, window=DAY)
    limits.hit(limits.mark("invite", email), limit=5, window=DAY)
    hands_over = hands_over and actor.id in event.owner_ids()
    before = queries.find_open(event.id, email=email)
    if before is not None and (not hands_over or (before.hands_over and before.invited_by_id == actor.id)):
        return
    if before is not None:
        _end(before, "withdraw", actor)
    invitation = _added(
        Invitation(event=event, email=email, hands_over=hands_over, invited_by=actor, message=message, community=None)
    )
    known = find_by_email(email)
    person = known if known is not None and known.is_active else None
    outbox.enqueue(
        "ownership/invite", person_id=person.id if person else None, address="" if person else email,
        locale=person.locale if person else actor.locale,
        facts={**invitation.mail_facts(), "actor": actor.name, "token": tokens.make(LINK, invitation.key)},
    )  # fmt: skip
    audit.record("event.owners.invite", event, actor=actor, data={"hands_over": hands_over})


def invite_community(event: Event, community_key: str, *, actor: Person, message: str = "") -> None:
    """Ask a community to host the event too; any of its contacts can answer.

    :raises Invalid: there is no such community, it hosts the event already, or nobody speaks for it.
    :raises TooMany: more than thirty in a day.
    """
    policy.demand(actor, P.OWN, event)
    message = _checked(message)
    community = find_community(community_key) if community_key else None
    if community is None or community.standing not in STANDING.public_states:
        raise Invalid({"community": _l("Choose a community.")})
    if community.id == event.community_id or queries.find_cohost(event.id, community.key):
        raise Invalid({"community": _l("%(name)s hosts it already.", name=community.name)})
    if not community.contacts:
        raise Invalid({"community": _l("Nobody speaks for %(name)s at present, so nobody could answer.", name=community.name)})
    limits.hit(f"invite:{actor.id}", limit=30, window=DAY)
    if queries.find_open(event.id, community_id=community.id):
        return
    invitation = _added(Invitation(event=event, community=community, invited_by=actor, message=message))
    for contact in list_contacts(community):
        outbox.enqueue("ownership/invite_community", person_id=contact.id, locale=contact.locale,
                       facts={**invitation.mail_facts(), "actor": actor.name})  # fmt: skip
    audit.record("event.owners.invite", event, actor=actor, data={"community": community.key})


def answer(invitation: Invitation, name: str, *, actor: Person) -> Step:
    """Accept or decline as one who was invited.

    :raises AlreadyDone: it was answered, taken back, or is over.
    :raises NotAllowed: the invitation is for somebody else.
    """
    step = _end(invitation, name, actor)
    if name == "accept":
        _take_in(invitation, actor)
    return step


def answer_by_link(invitation: Invitation, name: str, *, actor: Person | None) -> Step:
    """The same for whoever holds the link in the mail: an account of another address will do, and a no needs none.

    :raises AlreadyDone: it was answered, taken back, or is over.
    :raises Refused: accepting needs an account.
    """
    if actor is None and name == "decline":
        return _end(invitation, "decline_by_mail", None)
    if actor is None:
        raise Refused(_l("Please sign in first, or make an account. Then open the link in the mail again."))
    if invitation.community_id is None and invitation.status == I.INVITED:
        invitation.person_id = actor.id
        db.session.flush()
    return answer(invitation, name, actor=actor)


def find_by_link(token: str) -> Invitation:
    """The invitation that a mailed link speaks of.

    :raises Refused: the link is forged or too old.
    :raises NotFound: the event is gone.
    """
    invitation = queries.find_invitation(str(tokens.read(LINK, token, max_age=LINK_GOOD_FOR)))
    if invitation is None:
        raise NotFound(_l("This invitation is gone, and the event with it."))
    return invitation


def withdraw(invitation: Invitation, *, actor: Person) -> Step:
    """Take an open invitation back.

    :raises AlreadyDone: it has been answered meanwhile.
    """
    return _end(invitation, "withdraw", actor)


def leave_event(event: Event, *, person: Person) -> None:
    """Stop running an event.

    :raises Refused: the last organizer can't leave silently.
    """
    if person.id not in event.owner_ids():
        return
    if not _remove_organizer(event, person.id):
        raise Refused(
            _l(
                "You are the last who runs this. Hand it over to someone, or ask the team to find someone; nothing is lost then."
            )
        )
    audit.record("event.owners.leave", event, actor=person)
    tell(event, "ownership/left", ("organizers",), actor=person)
    _show_anew(event)


def ask_team(event: Event, *, actor: Person, message: str) -> None:
    """Ask the team to find someone who runs the event.

    :raises Invalid: nothing is said, or too much.
    :raises TooMany: more than twice in a day.
    """
    policy.demand(actor, P.OWN, event)
    message = _checked(message)
    if not message:
        raise Invalid({"message": _l("Say in a sentence what is needed.")})
    limits.hit(f"ask-team:{event.id}", limit=2, window=DAY)
    audit.record("event.owners.ask", event, actor=actor, reason=message)
    tell(event, "ownership/help", ("team",), actor=actor, extra={"message": message})


def leave_cohosting(cohost: CoHost, event: Event, *, actor: Person) -> None:
    """A community takes its name off an event that it hosts with others.

    :raises NotAllowed: the actor does not speak for it.
    """
    policy.demand(actor, P.COHOST, event)
    if actor.id not in {person.id for person in list_contacts(cohost.community)}:
        raise Refused(_l("The contacts of %(name)s decide on this.", name=cohost.community.name))
    community = cohost.community
    db.session.delete(cohost)
    db.session.flush()
    audit.record("event.owners.uncohost", event, actor=actor, data={"community": community.key})
    tell(event, "ownership/uncohosted", ("organizers",), actor=actor, extra={"community": community.name})
    _list_anew(event)


def find_due(now: datetime) -> dict[str, Sequence[int]]:
    """The invitations that are over."""
    return {"lapse_invitation": queries.list_lapsed(now)}


def act(name: str, record_id: int) -> bool:
    """End an invitation whose time is over. False when it was answered meanwhile."""
    invitation = queries.get_invitation_by_id(record_id)
    if invitation is None or invitation.status != I.INVITED or invitation.status_since > clock.now() - ANSWER_WITHIN:
        return False
    _end(invitation, "lapse", None)
    return True


def _checked(message: str) -> str:
    message = clean_text(message)
    if len(message) > MAX_MESSAGE:
        raise Invalid({"message": _l("Please keep it to %(n)s characters.", n=MAX_MESSAGE)})
    return message


def _added(invitation: Invitation) -> Invitation:
    db.session.add(invitation)
    db.session.flush()
    return invitation


def _end(invitation: Invitation, name: str, actor: Actor | None) -> Step:
    """Take a step; with it the address goes, here and from the mail that carried the invitation."""
    email, answered = invitation.email, name in {"accept", "decline"} and actor is not None
    person_id = actor.id if answered and actor else invitation.person_id
    step = advance(invitation, name, actor=actor, values={"email": "", "person_id": person_id})
    if email:
        db.session.execute(
            sa.delete(OutboxMessage).where(OutboxMessage.notice == "ownership/invite", OutboxMessage.address == email)
            .execution_options(synchronize_session=False)
        )  # fmt: skip
    return step


def _take_in(invitation: Invitation, actor: Person) -> None:
    event = invitation.event
    if invitation.community is not None:
        _add_cohost(event, invitation.community, actor)
        return
    insert = upsert(EventOrganizer).values(event_id=event.id, person_id=actor.id)
    db.session.execute(insert.on_conflict_do_nothing(index_elements=["event_id", "person_id"]))
    generations.raise_calendar([own_scope(actor.id)])
    audit.record("event.owners.join", event, actor=actor)
    giver = invitation.invited_by_id if invitation.hands_over else None
    if giver is not None and giver != actor.id and _remove_organizer(event, giver):
        audit.record("event.owners.hand_over", event, actor=invitation.invited_by, data={"to": actor.key})
    _show_anew(event)


def _add_cohost(event: Event, community: Community, actor: Person) -> None:
    insert = upsert(CoHost).values(event_id=event.id, community_id=community.id, since=clock.now())
    db.session.execute(insert.on_conflict_do_nothing(index_elements=["event_id", "community_id"]))
    audit.record("event.owners.cohost", event, actor=actor, data={"community": community.key})
    _list_anew(event)


def _remove_organizer(event: Event, person_id: int) -> bool:
    """Take one organizer off unless they are the last. The event's row is held, so that two can't leave at once."""
    db.session.execute(sa.select(Event.id).where(Event.id == event.id).with_for_update())
    if not event.owner_ids() - {person_id}:
        return False
    db.session.execute(
        sa.delete(EventOrganizer).where(EventOrganizer.event_id == event.id, EventOrganizer.person_id == person_id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    generations.raise_calendar([own_scope(person_id)])
    return True


def _show_anew(event: Event) -> None:
    """Its page names other people now. Calendars name none, but each person has one that it is in."""
    db.session.expire(event, ["organizers"])
    publicity.relist(get_event_by_id(event.id))
    generations.raise_page([f"event:{event.key}"])


def _list_anew(event: Event) -> None:
    """It is found under other communities now."""
    if event.is_public:
        publicity.refresh(get_event_by_id(event.id))
