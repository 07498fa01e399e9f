"""Migrations, up and down, for SQLite and PostgreSQL alike."""
