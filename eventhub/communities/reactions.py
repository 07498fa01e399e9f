"""What communities do when something else happens."""

from __future__ import annotations

from eventhub.communities.queries import list_of_contact
from eventhub.communities.services import touch_scopes
from eventhub.core import generations
from eventhub.core.reactions import Happening


def follow_person(happening: Happening) -> None:
    """Someone has another name: the pages of the communities they speak for are made anew."""
    for community in list_of_contact(happening.record):
        generations.raise_page(touch_scopes(community))
