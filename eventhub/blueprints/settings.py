"""What the installation was told, for the faces."""

from __future__ import annotations

from flask import Flask, current_app

from eventhub.config import Settings


def settings_of(app: Flask = current_app) -> Settings:
    """The settings of the application, by default of the one that answers."""
    found: Settings = app.settings  # type: ignore[attr-defined]  # what create_app makes is an EventHub, which has them
    return found
