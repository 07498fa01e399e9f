"""What may be done to events and formats."""

from enum import StrEnum


class EventPermission(StrEnum):
    """Permissions of this domain."""

    READ = "event.page.read"
    EDIT = "event.page.edit"
    FAST_PUBLISH = "event.page.fast_publish"
    STOP = "event.page.stop"
    """Cancel or postpone: organizers, and the team for the sake of those who would come."""
    REVIEW = "event.review.decide"
    CHECK = "event.review.check"
    READ_REVIEW = "event.review.read"
    """Private notes, checks and the queue: reviewers, and liaisons, who advise but never decide."""
    ADVISE = "event.review.advise"
    OVERRIDE = "event.review.override"
    EDIT_FORMAT = "event.format.edit"
