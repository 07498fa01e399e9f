"""What changes registrations. Nothing here commits; the request or the job does."""

from eventhub.core.advance import bind_parties
from eventhub.events.registration import queries

bind_parties("registration", {"organizers": queries.party_organizers})
