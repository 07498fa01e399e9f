"""What changes events. Nothing here commits; the request or the job does."""

from eventhub.core.advance import bind_parties
from eventhub.events import queries

bind_parties("event", {
    "organizers": queries.party_organizers, "reviewers": queries.party_reviewers, "reviewer": queries.party_reviewer,
    "team": queries.party_team,
})  # fmt: skip
bind_parties(
    "occurrence", {"organizers": lambda occurrence: queries.party_organizers(queries.get_event_by_id(occurrence.event_id))}
)
