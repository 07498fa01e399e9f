"""After an event: how it went, what others learn from it, and asking for both."""
