"""Speakers: asking someone, and their answer. Nobody is named before they have said yes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from eventhub.accounts.models import Person
from eventhub.accounts.queries import find_by_email
from eventhub.accounts.rules import normalize_email
from eventhub.core import advance as engine
from eventhub.core import audit, limits, outbox, policy, tokens
from eventhub.core.db import db
from eventhub.core.errors import Invalid, Refused
from eventhub.core.text import clean_line, clean_text, reader_locale
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission
from eventhub.events.programme import queries
from eventhub.events.programme.models import Proposal, Session, Speaker
from eventhub.events.programme.rules import MAX_BIO, MAX_NAME
from eventhub.events.programme.services.proposals import raise_names
from eventhub.events.programme.workflow import Consent, Ps
from eventhub.events.queries import get_event_by_id
from eventhub.events.services import publicity

PURPOSE = "speaker"
GOOD_FOR = timedelta(days=60)
MAX_SPEAKERS = 8
OVER = frozenset({Ps.DECLINED, Ps.WITHDRAWN})


def invite(proposal: Proposal, *, name: str, email: str, actor: Person) -> Speaker:
    """Ask someone to give it together. They get a mail with a link; until they answer they are named nowhere.

    :raises Invalid: there is no name, or no address.
    :raises Refused: there are enough, or it is over.
    :raises TooMany: more than thirty in a day.
    """
    policy.demand(actor, EventPermission.PROPOSAL_EDIT, proposal)
    if proposal.status in OVER:
        raise Refused(_l("This can't be changed any more."))
    return _ask(proposal.speakers, proposal.call.event, proposal.title, name, email, actor)


def invite_to_session(session: Session, event: Event, *, name: str, email: str, actor: Person) -> Speaker:
    """Ask someone to give a session that was made by hand.

    :raises Invalid, Refused, TooMany: as :func:`invite` does.
    """
    policy.demand(actor, EventPermission.PROGRAMME_MANAGE, event)
    if session.proposal_id is not None:
        raise Refused(_l("Its speakers ask others themselves."))
    return _ask(session.own_speakers, event, session.title, name, email, actor)


def _ask(speakers: list[Speaker], event: Event, title: str, name: str, email: str, actor: Person) -> Speaker:
    name, address = _checked(name, email)
    if len(speakers) >= MAX_SPEAKERS:
        raise Refused(_l("There are %(n)s speakers already; more can't be asked.", n=MAX_SPEAKERS))
    limits.hit(f"speaker:{actor.id}", limit=30, window=timedelta(days=1))
    person = find_by_email(address)
    known = person if person is not None and person.is_active else None
    if any((known and each.person_id == known.id) or (each.email and each.email == address) for each in speakers):
        raise Invalid({"email": _l("They have been asked already.")})
    speaker = Speaker(name=name, person=known, email="" if known else address, proposal=None, session=None)
    speakers.append(speaker)
    db.session.flush()
    audit.record("speaker.invite", speaker, actor=actor)
    outbox.enqueue(
        "speaker/invitation", person_id=known.id if known else None, address="" if known else address,
        locale=known.locale if known else reader_locale(),
        facts={"title": title, "event": event.title, "actor": actor.name, "token": make_token(speaker)},
    )  # fmt: skip
    return speaker


def _checked(name: str, email: str) -> tuple[str, str]:
    name, wrong = clean_line(name), {}
    if not name or len(name) > MAX_NAME:
        wrong["name"] = _l("How are they called?")
    try:
        address = normalize_email(email)
    except Invalid as error:
        raise Invalid({**wrong, **error.fields}) from None
    if wrong:
        raise Invalid(wrong)
    return name, address


def make_token(speaker: Speaker) -> str:
    """What the link in the mail carries."""
    return tokens.make(PURPOSE, speaker.id)


def find_by_token(token: str) -> Speaker | None:
    """Who was asked by this link.

    :raises Refused: it is forged or too old.
    """
    return queries.find_speaker(int(tokens.read(PURPOSE, token, max_age=int(GOOD_FOR.total_seconds()))))


def answer(speaker: Speaker, name: str, *, actor: Person, shown_name: str = "", bio: str = "", by_link: bool = False) -> None:
    """Consent to being named, or refuse. The address goes with the answer.

    :param by_link: whether the actor came with the link in the mail, which is good for whoever reads that mailbox.
    :raises Invalid: there is no name, or a text is too long.
    :raises Refused: as :func:`eventhub.core.advance.advance` does.
    """
    if speaker.person_id is None and (by_link or speaker.email == actor.email):
        _take_up(speaker, actor)
    policy.demand(actor, EventPermission.SPEAKER_ANSWER, speaker)
    if name == "consent":
        _introduce(speaker, shown_name or speaker.name, bio)
    engine.advance(speaker, name, actor=actor, values={"email": ""})
    _tell_others(speaker, actor)
    event = event_of(speaker)
    publicity.relist(get_event_by_id(event.id))
    raise_names(event.key)


def refuse_by_link(speaker: Speaker) -> None:
    """Refuse without an account.

    :raises Refused: it has been answered.
    """
    engine.advance(speaker, "refuse_by_link", actor=None, values={"email": "", "name": "—", "bio": ""})
    _tell_others(speaker, None)


def _take_up(speaker: Speaker, actor: Person) -> None:
    """Whoever was asked by mail turns out to have this account."""
    siblings = speaker.proposal.speaker_ids() if speaker.proposal else set()
    if actor.id in siblings:
        raise Refused(_l("You are one of its speakers already."))
    speaker.person_id, speaker.email = actor.id, ""
    db.session.flush()


def _introduce(speaker: Speaker, name: str, bio: str) -> None:
    name, bio = clean_line(name), clean_text(bio)
    wrong: dict[str, Any] = {}
    if not name or len(name) > MAX_NAME:
        wrong["name"] = _l("Under which name do you speak?")
    if len(bio) > MAX_BIO:
        wrong["bio"] = _l("Please keep it to %(n)s characters.", n=MAX_BIO)
    if wrong:
        raise Invalid(wrong)
    speaker.name, speaker.bio = name, bio


def remove(speaker: Speaker, *, actor: Person) -> None:
    """Take back an invitation that was not answered.

    :raises Refused: it was answered: then the person decides about their name.
    """
    if speaker.proposal is not None:
        policy.demand(actor, EventPermission.PROPOSAL_EDIT, speaker.proposal)
    else:
        policy.demand(actor, EventPermission.PROGRAMME_MANAGE, event_of(speaker))
    if speaker.consent == Consent.CONSENTS:
        raise Refused(_l("They have agreed already. Ask them to take their name off."))
    audit.record("speaker.remove", speaker, actor=actor)
    db.session.delete(speaker)
    db.session.flush()


def event_of(speaker: Speaker) -> Event:
    """The event they would speak at."""
    if speaker.proposal is not None:
        return speaker.proposal.call.event
    assert speaker.session is not None
    event = db.session.get(Event, speaker.session.event_id)
    assert event is not None
    return event


def _tell_others(speaker: Speaker, actor: Person | None) -> None:
    if speaker.proposal is not None:
        extra = {
            "name": speaker.name if speaker.consent == Consent.CONSENTS else "",
            "agrees": speaker.consent == Consent.CONSENTS,
        }
        engine.tell(speaker.proposal, "proposal/answer", ("speakers",), actor=actor, extra=extra)
