"""Check-in: who came. A code for each registration, read at the door, with or without a network."""
