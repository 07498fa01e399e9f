"""Who runs an event: its organizers, the communities that host it together, and how that changes."""
