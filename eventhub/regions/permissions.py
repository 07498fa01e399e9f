"""What may be done to the region tree."""

from enum import StrEnum


class RegionPermission(StrEnum):
    """Permissions of this domain."""

    EDIT = "region.node.edit"
