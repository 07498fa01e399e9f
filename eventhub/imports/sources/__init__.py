"""Calendars that communities keep elsewhere and that are mirrored in: files, addresses, and pages with events on them."""
