"""The edges between domains on one page: who may do what, and when X happens, Y reacts."""

from __future__ import annotations

from eventhub.accounts.permissions import AccountPermission as A
from eventhub.accounts.permissions import Role
from eventhub.communities import reactions as communities
from eventhub.communities import services as _communities
from eventhub.communities.permissions import CommunityPermission as C
from eventhub.core import generations, notes, permissions, reactions, search, translations
from eventhub.events import reactions as events
from eventhub.events import services as _events
from eventhub.events.permissions import EventPermission as E
from eventhub.feeds import models as _feeds
from eventhub.feeds import reactions as feeds
from eventhub.regions.permissions import RegionPermission as R

TABLE = permissions.PermissionTable(
    roles={
        Role.TEAM: frozenset({
            A.GRANT_ROLE, A.LIST_PEOPLE, R.EDIT, C.READ, C.EDIT, C.STANDING, E.READ, E.STOP, E.REVIEW, E.CHECK, E.READ_REVIEW,
            E.ADVISE, E.OVERRIDE, E.EDIT_FORMAT,
        }),
        Role.REVIEWER: frozenset({C.READ, E.READ, E.REVIEW, E.CHECK, E.READ_REVIEW, E.ADVISE}),
        Role.LIAISON: frozenset({C.READ, E.READ, E.READ_REVIEW, E.ADVISE}),
    },
    relations={
        "organizer": frozenset({E.READ, E.EDIT, E.STOP}),
        "official_contact": frozenset({E.FAST_PUBLISH}),
        "contact": frozenset({C.READ, C.EDIT}),
        "public": frozenset({E.READ, C.READ}),
        "self": frozenset(),
    },
)  # fmt: skip

REACTIONS: dict[str, tuple[reactions.Reaction, ...]] = {
    "account.rename": (communities.follow_person, events.follow_person),
    "event.page.refresh": (feeds.render_again,),
    "community.edit": (events.follow_community,),
    "community.recognize": (events.follow_community,),
    "community.archive": (events.follow_community,),
    "community.restore": (events.follow_community,),
    "community.override": (events.follow_community,),
}

MODULES = (_communities, _events, _feeds, generations, notes, translations)
"""Imported for what they declare: tables, machines, parties."""


def bind() -> None:
    """Put the tables in force. Called by create_app and by tests that need no app."""
    permissions.bind_table(TABLE)
    reactions.bind(REACTIONS)
    for subject in ("event", "community"):
        search.register(subject)
