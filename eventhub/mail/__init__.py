"""Mail: a row of the outbox becomes a message in its reader's language, and goes out by a transport."""
