"""A person's own calendars: an address that nobody else knows, and what only its owner may read."""
