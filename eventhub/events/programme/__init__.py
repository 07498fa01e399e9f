"""The programme of an event: the call for speakers, proposals, sessions in rooms, the schedule in versions."""
