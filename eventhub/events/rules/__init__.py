"""Pure calculations about events: times, filters, what is missing, what changed."""
