"""Registration for an event: seats in the room and on the screen, each with a line of its own."""
