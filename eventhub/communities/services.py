"""What changes communities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from eventhub.accounts.models import Person
from eventhub.accounts.queries import find_by_email
from eventhub.communities import queries
from eventhub.communities.models import Community, CommunityContact, CommunityKind, CommunityLink, Platform
from eventhub.communities.permissions import CommunityPermission
from eventhub.communities.workflow import STANDING
from eventhub.core import audit, generations, limits, policy, reactions, search
from eventhub.core.advance import advance, bind_parties
from eventhub.core.db import db
from eventhub.core.errors import Changed, Invalid, Refused
from eventhub.core.text import clean_line, clean_text, is_web_address, make_slug
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import Step
from eventhub.regions import queries as regions

MAX_LINKS = 20
bind_parties("community", {"contacts": queries.list_contacts})


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityDraft:
    """What someone says of a community."""

    name: str
    kind: CommunityKind
    region_code: str
    city: str = ""
    zone: str = "UTC"
    lat: float | None = None
    lon: float | None = None
    languages: tuple[str, ...] = ()
    source_language: str = "en"
    summary: str = ""
    links: tuple[tuple[Platform, str], ...] = ()


def found_community(draft: CommunityDraft, *, founder: Person) -> Community:
    """Add a community to the directory; the founder is its first contact.

    :raises Invalid: a field is not right.
    :raises TooMany: more than ten in a day.
    """
    _check(draft)
    limits.hit(f"community:{founder.id}", limit=10, window=timedelta(days=1))
    community = Community(slug=make_slug(draft.name), standing=STANDING.initial, contacts=[], links=[],
                          **_columns(draft))  # fmt: skip
    community.contacts = [CommunityContact(person_id=founder.id)]
    community.links = _links(draft)
    db.session.add(community)
    db.session.flush()
    audit.record("community.page.add", community, actor=founder)
    _published(community)
    return community


def edit_community(community: Community, draft: CommunityDraft, *, actor: Person, revision: int) -> None:
    """Change what its page says. ``revision`` is the one the actor saw.

    :raises Invalid: a field is not right.
    :raises Changed: someone else changed it meanwhile.
    """
    policy.demand(actor, CommunityPermission.EDIT, community)
    _check(draft)
    if community.revision != revision:
        raise Changed(_l("Someone else changed this meanwhile. Your text is still here: compare, then save again."))
    old_region = community.region_code
    for name, value in _columns(draft).items():
        setattr(community, name, value)
    community.slug = make_slug(draft.name)
    if [(link.platform, link.url) for link in community.links] != list(draft.links):
        community.links = _links(draft)
    db.session.flush()
    audit.record("community.page.edit", community, actor=actor)
    reactions.run(reactions.Happening("community.edit", community, actor))
    _published(community, also=[old_region])


def add_contact(community: Community, email: str, *, actor: Person) -> None:
    """Let someone with an account speak for the community too. Nobody learns whether an address has an account.

    :raises Invalid: it is no address.
    """
    policy.demand(actor, CommunityPermission.EDIT, community)
    person = find_by_email(email.strip().lower())
    if person is None or not person.is_active or queries.is_contact(person.id, community.id):
        return
    db.session.add(CommunityContact(community_id=community.id, person_id=person.id))
    audit.record("community.contact.add", community, actor=actor, data={"person": person.key})
    _published(community)


def leave_community(community: Community, *, person: Person) -> None:
    """Stop speaking for a community.

    :raises Refused: the last contact can't leave silently.
    """
    contacts = {contact.person_id: contact for contact in community.contacts}
    if person.id not in contacts:
        return
    if len(contacts) == 1:
        raise Refused(_l("You are the last contact. Add someone first, or ask the team to archive the community."))
    community.contacts.remove(contacts[person.id])
    audit.record("community.contact.leave", community, actor=person)
    _published(community)


def advance_community(community: Community, name: str, *, actor: Person | None, reason: str = "") -> Step:
    """Take a step of its standing."""
    step = advance(community, name, actor=actor, reason=reason)
    _published(community)
    return step


def touch_scopes(community: Community) -> list[str]:
    """The scopes whose pages speak of this community."""
    return [generations.ALL, f"community:{community.key}", *(f"region:{code}" for code in community.scopes())]


def _check(draft: CommunityDraft) -> None:
    wrong = {}
    if not clean_line(draft.name):
        wrong["name"] = _l("What is it called?")
    if len(draft.name) > 120:
        wrong["name"] = _l("Please keep it to %(n)s characters.", n=120)
    if not regions.find_region(draft.region_code):
        wrong["region"] = _l("Choose a region.")
    if len(draft.summary) > 5000:
        wrong["summary"] = _l("Please keep it to %(n)s characters.", n=5000)
    if any(not is_web_address(url) or len(url) > 500 for _, url in draft.links):
        wrong["links"] = _l("A link starts with https:// and leads to a page.")
    if len(draft.links) > MAX_LINKS:
        wrong["links"] = _l("Please keep it to %(n)s links.", n=MAX_LINKS)
    if wrong:
        raise Invalid(wrong)


def _columns(draft: CommunityDraft) -> dict[str, object]:
    return {
        "name": clean_line(draft.name), "kind": draft.kind, "region_code": draft.region_code,
        "city": clean_line(draft.city)[:120], "zone": draft.zone or "UTC", "lat": draft.lat, "lon": draft.lon,
        "languages": list(draft.languages), "source_language": draft.source_language, "summary": clean_text(draft.summary),
    }  # fmt: skip


def _links(draft: CommunityDraft) -> list[CommunityLink]:
    return [CommunityLink(position=n, platform=platform, url=url) for n, (platform, url) in enumerate(draft.links)]


def _published(community: Community, also: Sequence[str] = ()) -> None:
    if community.standing in STANDING.public_states:
        search.put("community", community.id, community.name, f"{community.city}\n{community.summary}")
    else:
        search.remove("community", community.id)
    generations.raise_calendar([*touch_scopes(community), *(f"region:{code}" for code in also)])


__all__ = ["CommunityDraft", "add_contact", "advance_community", "edit_community", "found_community", "leave_community"]
