"""Whose drafts the events of a calendar become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eventhub.accounts.models import Person
from eventhub.accounts.queries import find_by_email
from eventhub.communities.models import Community, CommunityKind
from eventhub.communities.queries import find_community
from eventhub.communities.workflow import Standing
from eventhub.core import zones
from eventhub.core.errors import NotFound, Refused
from eventhub.core.text import lazy_gettext as _l
from eventhub.events import queries
from eventhub.events.rules.drafts import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whose drafts they become, in plain values: records do not outlive the transaction of a batch."""

    community_id: int
    organizer_id: int
    locale: str
    region_code: str
    zone: str
    city: str
    languages: tuple[str, ...]
    source_language: str
    meets_online: bool
    formats: Mapping[Mode, tuple[int, int | None] | None]

    @property
    def country(self) -> str:
        """The country of the region, or nothing for a region of several."""
        code = self.region_code.split("-")[0]
        return code if len(code) == 2 and code.isalpha() else ""


def get_target(community_key: str, *, organizer_email: str = "") -> Target:
    """The community that drafts come in for, and the person who runs them: its first contact unless one is named.

    :raises Refused: there is no such community or person, it is archived, or nobody speaks for it.
    """
    community = find_community(community_key)
    if community is None:
        raise NotFound(_l("There is no community with the key “%(key)s”.", key=community_key))
    if community.standing == Standing.ARCHIVED:
        raise Refused(_l("%(name)s is archived.", name=community.name))
    return make_target(community, _organizer(organizer_email, [contact.person for contact in community.contacts]))


def make_target(community: Community, organizer: Person) -> Target:
    """The target that a community and whoever runs its drafts make up."""
    return Target(
        community_id=community.id, organizer_id=organizer.id, locale=organizer.locale, region_code=community.region_code,
        zone=community.zone if zones.is_zone(community.zone) else "UTC", city=community.city,
        languages=tuple(community.languages) or (community.source_language,), source_language=community.source_language,
        meets_online=community.kind == CommunityKind.ONLINE, formats=_formats(),
    )  # fmt: skip


def _organizer(email: str, contacts: list[Person]) -> Person:
    if not email:
        if not contacts:
            raise Refused(_l("Nobody speaks for this community: say who runs the events with --organizer."))
        return contacts[0]
    person = find_by_email(email.strip().lower())
    if person is None or not person.is_active:
        raise NotFound(_l("There is no confirmed account with the address %(email)s.", email=email))
    return person


def _formats() -> dict[Mode, tuple[int, int | None] | None]:
    known = {fmt.slug: (fmt.id, fmt.version_id) for fmt in queries.list_formats()}
    usual = known.get("meetup")
    return {Mode.IN_PERSON: usual, Mode.HYBRID: usual, Mode.ONLINE: known.get("online-meetup") or usual}
