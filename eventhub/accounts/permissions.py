"""What may be done to people and their roles."""

from enum import StrEnum


class AccountPermission(StrEnum):
    """Permissions of this domain."""

    GRANT_ROLE = "account.role.grant"
    LIST_PEOPLE = "account.person.list"


class Role(StrEnum):
    """What a grant can make someone, over a region and for a term."""

    TEAM = "team"
    REVIEWER = "reviewer"
    LIAISON = "liaison"
