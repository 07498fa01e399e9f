"""The edges between domains on one page: who may do what, and when X happens, Y reacts."""

from __future__ import annotations

from eventhub.accounts.models import RoleGrant
from eventhub.accounts.permissions import AccountPermission as A
from eventhub.accounts.permissions import Role
from eventhub.communities import reactions as communities
from eventhub.communities import services as _communities
from eventhub.communities.permissions import CommunityPermission as C
from eventhub.core import generations, notes, permissions, reactions, search, translations
from eventhub.events import reactions as events
from eventhub.events import services as _events
from eventhub.events.afterwards import services as _afterwards
from eventhub.events.checkin import services as _checkin
from eventhub.events.doubles import reactions as doubles
from eventhub.events.follows import services as _follows
from eventhub.events.models import Event, EventOrganizer
from eventhub.events.ownership import services as _ownership
from eventhub.events.permissions import EventPermission as E
from eventhub.events.preparation import services as _preparation
from eventhub.events.preparation.models import Task
from eventhub.events.programme import reactions as programme
from eventhub.events.programme import services as _programme
from eventhub.events.programme.models import Call, ProgrammeReviewer, Proposal, Rating, Speaker
from eventhub.events.promotion import models as _promotion
from eventhub.events.registration import answers as _answers
from eventhub.events.registration import following as registration_following
from eventhub.events.registration import reactions as registration
from eventhub.events.registration import services as _registration
from eventhub.events.registration.workflow import REGISTRATION
from eventhub.feeds import models as _feeds
from eventhub.feeds import reactions as feeds
from eventhub.feeds.personal import models as _personal
from eventhub.imports import pictures as _pictures
from eventhub.imports.sources import queries as _sources
from eventhub.regions.permissions import RegionPermission as R

TABLE = permissions.PermissionTable(
    roles={
        Role.TEAM: frozenset({
            A.GRANT_ROLE, A.LIST_PEOPLE, R.EDIT, C.READ, C.EDIT, C.STANDING, E.READ, E.STOP, E.REVIEW, E.CHECK, E.READ_REVIEW,
            E.ADVISE, E.OVERRIDE, E.EDIT_FORMAT, E.OWN, E.PART, C.SOURCE_READ, C.SOURCE_EDIT, C.SOURCE_TRUST,
        }),
        Role.REVIEWER: frozenset({C.READ, C.SOURCE_READ, C.SOURCE_TRUST, E.READ, E.REVIEW, E.CHECK, E.READ_REVIEW, E.ADVISE, E.PART}),
        Role.LIAISON: frozenset({C.READ, C.SOURCE_READ, E.READ, E.READ_REVIEW, E.ADVISE}),
    },
    relations={
        "organizer": frozenset({
            E.READ, E.EDIT, E.STOP, E.REPORT, E.OWN, E.CHECK_IN, E.MANAGE_REGISTRATION,
            E.PROGRAMME_MANAGE, E.PROGRAMME_RATE, E.CALL_READ, E.PROPOSAL_READ, E.PART,
        }),
        "programme_reviewer": frozenset({E.PROGRAMME_RATE, E.CALL_READ, E.PROPOSAL_READ}),
        "speaker": frozenset({E.PROPOSAL_READ, E.PROPOSAL_EDIT}),
        "invitee": frozenset({E.SPEAKER_ANSWER}),
        "holder": frozenset({E.HOLD_REGISTRATION}),
        "invited": frozenset({E.ACCEPT}),
        "cohost": frozenset({E.COHOST, E.PART}),
        "community_contact": frozenset({E.PART}),
        "official_contact": frozenset({E.FAST_PUBLISH, C.SOURCE_TRUST}),
        "contact": frozenset({C.READ, C.EDIT, C.SOURCE_READ, C.SOURCE_EDIT}),
        "public": frozenset({E.READ, E.CALL_READ, C.READ}),
        "self": frozenset(),
    },
)  # fmt: skip

REACTIONS: dict[str, tuple[reactions.Reaction, ...]] = {
    "account.rename": (communities.follow_person, events.follow_person),
    "event.cancel": (programme.tell_speakers,),
    "event.cancel_at_source": (programme.tell_speakers,),
    "event.page.refresh": (feeds.render_again, programme.follow_event, registration.follow_event, doubles.follow_event),
    "event.page.split": (registration_following.follow_split,),
    **{f"registration.{step.name}": (registration.follow_registration,) for step in REGISTRATION.steps},
    "community.edit": (events.follow_community,),
    "community.recognize": (events.follow_community,),
    "community.archive": (events.follow_community,),
    "community.restore": (events.follow_community,),
    "community.override": (events.follow_community,),
}

MODULES = (
    _communities,
    _events,
    _programme,
    _afterwards,
    _answers,
    _checkin,
    _follows,
    _ownership,
    _feeds,
    _pictures,
    _personal,
    _preparation,
    _promotion,
    _sources,
    generations,
    notes,
    translations,
    _registration,
)
"""Imported for what they declare: tables, machines, parties."""


def bind() -> None:
    """Put the tables in force. Called by create_app and by tests that need no app."""
    permissions.bind_table(TABLE)
    reactions.bind(REACTIONS)
    for subject in ("event", "community"):
        search.register(subject)


generations.watch(
    lambda _row: [generations.TURNS], Call, Event, EventOrganizer, ProgrammeReviewer, Proposal, Rating, RoleGrant, Speaker, Task
)  # what waits on whom hangs on these rows, besides the steps that raise it themselves
