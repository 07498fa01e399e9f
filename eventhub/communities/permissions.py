"""What may be done to communities."""

from enum import StrEnum


class CommunityPermission(StrEnum):
    """Permissions of this domain."""

    READ = "community.page.read"
    EDIT = "community.page.edit"
    STANDING = "community.standing.decide"
