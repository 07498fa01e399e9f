"""What changes the programme. Nothing here commits; the request or the job does."""

from eventhub.core.advance import bind_parties
from eventhub.events.programme import queries

bind_parties("call", {"organizers": queries.party_organizers})
bind_parties("proposal", {
    "speakers": queries.party_speakers, "organizers": lambda proposal: queries.party_organizers(proposal.call),
})  # fmt: skip
