"""What may be done to communities."""

from enum import StrEnum


class CommunityPermission(StrEnum):
    """Permissions of this domain."""

    READ = "community.page.read"
    EDIT = "community.page.edit"
    STANDING = "community.standing.decide"
    SOURCE_READ = "community.source.read"
    """See which calendars elsewhere are mirrored in, and how they are."""
    SOURCE_EDIT = "community.source.edit"
    """Have a calendar elsewhere mirrored in: add, look, bring in, pause, remove."""
    SOURCE_TRUST = "community.source.trust"
    """Let the events of such a calendar go out without a review, or not any more."""
